/** One-sided limits of a quantile, from the order of the samples. */
import ln from '@stdlib/math-base-special-ln';
import { binomialAtMost } from '../intervals/binomial.ts';
import { censoredLast, effectiveSize, kaplanMeier, merged, type Curve } from '../intervals/quantiles.ts';
import type { Measured, QualityData, Samples } from '../measures/measured.ts';
import { opinions } from './events.ts';

const shares: Readonly<Record<string, number>> = { p50: 0.5, p95: 0.95, p99: 0.99 };

const groups: Readonly<Record<string, (data: QualityData) => Samples>> = {
  detectionTime: data => detected(data, 'each'), 'detectionTime.first': data => detected(data, 'first'),
  'detectionTime.majority': data => detected(data, 'majority'), 'detectionTime.last': data => detected(data, 'last'),
  mistakeRecurrence: data => data.mistakeRecurrence, mistakeDuration: data => data.mistakeDuration, goodPeriod: data => data.goodPeriod,
  recoveryDetection: data => data.recovery, unheard: data => data.unheard,
};

function detected({ detection }: QualityData, which: keyof QualityData['detection']): Samples {
  return { ended: detection[which].detected, censored: detection[which].censored };
}

export interface QuantileLimits {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly why?: string;
  /** Runs it takes for a limit. */
  readonly needed: number;
}

/** The samples behind "detectionTime.p99" and its share; undefined for any other path. */
function behind(path: string, runs: readonly Measured[]): { readonly samples: readonly Samples[]; readonly share: number; readonly curve: Curve } | undefined {
  const [, early, group = '', rank = ''] = /^(suspected\.)?(.+)\.(p\d+)$/.exec(path) ?? [];
  const [of, share, data] = [groups[group], shares[rank], opinions(early !== undefined, runs)];
  if (!of || share === undefined || !data) return undefined;
  const samples = data.map(of);
  return { samples, share, curve: (group.startsWith('detectionTime') ? censoredLast : kaplanMeier)(merged(samples)) };
}

/**
 * In milliseconds; undefined for any other path, and without a sample. The chance that the quantile lies beyond either limit is at
 * most `tail`.
 */
export function quantileLimits(path: string, runs: readonly Measured[], tail: number): QuantileLimits | undefined {
  const found = behind(path, runs);
  if (!found || found.samples.every(({ ended, censored }) => ended.length + censored.length === 0)) return undefined;
  const { samples, share, curve } = found;
  const point = curve(share);
  const size = effectiveSize(samples, 'value' in point ? point.value : Number.MAX_VALUE);
  const enough = Math.ceil(ln(tail) / ln(share));
  const at = (rank: number, edge: 'low' | 'high'): number | null => {
    if (rank < 1 || rank > size) return null;
    const limit = curve(rank / size);
    if ('value' in limit) return limit.value / 1_000;
    return edge === 'low' ? limit.beyond / 1_000 : null;
  };
  const [lower, upper] = ranks(size, share, tail);
  const value = 'value' in point ? { value: point.value / 1_000 } : { value: null, why: 'so many are only known to be longer that it lies among them' };
  return { ...value, low: at(lower, 'low'), high: at(upper, 'high'), needed: size === 0 ? enough : Math.ceil((enough * runs.length) / size) };
}

/**
 * Of n values in rising order, counted from 1, the highest below which the quantile lies with a chance of at most `tail`,
 * and the lowest above which it does: 0 and n + 1 where n does not suffice.
 */
export function ranks(n: number, share: number, tail: number): readonly [number, number] {
  const first = (holds: (rank: number) => boolean): number => {
    let [low, high] = [0, n + 1];
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (holds(middle)) high = middle;
      else low = middle;
    }
    return high;
  };
  return [first(rank => binomialAtMost(rank - 1, n, share) > tail) - 1, first(rank => 1 - binomialAtMost(rank - 1, n, share) <= tail)];
}
