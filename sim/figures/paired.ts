/** Two detectors under the same weather: differences run by run, and how much the common weather was worth. */
import { jackknifeVariance, leftOut, ratio, type Part } from '../intervals/jackknife.ts';
import { studentQuantile } from '../intervals/studentQuantile.ts';
import type { Measured, QualityData } from '../measures/measured.ts';
import type { Figure } from '../report.ts';

export interface PairedDifference {
  /** In the report's units; null where there is nothing to divide by. */
  readonly a: number | null;
  readonly b: number | null;
  /** b − a. */
  readonly difference: Figure;
  /** Variance of the paired difference over that of two independent samples; below 1, pairing helped. */
  readonly varianceRatio: number | null;
}

export interface PairedReport {
  readonly runs: number;
  /** By path, as in a report. */
  readonly differences: Readonly<Record<string, PairedDifference>>;
}

/** `part`: null where only a bound is known, undefined where the scenario has nothing of the kind. */
interface Measure { readonly factor: number; readonly part: (run: Measured, decisive: QualityData) => Part | null | undefined }

const perSecond = 1_000_000;
const toMilliseconds = 1 / 1_000;
const slices = (data: QualityData, of: (slice: QualityData['slices'][number]) => number): number =>
  data.slices.reduce((sum, slice) => sum + of(slice), 0);
const sum = (list: readonly number[]): number => list.reduce((total, x) => total + x, 0);
const mistakes = (data: QualityData): number => slices(data, s => s.mistakes[0]!);
/** Of a group: per run. */
const perRun = (of: (run: NonNullable<Measured['leadership']>) => number): Measure['part'] =>
  ({ leadership }) => (leadership ? { over: of(leadership), under: 1 } : undefined);

const measures: Readonly<Record<string, Measure>> = {
  'mistakeRate.total': { factor: perSecond, part: (_, q) => ({ over: mistakes(q), under: slices(q, s => s.exposure) }) },
  'mistakeRecurrence.mean': { factor: toMilliseconds, part: (_, q) => ({ over: slices(q, s => s.exposure), under: mistakes(q) }) },
  'mistakeDuration.mean': { factor: toMilliseconds, part: (_, q) => ({ over: slices(q, s => s.wrong), under: mistakes(q) }) },
  'goodPeriod.mean': { factor: toMilliseconds, part: (_, q) => ({ over: slices(q, s => s.exposure - s.wrong), under: mistakes(q) }) },
  queryAccuracy: {
    factor: 1, part: (_, q) => ({ over: slices(q, s => s.exposure - s.wrong), under: slices(q, s => s.exposure) }),
  },
  'detectionTime.mean': {
    factor: toMilliseconds,
    part: (_, { detection: { each } }) => (each.censored.length > 0 ? null : { over: sum(each.detected), under: each.detected.length }),
  },
  detectedShare: {
    factor: 1, part: (_, { detection: { each } }) => ({ over: each.detected.length, under: each.detected.length + each.missed }),
  },
  'load.messages.total': { factor: perSecond, part: ({ load }) => ({ over: sum(load.messagesByProcess), under: load.span * load.processes }) },
  'load.bytes.total': { factor: perSecond, part: ({ load }) => ({ over: sum(load.bytesByProcess), under: load.span * load.processes }) },
  'splitBrain.total': { factor: toMilliseconds, part: perRun(run => run.splitBrain.total) },
  'splitBrain.count': { factor: 1, part: perRun(run => run.splitBrain.count) },
  'leaderless.total': { factor: toMilliseconds, part: perRun(run => run.leaderless.total) },
  'lostWrites.total': { factor: 1, part: perRun(run => run.lost.overlap + run.lost.replicationLag) },
  staleReads: { factor: 1, part: perRun(run => run.staleReads) },
  'unavailability.writes.total': { factor: toMilliseconds, part: perRun(run => sum(Object.values(run.probes).map(p => p.write.total))) },
};

/**
 * Compares b with a; those of a group (split-brain, lost writes …) are means per run. Run i of both must have had the
 * same seed, so the same weather. @throws RangeError if they had not
 */
export function comparePaired(a: readonly Measured[], b: readonly Measured[]): PairedReport {
  if (a.length !== b.length || a.length === 0) throw new RangeError(`${a.length} runs cannot be paired with ${b.length}`);
  a.forEach((run, i) => {
    if (run.seed !== b[i]!.seed) throw new RangeError(`run ${i} had seed "${run.seed}" here and "${b[i]!.seed}" there: not the same weather`);
  });
  const [partsA, partsB] = [partsOf(a), partsOf(b)];
  const differences: Record<string, PairedDifference> = {};
  for (const [path, { factor }] of Object.entries(measures)) {
    const [x, y] = [partsA(path), partsB(path)];
    if (x !== undefined && y !== undefined) differences[path] = difference(x, y, factor, a.length);
  }
  return { runs: a.length, differences };
}

type Parts = readonly Part[] | null | undefined;

function partsOf(runs: readonly Measured[]): (path: string) => Parts {
  const three = runs.some(run => run.usesFailed);
  return path => {
    const parts = runs.map(run => measures[path]!.part(run, three ? run.failed : run.suspected));
    if (parts.some(part => part === undefined)) return undefined;
    return parts.some(part => part === null) ? null : parts as readonly Part[];
  };
}

function difference(a: readonly Part[] | null, b: readonly Part[] | null, factor: number, runs: number): PairedDifference {
  const [x, y] = [a && finite(ratio(a)), b && finite(ratio(b))];
  if (x === null || y === null || !a || !b) {
    const none: Figure = { value: null, ci95: null, n: { runs }, why: a && b ? 'nothing to divide by' : 'in some run only a bound is known' };
    return { a: x === null ? null : x * factor, b: y === null ? null : y * factor, difference: none, varianceRatio: null };
  }
  const [leftA, leftB] = runs < 2 ? [undefined, undefined] : [leftOut(a), leftOut(b)];
  const n = { runs };
  const value = (y - x) * factor;
  if (!leftA || !leftB) return { a: x * factor, b: y * factor, difference: { value, ci95: null, n }, varianceRatio: null };
  const paired = jackknifeVariance(leftB.map((each, i) => each - leftA[i]!));
  const unpaired = jackknifeVariance(leftA) + jackknifeVariance(leftB);
  const reach = studentQuantile(runs - 1) * Math.sqrt(paired) * factor;
  return {
    a: x * factor, b: y * factor, difference: { value, ci95: [value - reach, value + reach], n },
    varianceRatio: unpaired > 0 ? paired / unpaired : null,
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
