import type { Duration, Estimator, ParameterTable, Time } from '../contract.ts';
import { NEVER, sec } from '../time.ts';
import { valuesOf } from '../window.ts';
import { advances } from './newest.ts';
import { countBelow, insert, sortedSamples, type SortedSamples } from './sortedSamples.ts';

export interface EmpiricalParams {
  /** In (0, 1]: the share of the stored intervals from which on it is not trusted. */
  readonly threshold: number;
  /** What the stored intervals are multiplied by before they are compared; 1 in the first paper. */
  readonly scale: number;
  /** How many intervals are stored. */
  readonly window: number;
  /** What stands for the stored intervals before one was measured. */
  readonly firstInterval: Duration;
}

export interface EmpiricalState {
  readonly params: EmpiricalParams;
  newest: number;
  heard: boolean;
  /** The newest arrival; before the first beat, when the watch began. */
  last: Time;
  until: Time;
  /** The intervals between arrivals, times the scale. */
  readonly samples: SortedSamples;
}

const parameters: ParameterTable<EmpiricalParams> = {
  threshold: {
    default: 0.95, kind: 'share', min: 0.000_001, max: 1,
    low: 'Intervals that are quite usual are taken for crashes: with a scale of 1, all but this share of them.',
    high: 'At 1 it waits for the longest interval that it remembers: one outage slows detection for a whole window.',
    source: 'ours',
  },
  scale: {
    default: 1.5, kind: 'number', min: 1, max: 1_000,
    low: 'At 1, as in the first paper, the longest interval remembered is the most that is ever waited for.',
    high: 'A crash is noticed later, by that factor.',
    source: 'ours; Satzger, Pietzowski, Trumler and Ungerer, SAC 2007, have none (1), and refined it later with one',
  },
  window: {
    default: 1_000, kind: 'count', min: 1, max: 1_000_000,
    low: 'Suspicion climbs in steps of one part of so few.',
    high: 'What is usual stays what it was long ago.',
    source: 'ours, as Hayashibara et al. 2004',
  },
  firstInterval: {
    default: 2 * sec, kind: 'duration', min: 1,
    low: 'A peer that starts later than its monitor is suspected before it begins.',
    high: 'A peer that never says anything is trusted for long.',
    source: 'ours: two default intervals of heartbeats here',
  },
};

/** The share of the stored intervals that are over by now, a step function that reaches exactly 1 with the longest of them. */
function share({ samples, params }: EmpiricalState, silence: Duration): number {
  const { count } = samples.recent;
  if (count === 0) return silence >= params.firstInterval * params.scale ? 1 : 0;
  return countBelow(samples, silence, true) / count;
}

/** The stored interval with which the share reaches the threshold. */
function decisive({ samples, params: { threshold, scale, firstInterval } }: EmpiricalState): number {
  const { count } = samples.recent;
  if (count === 0) return firstInterval * scale;
  let rank = Math.min(count, Math.max(1, Math.ceil(threshold * count)));
  while (rank > 1 && (rank - 1) / count >= threshold) rank--;
  while (rank / count < threshold) rank++;
  return samples.sorted[rank - 1]!;
}

const promise = (state: EmpiricalState): Time => Math.min(NEVER, state.last + Math.ceil(decisive(state)));

/**
 * Satzger's adaptive accrual detector (SAC 2007): suspicion is the share of the stored intervals that are no longer than
 * the present silence. No distribution is assumed. It saturates: at exactly 1 once the silence is as long as the longest
 * of them, so every threshold has fired by then and a crash looks no worse than one slow beat; a later refinement by the
 * same authors scales the stored intervals first. Restated from memory of the papers.
 */
export const empirical: Estimator<EmpiricalParams, EmpiricalState> = {
  name: 'empirical',
  summary: 'Suspicion is the share of the intervals seen so far that are no longer than the silence (Satzger).',
  parameters,
  init(params, now) {
    const state: EmpiricalState = { params, newest: -1, heard: false, last: now, until: now, samples: sortedSamples(params.window) };
    state.until = promise(state);
    return state;
  },
  observe(state, now, beat) {
    if (!advances(state, beat)) return;
    if (state.heard) insert(state.samples, (now - state.last) * state.params.scale);
    state.heard = true;
    state.last = now;
    state.until = promise(state);
  },
  freshUntil: state => state.until,
  level: (state, now) => share(state, now - state.last) / state.params.threshold,
  explain: (state, now) => ({
    share: share(state, now - state.last), threshold: state.params.threshold, decisive: decisive(state), samples: state.samples.recent.count,
  }),
  portrait: state => ({
    name: 'the share of shorter intervals', formula: `share of the intervals seen, times ${state.params.scale}, that the silence has passed`, symbol: 'share', kind: 'share',
    threshold: state.params.threshold, since: state.last, samples: valuesOf(state.samples.recent), assumed: 0,
    parts: [
      { name: `${state.params.threshold} of intervals`, length: decisive(state) / state.params.scale },
      { name: `× ${state.params.scale}`, length: decisive(state) - decisive(state) / state.params.scale },
    ],
  }),
};
