/** What is known, and the figures that are to find it. */
import { detection, distribution, leaving } from '../../sim/figures/lengths.ts';
import { quality } from '../../sim/figures/quality.ts';
import { spanFigures } from '../../sim/figures/spans.ts';
import { countInterval } from '../../sim/intervals/countInterval.ts';
import { ratioInterval } from '../../sim/intervals/jackknife.ts';
import type { QualityData, Samples } from '../../sim/measures/measured.ts';
import type { Figure } from '../../sim/report.ts';
import { sequential } from '../../sim/sequential.ts';
import { comparePaired } from '../../sim/statistics.ts';
import type { Dice } from './dice.ts';
import { clustered, crashes, dataOf, measuredOf, run, second, sliceOf, span } from './story.ts';

export interface Case {
  readonly name: string;
  readonly truth: Readonly<Record<string, number>>;
  /** At least those of which the truth is known. */
  readonly figures: (dice: Dice) => object;
  /** An exact interval of whole numbers may cover more than it promises: then no upper limit. */
  readonly exact?: true;
}

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** λ_M, E(T_M), E(T_MR), E(T_G) and P_A over `runs` that each have their own weather. */
const ratios = (runs: number): Case => ({
  name: `ratios, ${runs} runs of their own weather`,
  truth: { mistakeRate: 0.2, mistakeDuration: 500, mistakeRecurrence: 5_000, goodPeriod: 4_500, queryAccuracy: 0.9 },
  figures: dice => {
    const { mistakeRate, mistakeDuration, mistakeRecurrence, goodPeriod, queryAccuracy } = quality(times(runs, () => run(dice, 0.2)));
    return { mistakeRate: mistakeRate.total, mistakeDuration: mistakeDuration.mean, mistakeRecurrence: mistakeRecurrence.mean, goodPeriod: goodPeriod.mean, queryAccuracy };
  },
});

const fewSingle: Case = {
  name: 'about 8 episodes of one mistake, in 2 runs', truth: { mistakeRate: 8 / 200 }, exact: true,
  figures: dice => ({ mistakeRate: quality([dataOf([sliceOf(span * second, 0, 0)]), dataOf([sliceOf(span * second, dice.poisson(8), 0)])]).mistakeRate.total }),
};

const fewClustered = (runs: number): Case => ({
  name: `about 12 episodes of three mistakes each or so, in ${runs === 1 ? '1 run' : `${runs} runs`}`, truth: { mistakeRate: 36 / (span * runs) }, exact: true,
  figures: dice => ({ mistakeRate: quality(times(runs, () => clustered(dice, 12 / 20 / runs, 3))).mistakeRate.total }),
});

const long: Case = {
  name: 'batches of one long run, mistakes in bursts', truth: { mistakeRate: 24, mistakeDuration: 500 },
  figures: dice => {
    const { mistakeRate, mistakeDuration } = quality([clustered(dice, 40, 3)]);
    return { mistakeRate: mistakeRate.total, mistakeDuration: mistakeDuration.mean };
  },
};

const sharedCrashes: Case = {
  name: 'T_D of 6 crashes in each of 60 runs, alike in a run', truth: { mean: 2_000 },
  figures: dice => ({ mean: detection(alike(dice, 60, 6)).mean }),
};
const sharedQuantiles: Case = {
  // (1 + x) e^−x = 1/2 and 1/20
  name: 'their quantiles', truth: { p50: 1_678.347, p95: 4_743.865 }, exact: true,
  figures: dice => detection(alike(dice, 120, 6)),
};
const alike = (dice: Dice, runs: number, each: number) => times(runs, () => {
  const shared = dice.exponential(1);
  return crashes(times(each, () => (shared + dice.exponential(1)) * second));
});

const single: Case = {
  name: 'quantiles of 400 single crashes', truth: { p50: 1_000 * Math.LN2, p95: 1_000 * Math.log(20), p99: 1_000 * Math.log(100) }, exact: true,
  figures: dice => detection(times(400, () => crashes([dice.exponential(second)]))),
};

