import type { Samples } from '../measures/measured.ts';
import { censoredLast, effectiveSize, merged, quantileInterval } from './quantiles.ts';

/** Fewer runs do not tell how alike the two are under the same weather. */
export const fewestRuns = 20;

export interface QuantileDifference { readonly interval: readonly [number, number]; /** Of the paired difference over that of two independent samples. */ readonly varianceRatio: number }

/**
 * The 95 % interval of how much the `share`-quantile of b lies above that of a, run by run under the same weather; null
 * where either has no interval of its own. Their two intervals are put together as Zou does (Psychological Methods 12,
 * 2007): by how far each end lies from its estimate, and by how much the runs of both lie on the same side; but
 * what the two err together goes with the ends on the same side, for the ends of a quantile are not equally far.
 */
export function quantileDifference(a: readonly Samples[], b: readonly Samples[], share: number): QuantileDifference | null {
  const [one, other] = [estimateOf(a, share), estimateOf(b, share)];
  if (!one || !other) return null;
  const alike = correlation(one.sides, other.sides);
  // of a's error as much as is b's own moves the same way, the rest against it; where they go against each other, all of it does
  const reach = (end: number, along: number, against: number): number => Math.sqrt(alike > 0
    ? (end - alike * along) * (end - alike * along) + (1 - alike * alike) * against * against
    : end * end + against * against - 2 * alike * end * against);
  const value = other.value - one.value;
  const [widthA, widthB] = [one.below + one.above, other.below + other.above];
  return {
    interval: [value - reach(other.below, one.below, one.above), value + reach(other.above, one.above, one.below)],
    varianceRatio: widthA + widthB > 0 ? 1 - 2 * alike * widthA * widthB / (widthA * widthA + widthB * widthB) : 0,
  };
}

interface Estimate {
  readonly value: number;
  /** How far the ends of its interval lie from it. */
  readonly below: number;
  readonly above: number;
  /** By run: how many more of its samples lie at or below the value than of all. */
  readonly sides: readonly number[];
}

function estimateOf(runs: readonly Samples[], share: number): Estimate | null {
  const curve = censoredLast(merged(runs));
  const point = runs.length < fewestRuns ? { beyond: 0 } : curve(share);
  if (!('value' in point)) return null;
  const { value } = point;
  const interval = quantileInterval(curve, share, effectiveSize(runs, value));
  return interval && { value, below: value - interval[0], above: interval[1] - value, sides: sidesOf(runs, value) };
}

function sidesOf(runs: readonly Samples[], value: number): number[] {
  const [below, sizes] = [runs.map(run => run.ended.filter(x => x <= value).length), runs.map(run => run.ended.length + run.censored.length)];
  const part = sum(below) / sum(sizes);
  return below.map((count, i) => count - part * sizes[i]!);
}

/** 0 where one of them never varies. */
function correlation(x: readonly number[], y: readonly number[]): number {
  const product = (one: readonly number[], other: readonly number[]): number => sum(one.map((each, i) => each * other[i]!));
  const scale = Math.sqrt(product(x, x) * product(y, y));
  return scale > 0 ? product(x, y) / scale : 0;
}

const sum = (list: readonly number[]): number => list.reduce((total, each) => total + each, 0);
