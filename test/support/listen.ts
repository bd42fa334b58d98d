import type { Beat, Estimator, Time } from '../../src/contract.ts';

/** A beat with only what matters spelled out. */
export const beatOf = (seq: number, sentAt: Time = 0, incarnation = 0): Beat => ({ incarnation, seq, sentAt });

/** An estimator that began at `began` and heard beats 0, 1, 2 … at these instants, each sent at its arrival. */
export function listened<P, S>(estimator: Estimator<P, S>, params: P, arrivals: readonly Time[], began: Time = 0): S {
  const state = estimator.init(params, began);
  arrivals.forEach((at, seq) => estimator.observe(state, at, beatOf(seq, at)));
  return state;
}

/** `count` instants, `interval` apart, from `first` on. */
export const regular = (count: number, interval: Time, first: Time = 0): Time[] =>
  Array.from({ length: count }, (_, i) => first + i * interval);
