import { describe, expect, it } from 'vitest';
import type { Arrival } from '../../../sim/laws/arrivals.ts';
import { exponential, exponentialSuspicion, exponentialTimeout, type ExponentialParams } from '../../../src/estimators/exponential.ts';
import { phi } from '../../../src/estimators/phi.ts';
import { defaults } from '../../../src/parameters.ts';
import { ms, sec } from '../../../src/time.ts';
import { beatOf, listened, regular } from '../../support/listen.ts';
import { agreesWith, gapsOf } from './naive.ts';

const params = (own: Partial<ExponentialParams> = {}): ExponentialParams => ({ ...defaults(exponential.parameters) as ExponentialParams, ...own });

/** The mean from the whole history, and the first microsecond at which the curve is high enough, found by halving. */
function reference({ threshold, window, firstInterval }: ExponentialParams, start: number, history: readonly Arrival[]): number {
  const gaps = gapsOf(history).slice(-window);
  const mean = gaps.length === 0 ? firstInterval : Math.max(1, gaps.reduce((a, b) => a + b, 0) / gaps.length);
  let [trusted, suspected] = [-1, 100 * mean];
  while (suspected - trusted > 1) {
    const middle = Math.floor((trusted + suspected) / 2);
    if (-Math.expm1(-middle / mean) >= threshold) suspected = middle;
    else trusted = middle;
  }
  return (history.at(-1)?.at ?? start) + Math.ceil(suspected);
}

describe('ED', () => {
  it('agrees with a search for the threshold over the whole history', () => agreesWith(exponential, reference));

  it('waits ln 10 means for a threshold of 0.9, and as much again for each further nine', () => {
    const patience = (threshold: number): number => exponential.freshUntil(listened(exponential, params({ threshold }), regular(20, sec))) - 19 * sec;
    expect([0.9, 0.99, 0.999].map(patience)).toEqual([2_302_586, 4_605_171, 6_907_756]);
  });

  it('suspects ordinary silence where the threshold is below 1 − 1 ⁄ e', () => {
    const state = listened(exponential, params({ threshold: 0.63 }), regular(20, sec));
    expect(exponential.freshUntil(state)).toBeLessThan(20 * sec);
  });

  it('is Cassandra’s φ on another scale', () => {
    const arrivals = [0, 0.9, 2, 3.1].map(at => at * sec);
    const one = listened(exponential, params(), arrivals);
    const other = listened(phi, { flavour: 'cassandra', initialValue: sec, maxInterval: 10 * sec }, arrivals);
    const { phi: mine, suspicion } = exponential.explain!(one, 8 * sec);
    expect(mine).toBeCloseTo(-Math.log10(1 - suspicion!), 12);
    expect(phi.explain!(other, 8 * sec)['mean']).toBeCloseTo((sec + 3.1 * sec) / 4, 6);
  });

  it('saturates: from 37 means on it knows no difference', () => {
    const state = listened(exponential, params({ threshold: 0.5 }), regular(5, sec));
    expect(exponential.level(state, 4 * sec + 40 * sec)).toBe(2);
    expect(exponential.level(state, 4 * sec + 4_000 * sec)).toBe(2);
  });

  it('before an interval was measured, takes the first one as told', () => {
    expect(exponential.freshUntil(exponential.init(params({ threshold: 0.9, firstInterval: 100 * ms }), sec))).toBe(sec + 230_259);
    const once = exponential.init(params({ threshold: 0.9, firstInterval: 100 * ms }), 0);
    exponential.observe(once, 3 * sec, beatOf(0));
    expect(exponential.freshUntil(once)).toBe(3 * sec + 230_259);
  });

  it('the curve and its inverse', () => {
    expect(exponentialTimeout(1_000, 0.5)).toBeCloseTo(693.1471805599452, 9);
    for (const share of [0.01, 0.5, 0.99, 0.999999]) expect(exponentialSuspicion(exponentialTimeout(3, share), 3)).toBeCloseTo(share, 12);
    expect(exponentialSuspicion(0, 1)).toBe(0);
  });
});
