/** One-sided limits of rates and shares of time that rest on few mistakes, at any confidence. */
import exp from '@stdlib/math-base-special-exp';
import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';
import { jackknifeVariance, leftOut, type Part } from '../intervals/jackknife.ts';
import ln from '@stdlib/math-base-special-ln';
import type { Measured, QualityData, Slice } from '../measures/measured.ts';
import { mistakeCauses, type MistakeCause } from '../report.ts';
import type { Limits } from './limits.ts';
import { student } from './student.ts';

const perSecond = 1_000_000;
/** From here on mistakes are many enough for the jackknife over runs. */
const fewEpisodes = 30;

const total = (runs: readonly QualityData[], of: (slice: Slice) => number): number =>
  runs.reduce((sum, run) => sum + run.slices.reduce((part, slice) => part + of(slice), 0), 0);

/** λ_M in all or by one cause, E(T_MR) and P_A; undefined for any other path. */
export function eventLimits(path: string, runs: readonly Measured[], tail: number): Limits | undefined {
  const data = opinions(path.startsWith('suspected.'), runs);
  const [, name, rest = ''] = /^(?:suspected\.)?(mistakeRate|mistakeRecurrence|queryAccuracy)(\..+)?$/.exec(path) ?? [];
  if (name === undefined || !data) return undefined;
  if (name === 'mistakeRate') {
    const tally = tallyOf(rest);
    return tally === undefined ? undefined : rate(data, tally, tail);
  }
  if (name === 'mistakeRecurrence') return rest === '' || rest === '.mean' ? recurrence(rate(data, 0, tail)) : undefined;
  return rest === '' ? accuracy(data, tail) : undefined;
}

/** The decisive opinion, or the earlier one where there are three. */
export function opinions(early: boolean, runs: readonly Measured[]): readonly QualityData[] | undefined {
  const three = runs.some(run => run.usesFailed);
  if (early) return three ? runs.map(run => run.suspected) : undefined;
  return runs.map(run => (three ? run.failed : run.suspected));
}

function tallyOf(rest: string): number | undefined {
  if (rest === '' || rest === '.total') return 0;
  const cause = mistakeCauses.indexOf(rest.replace(/^\.byCause\./, '') as MistakeCause);
  return cause < 0 ? undefined : 1 + cause;
}

/** Exact while the episodes are few: those of Poisson's law, each with as many mistakes as the average (Garwood 1936). */
function rate(data: readonly QualityData[], tally: number, tail: number): Limits {
  const parts = data.map((run): Part => ({ over: total([run], s => s.mistakes[tally]!), under: total([run], s => s.exposure) }));
  const [mistakes, exposure] = [total(data, s => s.mistakes[tally]!), total(data, s => s.exposure)];
  const episodes = total(data, s => s.episodes[tally]!);
  if (exposure === 0) return { value: null, low: null, high: null, why: 'no time in which a mistake could be made' };
  const value = (mistakes / exposure) * perSecond;
  const known = { value, exposure: exposure / 1_000 };
  if (episodes >= fewEpisodes) return { ...known, ...jackknifed(parts, value, tail) };
  const each = ((episodes === 0 ? 1 : mistakes / episodes) / exposure) * perSecond;
  return {
    ...known, low: episodes === 0 ? 0 : gammaQuantile(tail, episodes, 1) * each, high: gammaQuantile(1 - tail, episodes + 1, 1) * each,
  };
}

/** On the scale of logarithms, over the runs as units. */
function jackknifed(parts: readonly Part[], value: number, tail: number): Pick<Limits, 'low' | 'high'> {
  const values = parts.length < 2 ? undefined : leftOut(parts);
  if (!values || values.some(x => x <= 0)) return { low: null, high: null };
  const reach = student(parts.length - 1, tail) * Math.sqrt(jackknifeVariance(values.map(ln)));
  return { low: value * exp(-reach), high: value * exp(reach) };
}

/** From one rate per second to a mean in ms; what bounds the one above bounds the other below. */
function recurrence({ value, low, high, exposure, why }: Limits): Limits {
  const inverse = (x: number | null): number | null => (x ? 1_000 / x : null);
  const none = value === 0 ? { why: 'no mistake' } : why === undefined ? {} : { why };
  return { value: inverse(value), low: inverse(high), high: inverse(low), ...(exposure !== undefined && { exposure }), ...none };
}

/**
 * P_A from a sum of Poisson events of unequal lengths: the gamma limits of Fay and Feuer (Statistics in Medicine 16, 1997),
 * in which one more event as long as the longest may yet come.
 */
function accuracy(data: readonly QualityData[], tail: number): Limits {
  const [wrong, exposure] = [total(data, s => s.wrong), total(data, s => s.exposure)];
  if (exposure === 0) return { value: null, low: null, high: null, why: 'no time in which a mistake could be made' };
  const known = { value: 1 - wrong / exposure, exposure: exposure / 1_000 };
  const lengths = data.flatMap(({ mistakeDuration: { ended, censored } }) => [...ended, ...censored]).filter(length => length > 0);
  if (lengths.length === 0) return { ...known, low: known.value, high: known.value, byValue: true };
  const squares = lengths.reduce((sum, x) => sum + x * x, 0);
  const longest = lengths.reduce((most, x) => Math.max(most, x), 0);
  const limit = (p: number, mean: number, variance: number): number => gammaQuantile(p, (mean * mean) / variance, mean / variance) / exposure;
  return { ...known, low: Math.max(0, 1 - limit(1 - tail, wrong + longest, squares + longest * longest)), high: 1 - limit(tail, wrong, squares) };
}
