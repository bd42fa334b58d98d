/**
 * A trace made quick to ask: built once for a run, then every question is a binary search. Plain data throughout, so that
 * it may be built in a worker and sent.
 */
import type { ProcessId, Purpose, Time } from '../../../src/contract.ts';
import type { Scenario } from '../../../sim/scenario.ts';
import type { Trace } from '../../../sim/trace.ts';

/** Rows of the trace by group, each group in the order in which they happened: group g is rows[start[g] … start[g + 1] − 1]. */
export interface Grouped {
  readonly start: Int32Array;
  readonly rows: Int32Array;
}

/** Every packet that was sent, in the order of sending. */
export interface Packets {
  readonly count: number;
  readonly row: Int32Array;
  readonly sent: Float64Array;
  /** When it arrives or, lost, would have. */
  readonly until: Float64Array;
  /** 0: it arrived and was taken, or is still under way; 1 + index into `causes`: why not. */
  readonly fate: Uint8Array;
  /** The latest `until` of each block of packets, and of all blocks so far: where a search may stop. */
  readonly blockUntil: Float64Array;
  readonly untilSoFar: Float64Array;
}

/** `process` acted on `resource` with authority `epoch`. */
export interface Acting {
  readonly process: ProcessId;
  readonly resource: number;
  readonly epoch: number;
  readonly from: Time;
  readonly to: Time;
}

/** Two or more acted on one resource at once. */
export interface SplitBrain {
  readonly resource: number;
  readonly from: Time;
  readonly to: Time;
  readonly acting: readonly { readonly process: ProcessId; readonly epoch: number }[];
}

export interface TraceIndex {
  readonly trace: Trace;
  readonly scenario: Scenario;
  /** How many processes. */
  readonly count: number;
  readonly names: readonly string[];
  readonly end: Time;
  /** Which opinion the measures count: `failed` where the detector ever uses it. */
  readonly decisive: 'suspected' | 'failed';
  /** 1 where monitor watches peer, at monitor × count + peer. */
  readonly watched: Uint8Array;
  /** Opinion rows by monitor × count + peer. */
  readonly opinions: Grouped;
  /** Crashes, recoveries, pauses and resumptions by process. */
  readonly truths: Grouped;
  /** Cuts and joins by from × count + to. */
  readonly cuts: Grouped;
  /** Packet rows by from × count + to: empty unless the trace is full. */
  readonly links: Grouped;
  /** Notes by process. */
  readonly notes: Grouped;
  readonly packets: Packets;
  readonly purposes: readonly Purpose[];
  /** Rows in which an opinion changed. */
  readonly verdicts: Int32Array;
  /** Rows in which a line of the fault script, or a crash, began or ended. */
  readonly faults: Int32Array;
  readonly acting: readonly Acting[];
  readonly splitBrains: readonly SplitBrain[];
}
