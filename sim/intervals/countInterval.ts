import { ratioInterval } from './jackknife.ts';
import { poissonInterval } from './poissonInterval.ts';

/** In so many runs there must be any, to tell how many may come at once. */
export const runsWithAny = 4;

/** The 95 % interval of the mean of a count per run. Of fewer runs with any, only where it came one by one; else null. */
export function countInterval(counts: readonly number[]): readonly [number, number] | null {
  if (counts.length < 2) return null;
  const some = counts.filter(count => count > 0);
  if (some.length >= runsWithAny) return ratioInterval(counts.map(over => ({ over, under: 1 })), 'log');
  if (some.some(count => count > 1)) return null;
  const [low, high] = poissonInterval(some.length);
  return [low / counts.length, high / counts.length];
}
