import { measure } from '../../sim/qos.ts';
import { simulate, type Run } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { Row } from '../../sim/trace.ts';
import { ratio, relativeError, type Estimate } from './estimate.ts';

/** What one pair adds to Σ exposure, Σ mistakes, Σ time in mistakes. */
export interface Sums { readonly exposure: number[]; readonly mistakes: number[]; readonly wrong: number[] }

export interface Enough {
  /** Which ratios must be known, all of them, and to what relative standard error. */
  readonly of: readonly ((sums: Sums) => Estimate)[];
  readonly relative: number;
  /** Messages sent; then it is given up. */
  readonly most: number;
  readonly seed?: string;
}

export const recurrence = ({ exposure, mistakes }: Sums): Estimate => ratio(exposure, mistakes);
export const duration = ({ wrong, mistakes }: Sums): Estimate => ratio(wrong, mistakes);
export const suspected = ({ wrong, exposure }: Sums): Estimate => ratio(wrong, exposure);

const messages = (run: Run): number => run.load.messages.reduce((sum, sent) => sum + sent, 0);

/** Runs of one scenario under seed after seed, until `done`, or until `most` messages were sent. */
export function pool(file: ScenarioFile, seed: string, most: number, take: (run: Run) => boolean): void {
  for (let i = 0, sent = 0; sent < most; i++) {
    const run = simulate(file, { seed: `${seed}#${i}` });
    sent += messages(run);
    if (take(run)) return;
  }
}

/** Fewer mistakes than these, and their number is not yet normal. */
const fewest = 400;

export function sample(file: ScenarioFile, { of, relative, most, seed = 'oracle' }: Enough): Sums {
  const sums: Sums = { exposure: [], mistakes: [], wrong: [] };
  let mistakes = 0;
  pool(file, seed, most, run => {
    const { pairs } = measure(run).suspected;
    for (const key of ['exposure', 'mistakes', 'wrong'] as const) sums[key].push(...pairs[key]);
    mistakes += pairs.mistakes.reduce((sum, count) => sum + count, 0);
    return mistakes >= fewest && of.every(figure => relativeError(figure(sums)) <= relative);
  });
  return sums;
}

/** T_D of every crash, in microseconds. @throws Error when one was never noticed: then the run was too short. */
export function detectionTimes(file: ScenarioFile, atLeast: number, seed = 'oracle'): number[] {
  const times: number[] = [];
  pool(file, seed, Infinity, run => {
    const { each } = measure(run).suspected.detection;
    if (each.censored.length + each.missed > 0) throw new Error(`${each.censored.length} crashes were never noticed`);
    times.push(...each.detected);
    return times.length >= atLeast;
  });
  return times;
}

/** When each pair suspected first; undefined where it never did. */
export function firstMistakes({ scenario, trace }: Run): (number | undefined)[] {
  const first = new Map<number, number>();
  for (let row = 0; row < trace.length; row++) {
    if (trace.code[row] === Row.suspects && trace.time[row]! > 0 && !first.has(trace.b[row]!)) first.set(trace.b[row]!, trace.time[row]!);
  }
  return scenario.watches.at(-1)!.map(peer => first.get(peer));
}
