/** Intervals of ratios of sums, from the values with one run left out at a time. */
import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import { studentQuantile } from './studentQuantile.ts';

/** What one independent unit (a run, or a batch of a single long one) adds to the two sums. */
export interface Part { readonly over: number; readonly under: number }
export type Scale = 'linear' | 'log';

export const ratio = (parts: readonly Part[]): number => sum(parts, p => p.over) / sum(parts, p => p.under);

/** The ratio without each part in turn; undefined where it is not finite without one. */
export function leftOut(parts: readonly Part[]): number[] | undefined {
  const over = sum(parts, p => p.over);
  const under = sum(parts, p => p.under);
  const values = parts.map(part => (over - part.over) / (under - part.under));
  return values.every(Number.isFinite) ? values : undefined;
}

/** The jackknife's variance of a statistic, from its values with one unit left out. */
export function jackknifeVariance(values: readonly number[]): number {
  const mean = sum(values, x => x) / values.length;
  return ((values.length - 1) / values.length) * sum(values, x => (x - mean) * (x - mean));
}

/** 95 %; null for a single unit, and where the scale does not hold a value with one left out. */
export function ratioInterval(parts: readonly Part[], scale: Scale): [number, number] | null {
  const values = parts.length < 2 ? undefined : leftOut(parts);
  if (!values) return null;
  const t = studentQuantile(parts.length - 1);
  const value = ratio(parts);
  if (scale === 'linear') {
    const reach = t * Math.sqrt(jackknifeVariance(values));
    return [value - reach, value + reach];
  }
  if (value <= 0 || values.some(x => x <= 0)) return null;
  const reach = t * Math.sqrt(jackknifeVariance(values.map(ln)));
  return [value * exp(-reach), value * exp(reach)];
}

function sum<T>(list: readonly T[], of: (item: T) => number): number {
  let total = 0;
  for (const item of list) total += of(item);
  return total;
}
