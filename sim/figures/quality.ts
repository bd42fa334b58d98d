/** The figures of one opinion: MEASURES.md, "A pair" and "Intervals". */
import { ratioInterval } from '../intervals/jackknife.ts';
import { noneSeen } from '../intervals/poissonInterval.ts';
import { weightedPoisson, weightsOf } from '../intervals/weightedPoisson.ts';
import { shareInterval } from '../intervals/binomial.ts';
import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import type { QualityData, Samples, Slice } from '../measures/measured.ts';
import { sliceCount, together } from '../measures/slices.ts';
import { mistakeCauses, type Basis, type Distribution, type Figure, type MistakeCause, type Quality } from '../report.ts';
import { estimate, milliseconds, plain, shareFigure, unknown, whyNot, type Part } from './figure.ts';
import { detection, distribution, leaving, lengths } from './lengths.ts';
import { spanFigures } from './spans.ts';

const perSecond = 1_000_000;
const noExposure = 'no time in which a mistake could be made';
const noMistake = 'no mistake';
/** Below this many episodes an interval rests on their number alone; a batch of a long run wants ten. */
const fewEpisodes = 30;
const batchEpisodes = 10;

export function quality(runs: readonly QualityData[]): Quality {
  const sums = new Sums(runs.map(run => run.slices));
  const { total } = sums;
  const pick = (of: (run: QualityData) => Samples): readonly Samples[] => runs.map(of);
  const { each, first, majority, last } = {
    each: detection(runs.map(run => run.detection.each)), first: detection(runs.map(run => run.detection.first)),
    majority: detection(runs.map(run => run.detection.majority)), last: detection(runs.map(run => run.detection.last)),
  };
  return {
    exposure: plain(milliseconds(total.exposure), { runs: runs.length }),
    mistakes: total.mistakes[0]!,
    mistakeRate: { total: sums.rate(0), byCause: byCause(i => sums.rate(i + 1)) },
    mistakeRecurrence: spell(pick(run => run.mistakeRecurrence), sums.recurrence()),
    mistakeDuration: spell(pick(run => run.mistakeDuration), sums.perMistake(slice => slice.wrong)),
    goodPeriod: spell(pick(run => run.goodPeriod), sums.perMistake(slice => slice.exposure - slice.wrong)),
    queryAccuracy: sums.accuracy(),
    runsWithMistake: sums.runsWithMistake(),
    detectionTime: { ...each, first, majority, last },
    undetected: each.missed + each.censored,
    detectedShare: detectedShare(runs),
    recoveryDetection: lengths(pick(run => run.recovery), 'no detected crash was followed by a recovery'),
    unheard: lengths(pick(run => run.unheard), 'nobody watches'),
    accusation: spanFigures(runs.map(run => run.accusation)),
    collective: spanFigures(runs.map(run => run.collective)),
  };
}

const spell = (runs: readonly Samples[], mean: Figure): Distribution => distribution(runs, leaving, mean, noMistake);

const byCause = (figure: (cause: number) => Figure): Record<MistakeCause, Figure> =>
  Object.fromEntries(mistakeCauses.map((cause, i) => [cause, figure(i)])) as Record<MistakeCause, Figure>;

function detectedShare(runs: readonly QualityData[]): Figure {
  const parts = runs.map(({ detection: { each } }): Part => ({ over: each.detected.length, under: each.detected.length + each.missed }));
  const samples = parts.reduce((sum, part) => sum + part.under, 0);
  const censored = runs.reduce((sum, run) => sum + run.detection.each.censored.length, 0);
  return shareFigure(parts, { runs: runs.length, samples, censored }, 'no crash whose outcome is known');
}

/** Sums over runs, and what may be taken for independent units. */
class Sums {
  readonly total: Slice;
  private readonly byRun: readonly Slice[];

  constructor(private readonly runs: readonly (readonly Slice[])[]) {
    this.byRun = runs.map(together);
    this.total = together(this.byRun);
  }

  rate(tally: number): Figure {
    const { exposure } = this.total;
    const mistakes = this.total.mistakes[tally]!;
    const n = this.basis(tally);
    if (exposure === 0) return unknown(noExposure, n);
    const ci95 = scaled(this.rateInterval(tally), perSecond);
    const bound = mistakes === 0 ? { bound: { atMost: (noneSeen / exposure) * perSecond } } : {};
    return { ...estimate((mistakes / exposure) * perSecond, ci95, n, this.why(tally)), ...bound };
  }

