import { ratioInterval } from './jackknife.ts';
import { weightedPoisson, weightsOf } from './weightedPoisson.ts';

/** Below this sum an interval rests on the runs in which anything was counted at all. */
const few = 30;

/** The 95 % interval of the mean of a count per run; null of a single run. All alike: that and nothing else, but for a handful. */
export function countInterval(counts: readonly number[]): readonly [number, number] | null {
  if (counts.length < 2) return null;
  const weights = weightsOf(counts);
  if (weights.sum < few) {
    const [low, high] = weightedPoisson(weights);
    return [low / counts.length, high / counts.length];
  }
  const interval = ratioInterval(counts.map(over => ({ over, under: 1 })), 'linear')!;
  return [Math.max(0, interval[0]), interval[1]];
}
