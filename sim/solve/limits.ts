/** What is known of a measure at any confidence: a report's intervals are at 95 % on both sides, a goal asks about one. */
import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import type { Measured } from '../measures/measured.ts';
import { lookup, type Figure, type Report } from '../report.ts';
import { pool, type Meta } from '../statistics.ts';
import { eventLimits } from './events.ts';
import { quantileLimits } from './samples.ts';
import { student } from './student.ts';

/** In the report's units. null: not bounded on that side by these runs. */
export interface Limits {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Why there is no value. */
  readonly why?: string;
  /** A largest, or a count of what came in every run alike: nothing but the value can be held against a goal. */
  readonly byValue?: true;
  /** A plain number per run. */
  readonly isCount?: true;
  /** Runs that a quantile takes. */
  readonly needed?: number;
  /** What a rate was counted over, in ms. */
  readonly exposure?: number;
}

/** The tail of a report's intervals, on either side. */
const reported = 0.025;
const shares = new Set(['detectedShare', 'runsWithMistake']);

/** As people write a path, without what may be left out. */
export const bare = (path: string): string => path.replace(/^pooled\./, '').replace(/\.value$/, '');

/** What the detector itself sends, per process and second: the load without what an application adds. */
export function ownTraffic(of: 'messages' | 'bytes', runs: readonly Measured[]): number {
  const sent = runs.reduce((sum, { load }) => sum + total(load[of]), 0);
  return (sent / runs.reduce((sum, { load }) => sum + load.span * load.processes, 0)) * 1_000_000;
}

const total = (byPurpose: Readonly<Record<string, number>>): number =>
  Object.entries(byPurpose).reduce((sum, [purpose, count]) => (purpose === 'application' ? sum : sum + count), 0);

/** The limits of `path` over these runs, each missed with a chance of at most `tail`. `report` is theirs, made when it is wanted. */
export function limitsOf(path: string, runs: readonly Measured[], meta: Meta, tail: number, report: () => Report): Limits {
  if (path === 'load' || path === 'bytes') {
    const value = ownTraffic(path === 'load' ? 'messages' : 'bytes', runs);
    return { value, low: value, high: value, byValue: true };
  }
  return eventLimits(bare(path), runs, tail) ?? quantileLimits(bare(path), runs, tail) ?? found(path, runs, meta, tail, report());
}

function found(path: string, runs: readonly Measured[], meta: Meta, tail: number, report: Report): Limits {
  const at = lookup(report, path);
  if ('problem' in at) return { value: null, low: null, high: null, why: at.problem };
  if (typeof at.figure === 'number') return countLimits(runs.map(run => countOf(path, run, meta)), tail);
  return figureLimits(at.figure, tail, shares.has(bare(path)));
}

function countOf(path: string, run: Measured, meta: Meta): number {
  const at = lookup(pool([run], meta), path);
  return 'figure' in at && typeof at.figure === 'number' ? at.figure : 0;
}

/** Of a count per run: Student's. */
export function countLimits(counts: readonly number[], tail: number): Limits {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  if (counts.every(count => count === counts[0])) return { value: mean, low: mean, high: mean, byValue: true, isCount: true };
  const variance = counts.reduce((sum, count) => sum + (count - mean) * (count - mean), 0) / (counts.length - 1);
  const reach = student(counts.length - 1, tail) * Math.sqrt(variance / counts.length);
  return { value: mean, low: Math.max(0, mean - reach), high: mean + reach, isCount: true };
}

/** From the interval of the report to another confidence. */
export function figureLimits({ value, ci95, n, bound, why }: Figure, tail: number, isShare = false): Limits {
  if (value === null) return { value, low: bound?.atLeast ?? null, high: null, ...(why !== undefined && { why }) };
  if (!ci95) return n.episodes === undefined ? { value, low: value, high: value, byValue: true } : { value, low: null, high: null };
  if (isShare && (value === 0 || value === 1)) return { value, ...edgeOfShare(value, ci95, tail) };
  const stretch = student(Math.max(7, n.runs - 1), tail) / student(Math.max(7, n.runs - 1), reported);
  const limit = (edge: number): number => (value > 0 && edge > 0 ? value * exp(ln(edge / value) * stretch) : value + (edge - value) * stretch);
  return { value, low: limit(ci95[0]), high: limit(ci95[1]) };
}

/** All of n, or none: the limit is the n-th root of the tail (Clopper and Pearson 1934), and n is told by the one reported. */
function edgeOfShare(value: number, [low, high]: readonly [number, number], tail: number): Pick<Limits, 'low' | 'high'> {
  const root = exp(ln(value === 1 ? low : 1 - high) * (ln(tail) / ln(reported)));
  return value === 1 ? { low: root, high: 1 } : { low: 0, high: 1 - root };
}
