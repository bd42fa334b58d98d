import { ratioInterval } from './jackknife.ts';
import { weightedPoisson, weightsOf } from './weightedPoisson.ts';

/** From this sum on, or where most runs count something, the runs tell how much they differ. */
const enough = 30;
const most = 0.75;

/** The 95 % interval of the mean of a count per run; null of a single run. Of rare counts each run that has any is one event. */
export function countInterval(counts: readonly number[]): readonly [number, number] | null {
  if (counts.length < 2) return null;
  const weights = weightsOf(counts);
  if (weights.sum < enough && counts.filter(count => count > 0).length < most * counts.length) {
    const [low, high] = weightedPoisson(weights);
    return [low / counts.length, high / counts.length];
  }
  const interval = ratioInterval(counts.map(over => ({ over, under: 1 })), 'linear')!;
  return [Math.max(0, interval[0]), interval[1]];
}
