/** What is asked of a search, what it answers, and the one seam between: who does the runs. */
import type { Measured } from '../measures/measured.ts';
import type { Expectation, ScenarioFile } from '../scenario.ts';

/** What is to be small, or large: "load", "bytes", or the path of any figure. */
export interface Objective { readonly path: string; readonly sense: 'minimize' | 'maximize' }

/** One value of one axis. `size` orders it; a word, which has none, is ordered by its place in the list. */
export interface SettingValue { readonly path: string; readonly text: string; readonly size: number }

/** One candidate: the scenario with these values written into it. */
export interface Setting {
  readonly values: readonly SettingValue[];
  readonly file: ScenarioFile;
}

/** What lies half-way between two settings that differ in one value only; undefined where there is nothing finer. */
export type Between = (better: Setting, worse: Setting) => Setting | undefined;

export interface Problem {
  readonly settings: readonly Setting[];
  readonly goals: readonly Expectation[];
  /** The first decides; the next between equals. Between equals in all, the smallest values in the order of the axes. */
  readonly objectives: readonly Objective[];
  /** Of the claim that the chosen setting meets all goals; 0.95 by default. */
  readonly confidence?: number;
  /** Runs of the scenario, over all settings, fresh ones included; 20 000 by default. */
  readonly budget?: number;
  /** Runs of each setting at the first look; 8 by default. */
  readonly runs?: number;
  /** Of numeric axes that were given as a range. */
  readonly between?: Between;
}

/** Runs of one scenario under these seeds. Plain data, so that it may be done elsewhere. */
export interface Task { readonly file: ScenarioFile; readonly seeds: readonly string[] }

/**
 * Does the runs of each task, in the order of its seeds. Only the answer counts: it may run side by side, walk a link without
 * a queue, or weigh rare events, so long as the sums and samples are those of independent runs.
 */
export type Evaluator = (tasks: readonly Task[]) => readonly (readonly Measured[])[];

/** What the search wants next, and how far it is. */
export interface Want {
  readonly tasks: readonly Task[];
  /** Done so far, of the whole budget: a bound, for most searches end sooner. */
  readonly share: number;
  readonly stage: 'search' | 'fresh';
}

/** The answer to a {@link Want}: null where the time was up before all of it was done. Then no more is asked for in that stage. */
export type Done = readonly (readonly Measured[])[] | null;

export type Verdict = 'meets' | 'fails' | 'open';

/** One goal held against the runs of one setting: in the report's units, ms and per second. */
export interface Outcome {
  readonly goal: string;
  /** null where it could not be measured; `why` tells. */
  readonly value: number | null;
  /** One-sided limits at the confidence asked for; null where the runs do not bound it on that side. */
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: Verdict;
  /** It has no interval, or was the same in every run: nothing but the value could be held against the goal. */
  readonly byValue?: true;
  /** A plain number, the mean per run. */
  readonly isCount?: true;
  readonly why?: string;
  /** Of an open one: what it would take. */
  readonly lacks?: Lack;
}

/** "needs 90 days of quiet, and 12 were run". */
export interface Lack { readonly what: 'runs' | 'exposure'; /** Runs, or ms. */ readonly needed: number; readonly had: number }

/** What is wrong with a problem itself. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
}

/** A setting, and how it did. */
export interface Point {
  readonly values: Readonly<Record<string, string>>;
  readonly objectives: readonly (number | null)[];
  readonly goals: readonly Outcome[];
  readonly verdict: Verdict;
  /** Of the scenario as it stands, and of the long ones in which mistakes are counted, where those are runs of their own. */
  readonly runs: number;
  readonly quietRuns: number;
}

/** A goal that no setting meets; the setting that comes closest. */
export interface Unreachable { readonly goal: string; readonly closest: Point; /** No run decided against it: it was not shown. */ readonly undecided: boolean }
/** Goals that no setting keeps together; `alone`: for each, the setting that keeps it and comes closest to the others. */
export interface Conflict { readonly goals: readonly string[]; readonly alone: readonly Point[]; readonly closest: Point }

/** Why there is no setting to report. */
export type Reason =
  | { readonly kind: 'unreachable'; readonly goals: readonly Unreachable[] }
  | { readonly kind: 'conflict'; readonly conflicts: readonly Conflict[] }
  /** Some met every goal in the search, and none did so again on fresh seeds. */
  | { readonly kind: 'unconfirmed'; readonly tried: readonly Point[] }
  /** Nothing was decided before the runs or the time were spent. */
  | { readonly kind: 'undecided'; readonly closest: Point };

export interface Solution {
  readonly kind: 'found' | 'none' | 'undecided';
  readonly confidence: number;
  readonly goals: readonly string[];
  readonly objectives: readonly Objective[];
  /** How many settings were looked at, and how many runs that took. */
  readonly settings: number;
  readonly runs: number;
  /** How long a run is in which mistakes are counted, in ms; null where the scenario's own runs serve. */
  readonly quiet: number | null;
  /** Its figures are from fresh seeds only. */
  readonly chosen: Point | null;
  /** Would have been chosen, but for the fresh seeds. */
  readonly rejected: readonly Point[];
  /** The settings that no other beats in every goal's measure and every objective, best objective first; from the search. */
  readonly front: readonly Point[];
  readonly reason: Reason | null;
  /** The run that did worst on the tightest goal: of the chosen setting, or of the closest where there is none. */
  readonly worst: { readonly goal: string; readonly value: number | null; readonly scenario: ScenarioFile } | null;
}
