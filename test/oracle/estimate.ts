/** An estimate with its standard error: what a simulation says, and how sure it is. */
export interface Estimate { readonly value: number; readonly error: number; readonly count: number }

export const relativeError = ({ value, error }: Estimate): number => value === 0 ? Infinity : Math.abs(error / value);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Σx / Σy over independent units, by the delta method: the residuals x − R y have mean zero. */
export function ratio(x: readonly number[], y: readonly number[]): Estimate {
  const below = sum(y);
  const value = sum(x) / below;
  const residuals = sum(x.map((one, i) => (one - value * y[i]!) ** 2));
  return { value, error: Math.sqrt(residuals * x.length / (x.length - 1)) / below, count: x.length };
}

export function mean(values: readonly number[]): Estimate {
  return ratio(values, values.map(() => 1));
}

/** By the order statistics one binomial standard deviation to either side. */
export function quantile(values: readonly number[], q: number): Estimate {
  const sorted = values.toSorted((a, b) => a - b);
  const spread = Math.sqrt(sorted.length * q * (1 - q));
  const at = (rank: number): number => sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(rank)))]!;
  const middle = q * sorted.length - 0.5;
  return { value: at(middle), error: (at(middle + spread) - at(middle - spread)) / 2, count: sorted.length };
}

/** P(a binomial of n trials is at most `most`). */
export function binomialUpTo(most: number, n: number, p: number): number {
  let total = 0;
  let ln = n * Math.log1p(-p);
  for (let k = 0; k <= most; k++) {
    total += Math.exp(ln);
    ln += Math.log((n - k) / (k + 1)) + Math.log(p) - Math.log1p(-p);
  }
  return Math.min(1, total);
}
