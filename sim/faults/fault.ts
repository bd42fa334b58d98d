import type { Duration, ProcessId, Time } from '../../src/contract.ts';
import type { ParameterTable } from '../../src/parameters.ts';
import type { How } from '../trace.ts';
import type { Choice } from '../scenario.ts';

/** What a fault may do to the world. Each call nests: what two faults did ends when both have ended. */
export interface Powers {
  crash(process: ProcessId, how: How): void;
  /** `restart`: from `init`, with what was durable, as the next incarnation. */
  recover(process: ProcessId, how: How, restart: boolean): void;
  pause(process: ProcessId): void;
  /** The backlog, then the timers, or the other way round. */
  resume(process: ProcessId, order: 'messages' | 'timers'): void;
  cut(from: ProcessId, to: ProcessId): void;
  join(from: ProcessId, to: ProcessId): void;
  /** Over the base law, while it runs on beneath. The newest overlay that says something of an aspect wins. */
  degrade(overlay: Overlay): void;
  restore(overlay: Overlay): void;
  step(process: ProcessId, by: Duration): void;
  drift(process: ProcessId, byPpm: number): void;
}

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

export interface FaultLaw<P> {
  readonly name: string;
  readonly parameters: ParameterTable<P>;
  /** `fault` is the line's id. */
  begin(params: P, powers: Powers, fault: string): void;
  end(params: P, powers: Powers, fault: string): void;
}

/** "message" faults act on one packet instead: found by what identifies it. */
export interface MessageFault {
  readonly from: ProcessId;
  readonly to: ProcessId;
  readonly sent: Time;
  readonly message: string;
  readonly copy: number;
  readonly drop: boolean;
  readonly delay: Duration;
}
