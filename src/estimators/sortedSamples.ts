import { push, slidingWindow, type SlidingWindow } from '../window.ts';

/** The last values of a stream, in the order of arrival and in that of size. Plain data; a push moves O(size) numbers. */
export interface SortedSamples {
  readonly recent: SlidingWindow;
  /** The first `recent.count` are the samples, ascending. */
  sorted: Float64Array;
}

export function sortedSamples(size: number): SortedSamples {
  const recent = slidingWindow(size);
  return { recent, sorted: new Float64Array(recent.values.length) };
}

/** How many of the samples lie below x, or, with `inclusive`, at it as well: by halving. */
export function countBelow({ recent, sorted }: SortedSamples, x: number, inclusive = false): number {
  let [low, high] = [0, recent.count];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle]!;
    if (value < x || (inclusive && value === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function insert(samples: SortedSamples, value: number): void {
  const { recent } = samples;
  const place = countBelow(samples, value);
  if (recent.count === recent.size) replace(samples, recent.values[recent.oldest]!, value, place);
  else {
    if (recent.count === samples.sorted.length) samples.sorted = enlarged(samples);
    samples.sorted.copyWithin(place + 1, place, recent.count);
    samples.sorted[place] = value;
  }
  push(recent, value);
}

function enlarged({ recent, sorted }: SortedSamples): Float64Array {
  const larger = new Float64Array(Math.min(recent.size, 2 * sorted.length));
  larger.set(sorted);
  return larger;
}

/** Takes one out and puts another in, moving only what lies between them. */
function replace(samples: SortedSamples, gone: number, value: number, place: number): void {
  const { sorted } = samples;
  const hole = countBelow(samples, gone);
  if (place <= hole) {
    sorted.copyWithin(place + 1, place, hole);
    sorted[place] = value;
  } else {
    sorted.copyWithin(hole, hole + 1, place);
    sorted[place - 1] = value;
  }
}
