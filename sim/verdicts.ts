/** What a scenario states, held against the interval of what was measured: for a pipeline that must not cry wolf. */
import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import { countInterval, runsWithAny } from './intervals/countInterval.ts';
import { samplesWanted } from './figures/lengths.ts';
import type { Measured } from './measures/measured.ts';
import { compare, lookup, type Figure, type Report } from './report.ts';
import type { Expectation } from './scenario.ts';

/** The whole interval is inside the bound; the whole of it is outside; or it straddles the bound. */
export type Verdict = 'holds' | 'broken' | 'undecided';

/** What one run alone makes of a bound. */
export interface Single {
  readonly seed: string;
  readonly value: number;
  /** It is only known to be longer: at least this. */
  readonly atLeast?: true;
}

export interface Checked {
  readonly expectation: Expectation;
  readonly verdict: Verdict;
  /** In the report's units; of a count, the mean per run. Judged run by run: the worst. */
  readonly measured: number | null;
  readonly ci95: readonly [number, number] | null;
  /** Of equalities, extremes, sums, and counts that never differed, which have no interval: in how many of how many runs it does not hold. */
  readonly runByRun?: { readonly runs: number; readonly broken: number; /** Share of all runs, 95 %. */ readonly atMost: number };
  readonly why?: string;
  /** Undecided: about so many more runs would decide; null where none would. */
  readonly moreRuns?: number | null;
  /** The runs that are farthest on the wrong side, or nearest to it: the worst first. */
  readonly worst: readonly Single[];
}

/** `each`: the report of every run alone, in the order of `runs`. */
interface Evidence { readonly pooled: Report; readonly each: readonly Report[] }

const shown = 3;
/** More runs than this are no advice. */
const tooMany = 1_000_000;

/** Judges each of the bounds. `alone`: the report of one run. */
export function verdicts(runs: readonly Measured[], pooled: Report, alone: (run: Measured) => Report, of: readonly Expectation[]): Checked[] {
  const evidence = { pooled, each: of.length === 0 ? [] : runs.map(alone) };
  return of.map(expectation => ({ ...judged(expectation, evidence), expectation, worst: worst(expectation, evidence) }));
}

type Judged = Omit<Checked, 'expectation' | 'worst'>;
const unknown = (verdict: Verdict, why: string, more: Partial<Judged> = {}): Judged => ({ verdict, measured: null, ci95: null, why, ...more });

function judged(expectation: Expectation, evidence: Evidence): Judged {
  const found = lookup(evidence.pooled, expectation.path);
  if ('problem' in found) return unknown('broken', found.problem);
  const isExtreme = typeof found.figure === 'object' && found.figure.value !== null && !found.figure.ci95 && !found.figure.why;
  if (expectation.operator === '==' || isExtreme) return runByRun(expectation, evidence);
  if (typeof found.figure === 'object') return byInterval(expectation, found.figure, evidence.pooled.runs);
  const counts = evidence.each.map(report => single(report, expectation.path)?.value ?? 0);
  // what was the same every time has no interval but that of how often it may be otherwise
  const isSame = counts.length > 1 && counts.every(count => count === counts[0]);
  return isSame ? runByRun(expectation, evidence) : byInterval(expectation, perRun(counts), counts.length);
}

/** A scenario speaks of one run: a count is the mean of them. */
function perRun(counts: readonly number[]): Figure {
  const value = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const samples = counts.filter(count => count > 0).length;
  const ci95 = countInterval(counts);
  const why = counts.length < 2 ? 'an interval wants several runs' : `an interval wants ${runsWithAny} runs in which there is any`;
  return { value, ci95, n: { runs: counts.length, samples }, ...(ci95 ? {} : { why }) };
}

function single(report: Report, path: string): Single | undefined {
  const { seed } = report;
  const found = lookup(report, path);
  if ('problem' in found) return undefined;
  if (typeof found.figure === 'number') return { seed, value: found.figure };
  const { value, bound } = found.figure;
  if (value !== null) return { seed, value };
  return bound?.atLeast === undefined ? undefined : { seed, value: bound.atLeast, atLeast: true };
}

