/**
 * A scenario is plain data. `ScenarioFile` is what people write, link and save; `Scenario` is what the engine reads:
 * every default filled in, every duration in microseconds, every name an index. `resolve.ts` turns one into the other.
 */
import type { Duration, ProcessId, Time } from '../src/contract.ts';

/** An entry of a registry, chosen by name. `params` is complete and in internal units. */
export interface Choice {
  readonly kind: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A fixed duration, or a law to draw one from. */
export type When = Duration | Choice;

export interface Process {
  readonly name: string;
  readonly role: string;
  /** Index into `hosts`. */
  readonly host: number;
  /** The complete parameters of its detector: the scenario's, with this process's own over them. */
  readonly params: unknown;
}

export interface Host {
  readonly name: string;
  readonly offset: Duration;
  readonly driftPpm: number;
  /** Time to serve one message; 0 for at once. */
  readonly serviceTime: Duration;
  /** How many messages wait for a paused or frozen process before further ones are dropped. */
  readonly buffer: number;
}

export interface LinkSpec {
  readonly latency: Choice;
  readonly loss: Choice | null;
  /** Chance that the network delivers a message twice; the copy takes a latency of its own. */
  readonly duplicate: number;
  /** Chance that a message is held back by `reorderBy`, so that later ones overtake it. */
  readonly reorder: number;
  readonly reorderBy: Duration;
  /** 'fifo': never before one sent earlier on this link. */
  readonly order: 'free' | 'fifo';
  /** Bits per second; 0 for unlimited. */
  readonly bandwidth: number;
  /** Bytes that may wait for a link of finite bandwidth; more are dropped. */
  readonly queue: number;
  /** Share of the bandwidth that other traffic takes. */
  readonly background: number;
  /** Sends within one slot of this length share their luck; 0 for independent messages. */
  readonly coherence: Duration;
  /** How long the opening of a connection is tried from this end. */
  readonly connectLimit: Duration;
  /** How long a connection lasts while nothing that this end sends is acknowledged. */
  readonly giveUp: Duration;
  /** When a segment of a stream leaves again. */
  readonly resend: 'timeout' | 'early';
  /** TCP's own keepalive: after so much silence on an idle connection this end's kernel asks the other; NEVER for not at all. */
  readonly keepaliveAfter: Duration;
  readonly keepaliveEvery: Duration;
  /** So many questions without an answer end it. */
  readonly keepaliveProbes: number;
}

export interface Fault {
  readonly id: string;
  readonly kind: string;
  readonly at: When;
  /** How long it lasts; null for ever. */
  readonly lasts: When | null;
  readonly every: When | null;
  /** No occurrence begins at or after this. */
  readonly until: When;
  /** Process selectors are already lists of ids. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** "splitBrain.count == 0": a path into the report, a comparison, a value in the report's unit (ms, per second). */
export interface Expectation {
  readonly text: string;
  readonly path: string;
  readonly operator: '<' | '<=' | '==' | '>=' | '>';
  readonly value: number;
}

export interface Scenario {
  readonly title: string;
  readonly story: string;
  readonly seed: string;
  readonly horizon: Time;
  readonly warmUp: Duration;
  readonly processes: readonly Process[];
  readonly hosts: readonly Host[];
  /** By monitor: whom it watches, in rising order. */
  readonly watches: readonly (readonly ProcessId[])[];
  readonly detector: Choice | null;
  readonly service: Choice | null;
  readonly network: LinkSpec;
  readonly links: readonly { readonly from: ProcessId; readonly to: ProcessId; readonly spec: LinkSpec }[];
  readonly faults: readonly Fault[];
  readonly expect: readonly Expectation[];
}

/** What people write. Only its shape is promised here; `resolve` checks every value and names the place. */
export interface ScenarioFile {
  readonly flatline: 1;
  readonly title?: string;
  readonly story?: string;
  readonly seed?: string | number;
  readonly horizon: string;
  readonly warmUp?: string;
  readonly processes?: number | readonly Record<string, unknown>[];
  readonly watches?: unknown;
  readonly detector?: Record<string, unknown>;
  readonly detectors?: readonly Record<string, unknown>[];
  readonly service?: Record<string, unknown>;
  readonly network?: Record<string, unknown>;
  readonly links?: readonly Record<string, unknown>[];
  readonly hosts?: readonly Record<string, unknown>[];
  readonly faults?: readonly FaultLine[];
  readonly expect?: readonly string[];
}

/** A line of the fault script. */
export interface FaultLine {
  readonly id: string;
  /** Every kind has it but "message", which has `sent`. */
  readonly at?: unknown;
  readonly for?: unknown;
  readonly every?: unknown;
  readonly until?: unknown;
  readonly kind: string;
  readonly [option: string]: unknown;
}

/** What is wrong with a scenario, where, and what is allowed there. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  constructor(
    /** A JSON path: `$.faults[2].process`. */
    readonly path: string,
    readonly problem: string,
  ) {
    super(`${path}: ${problem}`);
  }
}
