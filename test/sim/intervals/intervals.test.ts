import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialAtMost, quantileRanks, shareInterval } from '../../../sim/intervals/binomial.ts';
import { jackknifeVariance, leftOut, ratioInterval } from '../../../sim/intervals/jackknife.ts';
import { noneSeen, poissonInterval } from '../../../sim/intervals/poissonInterval.ts';
import { censoredLast, effectiveSize, kaplanMeier, quantileInterval } from '../../../sim/intervals/quantiles.ts';
import { studentQuantile } from '../../../sim/intervals/studentQuantile.ts';

describe('exact tails', () => {
  it('are the binomial’s', () => {
    // against SciPy’s binom.cdf
    expect(binomialAtMost(3, 10, 0.2)).toBeCloseTo(0.8791261184, 10);
    expect(binomialAtMost(360, 368, 0.99)).toBeCloseTo(0.0335570764, 9);
    expect(binomialAtMost(480, 1_000, 0.5)).toBeCloseTo(0.10872414660207184, 10);
    expect(binomialAtMost(-1, 5, 0.5)).toBe(0);
    expect(binomialAtMost(5, 5, 0.5)).toBe(1);
  });

  it('are summed as the definition says', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 99 }), fc.nat(40), (n, percent, k) => {
      const p = percent / 100;
      let sum = 0;
      for (let i = 0, weight = (1 - p) ** n; i <= Math.min(k, n); weight *= ((n - i) / (i + 1)) * (p / (1 - p)), i++) sum += weight;
      expect(binomialAtMost(k, n, p)).toBeCloseTo(sum, 9);
    }), { seed: 1 });
  });

  it('make the interval of a share', () => {
    expect(shareInterval(0, 10)).toEqual([0, expect.closeTo(0.3084971078, 9)]);
    expect(shareInterval(3, 10)).toEqual([expect.closeTo(0.0667395111, 9), expect.closeTo(0.6524528501, 9)]);
    expect(shareInterval(10, 10)).toEqual([expect.closeTo(0.6915028922, 9), 1]);
  });

  it('make the interval of a Poisson mean', () => {
    expect(poissonInterval(0)).toEqual([0, expect.closeTo(3.6888794541, 9)]);
    expect(poissonInterval(5)).toEqual([expect.closeTo(1.6234863901, 8), expect.closeTo(11.6683320814, 8)]);
    expect(poissonInterval(29)[1]).toBeCloseTo(41.6488, 3);
    expect(noneSeen).toBeCloseTo(2.9957322736, 9);
  });

  it('say how many samples a quantile wants', () => {
    expect(quantileRanks(5, 0.5)).toBeNull();
    expect(quantileRanks(6, 0.5)).toEqual([1, 6]);
    expect(quantileRanks(10, 0.5)).toEqual([2, 9]);
    expect(quantileRanks(71, 0.95)).toBeNull();
    expect(quantileRanks(72, 0.95)).toEqual([64, 72]);
    expect(quantileRanks(367, 0.99)).toBeNull();
    expect(quantileRanks(368, 0.99)![1]).toBe(368);
    expect(quantileRanks(1_000, 0.99)).toEqual([983, 997]);
  });

  it('are Student’s where runs are few', () => {
    for (const [freedom, value] of [[1, 12.706204736], [2, 4.30265273], [19, 2.093024054], [29, 2.045229642], [100, 1.983971519]] as const) {
      expect(studentQuantile(freedom)).toBeCloseTo(value, 5);
    }
  });
});

