/**
 * From the quality of service that is wanted to the parameters that give it: the configuration procedures of Chen, Toueg
 * and Aguilera (IEEE TC 51(5), 2002, sections 4 to 6). Pure arithmetic, in any one unit of time for all. The formulas are
 * restated from memory of the paper; both of its worked examples come out (9.97 + 20.03 s and 9.71 + 20.29 s).
 */
import { ceiling, type DelayTail } from './chenQuality.ts';

export interface WantedQuality {
  /** T_D^U, the longest detection time that is acceptable; for NFD-U and NFD-E relative, to which E(D) is added. */
  readonly detectionTime: number;
  /** T_MR^L, the shortest mean time from one mistake to the next. */
  readonly mistakeRecurrence: number;
  /** T_M^U, the longest mean length of a mistake. */
  readonly mistakeDuration: number;
  /** p_L, the share of messages lost, 0 ≤ p_L ≤ 1, each by itself. */
  readonly loss: number;
}

export interface ChenConfiguration {
  /** η: the largest that keeps the promise, so the fewest messages. */
  readonly interval: number;
  /** δ of NFD-S, α of NFD-U and NFD-E: what of the detection time the interval leaves. */
  readonly margin: number;
  /** η_max, above which no interval is looked for: the bound on the length of a mistake. */
  readonly longestInterval: number;
}

/** How many steps the search takes from the longest interval towards nothing. */
const steps = 100_000;

/** The largest η ≤ most with f(η) ≥ goal; 0 if none was met. f is not monotonic: step by step from above, then the last step halved. */
function largest(f: (interval: number) => number, most: number, goal: number): number {
  let step = steps;
  while (step > 0 && !(f(most * step / steps) >= goal)) step--;
  if (step === 0) return 0;
  let [low, high] = [most * step / steps, most * Math.min(steps, step + 1) / steps];
  for (let i = 0; i < 60 && low < high; i++) {
    const middle = (low + high) / 2;
    if (f(middle) >= goal) low = middle;
    else high = middle;
  }
  return low;
}

function product(count: number, factor: (j: number) => number): number {
  let all = 1;
  for (let j = 1; j <= count; j++) all *= factor(j);
  return all;
}

/** The search that all three procedures share. Null: no interval, however short, keeps the promise. */
function configured(wanted: WantedQuality, f: (interval: number) => number, most: number): ChenConfiguration | null {
  if (!(most > 0)) return null;
  // an interval above the bound would leave a margin below nothing
  const interval = largest(f, Math.min(most, wanted.detectionTime), wanted.mistakeRecurrence);
  return interval > 0 ? { interval, margin: wanted.detectionTime - interval, longestInterval: most } : null;
}

/**
 * Section 4, for NFD-S: the law of the delay is known. With q₀′ = (1 − p_L) P(D < T_D^U), the largest η ≤ q₀′ T_M^U for which
 * η over q₀′ ∏ⱼ [p_L + (1 − p_L) P(D > T_D^U − j η)], 1 ≤ j < T_D^U/η, is at least T_MR^L; then δ = T_D^U − η.
 */
export function configureForDelay(wanted: WantedQuality, { beyond }: DelayTail): ChenConfiguration | null {
  const { detectionTime: bound, mistakeDuration, loss } = wanted;
  const q0 = (1 - loss) * (1 - beyond(bound));
  const f = (interval: number): number =>
    interval / (q0 * product(ceiling(bound / interval) - 1, j => loss + (1 - loss) * beyond(bound - j * interval)));
  return configured(wanted, f, q0 * mistakeDuration);
}

const square = (x: number): number => x * x;

/** By Cantelli's inequality in the place of the law: P(D > t) ≤ V/(V + (t − E)²). `spare` is what the bound leaves beyond E(D). */
function byVariance(wanted: WantedQuality, spare: number, variance: number): ChenConfiguration | null {
  const { mistakeDuration, loss } = wanted;
  if (!(spare > 0)) return null;
  const term = (left: number): number => (variance + square(left)) / (variance + loss * square(left));
  const f = (interval: number): number => interval * product(ceiling(spare / interval) - 1, j => term(spare - j * interval));
  const share = (1 - loss) * square(spare) / (variance + square(spare));
  return configured(wanted, f, Math.min(share * mistakeDuration, spare));
}

/** Section 5, for NFD-S: of the delay only mean and variance are known. Null as well where the bound is not above the mean. */
export function configureForMoments(wanted: WantedQuality, delay: { readonly mean: number; readonly variance: number }): ChenConfiguration | null {
  return byVariance(wanted, wanted.detectionTime - delay.mean, delay.variance);
}

/**
 * Section 6, for NFD-U and NFD-E, whose clocks differ: only the variance of the delay can be known, and the bound is
 * relative, T_D ≤ `detectionTime` + E(D). The margin is α.
 */
export function configureForVariance(wanted: WantedQuality, variance: number): ChenConfiguration | null {
  return byVariance(wanted, wanted.detectionTime, variance);
}
