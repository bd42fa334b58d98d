/**
 * The last `size` values of a stream, with their mean and variance. Plain data, O(1) per push.
 *
 * The sums are of whole deviations from an origin near the values, so they are exact while the squares stay below
 * 2⁵³ (sums of squares of raw microseconds would not, and their difference can turn negative). Once in a turn of the
 * ring the origin is moved to the mean and the sums are taken afresh, so no rounding outlives a turn.
 */
export interface SlidingWindow {
  readonly size: number;
  /** Grows up to `size`. */
  values: Float64Array;
  count: number;
  /** Where the next value goes, once full: the oldest. */
  oldest: number;
  origin: number;
  /** Σ (value − origin), and Σ (value − origin)². */
  sum: number;
  squares: number;
}

const firstCapacity = 8;

export const slidingWindow = (size: number): SlidingWindow =>
  ({ size, values: new Float64Array(Math.min(size, firstCapacity)), count: 0, oldest: 0, origin: 0, sum: 0, squares: 0 });

export function push(window: SlidingWindow, value: number): void {
  if (window.count < window.size) append(window, value);
  else replaceOldest(window, value);
}

function append(window: SlidingWindow, value: number): void {
  if (window.count === window.values.length) grow(window);
  if (window.count === 0) window.origin = Math.round(value);
  window.values[window.count++] = value;
  add(window, value - window.origin, 1);
}

function replaceOldest(window: SlidingWindow, value: number): void {
  add(window, window.values[window.oldest]! - window.origin, -1);
  window.values[window.oldest] = value;
  add(window, value - window.origin, 1);
  window.oldest = (window.oldest + 1) % window.size;
  if (window.oldest === 0) recentre(window);
}

function add(window: SlidingWindow, deviation: number, times: 1 | -1): void {
  window.sum += times * deviation;
  window.squares += times * deviation * deviation;
}

function grow(window: SlidingWindow): void {
  const larger = new Float64Array(Math.min(window.size, 2 * window.values.length));
  larger.set(window.values);
  window.values = larger;
  recentre(window);
}

function recentre(window: SlidingWindow): void {
  window.origin = Math.round(mean(window));
  window.sum = 0;
  window.squares = 0;
  for (let i = 0; i < window.count; i++) add(window, window.values[i]! - window.origin, 1);
}

/** Oldest first. */
export const valuesOf = ({ values, count, oldest }: SlidingWindow): number[] =>
  Array.from({ length: count }, (_, i) => values[(oldest + i) % count]!);

/** NaN while empty. */
export const mean = (window: SlidingWindow): number => window.origin + window.sum / window.count;

/** Of the population (n, not n − 1); never negative. NaN while empty. */
export function variance({ count, sum, squares }: SlidingWindow): number {
  const offset = sum / count;
  return Math.max(0, squares / count - offset * offset);
}
