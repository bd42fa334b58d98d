/** Being written: the signatures hold. */
import type { ProcessId, Time } from '../src/contract.ts';
import type { Registry } from './registry.ts';
import type { Scenario } from './scenario.ts';
import type { Trace } from './trace.ts';

export interface EngineOptions {
  readonly registry?: Registry;
  /** 'full' records every packet; 'verdicts' (the default) opinions, truth and notes only. */
  readonly trace?: 'verdicts' | 'full';
  /** Keep checkpoints, so that `seek` is quick. */
  readonly seekable?: boolean;
}

/** Messages and bytes sent, by process and by message kind: [process × kinds.length + kind]. */
export interface Load {
  readonly kinds: readonly string[];
  readonly messages: Float64Array;
  readonly bytes: Float64Array;
  /** The link whose queue was longest, and its longest wait in microseconds; null if none ever waited. */
  readonly busiest: { readonly from: ProcessId; readonly to: ProcessId; readonly wait: number } | null;
  readonly queueDrops: number;
}

/** A detector that threw, span or lied: the run stops with the virtual time, the process and the cause. */
export class DetectorError extends Error {
  override readonly name = 'DetectorError';
  constructor(readonly at: Time, readonly process: ProcessId, readonly problem: string, options?: ErrorOptions) {
    super(`at ${at / 1_000_000} s, process ${process}: ${problem}`, options);
  }
}

export interface Engine {
  readonly scenario: Scenario;
  readonly now: Time;
  /** Every event up to and including `until`. */
  advance(until: Time): void;
  /** The nearest checkpoint, and a replay from there: the world as it was after every event at `time`. Rows already written stay. */
  seek(time: Time): void;
  /** The digest up to now: 16 hexadecimal digits. */
  digest(): string;
  trace(): Trace;
  load(): Load;
  /** The estimator with which `monitor` watches `peer`, now; undefined where there is none. */
  watch(monitor: ProcessId, peer: ProcessId): { readonly estimator: string; readonly state: unknown; readonly localNow: Time } | undefined;
  /** How many events have been handled since the last seek. */
  readonly replayed: number;
}
