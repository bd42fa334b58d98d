import { weightedPoisson, weightsOf } from './weightedPoisson.ts';

const enough = 30;
const most = 0.75;

/**
 * The 95 % interval of the difference of two sums of counts, run by run under the same weather; null where it is not rare
 * that they differ, and the runs themselves tell by how much. What one counts more and what it counts less are two sums,
 * each of rare events; the interval of their difference is that of Zou and Donner (Statistics in Medicine 27, 2008, §2).
 */
export function rareDifference(a: readonly number[], b: readonly number[]): [number, number] | null {
  const off = b.map((count, i) => count - a[i]!);
  const [more, less] = [weightsOf(off.filter(x => x > 0)), weightsOf(off.filter(x => x < 0).map(x => -x))];
  if (more.sum + less.sum >= enough || off.filter(x => x !== 0).length >= most * off.length) return null;
  const [moreLow, moreHigh] = weightedPoisson(more);
  const [lessLow, lessHigh] = weightedPoisson(less);
  const value = more.sum - less.sum;
  return [
    value - Math.sqrt((more.sum - moreLow) * (more.sum - moreLow) + (lessHigh - less.sum) * (lessHigh - less.sum)),
    value + Math.sqrt((moreHigh - more.sum) * (moreHigh - more.sum) + (less.sum - lessLow) * (less.sum - lessLow)),
  ];
}
