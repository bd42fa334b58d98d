import type { Figure } from '../../sim/report.ts';
import type { Case } from './cases.ts';
import { Dice } from './dice.ts';

/** Of one figure: in what share of the replications its interval held the truth, and in how many it had none. */
export interface Coverage { readonly figure: string; readonly covered: number; readonly without: number; readonly low: number; readonly high: number }

/** 2.6 standard errors of 2 000 replications about 95 %. */
export const nominal = { low: 0.937, high: 0.962 } as const;

/** Each replication with a seed of its own. Where there is no interval, none is promised: those are counted apart. */
export function coverageOf({ truth, figures, exact }: Case, replications: number): Coverage[] {
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
  return names.map((figure, k) => ({
    figure, covered: inside[k]! / (replications - without[k]!), without: without[k]!, low: nominal.low, high: exact ? 1 : nominal.high,
  }));
}
