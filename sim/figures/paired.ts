/** Two detectors under the same weather: differences run by run, and how much the common weather was worth. */
import { jackknifeVariance, leftOut, ratio, type Part } from '../intervals/jackknife.ts';
import { runsWithAny } from '../intervals/countInterval.ts';
import { fewestRuns, quantileDifference } from '../intervals/quantileDifference.ts';
import { censoredLast, merged } from '../intervals/quantiles.ts';
import { rareDifference } from '../intervals/rareDifference.ts';
import { studentQuantile } from '../intervals/studentQuantile.ts';
import type { Measured, QualityData, Samples } from '../measures/measured.ts';
import type { Figure } from '../report.ts';
import { estimate, unknown, whyNot } from './figure.ts';
import { samplesWanted, shares, type Quantile } from './lengths.ts';

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

interface Measure {
  readonly factor: number;
  /** Null where only a bound is known, undefined where the scenario has nothing of the kind. */
  readonly part: (run: Measured, decisive: QualityData) => Part | null | undefined;
  /** What is above the line is counted, and comes so: then a rare one is no matter for the jackknife. */
  readonly counts?: 'one by one' | 'many at once';
  /** An interval wants so many mistakes: of each detector, or of both together. */
  readonly wants?: 'of each' | 'of both';
}

/** Fewer do not tell how much they differ. */
const fewMistakes = 30;
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
  'detectionTime.mean': {
    factor: toMilliseconds,
    part: (_, { detection: { each } }) => (each.censored.length > 0 ? null : { over: sum(each.detected), under: each.detected.length }),
  },
  detectedShare: {
    factor: 1, part: (_, { detection: { each } }) => ({ over: each.detected.length, under: each.detected.length + each.missed }),
  },
  'mistakeRate.total': { counts: 'one by one', factor: perSecond, part: (_, q) => ({ over: mistakes(q), under: slices(q, s => s.exposure) }) },
  'mistakeRecurrence.mean': { wants: 'of each', factor: toMilliseconds, part: (_, q) => ({ over: slices(q, s => s.exposure), under: mistakes(q) }) },
  'mistakeDuration.mean': { wants: 'of each', factor: toMilliseconds, part: (_, q) => ({ over: slices(q, s => s.wrong), under: mistakes(q) }) },
  'goodPeriod.mean': { wants: 'of each', factor: toMilliseconds, part: (_, q) => ({ over: slices(q, s => s.exposure - s.wrong), under: mistakes(q) }) },
  queryAccuracy: {
    wants: 'of both', factor: 1, part: (_, q) => ({ over: slices(q, s => s.exposure - s.wrong), under: slices(q, s => s.exposure) }),
  },
  'load.messages.total': { factor: perSecond, part: ({ load }) => ({ over: sum(load.messagesByProcess), under: load.span * load.processes }) },
  'load.bytes.total': { factor: perSecond, part: ({ load }) => ({ over: sum(load.bytesByProcess), under: load.span * load.processes }) },
  'splitBrain.total': { factor: toMilliseconds, part: perRun(run => run.splitBrain.total) },
  'splitBrain.count': { counts: 'one by one', factor: 1, part: perRun(run => run.splitBrain.count) },
  'leaderless.total': { factor: toMilliseconds, part: perRun(run => run.leaderless.total) },
  'lostWrites.total': { counts: 'many at once', factor: 1, part: perRun(run => run.lost.overlap + run.lost.replicationLag) },
  staleReads: { counts: 'many at once', factor: 1, part: perRun(run => run.staleReads) },
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
  const both = [sidesOf(a), sidesOf(b)] as const;
  const differences: Record<string, PairedDifference> = {};
  for (const quantile of Object.keys(shares) as Quantile[]) differences[`detectionTime.${quantile}`] = ofQuantiles(both[0].detected, both[1].detected, quantile);
  for (const [path, measure] of Object.entries(measures)) {
    const [x, y] = both.map(of => of.parts(measure));
    if (x !== undefined && y !== undefined) differences[path] = difference(x, y, measure, both.map(of => of.mistakes));
  }
  return { runs: a.length, differences };
}

type Parts = readonly Part[] | null | undefined;
interface Side { readonly mistakes: number; readonly detected: readonly Samples[]; readonly parts: (measure: Measure) => Parts }