describe('the jackknife', () => {
  it('of a mean is the variance of the mean', () => {
    const values = [3, 5, 8, 1, 4];
    const mean = 21 / 5;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 4 / 5;
    expect(jackknifeVariance(leftOut(values.map(over => ({ over, under: 1 })))!)).toBeCloseTo(variance, 12);
    const interval = ratioInterval(values.map(over => ({ over, under: 1 })), 'linear')!;
    expect(interval[1] - mean).toBeCloseTo(2.7764451052 * Math.sqrt(variance), 9);
  });

  it('needs two units, and on the log scale a value without each', () => {
    expect(ratioInterval([{ over: 1, under: 2 }], 'linear')).toBeNull();
    expect(ratioInterval([{ over: 5, under: 1 }, { over: 0, under: 1 }], 'log')).toBeNull();
    expect(ratioInterval([{ over: 5, under: 1 }, { over: 0, under: 0 }], 'linear')).toBeNull();
    const [low, high] = ratioInterval([{ over: 5, under: 1 }, { over: 4, under: 1 }, { over: 6, under: 1 }], 'log')!;
    expect(low * high).toBeCloseTo(25, 9);
    expect(low).toBeGreaterThan(0);
  });
});

describe('quantiles', () => {
  it('without censoring are those of the sample, with the order-statistic interval', () => {
    const ended = Array.from({ length: 100 }, (_, i) => 100 - i);
    for (const curve of [kaplanMeier({ ended, censored: [] }), censoredLast({ ended, censored: [] })]) {
      expect(curve(0.5)).toEqual({ value: 50 });
      expect(curve(0.99)).toEqual({ value: 99 });
      expect(curve(1)).toEqual({ value: 100 });
      expect(quantileInterval(curve, 0.5, 100)).toEqual([40, 61]);
      expect(quantileInterval(curve, 0.99, 100)).toBeNull();
    }
  });

  it('of Kaplan and Meier: the textbook’s remission times', () => {
    // Freireich et al. 1963, 6-mercaptopurine, in weeks; survival 0.857 at 6, 0.448 at 23; median 23
    const ended = [6, 6, 6, 7, 10, 13, 16, 22, 23];
    const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
    const curve = kaplanMeier({ ended, censored });
    expect(curve(0.1428)).toEqual({ value: 6 });
    expect(curve(0.143)).toEqual({ value: 7 });
    expect(curve(0.5)).toEqual({ value: 23 });
    expect(curve(0.55)).toEqual({ value: 23 });
    expect(curve(0.56)).toEqual({ beyond: 35 });
  });

  it('of an exponential are not fooled by censoring', () => {
    let state = 7;
    const uniform = (): number => { state = (state * 48_271) % 2_147_483_647; return state / 2_147_483_647; };
    const samples = { ended: [] as number[], censored: [] as number[] };
    for (let i = 0; i < 4_000; i++) {
      const [life, seen] = [-Math.log(uniform()), -2 * Math.log(uniform())];
      if (life <= seen) samples.ended.push(life);
      else samples.censored.push(seen);
    }
    const point = kaplanMeier(samples)(0.5);
    expect('value' in point && Math.abs(point.value - Math.LN2)).toBeLessThan(0.06);
  });

  it('rank T_D’s censored above everything, with a bound that holds', () => {
    const curve = censoredLast({ ended: [10, 20], censored: [5, 30] });
    expect(curve(0.5)).toEqual({ value: 20 });
    // one may come anywhere after 5, so the third of four is at least 20
    expect(curve(0.75)).toEqual({ beyond: 20 });
    expect(curve(1)).toEqual({ beyond: 30 });
  });

  it('count a run of alike samples once', () => {
    const single = Array.from({ length: 50 }, (_, i) => ({ ended: [i], censored: [] }));
    expect(effectiveSize(single, 25)).toBe(50);
    const alike = Array.from({ length: 50 }, (_, i) => ({ ended: Array<number>(10).fill(i), censored: [] }));
    expect(effectiveSize(alike, 25)).toBeGreaterThan(40);
    expect(effectiveSize(alike, 25)).toBeLessThanOrEqual(50);
    const mixed = Array.from({ length: 50 }, (_, i) => ({ ended: Array.from({ length: 10 }, (_x, j) => (i * 7 + j * 13) % 50), censored: [] }));
    expect(effectiveSize(mixed, 25)).toBeGreaterThan(300);
    // of few runs it cannot be told
    expect(effectiveSize(alike.slice(0, 10), 5)).toBe(10);
    expect(effectiveSize(alike.slice(0, 1), 5)).toBe(0);
  });
});
