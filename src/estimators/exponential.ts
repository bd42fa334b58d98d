import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import type { Duration, Estimator, ParameterTable, Time } from '../contract.ts';
import { NEVER, sec } from '../time.ts';
import { mean, push, slidingWindow, valuesOf, type SlidingWindow } from '../window.ts';
import { advances } from './newest.ts';

const ln10 = 2.302585092994046;

export interface ExponentialParams {
  /** In (0, 1): the suspicion from which on it is not trusted. */
  readonly threshold: number;
  /** How many of the newest intervals the mean is taken of. */
  readonly window: number;
  /** The mean before an interval was measured. */
  readonly firstInterval: Duration;
}

export interface ExponentialState {
  readonly params: ExponentialParams;
  newest: number;
  heard: boolean;
  /** The newest arrival; before the first beat, when the watch began. */
  last: Time;
  until: Time;
  /** The intervals between arrivals. */
  readonly intervals: SlidingWindow;
}

const parameters: ParameterTable<ExponentialParams> = {
  threshold: {
    default: 0.99, kind: 'number', min: 0.000_001, max: 0.999_999_9,
    low: 'Ordinary intervals are taken for crashes: at 0.63 one in a regular row is, since its length is the mean.',
    high: 'A crash is noticed later, by 2.3 mean intervals for each further nine.',
    source: 'ours: 4.6 mean intervals; the paper compares thresholds',
  },
  window: {
    default: 1_000, kind: 'count', min: 1, max: 1_000_000,
    low: 'The mean follows the last few intervals: a burst makes the next ordinary silence look like a crash.',
    high: 'What is usual stays what it was long ago.',
    source: 'ours, as Hayashibara et al. 2004',
  },
  firstInterval: {
    default: sec, kind: 'duration', min: 1,
    low: 'A peer that starts later than its monitor is suspected before it begins.',
    high: 'A peer that never says anything is trusted for long.',
    source: 'ours: the default interval of heartbeats here',
  },
};

/** 1 − e^(−t/mean): how likely a beat was to have come by now. It rounds to 1 from about 37 means on. */
export const exponentialSuspicion = (elapsed: number, meanInterval: number): number => 1 - exp(-elapsed / meanInterval);

/** The silence at which that reaches a threshold in (0, 1): −mean ln(1 − threshold), in the unit of the mean. */
export const exponentialTimeout = (meanInterval: number, threshold: number): number => -meanInterval * ln(1 - threshold);

/** Never 0, so that nothing is 0 ⁄ 0. */
const meanOf = ({ intervals, params }: ExponentialState): number =>
  intervals.count === 0 ? params.firstInterval : Math.max(1, mean(intervals));

const suspicion = (state: ExponentialState, silence: Duration): number => exponentialSuspicion(Math.max(0, silence), meanOf(state));

/** The first whole microsecond of suspicion: from the inverse, put right by the curve itself where that rounded otherwise. */
function patience(state: ExponentialState): Duration {
  const { threshold } = state.params;
  let silence = Math.ceil(exponentialTimeout(meanOf(state), threshold));
  while (silence > 0 && suspicion(state, silence - 1) >= threshold) silence--;
  while (suspicion(state, silence) < threshold) silence++;
  return silence;
}

const promise = (state: ExponentialState): Time => Math.min(NEVER, state.last + patience(state));

/**
 * The exponential accrual detector, ED: suspicion is 1 − e^(−t/mean) of the silence t, with only the mean of the intervals
 * learnt (Xiong and Défago, JAIST IS-RR-2007-007; the formula restated from memory, its inverse derived). The same family
 * as Cassandra's φ = t/(mean ln 10), on a scale that ends at 1: beyond some 37 means it can grow no more.
 */
export const exponential: Estimator<ExponentialParams, ExponentialState> = {
  name: 'exponential',
  summary: 'A suspicion of 1 − e^(−silence/mean interval), judged by a threshold below 1 (ED).',
  parameters,
  init(params, now) {
    const state: ExponentialState = { params, newest: -1, heard: false, last: now, until: now, intervals: slidingWindow(params.window) };
    state.until = promise(state);
    return state;
  },
  observe(state, now, beat) {
    if (!advances(state, beat)) return;
    if (state.heard) push(state.intervals, now - state.last);
    state.heard = true;
    state.last = now;
    state.until = promise(state);
  },
  freshUntil: state => state.until,
  level: (state, now) => suspicion(state, now - state.last) / state.params.threshold,
  explain: (state, now) => ({
    suspicion: suspicion(state, now - state.last), threshold: state.params.threshold,
    phi: Math.max(0, now - state.last) / (meanOf(state) * ln10), mean: meanOf(state), samples: state.intervals.count,
  }),
  portrait: state => ({
    name: 'the suspicion', formula: '1 − e^(−silence ÷ mean interval)', symbol: 'suspicion', kind: 'share', threshold: state.params.threshold,
    since: state.last, samples: valuesOf(state.intervals), assumed: 0,
    parts: [
      { name: 'mean interval', length: meanOf(state) },
      { name: `to ${state.params.threshold}`, length: exponentialTimeout(meanOf(state), state.params.threshold) - meanOf(state) },
    ],
  }),
  density: (state, silence) => exp(-silence / meanOf(state)) / meanOf(state),
};
