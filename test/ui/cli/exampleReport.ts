/** A report made by hand, to test how it is told. */
import type { Basis, Detection, Distribution, Figure, Leadership, Lengths, Pooled, Report, Spans, Step, Traffic, Unavailability } from '../../../sim/report.ts';

export const figure = (value: number | null, n: Basis = { runs: 1 }, rest: Partial<Figure> = {}): Figure => ({ value, ci95: null, n, ...rest });
export const unmeasured = (why: string): Figure => ({ value: null, ci95: null, why, n: { runs: 1 } });

export const distribution = (values: readonly number[]): Distribution => {
  const at = (share: number): Figure => (values.length === 0 ? unmeasured('there were none')
    : figure(values[Math.min(values.length - 1, Math.floor(share * values.length))]!, { runs: 1, samples: values.length, mistakes: values.length }));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean: values.length === 0 ? at(0) : figure(mean, { runs: 1, samples: values.length, mistakes: values.length }), p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
};

const lengths = (values: readonly number[]): Lengths => ({ ...distribution(values), samples: values.length, censored: 0 });
const detection = (values: readonly number[], crashes = values.length > 0 ? 1 : 0): Detection =>
  ({ ...distribution(values), crashes, samples: values.length, missed: 0, censored: 0 });
const spans = (count: number, longest = 0): Spans =>
  ({ count, total: figure(count * longest), longest: figure(longest), share: figure(0.01 * count) });
const step = (mean: number): Step => ({ mean: figure(mean), min: figure(mean - 1), max: figure(mean + 1) });
const traffic = (value: number): Traffic => ({ total: figure(value), byPurpose: { heartbeat: figure(value * 0.75), ack: figure(value * 0.25) }, byProcess: { n0: figure(value) } });
const probes = (failed: number): Unavailability =>
  ({ failed, probes: 100, unresolved: 0, total: figure(failed * 20), longest: figure(failed * 10), resolution: figure(20) });

export const leadership: Leadership = {
  splitBrain: { ...spans(1, 3_200), writes: 7, writesByEach: { n0: 5, n1: 2 } }, dualClaim: spans(1, 3_300), leaderless: spans(0),
  acknowledgedWrites: 120, lostWrites: { total: 5, overlap: 4, replicationLag: 1, unresolved: 2 }, staleReads: 3, fencedWrites: 6, lateEffects: 0,
  unavailability: { reads: probes(0), writes: probes(9), byClient: { c0: { reads: probes(0), writes: probes(9) } } },
  failover: { count: 1, detect: step(3_000), agree: step(10), act: step(20), reach: step(30), total: step(3_060) },
};

const clean = { observerPaused: figure(0), peerPaused: figure(0), noPath: figure(0), innocent: figure(0) };

/** One crash, noticed by four monitors; two mistakes. */
export const pooled = (change: Partial<Pooled> = {}): Pooled => ({
  exposure: figure(1_200_000), mistakes: 2,
  mistakeRate: { total: figure(1 / 600, { runs: 1, mistakes: 2, episodes: 2 }, { ci95: [0.0002, 0.006] }), byCause: { ...clean, innocent: figure(1 / 600, { runs: 1, mistakes: 2 }) } },
  mistakeRecurrence: distribution([600_000, 600_000]), mistakeDuration: distribution([900, 1_100]), goodPeriod: distribution([599_000, 599_000]),
  queryAccuracy: figure(0.99983, { runs: 1, mistakes: 2 }), runsWithMistake: figure(1),
  detectionTime: { ...detection([2_900, 3_000, 3_100, 3_210], 4), first: detection([2_900]), majority: detection([3_100]), last: detection([3_210]) },
  undetected: 0, detectedShare: figure(1), recoveryDetection: lengths([]), unheard: lengths([500]), accusation: spans(2, 1_100), collective: spans(0),
  pairs: { 'n0>n1': { exposure: figure(60_000), mistakes: 1, mistakeRate: figure(0.1), mistakeDuration: figure(900), queryAccuracy: figure(0.99), detectionTime: { mean: figure(2_900), max: figure(2_900), samples: 1, missed: 0, censored: 0 } } },
  load: { messages: traffic(4), bytes: traffic(132), busiest: { link: 'n0>n1', wait: figure(12.5) }, selfInflicted: { drops: 0, delayed: 3, meanWait: figure(2.5), longestWait: figure(12.5) } },
  ...change,
});

export const report = (change: Partial<Report> = {}): Report => ({
  measures: 1, scenario: 'One crash', version: '0.1.0', seed: 'one', runs: 1, digest: '0123456789abcdef', detector: 'push fixed',
  pooled: pooled(), warnings: [], ...change,
});

export const noMistakes: Partial<Pooled> = {
  mistakes: 0,
  mistakeRate: { total: figure(0, { runs: 1, mistakes: 0 }, { ci95: [0, 0.003], bound: { atMost: 0.0025 } }), byCause: clean },
  mistakeDuration: distribution([]), mistakeRecurrence: distribution([]), goodPeriod: distribution([]), queryAccuracy: figure(1),
};

export const noCrash: Partial<Pooled> = {
  detectionTime: { ...detection([]), first: detection([]), majority: detection([]), last: detection([]) },
};

