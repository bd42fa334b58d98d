/** Estimators again, from their whole history, with no window, no running sum and no shortcut. Whole microseconds in BigInt. */
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { arrivals, arrive, type Arrival } from '../../../sim/laws/arrivals.ts';
import { parameterValues } from '../../../sim/laws/parameterValues.ts';
import type { AnyEstimator } from '../../../src/contract.ts';
import { NEVER } from '../../../src/time.ts';

/** The arrivals that were newer than all before them. */
export function accepted(list: readonly Arrival[]): Arrival[] {
  return list.filter(({ beat }, i) => list.slice(0, i).every(earlier => earlier.beat.seq < beat.seq));
}

/** Σ (A_i − η s_i + η seq) over the newest n of these, and how many they are: the expected arrival of `seq` as a fraction. */
export function expectation(history: readonly Arrival[], interval: number, n: number, seq: number): { sum: bigint; count: bigint } {
  const newest = history.slice(-n);
  const sum = newest.reduce((total, { at, beat }) => total + BigInt(at) + BigInt(interval) * BigInt(seq - beat.seq), 0n);
  return { sum, count: BigInt(newest.length) };
}

/** The gaps between arrivals, oldest first. */
export const gapsOf = (history: readonly Arrival[]): number[] => history.slice(1).map(({ at }, i) => at - history[i]!.at);

/** After each arrival the estimator and the reference name the same freshness point, but for a microsecond of rounding. */
export function agreesWith<P>(estimator: AnyEstimator, reference: (params: P, start: number, history: readonly Arrival[]) => number, runs = 200): void {
  fc.assert(fc.property(arrivals(parameterValues(estimator.parameters), 40), history => {
    const list = arrive(history);
    const state: unknown = estimator.init(history.params, history.start);
    const check = (heard: readonly Arrival[]): void => {
      const expected = Math.min(NEVER, reference(history.params as P, history.start, accepted(heard)));
      expect(Math.abs(estimator.freshUntil(state) - expected)).toBeLessThanOrEqual(1);
    };
    check([]);
    list.forEach(({ at, beat }, i) => {
      estimator.observe(state, at, beat);
      check(list.slice(0, i + 1));
    });
  }), { seed: 7, numRuns: runs });
}
