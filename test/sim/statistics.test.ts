import { describe, expect, it } from 'vitest';
import type { Measured } from '../../sim/qos.ts';
import type { Figure } from '../../sim/report.ts';
import { replicate, simulate } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { measure } from '../../sim/qos.ts';
import { comparePaired, detectorLabel, pool } from '../../sim/statistics.ts';
import { measured, plotted, report } from '../support/measuredStory.ts';
import { Script } from '../support/writeTrace.ts';

const heard = (): Script => new Script().starts(0, 0, 1).trusts(0, 0, 1);
/** A mistake at each of these milliseconds, of five each. */
const mistaken = (...at: number[]): Script => {
  const script = heard();
  for (const t of at) script.suspects(t * 1_000, 0, 1).trusts((t + 5) * 1_000, 0, 1);
  return script;
};
const regular = (count: number): number[] => Array.from({ length: count }, (_, i) => 3 + Math.floor((i * 990) / count));
const runsOf = (...counts: number[]): Measured[] => counts.map((count, i) => measured(mistaken(...regular(count)), { seed: `s#${i}` }));

/** Every leaf of a report, with its path. */
function leaves(node: unknown, path = ''): [string, unknown][] {
  if (typeof node !== 'object' || node === null) return [[path, node]];
  return Object.entries(node).flatMap(([key, child]) => leaves(child, `${path}.${key}`));
}

