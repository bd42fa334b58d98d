import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerRank, quantileRanks } from '../../../sim/intervals/binomial.ts';
import { kaplanMeier, quantileAtLeast, quantileInterval } from '../../../sim/intervals/quantiles.ts';
import { Survival } from '../../../sim/intervals/survival.ts';
import type { Samples } from '../../../sim/measures/measured.ts';

const single = (ended: readonly number[], censored: readonly number[] = []): Samples[] =>
  [...ended.map(at => ({ ended: [at], censored: [] })), ...censored.map(at => ({ ended: [], censored: [at] }))];
const values = fc.integer({ min: 1, max: 60 });
const shares = [0.5, 0.95, 0.99] as const;

describe('without censoring, of one sample a run', () => {
  it('intervals are the exact ones, and every sample counts', () => {
    fc.assert(fc.property(fc.array(values, { minLength: 1, maxLength: 420 }), fc.constantFrom(...shares), (ended, share) => {
      const [survival, curve] = [new Survival(single(ended)), kaplanMeier({ ended, censored: [] })];
      expect(survival.interval(share)).toEqual(quantileInterval(curve, share, ended.length));
      expect(survival.atLeast(share)).toEqual(quantileAtLeast(curve, share, ended.length));
      expect(survival.sizeAt(Math.min(...ended))).toBe(ended.length);
    }), { seed: 1, numRuns: 60 });
  });
});

describe('with censoring', () => {
  it('size is that of Greenwood’s variance: the textbook’s remission times', () => {
    // Freireich et al. 1963, 6-mercaptopurine: S and its standard error at 6, 10, 13, 16, 22, 23 weeks
    const survival = new Survival(single([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]));
    for (const [week, stays, error] of [[6, 0.857, 0.0764], [10, 0.753, 0.0963], [13, 0.69, 0.1068], [16, 0.627, 0.1141], [22, 0.538, 0.1282], [23, 0.448, 0.1346]] as const) {
      expect(Math.abs(survival.sizeAt(week) - (stays * (1 - stays)) / error ** 2)).toBeLessThan(1.1);
    }
  });

  it('the ends are the first steps at which the binomial of that place says so: by looking at every one', () => {
    const run = fc.record({ ended: fc.array(values, { maxLength: 4 }), censored: fc.array(values, { maxLength: 2 }) });
    fc.assert(fc.property(fc.array(run, { minLength: 25, maxLength: 60 }), runs => {
      const survival = new Survival(runs);
      const all = { ended: runs.flatMap(each => each.ended), censored: runs.flatMap(each => each.censored) };
      const curve = kaplanMeier(all);
      const reached = (at: number): number => {
        let [low, high] = [0, 1];
        for (let i = 0; i < 50; i++) {
          const point = curve((low + high) / 2);
          if ('value' in point && point.value <= at) low = (low + high) / 2;
          else high = (low + high) / 2;
        }
        return low;
      };
      const steps = [...new Set(all.ended)].sort((x, y) => x - y);
      const ranks = (at: number) => quantileRanks(survival.sizeAt(at), 0.5);
      const upper = steps.find(at => ranks(at) !== null && reached(at) + 1e-6 >= ranks(at)![1] / survival.sizeAt(at));
      const lower = steps.find(at => reached(at) + 1e-6 >= lowerRank(survival.sizeAt(at), 0.5) / Math.max(1, survival.sizeAt(at)));
      const interval = survival.interval(0.5);
      if (interval) expect(interval).toEqual([lower, upper]);
      else expect(upper === undefined || lower === undefined || lowerRank(survival.sizeAt(lower), 0.5) < 1).toBe(true);
    }), { seed: 1, numRuns: 40 });
  });

  it('an end among those of which nobody is left to be seen is not known', () => {
    const survival = new Survival(single(Array.from({ length: 40 }, (_, i) => i + 1), Array<number>(60).fill(100)));
    expect(survival.interval(0.5)).toBeNull();
    expect(survival.interval(0.2)).toEqual(quantileRanks(100, 0.2));
  });
});

describe('samples that are alike within a run', () => {
  it('count as often as they tell something new', () => {
    const alike = Array.from({ length: 50 }, (_, i) => ({ ended: Array<number>(10).fill(i + 1), censored: [] }));
    expect(new Survival(alike).sizeAt(25)).toBeLessThanOrEqual(50);
    const mixed = Array.from({ length: 50 }, (_, i) => ({ ended: Array.from({ length: 10 }, (_x, j) => ((i * 7 + j * 13) % 50) + 1), censored: [] }));
    expect(new Survival(mixed).sizeAt(25)).toBeGreaterThan(300);
    // of few runs it cannot be told, of one nothing
    expect(new Survival(mixed.slice(0, 10)).sizeAt(25)).toBeLessThanOrEqual(10);
    expect(new Survival(mixed.slice(0, 1)).interval(0.5)).toBeNull();
  });

  it('of nothing there is nothing', () => {
    const empty = new Survival([{ ended: [], censored: [5] }, { ended: [], censored: [] }]);
    expect([empty.interval(0.5), empty.atLeast(0.5), empty.sizeAt(3)]).toEqual([null, null, 1]);
  });
});
