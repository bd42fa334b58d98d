/** What the view of the map holds. The map itself is on the board. */
import type { Advance } from '../outside/tuning.ts';
import type { Script } from '../state.ts';
import type { Board } from './model/board.ts';
import type { Cell, Goals, Plan } from './model/cells.ts';
import type { Held } from './model/hold.ts';
import type { Shade } from './model/shade.ts';

/** What the link says. */
export interface Wish {
  readonly script: Script;
  readonly calm: boolean;
  /** Axes as a sweep is asked for them; undefined for the usual ones. */
  readonly x?: string | undefined;
  readonly y?: string | undefined;
  readonly goals?: Goals | undefined;
  readonly shade: Shade;
  /** Where the cross stands; undefined for the scenario's own setting. */
  readonly at?: readonly [number, number] | undefined;
}

export type Work =
  | { readonly kind: 'planning' }
  | { readonly kind: 'running'; readonly advance: Advance | null }
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly problem: string };

export interface TuneState {
  readonly wish: Wish;
  readonly work: Work;
  readonly plan: Plan | null;
  readonly board: Board | null;
  /** The version of the board that is shown. */
  readonly serial: number;
  /** The cell that is read, by its place; null for the cross. */
  readonly chosen: { readonly column: number; readonly row: number } | null;
  /** What the runs of the cross have shown. */
  readonly own: { readonly x: number; readonly y: number; readonly readings: Cell['readings'] } | null;
  /** What is, or was last, held to fresh seeds; null before anything is. */
  readonly held: Held | null;
  /** What fresh seeds have broken: it is not recommended again. */
  readonly refused: readonly Cell[];
  /** Something to say for now: what is wrong with a link, or with what was typed. */
  readonly notice: string;
}

/** The setting of the cross. */
export function crossOf({ wish: { at }, plan }: TuneState): readonly [number, number] | null {
  if (!plan) return null;
  if (at) return at;
  const present = [plan.x, plan.y].map(({ path }) => plan.knobs.find(knob => knob.path === path)?.present ?? null);
  return present[0] !== null && present[1] !== null ? present as [number, number] : null;
}
