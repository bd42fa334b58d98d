/**
 * A report: what was measured, in the shape that `run --json` prints. The definitions are those of MEASURES.md,
 * version 1. Times are milliseconds, rates are per second; counts are plain integers, everything else is a figure.
 * Never NaN, never Infinity: what could not be measured is `null` and says why.
 */
import type { Purpose } from '../src/contract.ts';
import type { Expectation } from './scenario.ts';

/** What a figure rests on. Runs are the independent unit; mistakes that overlap in time are one episode. */
export interface Basis {
  readonly runs: number;
  readonly episodes?: number;
  readonly mistakes?: number;
  readonly samples?: number;
  /** Samples of which only "longer than" is known. */
  readonly censored?: number;
}

export interface Figure {
  readonly value: number | null;
  /** Two-sided, 95 %; null where n does not suffice for one, and where there can be none (a maximum). */
  readonly ci95: readonly [number, number] | null;
  readonly n: Basis;
  /** Why `value` is null; or why it has no interval, of what would have one of more runs. */
  readonly why?: string;
  /** What is known all the same; for a rate with no mistake, one-sided 95 %; for a quantile whose upper end is not known, its lower, 97.5 %. */
  readonly bound?: { readonly atLeast?: number; readonly atMost?: number };
}

/** Of lengths in time. `max` is the largest of n, without interval. */
export interface Distribution {
  readonly mean: Figure;
  readonly p50: Figure;
  readonly p95: Figure;
  readonly p99: Figure;
  readonly max: Figure;
}

/** Lengths of which some were still running when they could no longer be seen. */
export interface Lengths extends Distribution {
  readonly samples: number;
  readonly censored: number;
}

/** T_D. Quantiles rank a censored one as +∞; where they fall there, `value` is null and `bound.atLeast` the "> x". */
export interface Detection extends Distribution {
  readonly crashes: number;
  readonly samples: number;
  /** It recovered unsuspected. */
  readonly missed: number;
  /** The horizon, or the monitor's own crash, came first. */
  readonly censored: number;
}

/** In the order of precedence: the first that applies. */
export const mistakeCauses = ['observerPaused', 'peerPaused', 'noPath', 'innocent'] as const;
export type MistakeCause = (typeof mistakeCauses)[number];

/** How well one opinion of a detector serves: over all pairs, or of one pair. */
export interface Quality {
  readonly exposure: Figure;
  /** N: S-transitions within the exposure. */
  readonly mistakes: number;
  /** λ_M. */
  readonly mistakeRate: { readonly total: Figure; readonly byCause: Readonly<Record<MistakeCause, Figure>> };
  /** T_MR: from the start of a mistake to the start of the next. */
  readonly mistakeRecurrence: Distribution;
  /** T_M. */
  readonly mistakeDuration: Distribution;
  /** T_G: from the end of a mistake to the start of the next. */
  readonly goodPeriod: Distribution;
  /** P_A. */
  readonly queryAccuracy: Figure;
  /** P(a run has a mistake). */
  readonly runsWithMistake: Figure;
  readonly detectionTime: Detection & { readonly first: Detection; readonly majority: Detection; readonly last: Detection };
  /** missed + censored. */
  readonly undetected: number;
  /** Of the crashes with a known outcome, how many were suspected before they ended. */
  readonly detectedShare: Figure;
  /** From the recovery to the first T-transition. */
  readonly recoveryDetection: Lengths;
  /** From joining to the first accepted evidence, or the first suspicion. */
  readonly unheard: Lengths;
  /** At least one monitor wrongly suspects the same process. */
  readonly accusation: Spans;
  /** A majority of the running monitors of one process does. */
  readonly collective: Spans;
}

/** Maximal intervals of a condition, pooled over runs. */
export interface Spans {
  readonly count: number;
  readonly total: Figure;
  readonly longest: Figure;
  /** Share of the time after the warm-up, mean over what it may hold of (processes, resources) and over runs. */
  readonly share: Figure;
}

export interface PairFigures {
  readonly exposure: Figure;
  readonly mistakes: number;
  readonly mistakeRate: Figure;
  readonly mistakeDuration: Figure;
  readonly queryAccuracy: Figure;
  readonly detectionTime: { readonly mean: Figure; readonly max: Figure; readonly samples: number; readonly missed: number; readonly censored: number };
}

/** One part of a failover. */
export interface Step { readonly mean: Figure; readonly min: Figure; readonly max: Figure }

export interface Unavailability {
  /** Probes that were not acknowledged in time. */
  readonly failed: number;
  readonly probes: number;
  /** Probes whose time was not up at the horizon. */
  readonly unresolved: number;
  readonly total: Figure;
  readonly longest: Figure;
  /** The longest time between two probes: nothing shorter can be seen. */
  readonly resolution: Figure;
}

/** Of a service. */
export interface Leadership {
  readonly splitBrain: Spans & { readonly writes: number; readonly writesByEach: Readonly<Record<string, number>> };
  readonly dualClaim: Spans;
  readonly leaderless: Spans;
  readonly acknowledgedWrites: number;
  readonly lostWrites: { readonly total: number; readonly overlap: number; readonly replicationLag: number; readonly unresolved: number };
  readonly staleReads: number;
  readonly fencedWrites: number;
  readonly lateEffects: number;
  /** `byClient`: so that the sides of a partition are seen apart. */
  readonly unavailability: {
    readonly reads: Unavailability; readonly writes: Unavailability;
    readonly byClient: Readonly<Record<string, { readonly reads: Unavailability; readonly writes: Unavailability }>>;
  };
  readonly failover: {
    readonly count: number;
    readonly detect: Step; readonly agree: Step; readonly act: Step; readonly reach: Step; readonly total: Step;
  };
}

