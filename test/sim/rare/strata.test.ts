/** Strata of a fault's length, against what the geometry of one pause and one cut says. */
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { rareByLength, stratifiable, type StrataReport } from '../../../sim/rare/strata.ts';
import { resolve } from '../../../sim/resolve.ts';

const story = (fault: object): object => ({
  flatline: 1, seed: 'strata', horizon: '90s', processes: 2, watches: [[0, 1]],
  detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '10s' } }, network: { latency: { kind: 'constant', value: '5ms' } },
  faults: [{ id: 'a', at: { uniform: ['60s', '61s'] }, ...fault }],
});

function reportOf(fault: object, error = 0.15): StrataReport {
  const scenario = resolve(story(fault), builtIn);
  return rareByLength(scenario, stratifiable(scenario)!, { error });
}

/** ∫₀¹ P(length > 10 − u) du: the last beat before the fault left u before it, and the next one leaves at its end. */
const exceeded = (beyond: (length: number) => number): number =>
  Array.from({ length: 1_000 }, (_, i) => beyond(10 - (i + 0.5) / 1_000)).reduce((sum, share) => sum + share, 0) / 1_000;

function agrees({ perRun: { value, ci95 }, heaviest, plainRuns, runs }: StrataReport, truth: number, saving: number): void {
  const error = Math.log(ci95![1] / ci95![0]) / 2 / 1.96;
  expect(error).toBeLessThan(0.12);
  expect(Math.abs(Math.log(value! / truth)), `${value} against ${truth}`).toBeLessThan(4 * error);
  expect(heaviest).toBeLessThan(0.2);
  expect(plainRuns! / runs).toBeGreaterThan(saving);
}

describe('the chance that one fault causes a mistake', () => {
  test('a pause of exponential length', () => {
    agrees(reportOf({ kind: 'pause', process: 1, for: { kind: 'exponential', mean: '500ms' } }), exceeded(length => Math.exp(-length / 0.5)), 10_000);
  });

  test('a pause with a heavy tail', () => {
    agrees(reportOf({ kind: 'pause', process: 1, for: { kind: 'pareto', scale: '10ms', shape: 2.5 } }), exceeded(length => (0.01 / length) ** 2.5), 10_000);
  });

  // the tenth beat that is lost would have come just in time: it left 10 − u after the cut began
  test('a partition, which loses the beats in it', () => {
    agrees(reportOf({ kind: 'partition', groups: [[0], [1]], for: { kind: 'exponential', mean: '500ms' } }), exceeded(length => Math.exp(-length / 0.5)), 10_000);
  });
});

test('strata say what they rest on', () => {
  const report = reportOf({ kind: 'pause', process: 1, for: { kind: 'exponential', mean: '500ms' } });
  expect(report.strata.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  expect(report.strata.reduce((sum, { hits }) => sum + hits, 0)).toBe(report.hits);
  const with_ = report.strata.filter(({ mistakes }) => mistakes > 0);
  expect(Math.min(...with_.map(({ longest }) => longest))).toBeGreaterThan(9_000_000);
  expect(report.strata[0]).toMatchObject({ shortest: 1, hits: 0 });
});

describe('refuses', () => {
  const reading = (change: object) => () => stratifiable(resolve({ ...story({ kind: 'pause', process: 1, for: { kind: 'exponential', mean: '1s' } }), ...change }, builtIn));
  const line = { at: '60s', kind: 'pause', process: 1, for: { kind: 'exponential', mean: '1s' } };

  test.each([
    ['two random lengths', [{ id: 'a', ...line }, { id: 'b', ...line }], /^\$\.faults\[1\]\.for: .*fix the others/],
    ['a fault that comes again', [{ id: 'a', ...line, every: '1h' }], /^\$\.faults\[0\]\.every: /],
    ['a mixture', [{ id: 'a', ...line, for: { kind: 'mixture', parts: [{ weight: 1, law: { kind: 'constant', value: '1s' } }] } }], /mixture/],
  ])('%s', (_, faults, problem) => expect(reading({ faults })).toThrow(problem));

  test('what no length brings about', () => {
    const report = reportOf({ kind: 'pause', process: 1, for: { kind: 'uniform', low: '1s', high: '2s' } });
    expect(report.perRun).toMatchObject({ value: null, why: expect.stringMatching(/^no length causes a mistake/) as unknown });
  });

  test('nothing where no length is random', () => {
    expect(reading({ faults: [{ ...line, id: 'a', for: '3s' }] })()).toBeUndefined();
  });
});
