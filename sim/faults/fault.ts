import type { Duration, ProcessId, Time } from '../../src/contract.ts';
import type { ParameterTable } from '../../src/parameters.ts';
import type { Entry } from '../entry.ts';
import type { Choice } from '../scenario.ts';
import type { How } from '../trace.ts';

/** What a fault may do to the world. Each call nests: what two faults did ends when both have ended. */
export interface Powers {
  /** `kill` and `hang` hit the process, `blackhole` its host and all on it. */
  crash(process: ProcessId, how: How): void;
  /** A kill ends in a restart: `init`, with what was durable, as the next incarnation; the others where `restart` says so. */
  recover(process: ProcessId, how: How, restart: boolean): void;
  pause(process: ProcessId): void;
  /** All processes of its host. */
  freeze(process: ProcessId): void;
  /** The backlog is worked off, then what the timers ask for is done, or the other way round. */
  resume(process: ProcessId, order: ResumeOrder): void;
  thaw(process: ProcessId, order: ResumeOrder): void;
  cut(from: ProcessId, to: ProcessId): void;
  join(from: ProcessId, to: ProcessId): void;
  /** Over the base law, which runs on beneath. Of two overlays that say something of one aspect, the later begun holds. */
  degrade(overlay: Overlay): void;
  /** Ends the overlay of that fault line that began first: one call for each `degrade`. */
  restore(fault: string): void;
  /** Wall clocks step; monotonic ones do not. */
  step(process: ProcessId, by: Duration): void;
  drift(process: ProcessId, byPpm: number): void;
}

export type ResumeOrder = 'messages' | 'timers';

export interface Overlay {
  /** The fault line that it belongs to: keys its draws. */
  readonly fault: string;
  readonly from: readonly ProcessId[];
  readonly to: readonly ProcessId[];
  readonly latency: Choice | null;
  /** Added to every delay. */
  readonly add: Duration;
  readonly loss: Choice | null;
  /** Bits per second; 0 leaves the link's own. */
  readonly bandwidth: number;
}

/** `fault` is the line's id. */
export interface FaultLaw<P> extends Entry<P> {
  readonly name: string;
  /** What it is, in one sentence: for pickers and `flatline describe`. */
  readonly summary?: string;
  readonly parameters: ParameterTable<P>;
  begin(params: P, powers: Powers, fault: string): void;
  end(params: P, powers: Powers, fault: string): void;
}

/** What a line of kind "message" says of one packet, found by what identifies it. */
export interface MessageParams {
  readonly from: ProcessId;
  readonly to: ProcessId;
  readonly sent: Time;
  readonly message: string;
  readonly copy: number;
  readonly do: { readonly drop: boolean; readonly delay: Duration };
}
