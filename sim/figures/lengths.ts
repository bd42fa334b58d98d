import { ratioInterval } from '../intervals/jackknife.ts';
import { censoredLast, effectiveSize, kaplanMeier, merged, quantileAtLeast, quantileInterval, type Curve } from '../intervals/quantiles.ts';
import { Survival } from '../intervals/survival.ts';
import type { DetectionData, Samples } from '../measures/measured.ts';
import type { Basis, Detection, Distribution, Figure, Lengths } from '../report.ts';
import { estimate, milliseconds, plain, unknown, whyNot } from './figure.ts';

export const shares = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
/** How many independent samples the interval of each wants. */
export const samplesWanted = { p50: 6, p95: 72, p99: 368 } as const;
export type Quantile = keyof typeof shares;

/** The ends of a quantile's interval; `value`: the quantile itself. */
interface Ends {
  interval(share: number, value: number): readonly [number, number] | null;
  /** The lower alone. */
  atLeast(share: number, value: number): number | null;
  /** How many independent samples there are as good as. */
  size(value: number): number;
}
/** What becomes of those that are only known to be longer. */
export interface Ranking { readonly curve: (samples: Samples) => Curve; readonly ends: (runs: readonly Samples[], curve: Curve) => Ends }

/** They leave the crowd. */
export const leaving: Ranking = {
  curve: kaplanMeier,
  ends: runs => {
    const survival = new Survival(runs);
    return { interval: share => survival.interval(share), atLeast: share => survival.atLeast(share), size: value => survival.sizeAt(value) };
  },
};
/** They rank above all others. */
export const ranking: Ranking = {
  curve: censoredLast,
  ends: (runs, curve) => ({
    interval: (share, value) => quantileInterval(curve, share, effectiveSize(runs, value)),
    atLeast: (share, value) => quantileAtLeast(curve, share, effectiveSize(runs, value)),
    size: value => effectiveSize(runs, value),
  }),
};

/** Quantiles and the largest of lengths; `mean` comes from elsewhere. */
export function distribution(runs: readonly Samples[], { curve: curveOf, ends: endsOf }: Ranking, mean: Figure, why: string): Distribution {
  const all = merged(runs);
  const n = { runs: runs.length, samples: all.ended.length, censored: all.censored.length };
  if (n.samples + n.censored === 0) {
    const none = unknown(why, n);
    return { mean, p50: none, p95: none, p99: none, max: none };
  }
  const curve = curveOf(all);
  const ends = endsOf(runs, curve);
  const at = (quantile: Quantile): Figure => quantileFigure(curve, ends, quantile, n);
  return { mean, p50: at('p50'), p95: at('p95'), p99: at('p99'), max: largestFigure(curve, n) };
}

function quantileFigure(curve: Curve, ends: Ends, quantile: Quantile, n: Basis): Figure {
  const share = shares[quantile];
  const point = curve(share);
  if ('beyond' in point) {
    return unknown('so many are only known to be longer that it lies among them', n, { atLeast: milliseconds(point.beyond) });
  }
  const interval = ends.interval(share, point.value);
  if (interval) return { value: milliseconds(point.value), ci95: [milliseconds(interval[0]), milliseconds(interval[1])], n };
  const why = ends.size(point.value) < samplesWanted[quantile]
    ? `an interval wants ${samplesWanted[quantile]} independent samples` : 'the upper end of its interval lies among those only known to be longer';
  const least = ends.atLeast(share, point.value);
  return { value: milliseconds(point.value), ci95: null, n, why, ...(least === null ? {} : { bound: { atLeast: milliseconds(least) } }) };
}

function largestFigure(curve: Curve, n: Basis): Figure {
  const point = curve(1);
  if ('value' in point) return plain(milliseconds(point.value), n);
  return unknown('the longest is only known to be longer than was seen', n, { atLeast: milliseconds(point.beyond) });
}

/** The mean of lengths, over the runs as units; null with a bound if any is only known to be longer. */
export function meanFigure(runs: readonly Samples[], why: string): Figure {
  const { ended, censored } = merged(runs);
  const n = { runs: runs.length, samples: ended.length, censored: censored.length };
  const sum = (list: readonly number[]): number => list.reduce((total, x) => total + x, 0);
  if (ended.length + censored.length === 0) return unknown(why, n);
  if (censored.length > 0) {
    const least = (sum(ended) + sum(censored)) / (ended.length + censored.length);
    return unknown(`${censored.length} of ${ended.length + censored.length} are only known to be longer`, n, { atLeast: milliseconds(least) });
  }
  const interval = ratioInterval(runs.map(run => ({ over: sum(run.ended), under: run.ended.length })), 'linear');
  const ci95 = interval && [milliseconds(Math.max(0, interval[0])), milliseconds(interval[1])] as const;
  return estimate(milliseconds(sum(ended) / ended.length), ci95, n, whyNot(runs.length));
}

export function lengths(runs: readonly Samples[], why: string): Lengths {
  const { ended, censored } = merged(runs);
  return { ...distribution(runs, leaving, meanFigure(runs, why), why), samples: ended.length, censored: censored.length };
}

export function detection(runs: readonly DetectionData[]): Detection {
  const samples = runs.map(run => ({ ended: run.detected, censored: run.censored }));
  const total = (of: (run: DetectionData) => number): number => runs.reduce((sum, run) => sum + of(run), 0);
  const crashes = total(run => run.crashes);
  const missed = total(run => run.missed);
  const why = crashes === 0 ? 'no crash' : 'no crash was detected';
  return {
    ...distribution(samples, ranking, meanFigure(samples, why), why),
    crashes, samples: total(run => run.detected.length), missed, censored: total(run => run.censored.length),
  };
}
