import exp from '@stdlib/math-base-special-exp';
import type { Duration, Portrait } from '../contract.ts';
import { normalDensity, normalPhi, normalPhiInverse } from '../normal.ts';
import { mean, variance, type SlidingWindow } from '../window.ts';
import { akkaDensity, akkaPhi, akkaPhiInverse } from './akkaPhi.ts';
import type { PhiOptions } from './phi.ts';

const ln10 = 2.302585092994046;

/** What distinguishes one φ detector from another. Silences and intervals in microseconds. */
export interface Flavour {
  /** Whether a beat that was overtaken, or a copy, counts. */
  readonly hears: 'newest' | 'any';
  /** Whether a first beat is assumed of a peer that says nothing. */
  readonly assumes: boolean;
  /** The samples that stand in the window before anything was measured. */
  bootstrap(options: PhiOptions): readonly Duration[];
  /** Whether a measured interval enters the window. */
  records(options: PhiOptions, interval: Duration, wasTrusted: boolean): boolean;
  /** φ after that much silence. */
  phi(options: PhiOptions, window: SlidingWindow, silence: Duration): number;
  /** Whether that φ is a suspicion. */
  suspects(phi: number, threshold: number): boolean;
  /** A constant of the threshold, worth keeping: what `patience` multiplies the scale of the distribution by. */
  score(threshold: number): number;
  /** The silence at which φ reaches the threshold, before rounding to whole microseconds. */
  patience(options: PhiOptions, window: SlidingWindow, score: number): number;
  /** Whose φ it is, and by which formula. */
  readonly name: string;
  readonly formula: string;
  /** What that patience is made of. */
  parts(options: PhiOptions, window: SlidingWindow, score: number): Portrait['parts'];
  /** The law that it fits to the window, without what it allows on top of it. */
  density(options: PhiOptions, window: SlidingWindow, silence: Duration): number;
}

const centre = (options: PhiOptions, window: SlidingWindow): number => mean(window) + options.acceptableHeartbeatPause;

export const deviation = (options: PhiOptions, window: SlidingWindow): number =>
  Math.max(options.minStdDeviation, Math.sqrt(variance(window)));

const spreadName = (options: PhiOptions, window: SlidingWindow, score: number): string =>
  `${score.toFixed(2)} × ${Math.sqrt(variance(window)) < options.minStdDeviation ? 'least ' : ''}deviation`;

type Bell = Pick<Flavour, 'phi' | 'suspects' | 'score' | 'patience' | 'bootstrap' | 'parts' | 'density'>;

/** A curve over (silence − mean − pause) / deviation. */
function bell(curve: (y: number) => number, inverse: (phi: number) => number, density: (y: number) => number): Bell {
  return {
    // a mean of one estimate and a deviation of a quarter of it, from two samples (Pekko, firstHeartbeat)
    bootstrap({ firstHeartbeatEstimate: estimate }) {
      const quarter = Math.floor(estimate / 4);
      return [estimate - quarter, estimate + quarter];
    },
    phi: (options, window, silence) => curve((silence - centre(options, window)) / deviation(options, window)),
    suspects: (phi, threshold) => phi >= threshold,
    score: inverse,
    patience: (options, window, score) => centre(options, window) + score * deviation(options, window),
    parts: (options, window, score) => [
      { name: 'mean interval', length: mean(window) }, { name: 'acceptable pause', length: options.acceptableHeartbeatPause },
      { name: spreadName(options, window, score), length: score * deviation(options, window) },
    ],
    density: (options, window, silence) => density((silence - mean(window)) / deviation(options, window)) / deviation(options, window),
  };
}

/** Hayashibara, Défago, Yared and Katayama (SRDS 2004): the normal's exact tail. Bootstrap and floor are not theirs. */
const normal: Flavour = {
  ...bell(normalPhi, normalPhiInverse, normalDensity), name: 'φ', formula: 'φ = −log₁₀ P(later), exact normal', hears: 'newest', assumes: true, records: () => true,
};

/**
 * Akka and Pekko. An interval is measured only if the peer was available when it ended: outliers stay out, but if the
 * true interval is more than the bootstrap tolerates, nothing is ever learnt and it flaps for ever.
 */
const akka: Flavour = {
  ...bell(akkaPhi, akkaPhiInverse, akkaDensity), name: 'Akka’s φ', formula: 'φ by Akka’s logistic approximation of the normal', hears: 'any', assumes: true,
  records: (_, __, wasTrusted) => wasTrusted,
};

/** Hazelcast's port of it moves the timestamp before it asks, so it always finds the peer available and records. */
const hazelcast: Flavour = { ...akka, name: 'Hazelcast’s φ', formula: 'φ by Akka’s logistic approximation, as Hazelcast has it', records: () => true };

/** Never 0, so that φ is never 0 ⁄ 0. */
const meanInterval = (window: SlidingWindow): number => Math.max(1, mean(window));

/** Cassandra (FailureDetector.java, ArrivalWindow): exponential, convicts strictly beyond the threshold. */
const cassandra: Flavour = {
  hears: 'newest',
  assumes: false,
  bootstrap: ({ initialValue }) => [initialValue],
  records: ({ initialValue, maxInterval }, interval) => interval <= (maxInterval || initialValue),
  phi: (_, window, silence) => silence / meanInterval(window) / ln10,
  suspects: (phi, threshold) => phi > threshold,
  score: threshold => threshold * ln10,
  patience: (_, window, score) => score * meanInterval(window),
  name: 'Cassandra’s φ',
  formula: 'φ = silence ÷ (mean interval × ln 10), exponential',
  parts: (_, window, score) => [
    { name: 'mean interval', length: meanInterval(window) }, { name: `${(score - 1).toFixed(1)} more of it`, length: (score - 1) * meanInterval(window) },
  ],
  density: (_, window, silence) => exp(-silence / meanInterval(window)) / meanInterval(window),
};

export const flavours = { normal, akka, cassandra, hazelcast } satisfies Record<string, Flavour>;