/** Lengths, exponential of mean 1 s, seen for an exponential time of mean 2 s: a third is censored. */
function censored(dice: Dice, count: number, scale: number): Samples {
  const samples: Samples = { ended: [], censored: [] };
  for (let i = 0; i < count; i++) {
    const [length, seen] = [dice.exponential(scale), dice.exponential(2)];
    if (length <= seen) samples.ended.push(length * second);
    else samples.censored.push(seen * second);
  }
  return samples;
}
const noMean: Figure = { value: null, ci95: null, n: { runs: 0 }, why: '' };
const censoredSingle = (runs: number, truth: Case['truth']): Case => ({
  name: `Kaplan–Meier: ${runs} runs of one mistake, a third censored`, truth, exact: true,
  figures: dice => distribution(times(runs, () => censored(dice, 1, 1)), leaving, noMean, ''),
});
const censoredAlike: Case = {
  // half of the runs have mistakes of half a second, half of one and a half: (e^−2x + e^−2x/3) / 2 = 1/2
  name: 'Kaplan–Meier: 60 runs of ten alike, a third censored', truth: { p50: 1_000 * medianOfTwo() }, exact: true,
  figures: dice => distribution(times(60, () => censored(dice, 10, dice.happens(0.5) ? 0.5 : 1.5)), leaving, noMean, ''),
};
function medianOfTwo(): number {
  let [low, high] = [0, 5];
  for (let i = 0; i < 60; i++) {
    const x = (low + high) / 2;
    if ((Math.exp(-2 * x) + Math.exp((-2 * x) / 3)) / 2 > 0.5) low = x;
    else high = x;
  }
  return low;
}

const shares: Case = {
  name: 'share of crashes detected, 5 in each of 60 runs, alike in a run', truth: { detectedShare: 0.75 },
  figures: dice => quality(times(60, () => {
    const chance = dice.happens(0.5) ? 0.6 : 0.9;
    const found = times(5, () => dice.happens(chance)).filter(Boolean).length;
    return dataOf([sliceOf(span * second, 0, 0)], { detection: { each: crashes(times(found, () => 1), 5 - found), first: crashes([]), majority: crashes([]), last: crashes([]) } });
  })),
};

const runsWithMistake: Case = {
  name: 'share of 40 runs with a mistake', truth: { runsWithMistake: 1 - Math.exp(-0.3) }, exact: true,
  figures: dice => quality(times(40, () => dataOf([sliceOf(span * second, dice.poisson(0.3), 0)]))),
};

/** T_D of two crashes a run under the same weather: that of the second is twice that of the first, or of as much more by itself. */
const pairedQuantiles = (runs: number, kept: number, truth: Case['truth']): Case => ({
  name: `paired differences of quantiles, ${runs} runs, ${100 * kept} % of the weather in common`, truth, exact: true,
  figures: dice => {
    const both = times(runs, i => {
      const shared = dice.exponential(0.5);
      const first = times(2, () => shared + dice.exponential(1));
      const made = (detected: readonly number[]) =>
        measuredOf(dataOf([], { detection: { each: crashes(detected.map(each => each * second)), first: crashes([]), majority: crashes([]), last: crashes([]) } }), `s#${i}`);
      return [made(first), made(first.map(each => 2 * (dice.happens(kept) ? each : shared + dice.exponential(1))))] as const;
    });
    const { differences } = comparePaired(both.map(([a]) => a), both.map(([, b]) => b));
    return Object.fromEntries(Object.keys(truth).map(name => [name, differences[`detectionTime.${name}`]!.difference]));
  },
});
/** Of the sum of two exponentials, of mean 1 s and of half a second: (1 − 2 e^−x + e^−2x) = share. */
const ofSum = (share: number): number => -1_000 * Math.log(1 - Math.sqrt(share));

/** The same interval as `quality` gives, without all the others. */
function rateOf(runs: readonly QualityData[]): Figure {
  const parts = runs.map(({ slices: [slice] }) => ({ over: slice!.mistakes[0]!, under: slice!.exposure / second }));
  const value = parts.reduce((sum, part) => sum + part.over, 0) / parts.reduce((sum, part) => sum + part.under, 0);
  return { value, ci95: ratioInterval(parts, 'log'), n: { runs: runs.length } };
}

