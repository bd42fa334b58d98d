/**
 * A detector as an author writes one: heartbeats, and a fixed timeout for each sender. It comes into a run through
 * `detectors`, so the benches measure what a stranger's detector costs, not what is built in.
 */
import type { Detector, Duration, Message, ProcessId, Time } from '../../src/contract.ts';
import { NEVER, sec } from '../../src/time.ts';

interface PlainParams { readonly interval: Duration; readonly timeout: Duration }
interface PlainBeat extends Message { readonly kind: 'plain.beat' }

interface PlainState extends PlainParams {
  readonly watches: readonly ProcessId[];
  readonly watchedBy: readonly ProcessId[];
  nextBeat: Time;
  /** By process: when its silence is too long; NEVER once it was suspected. */
  readonly due: Float64Array;
  /** By process: 0 unheard, 1 heard, 2 suspected. */
  readonly view: Uint8Array;
  /** ≤ every `due`. */
  next: Time;
}

const beat: PlainBeat = { kind: 'plain.beat' };
const nothing = new Float64Array(0);
const nobody = new Uint8Array(0);

export const plainPush: Detector<PlainParams, PlainState, PlainBeat> = {
  name: 'plain',
  parameters: {
    interval: { default: sec, kind: 'duration', min: 1, low: 'More beats.', high: 'A lost beat is a long silence.' },
    timeout: { default: 3 * sec, kind: 'duration', min: 1, low: 'More mistakes.', high: 'A crash is noticed later.' },
  },
  messages: { 'plain.beat': { purpose: 'heartbeat', bytes: 16 } },
  init({ params: { interval, timeout }, watches, watchedBy, roles, now }, port) {
    const monitors = watches.length > 0;
    return {
      interval, timeout, watches, watchedBy,
      nextBeat: watchedBy.length > 0 ? now + Math.floor(port.random() * interval) : NEVER,
      due: monitors ? new Float64Array(roles.length).fill(now + timeout) : nothing,
      view: monitors ? new Uint8Array(roles.length) : nobody,
      next: monitors ? now + timeout : NEVER,
    };
  },
  receive(state, now, from, message, port) {
    if (message.kind !== 'plain.beat') return;
    const due = now + state.timeout;
    state.due[from] = due;
    if (state.view[from] === 1) return;
    state.view[from] = 1;
    state.next = Math.min(state.next, due);
    port.trust(from);
  },
  wake(state, now, port) {
    while (state.nextBeat <= now) {
      for (const monitor of state.watchedBy) port.send(monitor, beat);
      state.nextBeat += state.interval;
    }
    if (state.next > now) return;
    state.next = NEVER;
    for (const peer of state.watches) {
      if (state.due[peer]! <= now) {
        state.due[peer] = NEVER;
        state.view[peer] = 2;
        port.suspect(peer);
      }
      state.next = Math.min(state.next, state.due[peer]!);
    }
  },
  deadline: state => Math.min(state.nextBeat, state.next),
  opinion: (state, peer) => (state.view[peer] === 2 ? 'suspected' : 'trusted'),
};
