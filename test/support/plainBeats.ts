/** The plainest detector there is, so that tests of what is built over one do not rest on the library's own. */
import type { Detector, ProcessId, Time } from '../../src/contract.ts';
import { NEVER } from '../../src/time.ts';

export interface PlainBeatsParams { readonly interval: number; readonly timeout: number }
interface Beat { readonly kind: 'plain.beat' }
export interface PlainBeatsState {
  readonly params: PlainBeatsParams;
  readonly to: readonly ProcessId[];
  readonly freshUntil: Record<ProcessId, Time>;
  readonly suspected: ProcessId[];
  nextAt: Time;
  beats: { readonly received: number };
}

/** Its durable state counts the beats received: something that changes often. */
export const plainBeats: Detector<PlainBeatsParams, PlainBeatsState, Beat> = {
  name: 'plainBeats',
  parameters: {
    interval: { kind: 'duration', default: 100_000, low: '', high: '' },
    timeout: { kind: 'duration', default: 350_000, low: '', high: '' },
  },
  messages: { 'plain.beat': { purpose: 'heartbeat', bytes: 8 } },
  init({ now, watches, watchedBy, params, durable }) {
    const freshUntil = Object.fromEntries(watches.map(peer => [peer, now + params.timeout]));
    return { params, to: watchedBy, freshUntil, suspected: [], nextAt: now, beats: (durable as PlainBeatsState['beats']) ?? { received: 0 } };
  },
  receive(state, now, from, message, port) {
    if (message.kind !== 'plain.beat' || state.freshUntil[from] === undefined) return;
    state.freshUntil[from] = now + state.params.timeout;
    state.beats = { received: state.beats.received + 1 };
    const place = state.suspected.indexOf(from);
    if (place < 0) return;
    state.suspected.splice(place, 1);
    port.trust(from);
  },
  wake(state, now, port) {
    if (now >= state.nextAt) {
      for (const peer of state.to) port.send(peer, { kind: 'plain.beat' });
      state.nextAt = now + state.params.interval;
    }
    for (const [peer, until] of Object.entries(state.freshUntil)) {
      if (now < until || state.suspected.includes(Number(peer))) continue;
      state.suspected.push(Number(peer));
      port.suspect(Number(peer));
    }
  },
  deadline: ({ nextAt, freshUntil, suspected }) =>
    Math.min(nextAt, NEVER, ...Object.entries(freshUntil).filter(([peer]) => !suspected.includes(Number(peer))).map(([, until]) => until)),
  opinion: ({ suspected }, peer) => (suspected.includes(peer) ? 'suspected' : 'trusted'),
  watch: ({ freshUntil }, peer) => (freshUntil[peer] === undefined ? undefined : { estimator: 'plain', state: freshUntil[peer] }),
  durable: ({ beats }) => beats,
};
