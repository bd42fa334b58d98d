/** Quantiles of lengths of which some are only known to be longer, and their intervals. */
import type { Samples } from '../measures/measured.ts';
import { lowerRank, quantileRanks } from './binomial.ts';

/** A value, or a limit beyond which it lies. */
export type Point = { readonly value: number } | { readonly beyond: number };
/** The distribution function, read backwards. */
export type Curve = (share: number) => Point;

export const merged = (runs: readonly Samples[]): Samples => ({ ended: runs.flatMap(run => run.ended), censored: runs.flatMap(run => run.censored) });

const rising = (x: number, y: number): number => x - y;
const largest = (list: readonly number[]): number => list.reduce((most, x) => Math.max(most, x), 0);
/** Sums of shares err in the last digits. */
const slack = 1e-9;

/** Kaplan and Meier's: what is censored leaves the crowd without having ended. An end and a leaving at once: the end first. */
export function kaplanMeier({ ended, censored }: Samples): Curve {
  const ends = ended.toSorted(rising);
  const leaves = censored.toSorted(rising);
  const steps: { readonly at: number; readonly reached: number }[] = [];
  let left = ends.length + leaves.length;
  let staying = 1;
  for (let e = 0, c = 0; e < ends.length;) {
    const at = ends[e]!;
    for (; c < leaves.length && leaves[c]! < at; c++) left--;
    let count = 0;
    for (; e < ends.length && ends[e] === at; e++) count++;
    staying *= 1 - count / left;
    left -= count;
    steps.push({ at, reached: 1 - staying });
  }
  const most = Math.max(largest(ended), largest(censored));
  return share => {
    const step = firstReaching(steps, share - slack);
    return step === undefined ? { beyond: most } : { value: step.at };
  };
}

function firstReaching(steps: readonly { readonly at: number; readonly reached: number }[], share: number): { readonly at: number } | undefined {
  let low = -1;
  let high = steps.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]!.reached >= share) high = middle;
    else low = middle;
  }
  return steps[high];
}

/** Where a censored one ranks as +∞: T_D. Beyond: no less than if each censored one had come at its limit. */
export function censoredLast({ ended, censored }: Samples): Curve {
  const ends = ended.toSorted(rising);
  const least = [...ended, ...censored].sort(rising);
  return share => {
    const rank = Math.max(1, Math.ceil(share * least.length - slack));
    return rank <= ends.length ? { value: ends[rank - 1]! } : { beyond: least[rank - 1]! };
  };
}

/** Clusters (runs) of samples: how many independent ones they are worth where `share` of them lie at or below `value`. */
export function effectiveSize(runs: readonly Samples[], value: number): number {
  const sizes = runs.map(run => run.ended.length + run.censored.length).filter(size => size > 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.every(size => size === 1)) return total;
  // too few runs to tell how alike the samples of one are: then a run counts once
  if (sizes.length < 20) return sizes.length < 2 ? 0 : sizes.length;
  const below = runs.map(run => run.ended.filter(x => x <= value).length);
  const share = below.reduce((sum, count) => sum + count, 0) / total;
  if (share <= 0 || share >= 1) return sizes.length;
  const off = runs.map((run, i) => below[i]! - share * (run.ended.length + run.censored.length));
  const variance = (sizes.length / (sizes.length - 1)) * off.reduce((sum, x) => sum + x * x, 0) / (total * total);
  return Math.floor(Math.min(total, (share * (1 - share)) / variance));
}

/** The order-statistic interval of the `share`-quantile, 95 %; null until there are enough independent samples. */
export function quantileInterval(curve: Curve, share: number, size: number): [number, number] | null {
  const ranks = size < 1 ? null : quantileRanks(size, share);
  if (!ranks) return null;
  const low = curve(ranks[0] / size);
  const high = curve(ranks[1] / size);
  return 'value' in low && 'value' in high ? [low.value, high.value] : null;
}

/** Its lower end alone, 97.5 %: it wants fewer samples than both ends; null where there are not even those. */
export function quantileAtLeast(curve: Curve, share: number, size: number): number | null {
  const rank = size < 1 ? 0 : lowerRank(size, share);
  const low = rank < 1 ? null : curve(rank / size);
  return low && 'value' in low ? low.value : null;
}
