import { akkaPhi } from '../../../src/estimators/akkaPhi.ts';
import { fixed } from '../../../src/estimators/fixed.ts';
import { normalPhi } from '../../../src/normal.ts';
import { NEVER, ms } from '../../../src/time.ts';
import { mean, push, slidingWindow, variance } from '../../../src/window.ts';
import { beatOf, regular } from '../../support/listen.ts';
import { Unsupported, type Units, type VectorCase } from '../vector.ts';
import { akkaDetector, type AkkaConfig } from './akkaDetector.ts';

interface Score { readonly timeDiff: number; readonly mean: number; readonly std: number }
interface Step { readonly at?: number; readonly do?: 'heartbeat'; readonly query?: 'phi' | 'isAvailable' | 'isMonitoring' }
interface Steps<C> { readonly config: C; readonly steps: readonly Step[] }

const standardScore = ({ timeDiff, mean: centre, std }: Score): number => (timeDiff - centre) / std;

/** The logistic evaluated in log space: Akka's formula in more digits than its doubles have. */
export function exactLogistic(y: number): number {
  const exponent = y * (1.5976 + 0.070566 * y * y);
  const tail = exponent > 0 ? exponent + Math.log1p(Math.exp(-exponent)) : Math.log1p(Math.exp(exponent));
  return tail / Math.LN10;
}

function isMonotonic({ timeDiffs, timeDiff, mean: centre, std, stds }: Partial<Score> & { timeDiffs?: string; stds?: number[] }): boolean {
  if (stds) {
    const sorted = stds.toSorted((a, b) => a - b).map(each => akkaPhi((timeDiff! - centre!) / each));
    return sorted.every((each, i) => i === 0 || each < sorted[i - 1]!);
  }
  const range = /^(-?\d+)\.\.(-?\d+) step (\d+)$/.exec(timeDiffs!);
  if (!range) throw new Unsupported();
  const [from, to, step] = range.slice(1).map(Number) as [number, number, number];
  const values = regular(Math.floor((to - from) / step) + 1, step, from).map(each => akkaPhi((each - centre!) / std!));
  return values.every((each, i) => i === 0 || each > values[i - 1]!);
}

/** Answers one step; "phi@400 == phi@3000" compares two answers given so far. */
function answers({ config, steps }: Steps<AkkaConfig>, { expect }: VectorCase): unknown[] {
  const detector = akkaDetector(config);
  const shown = new Map<number, number>();
  return steps.map(({ at = 0, query, ...step }, i) => {
    if (step.do === 'heartbeat') detector.heartbeat(at);
    if (query === 'isMonitoring') return detector.isMonitoring();
    if (query === 'isAvailable') return detector.isAvailable(at);
    if (query !== 'phi') return null;
    shown.set(at, detector.phi(at));
    return compared((expect as unknown[])[i], shown) ?? shown.get(at);
  });
}

function compared(expected: unknown, shown: ReadonlyMap<number, number>): Record<string, boolean> | undefined {
  const relation = typeof expected === 'object' && expected !== null ? Object.keys(expected)[0] : undefined;
  const sides = /^phi@(\d+) == phi@(\d+)$/.exec(relation ?? '');
  return sides ? { [relation!]: shown.get(Number(sides[1])) === shown.get(Number(sides[2])) } : undefined;
}

function deadline({ config, steps }: Steps<{ heartbeatInterval: number; acceptableHeartbeatPause: number }>): unknown[] {
  const timeout = (config.heartbeatInterval + config.acceptableHeartbeatPause) * ms;
  const state = fixed.init({ timeout, restart: 'any', cutoff: NEVER }, 0);
  return steps.map(({ at = 0, ...step }) => {
    if (step.do === 'heartbeat') fixed.observe(state, at * ms, beatOf(0));
    return step.query === 'isAvailable' ? at * ms < fixed.freshUntil(state) : null;
  });
}

function crossing(config: AkkaConfig, arrivals: readonly number[]) {
  const detector = akkaDetector(config);
  for (const at of arrivals) detector.heartbeat(at);
  const unavailableAtElapsedMs = Math.ceil(detector.patience(arrivals.at(-1)!) / ms);
  return { unavailableAtElapsedMs, availableAtElapsedMs: unavailableAtElapsedMs - 1 };
}

function asBoth({ config, arrivals, queryAt }: { config: AkkaConfig; arrivals: number[]; queryAt: number }) {
  const seen = (flavour: 'akka' | 'hazelcast') => {
    const detector = akkaDetector(config, flavour);
    for (const at of arrivals) detector.heartbeat(at);
    return { ...detector.statistics(queryAt), phi: detector.phi(queryAt), available: detector.isAvailable(queryAt) };
  };
  return { akka: seen('akka'), hazelcast: seen('hazelcast') };
}

const windowOf = (samples: readonly number[], size: number) => {
  const window = slidingWindow(size);
  for (const sample of samples) push(window, sample);
  return window;
};

/** Sums in whole numbers of 64 bits, then doubles: what the peer computes, and why a floor is not enough. */
function bothVariances({ samples: { count, value, last } }: { samples: { count: number; value: number; last: number } }) {
  const samples = [...Array<number>(count - 1).fill(value), last];
  const sum = samples.reduce((all, each) => all + BigInt(each), 0n);
  const squares = samples.reduce((all, each) => all + BigInt(each) * BigInt(each), 0n);
  const naiveMean = Number(sum) / count;
  return { naiveVariance: Number(squares) / count - naiveMean * naiveMean, mathematicalVariance: variance(windowOf(samples, count)) };
}

export const phiAkka: Units = {
  'phi-akka/1-10-phi': (input: Score) => 1 - 10 ** -akkaPhi(standardScore(input)),
  'phi-akka/phi-timediff-mean-std-akka-logistic': isMonotonic,
  'phi-akka/phi-timediff-mean-std-akka-logistic-2': (input: Score) => akkaPhi(standardScore(input)),
  'phi-akka/phi-at-standard-score-y-mean': (input: Score) => {
    const y = standardScore(input);
    return { logistic_double: akkaPhi(y), logistic_exact: exactLogistic(y), normal_exact: normalPhi(y) };
  },
  'phi-akka/detector-phi': answers,
  'phi-akka/phiaccrual-detector': answers,
  'phi-akka/population-mean-variance': ({ samples, max }: { samples: number[]; max: number }) => {
    const window = windowOf(samples, max);
    return { mean: mean(window), variance: variance(window) };
  },
  'phi-akka/deadline-detector-available-iff-lastheartbeat-interval': deadline,
  'phi-akka/deadline-detector': deadline,
  'phi-akka/first-integer-ms-after-last-heartbeat': ({ config, regularInterval }: { config: AkkaConfig; regularInterval: number }) =>
    crossing(config, regular(2_000, regularInterval)),
  'phi-akka/same-after-exactly-one-heartbeat-bootstrap': ({ config }: { config: AkkaConfig }) => crossing(config, [0]),
  'phi-akka/same-arrivals-akka-rule-record-only': asBoth,
  'phi-akka/e-x-2-mean-2-in': bothVariances,
};
