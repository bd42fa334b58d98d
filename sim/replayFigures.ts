/** The figures of a replay, in the shape of a report: times in ms, rates per second. Definitions: MEASURES.md, version 1. */
import type { Duration, Time } from '../src/contract.ts';
import { ms, sec } from '../src/time.ts';
import { ratioInterval, type Part } from './intervals/jackknife.ts';
import { noneSeen, poissonInterval } from './intervals/poissonInterval.ts';
import { mistakes, suddenDeaths, type Mistake, type Replay } from './replay.ts';
import type { Basis, Figure } from './report.ts';

export interface ReplayFigures {
  readonly exposure: Figure;
  /** N. */
  readonly mistakes: number;
  /** λ_M. */
  readonly mistakeRate: Figure;
  /** E(T_MR) = ΣE / ΣN. */
  readonly mistakeRecurrence: Figure;
  /** T_M. */
  readonly mistakeDuration: { readonly mean: Figure; readonly max: Figure };
  /** P_A. */
  readonly queryAccuracy: Figure;
  /** T_D, had the sender crashed: at a uniform instant of the recording, and at the worst. */
  readonly detectionTime: { readonly mean: Figure; readonly max: Figure };
}

/** A recording is one run, so intervals come from its parts: this many, of equal length. */
const parts = 20;
/** Below this many mistakes they are counted as Poisson's, from here on the parts tell how they cluster. */
const enough = 30;

interface Slice { readonly begun: number; readonly wrong: Duration; readonly length: Duration }
interface Sums { readonly exposure: Duration; readonly begun: number; readonly wrong: Duration; readonly slices: readonly Slice[] }

export function replayFigures(replay: Replay, warmUp: Duration = 0): ReplayFigures {
  const found = mistakes(replay, warmUp);
  const sums = summed(replay, found, warmUp);
  const { exposure, begun, wrong } = sums;
  const basis: Basis = { runs: 1, mistakes: begun, episodes: begun };
  const nothing = (why: string): Figure => ({ value: null, ci95: null, n: basis, why });
  const perMistake = (sum: Duration): Figure =>
    begun === 0 ? nothing('there was no mistake') : { value: sum / begun / ms, ci95: null, n: basis };
  return {
    exposure: { value: exposure / ms, ci95: null, n: basis },
    mistakes: begun,
    mistakeRate: exposure > 0 ? rate(sums, basis) : nothing('the recording ends within the warm-up'),
    mistakeRecurrence: perMistake(exposure),
    mistakeDuration: {
      mean: perMistake(wrong),
      max: begun === 0 ? nothing('there was no mistake') : { value: Math.max(...found.map(({ from, to }) => to - from)) / ms, ci95: null, n: basis },
    },
    queryAccuracy: exposure > 0 ? accuracy(sums, basis) : nothing('the recording ends within the warm-up'),
    detectionTime: detection(replay, warmUp),
  };
}

function summed(replay: Replay, found: readonly Mistake[], warmUp: Duration): Sums {
  const start = Math.min(replay.until, replay.from + warmUp);
  const exposure = replay.until - start;
  const edge = (i: number): Time => start + (exposure * i) / parts;
  const slices = Array.from({ length: parts }, (_, i) => sliceOf(found, edge(i), edge(i + 1), i === parts - 1));
  const wrong = found.reduce((sum, { from, to }) => sum + to - from, 0);
  return { exposure, begun: found.filter(one => one.begun).length, wrong, slices };
}

function sliceOf(found: readonly Mistake[], from: Time, to: Time, last: boolean): Slice {
  const inside = found.filter(one => one.begun && one.from >= from && (one.from < to || last)).length;
  const wrong = found.reduce((sum, one) => sum + Math.max(0, Math.min(to, one.to) - Math.max(from, one.from)), 0);
  return { begun: inside, wrong, length: to - from };
}

function rate({ exposure, begun, slices }: Sums, n: Basis): Figure {
  const seconds = exposure / sec;
  if (begun >= enough) {
    const ratios = slices.map((slice): Part => ({ over: slice.begun, under: slice.length / sec }));
    return { value: begun / seconds, ci95: ratioInterval(ratios, 'log'), n };
  }
  const [low, high] = poissonInterval(begun);
  const bound = begun === 0 ? { bound: { atMost: noneSeen / seconds } } : {};
  return { value: begun / seconds, ci95: [low / seconds, high / seconds], n, ...bound };
}

function accuracy({ exposure, begun, wrong, slices }: Sums, n: Basis): Figure {
  const value = 1 - wrong / exposure;
  if (begun < enough) return { value, ci95: null, n };
  const interval = ratioInterval(slices.map((slice): Part => ({ over: slice.wrong, under: slice.length })), 'linear');
  return { value, ci95: interval && [Math.max(0, 1 - interval[1]), Math.min(1, 1 - interval[0])], n };
}

function detection(replay: Replay, warmUp: Duration): ReplayFigures['detectionTime'] {
  const { mean, worst, beats } = suddenDeaths(replay, warmUp);
  const n: Basis = { runs: 1, samples: beats };
  const why = beats === 0 ? 'no beat to crash after' : 'after some beats it would never have been suspected';
  const figure = (value: Duration | null): Figure => value === null ? { value, ci95: null, n, why } : { value: value / ms, ci95: null, n };
  return { mean: figure(mean), max: figure(worst) };
}
