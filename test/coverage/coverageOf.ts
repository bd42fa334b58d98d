import type { Figure } from '../../sim/report.ts';
import type { Case } from './cases.ts';
import { Dice } from './dice.ts';

/** Of one figure: in what share of the replications its interval held the truth, and in how many it had none. */
export interface Coverage { readonly figure: string; readonly covered: number; readonly without: number }

/** What the share may be: 2.6 standard errors of 2 000 replications about 95 %. An exact interval of whole numbers may cover more. */
export const allowed = ({ exact }: Case): { readonly low: number; readonly high: number } => ({ low: 0.937, high: exact ? 1 : 0.962 });

/** Each replication with a seed of its own. Where there is no interval, none is promised: those are counted apart. */
export function coverageOf({ truth, figures }: Case, replications: number): Coverage[] {
  const names = Object.keys(truth);
  const inside = names.map(() => 0);
  const without = names.map(() => 0);
  for (let i = 0; i < replications; i++) {
    const found = figures(new Dice(i + 1)) as Readonly<Record<string, Pick<Figure, 'ci95'>>>;
    names.forEach((name, k) => {
      const { ci95 } = found[name]!;
      if (!ci95) without[k]!++;
      else if (ci95[0] <= truth[name]! && truth[name]! <= ci95[1]) inside[k]!++;
    });
  }
  return names.map((figure, k) => ({ figure, covered: inside[k]! / (replications - without[k]!), without: without[k]! }));
}