  recurrence(): Figure {
    const { exposure, mistakes } = this.total;
    if (mistakes[0] === 0) return unknown(noMistake, this.basis(0), { atLeast: milliseconds(exposure / noneSeen) });
    const interval = this.rateInterval(0);
    const ci95 = interval && interval[0] > 0 ? [milliseconds(1 / interval[1]), milliseconds(1 / interval[0])] as const : null;
    return estimate(milliseconds(exposure / mistakes[0]!), ci95, this.basis(0), this.why(0));
  }

  perMistake(over: (slice: Slice) => number): Figure {
    if (this.total.mistakes[0] === 0) return unknown(noMistake, this.basis(0));
    const interval = this.interval(0, slice => ({ over: over(slice), under: slice.mistakes[0]! }));
    return estimate(milliseconds(over(this.total) / this.total.mistakes[0]!), scaled(interval, 1 / 1_000), this.basis(0), this.why(0));
  }

  accuracy(): Figure {
    const { exposure, wrong } = this.total;
    if (exposure === 0) return unknown(noExposure, this.basis(0));
    const interval = this.interval(0, slice => ({ over: slice.wrong, under: slice.exposure }));
    return estimate(1 - wrong / exposure, interval && [Math.max(0, 1 - interval[1]), 1 - interval[0]], this.basis(0), this.why(0));
  }

  runsWithMistake(): Figure {
    const n = this.byRun.length;
    const count = this.byRun.filter(run => run.mistakes[0]! > 0).length;
    const bound = count === 0 ? { bound: { atMost: 1 - exp(ln(0.05) / n) } } : {};
    return { value: count / n, ci95: shareInterval(count, n), n: this.basis(0), ...bound };
  }

  private basis(tally: number): Basis {
    return { runs: this.runs.length, episodes: this.total.episodes[tally]!, mistakes: this.total.mistakes[tally]! };
  }

  private rateInterval(tally: number): [number, number] | null {
    const { exposure, episodes } = this.total;
    if (episodes[tally]! < fewEpisodes) return scaled(weightedPoisson(weightsOf(this.runs.flatMap(slices => episodeSizes(slices, tally)))), 1 / exposure);
    return this.interval(tally, slice => ({ over: slice.mistakes[tally]!, under: slice.exposure }));
  }

  /** By the jackknife over runs, or over the batches of a single long one; null where neither has enough. */
  private interval(tally: number, part: (slice: Slice) => Part): [number, number] | null {
    if (this.total.episodes[tally]! < fewEpisodes) return null;
    const units = this.runs.length > 1 ? this.byRun : this.batches(tally);
    return units && ratioInterval(units.map(part), 'log');
  }

  private why(tally: number): string {
    if (this.total.episodes[tally]! < fewEpisodes) return `an interval wants ${fewEpisodes} episodes of mistakes`;
    return this.runs.length > 1 ? whyNot(this.runs.length) : `an interval wants several runs, or ${batchEpisodes} episodes in each twentieth of one`;
  }

  private batches(tally: number): readonly Slice[] | null {
    const slices = this.runs[0]!;
    return slices.length >= sliceCount && slices.every(slice => slice.episodes[tally]! >= batchEpisodes) ? slices : null;
  }
}

const scaled = (interval: readonly [number, number] | null, factor: number): [number, number] | null =>
  interval && [interval[0] * factor, interval[1] * factor];

/**
 * How many mistakes each episode of a run held, as far as slices tell: of several in one the first is taken to have held
 * all that the others need not, which is the least certain; what goes on in the next slice belongs to the last.
 */
function episodeSizes(slices: readonly Slice[], tally: number): number[] {
  const sizes: number[] = [];
  for (const { mistakes, episodes } of slices) {
    const [count, held] = [episodes[tally]!, mistakes[tally]!];
    if (count > 0) sizes.push(held - count + 1, ...Array<number>(count - 1).fill(1));
    else if (held > 0) sizes.push(held + (sizes.pop() ?? 0));
  }
  return sizes;
}
