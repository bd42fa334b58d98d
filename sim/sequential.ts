/** How many runs a figure wants, without the bias of stopping when it looks good. */
import type { Figure } from './report.ts';

export interface SequentialPlan<T> {
  /** The i-th run: each index a seed of its own. */
  readonly run: (index: number) => T;
  readonly figure: (runs: readonly T[]) => Figure;
  /** Half of the interval's length, as a share of the value: enough when no larger. */
  readonly within: number;
  /** No pilot larger than this. */
  readonly atMost: number;
}

export interface Sequence<T> {
  /** What to report on: as many runs as the pilot, with fresh seeds. */
  readonly runs: readonly T[];
  readonly pilot: number;
  /** Whether the pilot became as precise as was asked for. */
  readonly reached: boolean;
}

/** Looks are few, so that the last is not the luckiest of many. */
const firstLook = 30;

/**
 * A pilot of 30 runs, doubled until its interval is short enough; then the same number again with fresh seeds, because
 * an interval that was waited for is too short: its end was chosen by its own data.
 */
export function sequential<T>({ run, figure, within, atMost }: SequentialPlan<T>): Sequence<T> {
  const pilot: T[] = [];
  const extend = (to: number): void => { while (pilot.length < to) pilot.push(run(pilot.length)); };
  extend(firstLook);
  while (!precise(figure(pilot), within) && pilot.length * 2 <= atMost) extend(pilot.length * 2);
  const size = pilot.length;
  return { runs: Array.from({ length: size }, (_, i) => run(size + i)), pilot: size, reached: precise(figure(pilot), within) };
}

function precise({ value, ci95 }: Figure, within: number): boolean {
  return value !== null && value !== 0 && !!ci95 && (ci95[1] - ci95[0]) / 2 <= within * Math.abs(value);
}
