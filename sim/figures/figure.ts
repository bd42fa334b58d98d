/** Figures from sums and samples: microseconds in, milliseconds and seconds out. */
import { jackknifeVariance, ratio, ratioInterval, leftOut, type Part, type Scale } from '../intervals/jackknife.ts';
import { shareInterval } from '../intervals/binomial.ts';
import type { Basis, Figure } from '../report.ts';

export { jackknifeVariance, leftOut, ratio, type Part };

export const milliseconds = (microseconds: number): number => microseconds / 1_000;

/** A value that is what it is: no interval belongs to it. */
export const plain = (value: number, n: Basis): Figure => ({ value, ci95: null, n });
export const unknown = (why: string, n: Basis, bound?: Figure['bound']): Figure =>
  ({ value: null, ci95: null, n, why, ...(bound ? { bound } : {}) });

/** A value with its interval, or why it has none yet. */
export const estimate = (value: number, ci95: readonly [number, number] | null, n: Basis, why: string): Figure =>
  ({ value, ci95, n, ...(ci95 ? {} : { why }) });

/** Why runs give no interval. */
export const whyNot = (runs: number): string => (runs < 2 ? 'an interval wants several runs' : 'all of it comes from one run');

const scaled = (interval: readonly [number, number] | null, factor: number): [number, number] | null =>
  interval && [interval[0] * factor, interval[1] * factor];

/** Σover / Σunder × factor, with the jackknife's interval over the parts; `why` where there is nothing under. */
export function ratioFigure(parts: readonly Part[], factor: number, scale: Scale, n: Basis, why: string): Figure {
  const value = ratio(parts);
  if (!Number.isFinite(value)) return unknown(why, n);
  return estimate(value * factor, scaled(ratioInterval(parts, scale), factor), n, whyNot(parts.length));
}

/** A share of trials, each of which belongs to one of the runs. */
export function shareFigure(parts: readonly Part[], n: Basis, why: string): Figure {
  const value = ratio(parts);
  if (!Number.isFinite(value)) return unknown(why, n);
  const units = parts.filter(part => part.under > 0);
  const exact = units.every(part => part.under === 1) || value === 0 || value === 1;
  if (exact) return { value, ci95: shareInterval(Math.round(value * units.length), units.length), n };
  const interval = ratioInterval(parts, 'linear');
  return estimate(value, interval && [Math.max(0, interval[0]), Math.min(1, interval[1])], n, whyNot(units.length));
}
