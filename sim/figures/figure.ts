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

const scaled = (interval: readonly [number, number] | null, factor: number): [number, number] | null =>
  interval && [interval[0] * factor, interval[1] * factor];

/** Σover / Σunder × factor, with the jackknife's interval over the parts; `why` where there is nothing under. */
export function ratioFigure(parts: readonly Part[], factor: number, scale: Scale, n: Basis, why: string): Figure {
  const value = ratio(parts);
  if (!Number.isFinite(value)) return unknown(why, n);
  return { value: value * factor, ci95: scaled(ratioInterval(parts, scale), factor), n };
}

/** A share of trials, each of which belongs to one of the runs. */
export function shareFigure(parts: readonly Part[], n: Basis, why: string): Figure {
  const value = ratio(parts);
  if (!Number.isFinite(value)) return unknown(why, n);
  const units = parts.filter(part => part.under > 0);
  const exact = units.every(part => part.under === 1) || value === 0 || value === 1;
  if (exact) return { value, ci95: shareInterval(Math.round(value * units.length), units.length), n };
  const interval = ratioInterval(parts, 'linear');
  return { value, ci95: interval && [Math.max(0, interval[0]), Math.min(1, interval[1])], n };
}
