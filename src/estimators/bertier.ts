import type { Duration, Estimator, ParameterTable, Time } from '../contract.ts';
import { NEVER, ms, sec } from '../time.ts';
import { slidingWindow, type SlidingWindow } from '../window.ts';
import { expectedArrival, learn, promised, shareOfPromise } from './freshnessPoint.ts';
import { advances } from './newest.ts';

export interface BertierParams {
  /** η, that of the sender. */
  readonly interval: Duration;
  /** How many of the newest beats the expected arrival is estimated from. */
  readonly window: number;
  /** What the smoothed error counts in the margin. */
  readonly beta: number;
  /** What the smoothed size of the error counts in the margin. */
  readonly phi: number;
  /** How much of each new error enters the smoothed ones. */
  readonly gamma: number;
  /** The smoothed error before any was seen. */
  readonly initialDelay: Duration;
  /** The smoothed size of the error before any was seen. */
  readonly initialVar: Duration;
}

export interface BertierState {
  readonly params: BertierParams;
  newest: number;
  /** When the newest beat arrived; before the first, when the watch began. */
  arrived: Time;
  /** EA of the next beat. */
  expectedArrival: number;
  /** The smoothed error of EA, and its smoothed size. */
  delay: number;
  var: number;
  /** τ of the next beat: trusted before it, suspected from it on. */
  until: Time;
  /** A_i − η s_i of the beats received. */
  readonly shifted: SlidingWindow;
}

const parameters: ParameterTable<BertierParams> = {
  interval: {
    default: sec, kind: 'duration', min: 1,
    low: 'Below that of the sender: each next beat is expected too early, and the error is learnt only slowly.',
    high: 'Above that of the sender: each next beat is expected too late, and detection is slower.',
  },
  window: {
    default: 1_000, kind: 'count', min: 1, max: 1_000_000,
    low: 'The expected arrival follows the last few beats, and the error measures jitter against jitter.',
    high: 'When the network changes, the expected arrival is late to follow; the margin makes up for it.',
    source: 'Bertier, Marin and Sens, DSN 2002: n = 1000, as remembered',
  },
  beta: {
    default: 1, kind: 'number', min: 0, max: 1_000,
    low: 'With 0 a lasting shift of the delay is not made up for until the window has followed.',
    high: 'The margin over-corrects: after late beats it is too long, after early ones too short.',
    source: 'Bertier, Marin and Sens, DSN 2002: β = 1; Jacobson 1988',
  },
  phi: {
    default: 4, kind: 'number', min: 0, max: 1_000,
    low: 'Jitter of the usual size is taken for a crash.',
    high: 'One late beat makes the margin long, and detection slow, for many beats.',
    source: 'Bertier, Marin and Sens, DSN 2002: φ = 4 (2 in some variants); Jacobson 1988',
  },
  gamma: {
    default: 0.1, kind: 'share', min: 0.000_001, max: 1,
    low: 'A change of the network reaches the margin only after many beats.',
    high: 'The margin is that of the last error alone: short after one good beat.',
    source: 'Bertier, Marin and Sens, DSN 2002: γ = 0.1; Jacobson 1988',
  },
  initialDelay: {
    default: 0, kind: 'duration',
    low: 'Zero or less: the first margins are short, and the first late beats are mistakes.',
    high: 'The first margins are long, until what is not true of this network has been forgotten.',
    source: 'the paper leaves it to the implementation',
  },
  initialVar: {
    default: 100 * ms, kind: 'duration', min: 0,
    low: 'Zero: the second beat has no margin at all.',
    high: 'The first margins are long, until what is not true of this network has been forgotten.',
    source: 'the paper leaves it to the implementation; 0 gives its recurrences from nothing',
  },
};

/** The error of the expected arrival of this beat, as of the beats before it; none was expected before the first. */
function smooth(state: BertierState, now: Time, seq: number): void {
  const { interval, gamma } = state.params;
  if (state.shifted.count === 0) return;
  const error = now - expectedArrival(state.shifted, interval, seq) - state.delay;
  state.delay += gamma * error;
  state.var += gamma * (Math.abs(error) - state.var);
}

/** α. It can be negative, where beats came ever earlier than expected. */
const marginOf = ({ params: { beta, phi }, delay, var: size }: BertierState): number => beta * delay + phi * size;

/**
 * Chen's expected arrival with a margin that learns (Bertier, Marin and Sens, DSN 2002): Jacobson's smoothed error and
 * its smoothed size, as TCP has them for its retransmission timer. For each newer beat m_k:
 *
 *     error = A_k − EA_k − delay,  delay += γ error,  var += γ (|error| − var),  τ = EA_k₊₁ + β delay + φ var
 *
 * Made for local networks, where loss is rare: the margin is short again soon after a disturbance, which detects fast
 * and errs more often. Begins by suspecting, as Chen's, and a beat later than its own successor's freshness point clears
 * nothing. The recurrences and constants are restated from memory of the paper and agree with Jacobson's; what it
 * leaves open, the values before the first error, are options here.
 */
export const bertier: Estimator<BertierParams, BertierState> = {
  name: 'bertier',
  summary: 'Trusted until the next beat’s expected arrival and a margin learnt from past errors of that expectation (Bertier, Marin and Sens).',
  parameters,
  init: (params, now) => ({
    params, newest: -1, arrived: now, expectedArrival: now, delay: params.initialDelay, var: params.initialVar, until: now,
    shifted: slidingWindow(params.window),
  }),
  observe(state, now, beat) {
    if (!advances(state, beat)) return;
    const { interval } = state.params;
    smooth(state, now, beat.seq);
    learn(state.shifted, interval, now, beat.seq);
    state.arrived = now;
    state.expectedArrival = expectedArrival(state.shifted, interval, beat.seq + 1);
    state.until = Math.min(NEVER, Math.ceil(state.expectedArrival + marginOf(state)));
  },
  freshUntil: state => state.until,
  level: ({ arrived, until, params }, now) => shareOfPromise(arrived, until, params.interval, now),
  explain: (state, now) => ({
    untilExpected: state.expectedArrival - now, margin: marginOf(state), delay: state.delay, var: state.var, samples: state.shifted.count,
  }),
  portrait: state => promised('the next beat’s expected arrival and a margin learnt from its errors', state, state.params.interval, state.shifted, [
    { name: 'expected arrival', length: state.expectedArrival - state.arrived },
    { name: 'β × error', length: state.params.beta * state.delay }, { name: 'φ × size of error', length: state.params.phi * state.var },
  ]),
};
