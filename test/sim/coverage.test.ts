/**
 * Self-test of the intervals: 2 000 replications with known answers. Nominal 95 % must be covered in [93.7, 96.2] % of
 * them, which is 2.6 standard errors of such a test; the exact intervals may cover more. Seeds are fixed.
 */
import { describe, expect, it } from 'vitest';
import { detection } from '../../sim/figures/lengths.ts';
import { quality } from '../../sim/figures/quality.ts';
import { ratioInterval } from '../../sim/intervals/jackknife.ts';
import type { DetectionData, QualityData, Slice } from '../../sim/measures/measured.ts';
import { emptySlice } from '../../sim/measures/slices.ts';
import { Draw } from '../../sim/random.ts';
import type { Figure, Quality } from '../../sim/report.ts';
import { sequential, type Sample } from '../../sim/sequential.ts';

const replications = 2_000;
const second = 1_000_000;

/** Random numbers with a key of their own. */
class Dice {
  private readonly draw: Draw;
  constructor(seed: number) { this.draw = new Draw().start(seed, 77); }
  exponential(mean: number): number { return -mean * Math.log(this.draw.next()); }
  /** Mean 1, variance 1 / shape. */
  gamma(shape: number): number {
    let sum = 0;
    for (let i = 0; i < shape; i++) sum += this.exponential(1);
    return sum / shape;
  }
  poisson(mean: number): number {
    let count = 0;
    for (let left = mean - this.exponential(1); left > 0; left -= this.exponential(1)) count++;
    return count;
  }
}

const none = { ended: [], censored: [] };
const span = { count: 0, total: 0, longest: 0, room: 1 };
const crashes = (detected: readonly number[]): DetectionData => ({ crashes: detected.length, detected: [...detected], censored: [], missed: 0 });
const noCrash = crashes([]);
const dataOf = (slices: readonly Slice[]): QualityData => ({
  slices, mistakeRecurrence: none, mistakeDuration: none, goodPeriod: none,
  detection: { each: noCrash, first: noCrash, majority: noCrash, last: noCrash },
  recovery: none, unheard: none, accusation: span, collective: span,
  pairs: {} as QualityData['pairs'],
});

function sliceOf(exposure: number, mistakes: number, wrong: number, episodes = mistakes): Slice {
  const slice = emptySlice();
  Object.assign(slice, { exposure, wrong });
  slice.mistakes[0] = mistakes;
  slice.episodes[0] = episodes;
  return slice;
}

/** A run of 100 s with its own weather: rate `rate` on average, mistakes of half a second, exponential. */
function run(dice: Dice, rate: number): QualityData {
  const mistakes = dice.poisson(100 * rate * dice.gamma(4));
  let wrong = 0;
  for (let i = 0; i < mistakes; i++) wrong += dice.exponential(0.5) * second;
  return dataOf([sliceOf(100 * second, mistakes, wrong)]);
}

/** By name: in which share of the replications the interval of each figure holds its truth. */
function coverage<K extends string>(truths: Readonly<Record<K, number>>, figures: (dice: Dice) => Readonly<Record<K, Figure>>): Record<K, number> {
  const names = Object.keys(truths) as K[];
  const inside = Object.fromEntries(names.map(name => [name, 0])) as Record<K, number>;
  for (let i = 0; i < replications; i++) {
    const found = figures(new Dice(i + 1));
    for (const name of names) {
      const { ci95 } = found[name];
      if (!ci95) throw new Error(`${name} has no interval in replication ${i}`);
      if (ci95[0] <= truths[name] && truths[name] <= ci95[1]) inside[name] += 1 / replications;
    }
  }
  return inside;
}

const many = (dice: Dice, runs: number, rate: number): Quality => quality(Array.from({ length: runs }, () => run(dice, rate)));
const nominal = (share: number): void => {
  expect(share).toBeGreaterThanOrEqual(0.937);
  expect(share).toBeLessThanOrEqual(0.962);
};

