/** What a chart is given: a piece of the model at a cursor or over a window. Codes index the name tables beside them. */
import type { ProcessId, Time } from '../../../src/contract.ts';
import type { TraceIndex } from './traceIndex.ts';

export const truths = ['running', 'paused', 'crashed'] as const;
export type Truth = (typeof truths)[number];

/** `none`: this monitor does not watch that peer, or has crashed and holds no opinion. */
export const beliefs = ['none', 'unheard', 'trusted', 'suspected', 'failed'] as const;
export type Belief = (typeof beliefs)[number];

export interface Window { readonly from: Time; readonly to: Time }
export interface Pair { readonly monitor: ProcessId; readonly peer: ProcessId }
/** What tells one message from all others: who sent it to whom, when, and which of those of its kind that left then. */
export interface MessageName { readonly from: ProcessId; readonly to: ProcessId; readonly sent: Time; readonly kind: string; readonly copy: number }
export interface Link { readonly from: ProcessId; readonly to: ProcessId }

export const verdicts = [
  /** Running and trusted. */ 'trueNegative',
  /** Running but suspected: its length is the mistake duration T_M. */ 'falsePositive',
  /** Crashed and not suspected: its length, if a suspicion ends it, is the detection time T_D. */ 'undetected',
  /** Crashed and suspected. */ 'truePositive',
  /** Suspected for a reason that people read two ways: see `Excuse`. */ 'excused',
  'unheard',
  /** The monitor itself has crashed. */ 'absent',
] as const;
export type Verdict = (typeof verdicts)[number];

/** Why a suspicion of a running process is no plain mistake; judged when it begins, as the measures do. */
export type Excuse = 'observerPaused' | 'peerPaused' | 'noPath' | 'recovered';

/** One stretch of a lane. `from` and `to` are its own ends, which may lie outside the window that was asked for. */
export interface LaneSegment {
  readonly truth: Truth;
  readonly belief: Belief;
  readonly verdict: Verdict;
  readonly excuse: Excuse | null;
  readonly from: Time;
  readonly to: Time;
  /** What happened at `to`: false if the run, a recovery or the monitor's own crash cut it short. */
  readonly complete: boolean;
}

/** One stretch of one process's leadership. */
export interface LeadershipSegment {
  readonly process: ProcessId;
  readonly resource: number;
  readonly epoch: number;
  /** It acts, or merely claims. */
  readonly acts: boolean;
  readonly from: Time;
  readonly to: Time;
}

/** A packet that came, or did not, on a watched link. */
export interface Arrival {
  /** When it was taken; lost: when it would have arrived. */
  readonly at: Time;
  readonly sent: Time;
  readonly kind: string;
  /** Why it did not reach its process; null if it did. */
  readonly lost: string | null;
}

export const stages = ['moving', 'arrived', 'lost'] as const;

/** Messages to draw, in columns that are used again every frame: only the first `count` hold. */
export interface Moving {
  count: number;
  /** How many there really are: more than `count` when a sample is drawn. */
  total: number;
  readonly row: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Index into `TraceIndex.purposes` by message kind. */
  readonly kind: Int32Array;
  /** How far it is along its link: 0 … 1. */
  readonly share: Float32Array;
  /** Index into `stages`. */
  readonly stage: Uint8Array;
  /** 0 … 1 of the fade, once arrived or lost. */
  readonly age: Float32Array;
}

/** Everything at one instant; filled again for the next. */
export interface Moment {
  /** The run that it is a moment of. */
  of: TraceIndex | null;
  time: Time;
  /** By process: index into `truths`, and since when. */
  readonly truth: Uint8Array;
  readonly since: Float64Array;
  /** By monitor × count + peer: index into `beliefs`. */
  readonly beliefs: Uint8Array;
  /** By from × count + to: 1 where nothing sent now arrives. */
  readonly cuts: Uint8Array;
  cutCount: number;
  readonly moving: Moving;
  leaders: readonly LeadershipSegment[];
}
