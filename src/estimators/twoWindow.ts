import type { Duration, Estimator, ParameterTable, Time } from '../contract.ts';
import { NEVER, ms, sec } from '../time.ts';
import { slidingWindow, type SlidingWindow } from '../window.ts';
import { expectedArrival, learn, promised, shareOfPromise } from './freshnessPoint.ts';
import { advances } from './newest.ts';

export interface TwoWindowParams {
  /** η, that of the sender. */
  readonly interval: Duration;
  /** Added to the later of the two expected arrivals. */
  readonly margin: Duration;
  /** How many of the newest beats each of the two expected arrivals is estimated from. */
  readonly shortWindow: number;
  readonly longWindow: number;
}

export interface TwoWindowState {
  readonly params: TwoWindowParams;
  newest: number;
  /** When the newest beat arrived; before the first, when the watch began. */
  arrived: Time;
  /** EA of the next beat by each window. */
  shortExpected: number;
  longExpected: number;
  /** τ of the next beat: trusted before it, suspected from it on. */
  until: Time;
  /** A_i − η s_i of the beats received, in the short window and in the long one. */
  readonly short: SlidingWindow;
  readonly long: SlidingWindow;
}

const parameters: ParameterTable<TwoWindowParams> = {
  interval: {
    default: sec, kind: 'duration', min: 1,
    low: 'Below that of the sender: each next beat is expected too early, and every one is late.',
    high: 'Above that of the sender: each next beat is expected too late, and detection is slower.',
  },
  margin: {
    default: 500 * ms, kind: 'duration', min: 0,
    low: 'A beat that is a little late is a mistake.',
    high: 'A crash is noticed that much later; each further interval lets one more lost beat in a row pass.',
  },
  shortWindow: {
    default: 1, kind: 'count', min: 1, max: 1_000_000,
    low: 'With 1, one late beat puts off the next expectation by as much as it was late.',
    high: 'A burst of delay is averaged away, and each beat in it is a mistake.',
    source: 'Tomsic et al., IPDPS 2015: 1, as remembered',
  },
  longWindow: {
    default: 1_000, kind: 'count', min: 1, max: 1_000_000,
    low: 'A beat that travelled fast brings the next expectation forward.',
    high: 'After the network got faster, beats are expected too late for that long.',
    source: 'Tomsic et al., IPDPS 2015: 1000, as remembered',
  },
};

/**
 * The two-window failure detector, 2W-FD (Tomsic, Sens, Garcia, Arantes and Sopena, IPDPS 2015): NFD-E twice over, and
 * the later of the two expected arrivals counts. The short window answers a burst of delay at once; the long one keeps
 * a single fast beat from bringing the deadline forward. Begins by suspecting, as Chen's. Restated from memory of the
 * paper; with both windows equal it is NFD-E exactly.
 */
export const twoWindow: Estimator<TwoWindowParams, TwoWindowState> = {
  name: 'twoWindow',
  summary: 'Trusted until a margin after the next beat was expected, by the later of a short memory and a long one (2W-FD).',
  parameters,
  init: (params, now) => ({
    params, newest: -1, arrived: now, shortExpected: now, longExpected: now, until: now,
    short: slidingWindow(params.shortWindow), long: slidingWindow(params.longWindow),
  }),
  observe(state, now, beat) {
    if (!advances(state, beat)) return;
    const { interval, margin } = state.params;
    state.arrived = now;
    for (const window of [state.short, state.long]) learn(window, interval, now, beat.seq);
    state.shortExpected = expectedArrival(state.short, interval, beat.seq + 1);
    state.longExpected = expectedArrival(state.long, interval, beat.seq + 1);
    state.until = Math.min(NEVER, Math.ceil(Math.max(state.shortExpected, state.longExpected) + margin));
  },
  freshUntil: state => state.until,
  level: ({ arrived, until, params }, now) => shareOfPromise(arrived, until, params.interval, now),
  explain: ({ shortExpected, longExpected, params, short, long }, now) => ({
    untilShort: shortExpected - now, untilLong: longExpected - now, margin: params.margin, shortSamples: short.count, longSamples: long.count,
  }),
  portrait: state => promised('the later of two expected arrivals, by a short and a long memory, and a margin', state, state.params.interval, state.long, [
    { name: `expected by the ${state.shortExpected > state.longExpected ? 'short' : 'long'} memory`, length: Math.max(state.shortExpected, state.longExpected) - state.arrived },
    { name: 'margin', length: state.params.margin },
  ]),
};
