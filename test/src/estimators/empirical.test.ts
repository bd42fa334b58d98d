import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arrival } from '../../../sim/laws/arrivals.ts';
import { empirical, type EmpiricalParams } from '../../../src/estimators/empirical.ts';
import { countBelow, insert, sortedSamples } from '../../../src/estimators/sortedSamples.ts';
import { defaults } from '../../../src/parameters.ts';
import { ms, sec } from '../../../src/time.ts';
import { listened } from '../../support/listen.ts';
import { agreesWith, gapsOf } from './naive.ts';

const params = (own: Partial<EmpiricalParams> = {}): EmpiricalParams => ({ ...defaults(empirical.parameters) as EmpiricalParams, scale: 1, ...own });

/** Tries each stored interval, the shortest first, until enough of them are no longer. */
function reference({ threshold, scale, window, firstInterval }: EmpiricalParams, start: number, history: readonly Arrival[]): number {
  const gaps = gapsOf(history).slice(-window);
  const samples = (gaps.length === 0 ? [firstInterval] : gaps).map(gap => gap * scale);
  const enough = samples.toSorted((a, b) => a - b).find(x => samples.filter(y => y <= x).length / samples.length >= threshold)!;
  return (history.at(-1)?.at ?? start) + Math.ceil(enough);
}

/** Arrivals with these gaps between them, in ms. */
const after = (...gaps: number[]): number[] => gaps.reduce<number[]>((times, gap) => [...times, times.at(-1)! + gap * ms], [0]);
const uneven = after(980, 1_000, 1_010, 990, 1_200, 1_005, 995, 1_000, 1_500, 1_002);

describe('Satzger', () => {
  it('agrees with a look at every stored interval', () => agreesWith(empirical, reference));

  it.each([[979, 0], [980, 0.1], [1_000, 0.5], [1_499, 0.9], [1_500, 1], [90_000, 1]])('after %i ms of silence, %f of the intervals are over', (silence, share) => {
    const state = listened(empirical, params(), uneven);
    expect(empirical.explain!(state, uneven.at(-1)! + silence * ms)['share']).toBe(share);
  });

  it.each([[0.1, 980], [0.5, 1_000], [0.51, 1_002], [0.9, 1_200], [0.95, 1_500], [1, 1_500]])('a threshold of %f fires at %i ms: by the longest interval, all have', (threshold, silence) => {
    expect(empirical.freshUntil(listened(empirical, params({ threshold }), uneven)) - uneven.at(-1)!).toBe(silence * ms);
  });

  it('the scale stretches what is remembered', () => {
    expect(empirical.freshUntil(listened(empirical, params({ threshold: 1, scale: 2 }), uneven)) - uneven.at(-1)!).toBe(3 * sec);
  });

  it('forgets what its window no longer holds', () => {
    expect(empirical.freshUntil(listened(empirical, params({ threshold: 1, window: 1 }), uneven)) - uneven.at(-1)!).toBe(1_002 * ms);
    expect(empirical.freshUntil(listened(empirical, params({ threshold: 1, window: 2 }), uneven)) - uneven.at(-1)!).toBe(1_500 * ms);
  });

  it('saturates: one slow beat and a crash look the same', () => {
    const state = listened(empirical, params({ threshold: 0.8 }), uneven);
    expect([1_500, 9_000_000].map(silence => empirical.level(state, uneven.at(-1)! + silence * ms))).toEqual([1.25, 1.25]);
  });

  it('before an interval was measured, takes the first one as told', () => {
    expect(empirical.freshUntil(empirical.init(params({ firstInterval: 4 * sec }), sec))).toBe(5 * sec);
    expect(empirical.freshUntil(listened(empirical, params({ firstInterval: 4 * sec }), [sec]))).toBe(5 * sec);
  });
});

describe('samples in the order of size', () => {
  it('are always those of a sort of the last few', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 80 }), (size, values) => {
      const samples = sortedSamples(size);
      values.forEach((value, i) => {
        insert(samples, value);
        const expected = values.slice(Math.max(0, i + 1 - size), i + 1).sort((a, b) => a - b);
        expect(Array.from(samples.sorted.subarray(0, samples.recent.count))).toEqual(expected);
        expect([countBelow(samples, 6), countBelow(samples, 6, true)]).toEqual([6, 6.5].map(x => expected.filter(each => each < x).length));
      });
    }), { seed: 5, numRuns: 200 });
  });
});
