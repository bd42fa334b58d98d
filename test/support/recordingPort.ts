import type { Message, Note, Port, ProcessId, Via } from '../../src/contract.ts';

/** What a detector asked for, in order. */
export type Effect =
  | { readonly kind: 'send'; readonly to: ProcessId; readonly message: Message; readonly via: Via }
  | { readonly kind: 'close'; readonly to: ProcessId }
  | { readonly kind: 'trust' | 'suspect' | 'fail'; readonly peer: ProcessId }
  | { readonly kind: 'note'; readonly event: Note };

export interface RecordingPort extends Port {
  readonly effects: Effect[];
  /** The effects since the last call. */
  take(): Effect[];
}

/** A port that only records. `random` answers with the given numbers in turn, then begins again. */
export function recordingPort(randoms: readonly number[] = [0.5]): RecordingPort {
  const effects: Effect[] = [];
  let draws = 0;
  const opine = (kind: 'trust' | 'suspect' | 'fail') => (peer: ProcessId) => { effects.push({ kind, peer }); };
  return {
    effects,
    take: () => effects.splice(0),
    random: () => randoms[draws++ % randoms.length]!,
    send: (to, message, via = 'datagram') => { effects.push({ kind: 'send', to, message, via }); },
    close: to => { effects.push({ kind: 'close', to }); },
    note: event => { effects.push({ kind: 'note', event }); },
    trust: opine('trust'), suspect: opine('suspect'), fail: opine('fail'),
  };
}
