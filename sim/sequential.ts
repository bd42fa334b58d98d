/** How many runs a figure wants, without the bias of stopping when it looks good. */
import type { Figure } from './report.ts';

/** The pilot tells how many runs are wanted; the fresh ones, with seeds of their own, are what is reported on. */
export type Sample = 'pilot' | 'fresh';

export interface Precision<T> {
  /** Null as long as there is nothing to be precise about. */
  readonly figure: (runs: readonly T[]) => Figure;
  /** Half of the interval's length, as a share of the value: enough when no larger. */
  readonly within: number;
  /** No sample larger than this. */
  readonly atMost: number;
}

export interface SequentialPlan<T> extends Precision<T> {
  /** The i-th run of a sample, from 0: each a seed of its own. */
  readonly run: (index: number, sample: Sample) => T;
}

/** A run that is wanted next, and how many of its sample are wanted before the next look. */
export interface Wanted { readonly sample: Sample; readonly index: number; readonly of: number }

export interface Sequence<T> {
  /** What to report on: as many runs as the pilot, with fresh seeds. */
  readonly runs: readonly T[];
  readonly pilot: number;
  /** Whether the pilot became as precise as was asked for. */
  readonly reached: boolean;
}

/** Looks are few, so that the last is not the luckiest of many. */
export const firstLook = 30;

/**
 * A pilot of 30 runs, doubled until its interval is short enough; then the same number again with fresh seeds, because
 * an interval that was waited for is too short: its end was chosen by its own data. Asks for one run at a time, so that
 * whoever makes them may stop in between.
 */
export function* sequence<T>({ figure, within, atMost }: Precision<T>): Generator<Wanted, Sequence<T>, T> {
  const pilot: T[] = [];
  let size = firstLook;
  for (;;) {
    while (pilot.length < size) pilot.push(yield { sample: 'pilot', index: pilot.length, of: size });
    if (isPrecise(figure(pilot), within) || size * 2 > atMost) break;
    size *= 2;
  }
  const runs: T[] = [];
  while (runs.length < size) runs.push(yield { sample: 'fresh', index: runs.length, of: size });
  return { runs, pilot: size, reached: isPrecise(figure(pilot), within) };
}

/** The same, with every run made at once. */
export function sequential<T>({ run, ...precision }: SequentialPlan<T>): Sequence<T> {
  const steps = sequence(precision);
  let step = steps.next();
  while (!step.done) step = steps.next(run(step.value.index, step.value.sample));
  return step.value;
}

/** Half of the interval's length as a share of the value; null where there is no such thing. */
export function relativeReach({ value, ci95 }: Figure): number | null {
  return value === null || value === 0 || !ci95 ? null : (ci95[1] - ci95[0]) / 2 / Math.abs(value);
}

function isPrecise(figure: Figure, within: number): boolean {
  const reach = relativeReach(figure);
  return reach !== null && reach <= within;
}