function sidesOf(runs: readonly Measured[]): Side {
  const three = runs.some(run => run.usesFailed);
  const decisive = runs.map(run => (three ? run.failed : run.suspected));
  return {
    mistakes: sum(decisive.map(mistakes)),
    detected: decisive.map(({ detection: { each } }) => ({ ended: each.detected, censored: each.censored })),
    parts: measure => {
      const parts = runs.map((run, i) => measure.part(run, decisive[i]!));
      if (parts.some(part => part === undefined)) return undefined;
      return parts.some(part => part === null) ? null : parts as readonly Part[];
    },
  };
}

function difference(a: readonly Part[] | null, b: readonly Part[] | null, measure: Measure, mistaken: readonly number[]): PairedDifference {
  const { factor } = measure;
  const [x, y] = [a && finite(ratio(a)), b && finite(ratio(b))];
  const n = { runs: (a ?? b)?.length ?? 0 };
  if (x === null || y === null || !a || !b) {
    const none = unknown(a && b ? 'nothing to divide by' : 'in some run only a bound is known', n);
    return { a: x === null ? null : x * factor, b: y === null ? null : y * factor, difference: none, varianceRatio: null };
  }
  const { interval, varianceRatio, why } = known(a, b, measure, mistaken);
  return { a: x * factor, b: y * factor, difference: estimate((y - x) * factor, interval && [interval[0] * factor, interval[1] * factor], n, why), varianceRatio };
}

/** Of T_D: of all crashes of all runs together; what is censored ranks above all others. */
function ofQuantiles(a: readonly Samples[], b: readonly Samples[], quantile: Quantile): PairedDifference {
  const n = { runs: a.length };
  const [x, y] = [quantileOf(a, quantile), quantileOf(b, quantile)];
  if (x === null || y === null) return { a: x, b: y, difference: unknown('of one of them no more than a bound is known', n), varianceRatio: null };
  const known = quantileDifference(a, b, shares[quantile]);
  const why = a.length < fewestRuns ? `an interval wants ${fewestRuns} runs` : `an interval wants ${samplesWanted[quantile]} independent samples of each`;
  const interval = known && [known.interval[0] * toMilliseconds, known.interval[1] * toMilliseconds] as const;
  return { a: x, b: y, difference: estimate(y - x, interval, n, why), varianceRatio: known?.varianceRatio ?? null };
}

/** In milliseconds; null where it lies among those that are only known to be longer, or there are none. */
function quantileOf(runs: readonly Samples[], quantile: Quantile): number | null {
  const point = censoredLast(merged(runs))(shares[quantile]);
  return 'value' in point ? point.value * toMilliseconds : null;
}

interface Known { readonly interval: readonly [number, number] | null; readonly varianceRatio: number | null; readonly why: string }

/** The interval of b − a, and what pairing was worth. */
function known(a: readonly Part[], b: readonly Part[], { counts, wants }: Measure, mistaken: readonly number[]): Known {
  const [leftA, leftB] = a.length < 2 ? [] : [leftOut(a), leftOut(b)];
  if (!leftA || !leftB) return { interval: null, varianceRatio: null, why: whyNot(a.length) };
  const paired = jackknifeVariance(leftB.map((each, i) => each - leftA[i]!));
  const unpaired = jackknifeVariance(leftA) + jackknifeVariance(leftB);
  const varianceRatio = unpaired > 0 ? paired / unpaired : null;
  const seen = wants === 'of each' ? Math.min(...mistaken) : sum(mistaken);
  if (wants && seen < fewMistakes) return { interval: null, varianceRatio, why: `an interval wants ${fewMistakes} mistakes ${wants}` };
  const value = ratio(b) - ratio(a);
  const differing = a.filter((part, i) => part.over !== b[i]!.over).length;
  if (counts === 'many at once' && differing < runsWithAny) return { interval: null, varianceRatio, why: `an interval wants ${runsWithAny} runs that differ` };
  const rare = counts === 'one by one' ? rareDifference(a.map(part => part.over), b.map(part => part.over)) : null;
  const room = (sum(a.map(part => part.under)) + sum(b.map(part => part.under))) / 2;
  const middle = sum(b.map(part => part.over)) - sum(a.map(part => part.over));
  if (rare) return { interval: [value + (rare[0] - middle) / room, value + (rare[1] - middle) / room], varianceRatio, why: '' };
  const reach = studentQuantile(a.length - 1) * Math.sqrt(paired);
  return { interval: [value - reach, value + reach], varianceRatio, why: '' };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