describe('intervals cover what they promise', () => {
  it('λ_M, E(T_M), E(T_MR) and P_A over runs that each have their own weather', () => {
    let naive = 0;
    const shares = coverage({ rate: 0.2, duration: 500, recurrence: 5_000, accuracy: 0.9 }, dice => {
      const { mistakeRate: { total: rate }, mistakeDuration, mistakeRecurrence, queryAccuracy } = many(dice, 40, 0.2);
      const reach = Math.exp(1.96 / Math.sqrt(rate.n.mistakes!));
      if (rate.value! / reach <= 0.2 && 0.2 <= rate.value! * reach) naive++;
      return { rate, duration: mistakeDuration.mean, recurrence: mistakeRecurrence.mean, accuracy: queryAccuracy };
    });
    for (const share of Object.values(shares)) nominal(share);
    // and one that takes each mistake for independent covers far less
    expect(naive / replications).toBeLessThan(0.7);
  });

  it('a handful of episodes, exactly: never less than promised', () => {
    const { few } = coverage({ few: 8 / 200 }, dice =>
      ({ few: quality([dataOf([sliceOf(100 * second, 0, 0)]), dataOf([sliceOf(100 * second, dice.poisson(8), 0)])]).mistakeRate.total }));
    // the true coverage of Garwood's interval at a mean of 8
    expect(Math.abs(few - 0.969)).toBeLessThan(0.013);
  });

  it('batches of one long run whose mistakes come in bursts', () => {
    const { long } = coverage({ long: 1.2 }, dice => ({
      long: quality([dataOf(Array.from({ length: 20 }, () => {
        const episodes = dice.poisson(40);
        let mistakes = 0;
        for (let i = 0; i < episodes; i++) mistakes += 1 + dice.poisson(2);
        return sliceOf(100 * second, mistakes, 0, episodes);
      }))]).mistakeRate.total,
    }));
    nominal(long);
  });

  it('the mean and the median of T_D, of crashes that share a run’s weather', () => {
    // the median solves (1 + x) e^−x = 1/2
    const { mean, median } = coverage({ mean: 2_000, median: 1_678.347 }, dice => {
      const found = detection(Array.from({ length: 60 }, () => {
        const shared = dice.exponential(1);
        return crashes(Array.from({ length: 6 }, () => (shared + dice.exponential(1)) * second));
      }));
      return { mean: found.mean, median: found.p50 };
    });
    nominal(mean);
    expect(median).toBeGreaterThanOrEqual(0.937);
    expect(median).toBeLessThanOrEqual(0.975);
  });

  it('the median of single crashes, exactly', () => {
    const { single } = coverage({ single: 1_000 * Math.LN2 }, dice =>
      ({ single: detection(Array.from({ length: 75 }, () => crashes([dice.exponential(second)]))).p50 }));
    // what ranks 29 and 47 of 75 hold between them
    expect(Math.abs(single - 0.963)).toBeLessThan(0.013);
  });

  it('after sequential stopping, because the last interval has fresh seeds', () => {
    const { after } = coverage({ after: 0.2 }, dice =>
      ({ after: rateOf(sequential({ run: () => run(dice, 0.2), figure: rateOf, within: 0.17, atMost: 120 }).runs) }));
    nominal(after);
  });
});

/** The same interval as `quality` gives, without all the others. */
function rateOf(runs: readonly QualityData[]): Figure {
  const parts = runs.map(({ slices: [slice] }) => ({ over: slice!.mistakes[0]!, under: slice!.exposure / second }));
  const value = parts.reduce((sum, part) => sum + part.over, 0) / parts.reduce((sum, part) => sum + part.under, 0);
  return { value, ci95: ratioInterval(parts, 'log'), n: { runs: runs.length } };
}

describe('sequential stopping', () => {
  it('looks at 30, 60, 120 … and reports on fresh runs', () => {
    const looked: number[] = [];
    const figure = (runs: readonly number[]): Figure => {
      looked.push(runs.length);
      return { value: 1, ci95: [1 - 1 / runs.length, 1 + 1 / runs.length], n: { runs: runs.length } };
    };
    const samples: Sample[] = [];
    const found = sequential({ run: (index, sample) => { samples[index] = sample; return index; }, figure, within: 0.01, atMost: 1_000 });
    expect(samples).toEqual(Array(120).fill('fresh'));
    expect(looked.slice(0, 4)).toEqual([30, 60, 120, 120]);
    expect(found).toMatchObject({ pilot: 120, reached: true });
    expect(found.runs).toHaveLength(120);
    expect(sequential({ run: index => index, figure, within: 0.001, atMost: 100 })).toMatchObject({ pilot: 60, reached: false });
  });
});
