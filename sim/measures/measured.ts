/** What one run contributes: sums and samples, in whole microseconds. Plain data, so runs may come from workers. */
import type { Purpose } from '../../src/contract.ts';

/** Lengths that ended, and those of which only "longer than" is known. */
export interface Samples { readonly ended: number[]; readonly censored: number[] }

/** A tally holds one number for all mistakes, then one for each cause in the order of `mistakeCauses`. */
export type Tally = number[];

/** The sums of one stretch of a run. */
export interface Slice {
  exposure: number;
  /** U: how much of the exposure was spent in suspicion. */
  wrong: number;
  readonly mistakes: Tally;
  /** Maximal intervals in which a mistake (of that cause) is open anywhere. */
  readonly episodes: Tally;
}

export interface DetectionData {
  crashes: number;
  readonly detected: number[];
  /** T_D is longer than this. */
  readonly censored: number[];
  missed: number;
}

/** Maximal intervals of a condition. `room` is the time in which there could have been one, over all that may hold it. */
export interface SpanData { count: number; total: number; longest: number; room: number }

/** By watched pair, in the order of the scenario's `watches`. */
export interface PairColumns {
  readonly monitor: Int32Array;
  readonly monitored: Int32Array;
  readonly exposure: Float64Array;
  readonly wrong: Float64Array;
  readonly mistakes: Float64Array;
  readonly detected: Float64Array;
  readonly detectionSum: Float64Array;
  readonly detectionMax: Float64Array;
  readonly missed: Float64Array;
  readonly censored: Float64Array;
  /** The sum, and the largest, of the limits beyond which censored ones lie. */
  readonly censoredSum: Float64Array;
  readonly censoredMax: Float64Array;
}

export interface QualityData {
  /** Twenty equal stretches of the time after the warm-up: the batches of a single long run. */
  readonly slices: readonly Slice[];
  readonly mistakeRecurrence: Samples;
  readonly mistakeDuration: Samples;
  readonly goodPeriod: Samples;
  readonly detection: { readonly each: DetectionData; readonly first: DetectionData; readonly majority: DetectionData; readonly last: DetectionData };
  readonly recovery: Samples;
  readonly unheard: Samples;
  readonly accusation: SpanData;
  readonly collective: SpanData;
  readonly pairs: PairColumns;
}

export interface ProbeData {
  probes: number;
  failed: number;
  unresolved: number;
  total: number;
  longest: number;
  /** The longest time between two probes. */
  resolution: number;
}

/** One change of the acting process; null where a part could not be told. */
export interface FailoverData {
  readonly from: number;
  readonly to: number;
  readonly detect: number | null;
  readonly agree: number | null;
  readonly act: number | null;
  readonly reach: number | null;
}

export interface LeadershipData {
  readonly splitBrain: SpanData;
  readonly dualClaim: SpanData;
  readonly leaderless: SpanData;
  /** Writes accepted while another process acted, by process. */
  readonly overlapWrites: Readonly<Record<number, number>>;
  readonly acknowledgedWrites: number;
  readonly lost: { readonly overlap: number; readonly replicationLag: number; readonly unresolved: number };
  readonly staleReads: number;
  readonly fencedWrites: number;
  readonly lateEffects: number;
  readonly probes: Readonly<Record<number, { readonly read: ProbeData; readonly write: ProbeData }>>;
  readonly failovers: readonly FailoverData[];
}

/** Of a service that routes. */
export interface RoutingData {
  /** Requests sent to a backend, and those of them that were sent to one that had crashed. */
  readonly routed: number;
  readonly misroutes: number;
  /** Backends left out though they had not crashed; and balancers that leave out nobody, because they trust too few. */
  readonly wronglyExcluded: SpanData;
  readonly failOpen: SpanData;
}

export interface LoadData {
  /** How long it was counted: the whole run. */
  readonly span: number;
  readonly processes: number;
  readonly messages: Readonly<Partial<Record<Purpose, number>>>;
  readonly bytes: Readonly<Partial<Record<Purpose, number>>>;
  readonly messagesByProcess: readonly number[];
  readonly bytesByProcess: readonly number[];
  readonly busiest: { readonly from: number; readonly to: number; readonly wait: number } | null;
  /** Packets that waited for a link, how long together, and those for which there was no room. */
  readonly queued: number;
  readonly queueWait: number;
  readonly drops: number;
}

/** One run. */
export interface Measured {
  readonly seed: string;
  readonly digest: string;
  /** Whether any process ever called `fail`: then `failed` is the decisive opinion of this detector. */
  readonly usesFailed: boolean;
  readonly suspected: QualityData;
  readonly failed: QualityData;
  readonly leadership: LeadershipData | null;
  readonly routing?: RoutingData;
  readonly load: LoadData;
}