/** Known at all, or known to be too much. */
const isTelling = ({ operator, value: limit }: Expectation, { value, atLeast }: Single): boolean =>
  !atLeast || ((operator === '<' || operator === '<=') && value > limit);

/** One counterexample is enough, and its seed shows it; without one, so many runs bound the share of those that would be. */
function runByRun(expectation: Expectation, { each }: Evidence): Judged {
  const { path, operator, value } = expectation;
  const values = each.flatMap(report => single(report, path) ?? []).filter(one => isTelling(expectation, one)).map(one => one.value);
  if (values.length === 0) return unknown('broken', `${path} could not be measured in any run`);
  const broken = values.filter(x => !compare[operator](x, value)).length;
  const farthest = values.reduce((most, x) => (badness(operator, x, value) > badness(operator, most, value) ? x : most));
  const rest = each.length - values.length;
  return {
    verdict: broken > 0 ? 'broken' : 'holds', measured: farthest, ci95: null,
    runByRun: { runs: values.length, broken, atMost: broken > 0 ? 1 : 1 - exp(ln(0.05) / values.length) },
    ...(rest > 0 ? { why: `not measured in ${rest} of ${each.length} runs` } : {}),
  };
}

function byInterval({ path, operator, value: limit }: Expectation, figure: Figure, runs: number): Judged {
  const { value, ci95, why = 'no value', bound } = figure;
  const isCeiling = operator === '<' || operator === '<=';
  if (value === null) {
    // the least that it can be is too much already
    if (isCeiling && bound?.atLeast !== undefined && bound.atLeast > limit) return unknown('broken', `${path} is more than ${bound.atLeast}: ${why}`);
    return bound ? unknown('undecided', `${path} could not be measured: ${why}`, { moreRuns: null }) : unknown('broken', `${path} could not be measured: ${why}`);
  }
  if (!ci95 && isCeiling && bound?.atLeast !== undefined && bound.atLeast > limit) {
    return { verdict: 'broken', measured: value, ci95, why: 'the lower end of its interval is beyond; the upper is not known yet' };
  }
  if (!ci95) return { verdict: 'undecided', measured: value, ci95, why, moreRuns: wanted(path, figure, runs) };
  const inside = ci95.filter(end => compare[operator](end, limit)).length;
  if (inside === 2) return { verdict: 'holds', measured: value, ci95 };
  if (inside === 0) return { verdict: 'broken', measured: value, ci95 };
  return { verdict: 'undecided', measured: value, ci95, moreRuns: moreRuns(value, ci95, limit, runs) };
}

/** An interval shrinks with the root of the runs: until the end beyond the bound is no longer beyond it. */
function moreRuns(value: number, [low, high]: readonly [number, number], limit: number, runs: number): number | null {
  const times = (limit > value ? high - value : value - low) / (limit - value);
  const total = Math.ceil(runs * times * times);
  return total - runs <= tooMany ? Math.max(1, total - runs) : null;
}

/** Where there is no interval yet: until there is one. */
function wanted(path: string, { n }: Figure, runs: number): number {
  const quantile = /p(?:50|95|99)$/.exec(path)?.[0] as keyof typeof samplesWanted | undefined;
  const perRunSamples = (n.samples ?? n.episodes ?? runs) / runs;
  const least = quantile ? samplesWanted[quantile] : n.episodes === undefined ? runsWithAny : 30;
  return Math.max(1, Math.ceil(Math.max(2, least / Math.max(perRunSamples, 1 / runs))) - runs);
}

/** How far on the wrong side of the bound; negative on the right one. */
function badness(operator: Expectation['operator'], value: number, limit: number): number {
  if (operator === '==') return Math.abs(value - limit);
  return operator === '<' || operator === '<=' ? value - limit : limit - value;
}

function worst({ path, operator, value: limit }: Expectation, { each }: Evidence): Single[] {
  const singles = each.flatMap(report => single(report, path) ?? []).filter(one => operator !== '==' || one.value !== limit);
  return singles.sort((x, y) => badness(operator, y.value, limit) - badness(operator, x.value, limit)).slice(0, shown);
}
