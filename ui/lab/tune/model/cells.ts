/** What is known of a setting, and of all settings of a map. */
import type { Expectation, ScenarioFile } from '../../../../sim/scenario.ts';
import type { Outcome, Point, Verdict } from '../../../../sim/solve/problem.ts';
import type { Axis, Kind } from './axis.ts';

export const measures = ['detection', 'mistakes', 'load'] as const;
export type Measure = (typeof measures)[number];

/** Their names in a goal and in a report. */
export const pathOf = { detection: 'detectionTime.p99', mistakes: 'mistakeRate', load: 'load' } as const;

/** Of the scenario as it stands, or of long quiet runs in which mistakes are counted. */
export type Field = 'asIs' | 'quiet';

/** One measure over all runs of one setting: ms, or per second. `verdict` is "meets" where nothing is asked of it. */
export interface Reading extends Outcome {
  readonly runs: number;
  /** In so many of the runs the goal held by itself. */
  readonly kept: number;
  /** Which run did worst, and its own figure. */
  readonly worst: { readonly run: number; readonly value: number } | null;
}

/** Settings that share their first value, to be run so often. */
export interface Task { readonly field: Field; readonly x: number; readonly ys: readonly number[]; readonly runs: number }

/** What a task finds: for each of `ys`, the measures that its field has. */
export type Found = readonly Partial<Record<Measure, Reading>>[];

/** A number of the detector that can be varied. */
export interface Knob {
  readonly path: string;
  readonly kind: Kind;
  readonly min: number;
  readonly max: number;
  /** As the scenario has it; null where it is "never", or chosen for each process. */
  readonly present: number | null;
}

export type Goals = Readonly<Record<Measure, string>>;

/** What the reader asks for. What is left out is chosen for him. */
export interface Asked {
  readonly file: ScenarioFile;
  /** Which of the file's `detectors`. */
  readonly variant: number;
  /** The weather alone: instead of the script's faults, one crash for good. */
  readonly calm: boolean;
  /** "detector.interval=100ms..5s:log", or only the path. */
  readonly x?: string;
  readonly y?: string;
  /** What stands behind "at most": "3s", "1/30d", "10"; '' for whatever it may be. */
  readonly goals?: Goals;
}

/** All that decides the map. Plain data, so that it crosses into workers. */
export interface Plan {
  /** With one detector, and with the faults that are run. */
  readonly file: ScenarioFile;
  readonly title: string;
  readonly seed: string;
  readonly knobs: readonly Knob[];
  readonly x: Axis;
  readonly y: Axis;
  /** As texts, with those that were left out. */
  readonly wanted: Goals;
  readonly goals: Readonly<Partial<Record<Measure, Expectation>>>;
  /** Why the engine does it, which is slower; null where links are walked. */
  readonly simulated: string | null;
  readonly calm: boolean;
  /** Whether there is a detector that can be tuned on the weather alone. */
  readonly canCalm: boolean;
  readonly crashes: boolean;
  /** Crashes and beats come at the same instants in every run: detection times are of that one phase. */
  readonly lockstep: boolean;
  /** How long a quiet run lasts, µs; null where mistakes are counted in the runs of the scenario. */
  readonly quiet: number | null;
  /** How many runs of each field a setting gets, first look first. */
  readonly ladders: Readonly<Record<Field, readonly number[]>>;
}

/** A setting that has been looked at; its place is that of its value among those of the axes. */
export interface Cell {
  readonly column: number;
  readonly row: number;
  /** So far up the ladder. */
  readonly level: Readonly<Record<Field, number>>;
  readonly readings: Partial<Readonly<Record<Measure, Reading>>>;
}

/** The field in which a measure is counted. */
export const fieldOf = ({ quiet }: Pick<Plan, 'quiet'>, measure: Measure): Field => (measure === 'mistakes' && quiet !== null ? 'quiet' : 'asIs');

/** Whether it meets every goal, misses one, or nobody can say yet. */
export function verdictOf(plan: Pick<Plan, 'goals'>, readings: Cell['readings']): Verdict {
  const verdicts = measures.filter(measure => plan.goals[measure]).map(measure => readings[measure]?.verdict ?? 'open');
  if (verdicts.includes('fails')) return 'fails';
  return verdicts.includes('open') ? 'open' : 'meets';
}

/** As the search for the best setting sees it. */
export function pointOf(plan: Plan, x: number, y: number, readings: Cell['readings']): Point {
  const goals = measures.flatMap(measure => (plan.goals[measure] && readings[measure] ? [readings[measure]] : []));
  return {
    values: { [plan.x.path]: String(x), [plan.y.path]: String(y) }, objectives: [readings.load?.value ?? null], goals,
    verdict: verdictOf(plan, readings), runs: readings.load?.runs ?? 0, quietRuns: plan.quiet === null ? 0 : readings.mistakes?.runs ?? 0,
  };
}
