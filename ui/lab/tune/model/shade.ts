/** What the colour of the map shows: a share of the ramp for each cell, or that nothing is known. */
import type { Theme } from '../../tokens.ts';
import type { Board } from './board.ts';
import { measures, type Cell, type Measure, type Plan } from './cells.ts';
import { amount } from './words.ts';

export const shades = ['goal', 'mistakes', 'detection', 'load'] as const;
export type Shade = (typeof shades)[number];

export const shadeWords: Readonly<Record<Shade, string>> = {
  goal: 'goals kept', mistakes: 'mistakes', detection: 'T_D p99', load: 'load',
};

export interface Scale {
  /** 0 is pale and good, 1 dark and bad; null where no number is known. */
  readonly share: (cell: Cell) => number | null;
  /** What stands at either end of the ramp. */
  readonly ends: readonly [string, string];
}

/** The share of the runs that kept every goal: that of the goal kept least often. */
export function keptShare(plan: Plan, { readings }: Pick<Cell, 'readings'>): number | null {
  const asked = measures.filter(measure => plan.goals[measure]);
  if (asked.some(measure => !readings[measure])) return null;
  return Math.min(1, ...asked.map(measure => readings[measure]!.kept / Math.max(1, readings[measure]!.runs)));
}

export function scaleOf(board: Board, shade: Shade): Scale {
  if (shade === 'goal') {
    return { ends: ['in all runs', 'in none'], share: cell => { const kept = keptShare(board.plan, cell); return kept === null ? null : 1 - kept; } };
  }
  const known = board.all().flatMap(cell => positive(cell, shade) ?? []);
  if (known.length === 0) return { share: cell => (cell.readings[shade]?.value === 0 ? 0 : null), ends: ['', ''] };
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const share = (cell: Cell): number | null => {
    const value = positive(cell, shade);
    if (value === undefined) return cell.readings[shade]?.value === 0 ? 0 : null;
    return high > low ? Math.log(value / low) / Math.log(high / low) : 0.5;
  };
  const least = shade === 'mistakes' && board.all().some(({ readings }) => readings.mistakes?.value === 0) ? 'none seen' : amount(shade, low);
  return { share, ends: [least, amount(shade, high)] };
}

const positive = ({ readings }: Cell, measure: Measure): number | undefined => (readings[measure]?.value ?? 0) > 0 ? readings[measure]!.value! : undefined;

/** The colour at that share of the ramp. */
export function colourAt({ ramp }: Theme, share: number): string {
  const place = Math.max(0, Math.min(1, share)) * (ramp.length - 1);
  const i = Math.min(ramp.length - 2, Math.floor(place));
  const mixed = [1, 3, 5].map(at => {
    const [a, b] = [ramp[i]!, ramp[i + 1]!].map(colour => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number];
    return Math.round(a + (b - a) * (place - i)).toString(16).padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}