const stopped = (within: number, atMost: number): Case => ({
  name: `after sequential stopping, within ${100 * within} %`, truth: { mistakeRate: 0.2 },
  figures: dice => ({ mistakeRate: rateOf(sequential({ run: () => run(dice, 0.2), figure: rateOf, within, atMost }).runs) }),
});

/** Two detectors under the same weather: the second makes a mistake where the first makes one and the weather is worse still. */
function pairedRuns(dice: Dice, runs: number, rate: number, also: number) {
  const both = times(runs, i => {
    const weather = dice.gamma(4);
    const [a, only] = [dice.poisson(span * rate * weather), dice.poisson(span * rate * 0.1 * weather)];
    const b = times(a, () => dice.happens(also)).filter(Boolean).length + only;
    const made = (count: number) => measuredOf(dataOf([sliceOf(span * second, count, count * 0.5 * second)]), `s#${i}`);
    return [made(a), made(b)] as const;
  });
  return comparePaired(both.map(([a]) => a), both.map(([, b]) => b)).differences;
}
const paired: Case = {
  name: 'paired differences over 40 runs of common weather', truth: { mistakeRate: 0.2 * (0.5 + 0.1 - 1), queryAccuracy: 0.1 * 0.4 },
  figures: dice => {
    const found = pairedRuns(dice, 40, 0.2, 0.5);
    return { mistakeRate: found['mistakeRate.total']!.difference, queryAccuracy: found['queryAccuracy']!.difference };
  },
};
const pairedFew: Case = {
  name: 'paired differences, about 8 mistakes against 5', truth: { mistakeRate: 0.002 * (0.5 + 0.1 - 1) }, exact: true,
  figures: dice => ({ mistakeRate: pairedRuns(dice, 40, 0.002, 0.5)['mistakeRate.total']!.difference }),
};

const counts = (mean: number): Case => ({
  name: `a count per run of ${mean}, over 30 runs`, truth: { count: mean }, ...(mean < 1 ? { exact: true as const } : {}),
  figures: dice => ({ count: { ci95: countInterval(times(30, () => dice.poisson(mean))) } }),
});

const bursts: Case = {
  name: 'a count per run that comes five at once, over 30 runs', truth: { count: 4 },
  figures: dice => ({ count: { ci95: countInterval(times(30, () => times(dice.poisson(0.8), () => dice.geometric(5)).reduce((sum, x) => sum + x, 0))) } }),
};
const spans: Case = {
  name: 'share of time in what happens in every third run', truth: { share: 0.003 },
  figures: dice => spanFigures(times(60, () => {
    const lengths = times(dice.poisson(0.3), () => dice.exponential(1));
    return { count: lengths.length, total: lengths.reduce((sum, x) => sum + x, 0), longest: Math.max(0, ...lengths), room: 100 };
  })),
};

/** A few CPU seconds in all, for 2 000 replications. */
export const cheapCases: readonly Case[] = [ratios(40), fewSingle, long, sharedCrashes, stopped(0.17, 120), paired, counts(3)];
/** A few CPU seconds for a quarter of that. */
export const cases: readonly Case[] = [
  fewClustered(1), fewClustered(10), sharedQuantiles, single, censoredSingle(100, { p50: 1_000 * Math.LN2 }), censoredAlike, shares, runsWithMistake, pairedFew, pairedQuantiles(30, 1, { p50: ofSum(0.5) }), counts(0.2), bursts, spans,
];
/** Only for the whole campaign. */
export const dearCases: readonly Case[] = [
  pairedQuantiles(20, 0.5, { p50: ofSum(0.5) }), pairedQuantiles(200, 0, { p50: ofSum(0.5), p95: ofSum(0.95) }), pairedQuantiles(200, 1, { p50: ofSum(0.5), p95: ofSum(0.95) }),
  pairedQuantiles(600, 0.5, { p99: ofSum(0.99) }),
  ratios(10), ratios(200), censoredSingle(1_200, { p50: 1_000 * Math.LN2, p95: 1_000 * Math.log(20) }), stopped(0.1, 480), stopped(0.05, 1_920),
];