/** Per second and process; `byProcess` is that process's own. */
export interface Traffic {
  readonly total: Figure;
  readonly byPurpose: Readonly<Partial<Record<Purpose, Figure>>>;
  readonly byProcess: Readonly<Record<string, Figure>>;
}

/** Of a service that routes. */
export interface Routing {
  /** Requests sent to a backend, and those sent to one that had crashed. */
  readonly routed: number;
  readonly misroutes: number;
  /** Backends left out though they had not crashed, over all pairs of a balancer and a backend. */
  readonly wronglyExcluded: Spans;
  /** Balancers that trust too few, and so use all. */
  readonly failOpen: Spans;
}

export interface LoadFigures {
  readonly messages: Traffic;
  readonly bytes: Traffic;
  /** The link whose queue was longest in any run. */
  readonly busiest: { readonly link: string; readonly wait: Figure } | null;
  /** What the traffic did to itself: packets dropped at a full queue, delayed in one, and for how long. */
  readonly selfInflicted: { readonly drops: number; readonly delayed: number; readonly meanWait: Figure; readonly longestWait: Figure };
}

export interface Pooled extends Quality, Partial<Leadership>, Partial<Routing> {
  /** The earlier opinion, of a detector that has three; the other figures are then those of `failed`. */
  readonly suspected?: Quality;
  /** By "monitor>monitored". */
  readonly pairs: Readonly<Record<string, PairFigures>>;
  readonly load: LoadFigures;
}

export interface Report {
  /** The version of the definitions. */
  readonly measures: 1;
  /** Its title. */
  readonly scenario: string;
  /** Of Flatline. */
  readonly version: string;
  readonly seed: string;
  readonly runs: number;
  /** Of the run; of each run where there are several. */
  readonly digest: string | readonly string[];
  readonly detector: string;
  readonly pooled: Pooled;
  readonly warnings: readonly string[];
}

/** A figure or a count of the report, or why there is none. */
export type Found = { readonly figure: Figure | number } | { readonly problem: string };

const isObject = (x: unknown): x is Readonly<Record<string, unknown>> => typeof x === 'object' && x !== null;
const isFigure = (x: unknown): x is Figure => isObject(x) && 'n' in x && 'value' in x;

/**
 * What `path` names under `pooled`: "detectionTime.p99", "splitBrain.count", "pairs.a>b.mistakeRate". A path that
 * stops at a group means its mean, or its total over causes and purposes. "pooled." before and ".value" after may be written.
 */
export function lookup(report: Report, path: string): Found {
  const bare = path.replace(/^pooled\./, '').replace(/\.value$/, '');
  return descend(report.pooled, bare, bare);
}

function descend(here: unknown, rest: string, path: string): Found {
  if (typeof here === 'number' || isFigure(here)) {
    return rest === '' ? { figure: here } : { problem: `${path}: nothing lies below a figure (${rest})` };
  }
  if (!isObject(here)) return { problem: `${path}: not measured in this scenario` };
  if (rest === '') return whole(here, path);
  // names of processes may hold dots, so the keys decide where a step ends; the longest that fits
  const key = Object.keys(here).filter(k => rest === k || rest.startsWith(`${k}.`)).sort((x, y) => y.length - x.length)[0];
  if (key === undefined) return { problem: `${path}: no such figure here; there is ${few(Object.keys(here))}` };
  return descend(here[key], rest.slice(key.length + 1), path);
}

function whole(group: Readonly<Record<string, unknown>>, path: string): Found {
  if ('mean' in group) return descend(group['mean'], '', path);
  if ('byCause' in group || 'byPurpose' in group || 'overlap' in group) return descend(group['total'], '', path);
  return { problem: `${path}: a group of figures; name one of ${few(Object.keys(group))}` };
}

const few = (keys: readonly string[]): string =>
  keys.length === 0 ? 'nothing' : keys.length > 12 ? `${keys.slice(0, 12).join(', ')} …` : keys.join(', ');

export interface Judgement {
  readonly expectation: Expectation;
  readonly holds: boolean;
  readonly measured: number | null;
  /** Why it does not hold. */
  readonly why?: string;
}

/**
 * Holds each assertion of the scenario against the report. A scenario speaks of one run, so of several a count is
 * compared as the mean per run. What could not be measured fails, and says why.
 */
export function judge(report: Report, expectations: readonly Expectation[]): Judgement[] {
  return expectations.map(expectation => judgeOne(report, expectation));
}

function judgeOne(report: Report, expectation: Expectation): Judgement {
  const found = lookup(report, expectation.path);
  if ('problem' in found) return { expectation, holds: false, measured: null, why: found.problem };
  const measured = typeof found.figure === 'number' ? found.figure / report.runs : found.figure.value;
  if (measured === null) {
    const why = typeof found.figure === 'number' ? undefined : found.figure.why;
    return { expectation, holds: false, measured, why: `${expectation.path} could not be measured: ${why ?? 'no value'}` };
  }
  if (compare[expectation.operator](measured, expectation.value)) return { expectation, holds: true, measured };
  const per = typeof found.figure === 'number' && report.runs > 1 ? ` per run, over ${report.runs} runs` : '';
  return { expectation, holds: false, measured, why: `${expectation.path} is ${Number(measured.toPrecision(6))}${per}` };
}

export const compare: Readonly<Record<Expectation['operator'], (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b, '<=': (a, b) => a <= b, '==': (a, b) => a === b, '>=': (a, b) => a >= b, '>': (a, b) => a > b,
};