describe('pooling', () => {
  it('sums before it divides', () => {
    // a mean of ratios would weigh the short run like the long one
    const long = measured(mistaken(...regular(10)), { horizon: 1_000_000 });
    const short = measured(heard(), { horizon: 250_000, seed: 'other' });
    expect(report([long, short]).pooled.mistakeRate.total.value).toBe(10 / 1.25);
  });

  it('says what a figure rests on', () => {
    const { mistakeRate, runsWithMistake } = report(runsOf(2, 0, 3)).pooled;
    expect(mistakeRate.total.n).toEqual({ runs: 3, episodes: 5, mistakes: 5 });
    expect(runsWithMistake.value).toBeCloseTo(2 / 3, 12);
  });

  it('takes the Poisson interval of episodes for fewer than thirty, then the runs', () => {
    const few = report(runsOf(9, 20)).pooled.mistakeRate.total;
    expect(few.ci95![0]).toBeCloseTo(19.4218 / 2, 3);
    expect(few.ci95![1]).toBeCloseTo(41.6488 / 2, 3);
    // of two runs alike the jackknife knows no spread, whatever thirty and more events would say
    const alike = report(runsOf(20, 20)).pooled.mistakeRate.total;
    expect(alike.ci95![0]).toBeCloseTo(20, 9);
    expect(alike.ci95![1]).toBeCloseTo(20, 9);
    const unlike = report(runsOf(40, 20)).pooled.mistakeRate.total;
    expect(unlike.ci95![0]).toBeLessThan(1);
    expect(unlike.ci95![1]).toBeGreaterThan(500);
  });

  it('widens the Poisson interval where several are wrong in one episode', () => {
    const together = (): Script => {
      const script = new Script();
      for (const q of [0, 1]) script.starts(0, q, 2).trusts(0, q, 2);
      return script.suspects(100_000, 0, 2).suspects(110_000, 1, 2).trusts(120_000, 0, 2).trusts(130_000, 1, 2);
    };
    const { total } = report([measured(together(), { watches: [[2], [2], []] })], { watches: [[2], [2], []] }).pooled.mistakeRate;
    expect(total.n).toEqual({ runs: 1, episodes: 1, mistakes: 2 });
    expect(total.value).toBe(1);
    // one episode: 0.025 to 5.57 of them, of two mistakes each, in two seconds
    expect(total.ci95![0]).toBeCloseTo(0.0253178, 6);
    expect(total.ci95![1]).toBeCloseTo(5.5716434, 6);
  });

  it('takes a single long run apart into twenty batches, if each has ten episodes', () => {
    const even = report(runsOf(100)).pooled.mistakeRate.total;
    expect(even.ci95).toBeNull();
    const script = heard();
    for (let i = 0; i < 300; i++) script.suspects(i * 3_300 + 1_000, 0, 1).trusts(i * 3_300 + 2_000 + (i % 7) * 100, 0, 1);
    const { mistakeRate, mistakeDuration } = report([measured(script)]).pooled;
    expect(mistakeRate.total.ci95![0]).toBeGreaterThan(290);
    expect(mistakeRate.total.ci95![1]).toBeLessThan(310);
    expect(mistakeDuration.mean.ci95![0]).toBeLessThan(mistakeDuration.mean.value!);
  });

  it('bounds the chance that a run has a mistake where none had: 1 − 0.05^(1/runs)', () => {
    const { runsWithMistake } = report(runsOf(...Array<number>(20).fill(0))).pooled;
    expect(runsWithMistake.value).toBe(0);
    expect(runsWithMistake.bound!.atMost).toBeCloseTo(1 - 0.05 ** (1 / 20), 12);
  });

  it('takes `failed` for all runs where any run used it', () => {
    const quiet = measured(mistaken(100));
    const harsh = measured(heard().suspects(100_000, 0, 1).fails(200_000, 0, 1).trusts(300_000, 0, 1), { seed: 't' });
    const { pooled } = report([quiet, harsh]);
    expect(pooled.mistakes).toBe(1);
    expect(pooled.suspected!.mistakes).toBe(2);
  });

  it('gives quantiles intervals only where there are enough', () => {
    const crashes = (count: number): Measured[] => Array.from({ length: count }, (_, i) =>
      measured(heard().crashes(100_000, 1).suspects(150_000 + i, 0, 1), { seed: `s#${i}` }));
    const few = report(crashes(5)).pooled.detectionTime;
    expect(few.p50).toMatchObject({ value: 50.002, ci95: null });
    const more = report(crashes(400)).pooled.detectionTime;
    expect(more.p99.value).toBe(50.395);
    expect(more.p99.ci95![1]).toBe(50.399);
    expect(more.max).toEqual({ value: 50.399, ci95: null, n: { runs: 400, samples: 400, censored: 0 } });
  });

  it('knows one digest of one run, and all of several', () => {
    expect(report(runsOf(1)).digest).toBe('d');
    expect(report(runsOf(1, 2)).digest).toEqual(['d', 'd']);
    expect(() => report([])).toThrow(RangeError);
  });

  it('names the detector by what it is made of', () => {
    const phi = { kind: 'push', params: { estimator: { kind: 'phi', params: { flavour: 'akka' } } } };
    expect(detectorLabel({ detector: phi, service: null })).toBe('push phi akka');
    expect(detectorLabel({ detector: null, service: { kind: 'raft', params: {} } })).toBe('raft');
    expect(pool(runsOf(1), { scenario: plotted({}), version: '1', detector: 'mine' }).detector).toBe('mine');
  });
});

describe('a paired comparison', () => {
  it('subtracts run by run, and says what the common weather was worth', () => {
    // b makes one mistake more than a in each run: the runs differ, the difference does not
    const [a, b] = [runsOf(2, 9, 4, 30, 12), runsOf(3, 10, 5, 31, 13)];
    const { runs, differences } = comparePaired(a, b);
    expect(runs).toBe(5);
    const rate = differences['mistakeRate.total']!;
    expect(rate.a).toBeCloseTo(57 / 5, 9);
    expect(rate.difference.value).toBeCloseTo(1, 9);
    expect(rate.difference.ci95![0]).toBeCloseTo(1, 9);
    expect(rate.varianceRatio).toBeLessThan(1e-9);
    expect(differences['splitBrain.total']).toBeUndefined();
  });

  it('finds nothing gained where the two have nothing in common', () => {
    const { differences } = comparePaired(runsOf(1, 2, 3, 4, 5, 6), runsOf(3, 6, 1, 5, 2, 4));
    const { varianceRatio } = differences['mistakeRate.total']!;
    expect(varianceRatio).toBeGreaterThan(0.5);
    expect(varianceRatio).toBeLessThan(1.6);
  });

  it('says that a mean of T_D cannot be told where a crash was censored', () => {
    const censored = [measured(heard().crashes(900_000, 1))];
    const seen = [measured(heard().crashes(900_000, 1).suspects(950_000, 0, 1))];
    expect(comparePaired(censored, seen).differences['detectionTime.mean']).toMatchObject({ a: null, b: 50, difference: { value: null } });
  });

  it('refuses different weather', () => {
    expect(() => comparePaired(runsOf(1, 2), runsOf(1))).toThrow(/2 runs cannot be paired with 1/);
    expect(() => comparePaired([measured(heard(), { seed: 'x' })], [measured(heard(), { seed: 'y' })])).toThrow(/not the same weather/);
  });
});

