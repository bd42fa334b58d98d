/**
 * A real system as a named model: its own option names with their units and defaults by release, the rules between them, the
 * roles that a fault can hit, and the milestones that its users read in its logs. `scenario` maps all that to a detector or a
 * service; nothing here decides anything that the system itself would decide.
 */
import type { Duration, ProcessId, Time } from '../../src/contract.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import type { History } from './history.ts';

/** Of an option, in internal units: durations in microseconds, shares from 0 to 1. */
export type Value = number | string | boolean;
export type Values = Readonly<Record<string, Value>>;

/** Units in which systems write a duration as a bare number. */
export type BareUnit = 'us' | 'ms' | 'cs' | 's' | 'min';

export interface Option {
  readonly kind: 'duration' | 'count' | 'number' | 'share' | 'choice' | 'flag';
  /** What one is where the system writes a bare number: `down-after-milliseconds 30000`. */
  readonly unit?: BareUnit;
  /** In the modelled version, in internal units. */
  readonly default: Value;
  /** What it was in earlier releases, newest first: before `before`, it was `default`. */
  readonly history?: readonly { readonly before: string; readonly default: Value }[];
  /** Inclusive, in internal units. */
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** What it does, in one sentence. */
  readonly meaning: string;
  /** Where the default, or the range, was read. */
  readonly source?: string;
}

/** What options must satisfy together. */
export interface Rule {
  readonly says: string;
  /** 'refuses': the system does not start; 'advises': it does, and this is said beside the figures. */
  readonly strength: 'refuses' | 'advises';
  holds(options: Values): boolean;
}

/** Whom a fault can hit, by the word that users of the system have for it. */
export interface Role {
  readonly meaning: string;
  /** The name of the process that has it from the beginning, or who has it just before the fault. */
  readonly holder: string | ((before: History) => ProcessId | undefined);
  /** After a kill, what it runs on stands ready again so soon: for whatever supervises it to start it anew. For ever gone by default. */
  readonly standsReady?: Duration;
}

/** The surroundings that are the same for every system. */
export interface Stage {
  readonly oneWay: Duration;
  /** Per packet and direction. */
  readonly loss: number;
  readonly lossOf: 'all' | 'datagram';
  readonly fault: FaultName;
}

/** How the system stands before the fault, and how long to look on. */
export interface Staged {
  /** All but seed, horizon and faults. What it says of the network lies over the stage's latency and loss. */
  readonly file: Omit<ScenarioFile, 'flatline' | 'seed' | 'horizon' | 'faults' | 'expect'>;
  /** When the start is over. */
  readonly settled: Duration;
  /** The longest period of any timer that matters: the fault comes uniformly within one, after `settled`. */
  readonly phase: Duration;
  /** How long after the fault's beginning (and again after its end) the last milestone can come. */
  readonly watch: Duration;
  /** Who is on the target's side of a partition, by name; those on its host by default. */
  readonly side?: (target: string) => readonly string[];
}

/** A length read from a history, mostly the time from the fault. Undefined where it did not come. */
export interface Milestone {
  readonly meaning: string;
  /** 'fault' by default; 'return': from the fault's end, asked only if it ends; 'length': from neither; 'start': without a fault. */
  readonly from?: 'fault' | 'return' | 'length' | 'start';
  of(history: History): Duration | undefined;
}

export interface Count {
  readonly meaning: string;
  /** Undefined where it cannot be said in this run. */
  of(history: History): number | undefined;
}

export interface Span { readonly from: Time; /** null: it had not ended when the run did. */ readonly to: Time | null }

/** What the system says wrongly of a process that runs and can be reached. */
export interface FalseVerdict {
  readonly meaning: string;
  spans(history: History): readonly Span[];
}

export const faultNames = ['kill', 'hang', 'blackhole', 'host', 'partition', 'pause', 'loss', 'none'] as const;
export type FaultName = (typeof faultNames)[number];

export interface System {
  /** As its users call it, in lower case with hyphens. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly title: string;
  /** What is modelled. */
  readonly version: string;
  /** What it is, in one sentence. */
  readonly summary: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly rules: readonly Rule[];
  /** The first is what a fault hits unless it is said. */
  readonly roles: Readonly<Record<string, Role>>;
  readonly milestones: Readonly<Record<string, Milestone>>;
  readonly counts: Readonly<Record<string, Count>>;
  readonly falseVerdicts: Readonly<Record<string, FalseVerdict>>;
  /** Where the model and what was measured on the real system differ, and why: one sentence each. */
  readonly differences?: readonly string[];
  scenario(options: Values, stage: Stage): Staged;
}
