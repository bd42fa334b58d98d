/** What the page and its worker say to each other. Plain data, and columns that are handed over without a copy. */
import type { Duration, Portrait, ProcessId, Time } from '../../src/contract.ts';
import type { Carried, Load, PacketName } from '../../sim/engine.ts';
import type { Judgement, Report } from '../../sim/report.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import type { Mark } from './marks.ts';
import type { TraceIndex } from './model.ts';
import type { Failure, Window } from './state.ts';
import type { Choice } from './systems/choice.ts';
import type { Sheet } from './systems/sheet.ts';
import type { Tables } from './tables.ts';

/** What a run came to. */
export interface Measured {
  readonly report: Report;
  /** What the scenario asserts of itself. */
  readonly judgements: readonly Judgement[];
}

/** A finished run, as the page holds it. */
export interface Shown {
  /** The trace, made quick to ask; the scenario as resolved is in it. */
  readonly index: TraceIndex;
  readonly load: Load;
  /** Null in a hasty one. */
  readonly measured: Measured | null;
  readonly digest: string;
  /** The script that it is the run of, as it was written. */
  readonly file: ScenarioFile;
  /** Whether single packets are in the trace: very large runs leave them out. */
  readonly packets: boolean;
}

/** The estimator of a pair at an instant. */
export interface Watched {
  readonly estimator: string;
  readonly at: Time;
  /** Suspicion as a share of the threshold. */
  readonly level: number;
  /** When it stops trusting if nothing more arrives (true time). */
  readonly deadline: Time;
  /** When its monitor would say so: later, if it looks only now and then. */
  readonly decides: Time;
  /** Mean, deviation, window size …; durations in microseconds. */
  readonly explained: Readonly<Record<string, number>>;
  readonly portrait: Portrayed | null;
}

/** The estimator's portrait, made ready to draw. Lengths are by its monitor's clock. */
export interface Portrayed extends Omit<Portrait, 'since' | 'samples'> {
  /** How long it has been silent. */
  readonly silent: Duration;
  readonly samples: Float64Array;
  /** How much silence there is to draw. */
  readonly reach: Duration;
  /** Of the law that it fits, per microsecond, evenly from no silence to `reach`; empty where it fits none. */
  readonly density: Float64Array;
}

/** What no trace holds of a message: what it carries, and how its receiver judged its sender just before it comes. */
export interface Told { readonly carried: Carried | null; readonly before: Watched | null }

/** By monitor × count + peer, as a share of the threshold; NaN where there is no estimator to ask. */
export interface AllLevels { readonly at: Time; readonly level: Float32Array }

/** The suspicion level over a window: level[i] at time[i]. A drop is two samples one microsecond apart. */
export interface LevelSeries {
  readonly time: Float64Array;
  readonly level: Float64Array;
}

export type Question =
  /** `hasty`: a run that does not wait for what it takes to measure it. */
  | { readonly ask: 'run'; readonly file: ScenarioFile; readonly hasty?: boolean }
  /** A real system as it is set: its options, what they break, and its scenario. */
  | { readonly ask: 'system'; readonly choice: Choice }
  /** The run of another future, beside the one that is held: only what the lanes need. */
  | { readonly ask: 'beside'; readonly file: ScenarioFile }
  | { readonly ask: 'measures' }
  | { readonly ask: 'digest'; readonly at: Time }
  | { readonly ask: 'watch'; readonly monitor: ProcessId; readonly peer: ProcessId; readonly at: Time }
  /** How suspicious everybody is of everybody. */
  | { readonly ask: 'everyone'; readonly at: Time }
  /** `until`: when it comes. */
  | { readonly ask: 'message'; readonly message: PacketName; readonly until: Time }
  /** What decided, at each of the moments: the estimator with all that it had heard just before. */
  | { readonly ask: 'decisions'; readonly moments: readonly { readonly monitor: ProcessId; readonly peer: ProcessId; readonly at: Time }[] }
  /** `beats`: when beats of the pair arrive; the level drops there. */
  | { readonly ask: 'levels'; readonly monitor: ProcessId; readonly peer: ProcessId; readonly window: Window; readonly samples: number; readonly beats: readonly Time[] };

export interface Answers {
  readonly run: Shown;
  readonly system: Sheet;
  readonly beside: TraceIndex;
  readonly measures: Measured;
  /** `marks`: of the time before it. */
  readonly digest: { readonly digest: string; readonly replayed: number; readonly marks: readonly Mark[] };
  readonly watch: Watched | null;
  readonly everyone: AllLevels;
  readonly message: Told;
  readonly decisions: readonly (Watched | null)[];
  readonly levels: LevelSeries | null;
}

export type ToWorker = Question & { readonly serial: number };
export type FromWorker =
  /** Before the first run, of what it is made of and what else is there; then once more, of all that can be chosen. */
  | { readonly tables: Tables; readonly complete: boolean }
  | { readonly serial: number; readonly progress: number }
  | { readonly serial: number; readonly answer: Answers[Question['ask']] }
  | { readonly serial: number; readonly failure: Failure };