describe('from a scenario to a report', () => {
  const file = (estimator: object): ScenarioFile => ({
    flatline: 1, title: 'Five', seed: 'five', horizon: '60s', processes: 5, watches: 'all',
    detector: { kind: 'push', interval: '500ms', estimator },
    network: { latency: { kind: 'lognormal', median: '5ms', p99: '60ms' }, loss: { kind: 'independent', average: 0.3 } },
    faults: [{ id: 'a', at: '20s', for: '10s', kind: 'crash', process: 3 }, { id: 'b', at: '40s', for: '5s', kind: 'pause', process: 1 }],
  });
  const fixed = { kind: 'fixed', timeout: '1300ms' };

  it('no leaf is infinite or not a number, and JSON keeps all of it', () => {
    const whole = report([...replicate(file(fixed), 3)].map(run => measure(run)), { watches: [[], [], [], [], []] });
    const odd = leaves(whole).filter(([, leaf]) => (typeof leaf === 'number' && !Number.isFinite(leaf)) || leaf === undefined);
    expect(odd).toEqual([]);
    expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
  });

  it('measures what it did: P_A = 1 − E(T_M)/E(T_MR), four detections within the promise, the pause as a cause', () => {
    const run = simulate(file(fixed));
    const { pooled } = pool([measure(run)], { scenario: run.scenario, version: '0' });
    expect(pooled.mistakes).toBeGreaterThan(20);
    expect(pooled.queryAccuracy.value).toBeCloseTo(1 - pooled.mistakeDuration.mean.value! / pooled.mistakeRecurrence.mean.value!, 12);
    expect(pooled.detectionTime).toMatchObject({ crashes: 4, samples: 4, missed: 0, censored: 0 });
    expect(pooled.detectionTime.max.value).toBeLessThanOrEqual(1_300 + 500);
    expect(pooled.detectionTime.last.mean.value).toBe(pooled.detectionTime.max.value);
    expect(pooled.recoveryDetection.samples + pooled.recoveryDetection.censored).toBe(4);
    expect(pooled.mistakeRate.byCause.peerPaused.value).toBeGreaterThan(0);
    expect(pooled.unheard.samples).toBeGreaterThanOrEqual(20);
    expect(Object.keys(pooled.pairs)).toHaveLength(20);
    expect(pooled.load.messages.byPurpose.heartbeat!.value).toBeGreaterThan(7);
    expect(leaves(pooled).length).toBeGreaterThan(500);
  });

  it('compares two timeouts under the same weather: the longer makes fewer mistakes, surely', () => {
    const measuredOf = (timeout: string): Measured[] => [...replicate(file({ kind: 'fixed', timeout }), 12)].map(run => measure(run));
    const { differences } = comparePaired(measuredOf('1300ms'), measuredOf('1800ms'));
    const rate: Figure = differences['mistakeRate.total']!.difference;
    expect(rate.ci95![1]).toBeLessThan(0);
    // what both would have got wrong is no news
    expect(differences['detectionTime.mean']!.varianceRatio).toBeLessThan(0.8);
  });
});
