/**
 * A lesson is data: beats over one base scenario, each with its words, what differs in the scenario, what must have
 * happened in the run before the words go on, and what to look at. A question is graded by what a run measured, or by a
 * closed form: never by comparing with a written answer.
 */
import type { Duration, ProcessId, Time } from '../../src/contract.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';

export interface Lesson {
  /** Its place in the course: 0 is the prologue. */
  readonly number: number;
  readonly title: string;
  readonly idea: string;
  readonly minutes: number;
  readonly base: ScenarioFile;
  readonly beats: readonly Beat[];
}

/** What differs from a scenario, as a merge patch (RFC 7396): objects are merged, null leaves out, all else replaces. */
export type Change = Readonly<Record<string, unknown>>;

export interface Beat {
  readonly says: string;
  /** Said once the wait is over. */
  readonly adds?: string;
  readonly change?: Change;
  /** Where the run is shown from; its beginning where nothing is said. */
  readonly from?: string;
  readonly until: Wait;
  /** The wait is over by then, in the time of the run. */
  readonly within: string;
  /** How many times faster than real time it is shown; 1 by default. */
  readonly speed?: number;
  readonly look: Look;
  readonly act?: Act;
  readonly knobs?: readonly Knob[];
  readonly reads?: readonly Reading[];
  readonly question?: Question;
}

/** What must have happened in the run: plain data, looked for in its trace from `from` on. */
export type Wait =
  | { readonly at: string }
  | { readonly event: 'suspicion' | 'trust'; readonly monitor: ProcessId; readonly peer: ProcessId } & Counted
  | { readonly event: 'arrival' | 'loss'; readonly from: ProcessId; readonly to: ProcessId } & Counted
  | { readonly event: 'crash' | 'recovery' | 'pause' | 'resumption' | 'acts' | 'yields' | 'fences'; readonly process: ProcessId } & Counted
  | { readonly event: 'splitBrain' | 'splitBrainEnds' } & Counted;

interface Counted {
  /** The first by default. */
  readonly nth?: number;
  /** So much longer, for the eye. */
  readonly plus?: string;
}

export const pictures = ['topology', 'lanes', 'heard', 'suspicion', 'matrix', 'spread', 'tails', 'front'] as const;
export type Picture = (typeof pictures)[number];

export interface Look {
  /** From the top down; the first is the one that matters. */
  readonly pictures: readonly Picture[];
  /** Whom to follow; the first watched pair by default. */
  readonly pair?: readonly [monitor: ProcessId, peer: ProcessId];
  /** Which pairs have a lane; all that are watched by default. */
  readonly pairs?: readonly (readonly [monitor: ProcessId, peer: ProcessId])[];
  readonly window: readonly [from: string, to: string];
  /** What the monitor cannot know is not shown. */
  readonly blind?: boolean;
}

/** Something that the reader does to the run, at the moment of doing it. */
export interface Act {
  readonly words: string;
  readonly fault: Readonly<Record<string, unknown>> & { readonly id: string; readonly kind: string };
  /** When it is done, if the reader has not done it by then. */
  readonly otherwise: string;
}

export type Unit = 's' | 'ms' | '%' | '';

/** A slider that changes the run. */
export interface Knob {
  readonly name: string;
  readonly words: string;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly unit: Unit;
  readonly start: number;
  readonly sets: (value: number) => Change;
}

/** The values of the beat's knobs, by their names. */
export type Values = Readonly<Record<string, number>>;

/** A number beside its name: of the run, or of a formula that the run can be held against. */
export interface Reading {
  readonly words: string;
  readonly value: (seen: Seen, values: Values) => string;
}

/** What a run has to say, as grades and readings ask it. */
export interface Seen {
  /** A figure of the report: milliseconds, rates per second, counts; null where it could not be measured. */
  readonly figure: (path: string) => number | null;
  /** When beats of `peer` were taken. */
  readonly heard: (monitor: ProcessId, peer: ProcessId) => readonly Time[];
  /** When a suspicion began. */
  readonly accused: (monitor: ProcessId, peer: ProcessId) => readonly Time[];
  /** How long each crash went unnoticed that was noticed, and how long each mistake lasted that ended. */
  readonly lengths: (verdict: 'undetected' | 'falsePositive' | 'excused', monitor: ProcessId, peer: ProcessId) => readonly Duration[];
}

interface Asked {
  /** A prediction, before the run; or a check, once the wait is over. */
  readonly when: 'before' | 'after';
  readonly asks: string;
  /** The run that answers, where it is not the beat's own. */
  readonly run?: Change;
}

export interface Option {
  readonly words: string;
  /** Whether the run bears it out. */
  readonly claim: (seen: Seen) => boolean;
  /** Why it is right, or what it overlooks. */
  readonly because: string;
  readonly run?: Change;
}

export interface Drawn {
  readonly on: Picture;
  /** The instant that the length is measured from; the beginning of the axis where nothing is said. */
  readonly from?: string;
}

interface Measured extends Asked {
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly unit: Unit;
  /** Further from the answer than this is wrong. */
  readonly within: number;
  /** Where it can be said on the axis of a picture: as a length, or two. */
  readonly drawn?: Drawn;
  readonly hit: string;
  /** Said of a number that is too small, or too large. */
  readonly under: string;
  readonly over: string;
}

export interface Choose extends Asked { readonly kind: 'choose'; readonly options: readonly Option[] }
export interface Mark extends Measured { readonly kind: 'mark'; readonly start: number; readonly answer: (seen: Seen) => number }
export interface Range extends Measured {
  readonly kind: 'range';
  readonly start: readonly [number, number];
  readonly answer: (seen: Seen) => readonly [number, number];
}
export type Question = Choose | Mark | Range;

/** What the reader says: an option by its place, a number, or two. */
export type Given = number | readonly [number, number];

export interface Grade { readonly right: boolean; /** In the unit of the question; '' for a choice. */ readonly measured: string; readonly because: string }
