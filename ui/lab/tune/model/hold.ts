/** What became of the recommended setting under seeds that the map never saw. */
import { attempts } from '../../../../sim/solve/confirm.ts';
import type { Point, Solution } from '../../../../sim/solve/problem.ts';
import { shown } from './axis.ts';
import { measures, type Cell, type Measure, type Plan } from './cells.ts';
import { figure, goalText, interval, settingText, shortTitles } from './words.ts';

export type Hold =
  /** `search`: runs under the seeds of a search, which tell how many fresh ones it takes. */
  | { readonly kind: 'running'; readonly stage: 'search' | 'fresh'; readonly done: number; readonly of: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'judged'; readonly solution: Solution };

export interface Held { readonly cell: Cell; readonly hold: Hold }

/** Settings that are tried one after the other, as `flatline solve` does it. */
export const mostAttempts = attempts.length;

/** What to ask for at that attempt; the first as the command does, which shares out by itself. */
export const confidenceAt = (attempt: number): number => 1 - (0.05 * attempts[attempt]!) / attempts[0];

export interface Judged {
  readonly kind: 'held' | 'broken' | 'undecided';
  /** Whether by fresh seeds: one that fails under those of a search is given none. */
  readonly isFresh: boolean;
  readonly point: Point;
}

export function judgedOf({ chosen, rejected: [refused], front: [searched] }: Solution): Judged {
  if (chosen) return { kind: 'held', isFresh: true, point: chosen };
  const point = refused ?? searched!;
  return { kind: point.verdict === 'fails' ? 'broken' : 'undecided', isFresh: refused !== undefined, point };
}

/** "✓ Held on 1,024 fresh seeds …": with the figures of these seeds alone. */
export function heldText(plan: Plan, { kind, isFresh, point }: Judged, quiet: number | null): string {
  const asked = measures.filter(measure => plan.goals[measure]);
  const of = (verdict: string): readonly Measure[] => asked.filter((_, i) => point.goals[i]!.verdict === verdict);
  const figures = (some: readonly Measure[]): string => some.map(measure => {
    const outcome = point.goals[asked.indexOf(measure)]!;
    const between = interval(measure, outcome);
    return `${shortTitles[measure]} ${figure(measure, outcome)}${between && ` (${between})`}`;
  }).join('; ');
  const goals = (some: readonly Measure[]): string => some.map(measure => goalText(plan, measure)).join(' and ');
  const seeds = seedsText(point, isFresh, quiet);
  if (kind === 'held') return `✓ Held on ${seeds}: ${figures(asked)}. That all goals are kept is 95 % sure.`;
  if (kind === 'broken') return `✗ Broken by ${goals(of('fails'))} on ${seeds}: ${figures(of('fails'))}.`;
  return `? Undecided after ${seeds}: ${figures(of('open'))} neither shows ${goals(of('open'))} nor refutes it.`;
}

function seedsText({ runs, quietRuns }: Point, isFresh: boolean, quiet: number | null): string {
  const longer = quietRuns > 0 && quiet !== null ? `, and mistakes on ${many(quietRuns)} runs of ${shown('duration', quiet * 1_000)} without the crash` : '';
  return `${isFresh ? '' : 'the first '}${many(runs)} ${isFresh ? 'fresh ' : ''}seeds${longer}`;
}

export const many = (count: number): string => count.toLocaleString('en-GB');

/** Those that were recommended before, and were not held. */
export function refusedText(plan: Plan, refused: readonly Cell[]): string {
  if (refused.length === 0) return '';
  const each = refused.map(({ column, row }) => settingText(plan, plan.x.values[column]!, plan.y.values[row]!));
  return `Fresh seeds have broken what looked cheaper: ${each.join('; ')}.`;
}
