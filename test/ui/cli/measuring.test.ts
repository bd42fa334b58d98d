import { describe, expect, test } from 'vitest';
import { resolveAll } from '../../../sim/resolve.ts';
import { builtIn } from '../../../sim/builtIn.ts';
import { endedText, type Ended } from '../../../ui/cli/ended.ts';
import { allWarnings, exitOf, maySeveral, outcomes } from '../../../ui/cli/measuring.ts';
import type { Plan } from '../../../ui/cli/plan.ts';
import { isEstimate } from '../../../ui/cli/precision.ts';
import { Pulse } from '../../../ui/cli/pulse.ts';

const estimators = [{ kind: 'fixed', timeout: '1500ms' }, { kind: 'fixed', timeout: '2500ms' }];
function plan(expect: readonly string[] = [], several = false): Plan {
  const detectors = estimators.map(estimator => ({ kind: 'push', interval: '1s', estimator }));
  const file = {
    flatline: 1, seed: 'u', horizon: '60s', processes: 2, watches: [[0, 1]], expect, ...(several ? { detectors } : { detector: detectors[0] }),
    network: { latency: { kind: 'exponential', mean: '20ms' }, loss: { kind: 'independent', average: 0.3 } },
  };
  return { registry: builtIn, entries: resolveAll(file, builtIn) };
}
const shares: number[] = [];
const work = (stopped?: () => boolean) => ({ pulse: new Pulse(), progressed: (share: number) => { shares.push(share); }, ...(stopped && { stopped }) });
const run = (asked: Partial<Parameters<typeof outcomes>[1]>, of = plan(), stopped?: () => boolean) =>
  outcomes(of, { runs: undefined, until: undefined, timeBudget: undefined, ...asked }, work(stopped));

describe('until an interval is tight', () => {
  test('the report is of fresh seeds, as many as the pilot, and can be had again by its own seed', () => {
    const { all: [found], ended } = run({ until: { path: undefined, within: 0.1 } });
    expect(ended).toMatchObject({ by: 'interval', figure: 'mistakeRate.total', within: 0.1, atMost: 10_000 });
    expect(ended!.pilot).toBe(ended!.runs);
    expect(found!.report.seed).toBe('u#fresh');
    const { value, ci95 } = found!.report.pooled.mistakeRate.total;
    expect(ended!.reached).toBeCloseTo((ci95![1] - ci95![0]) / 2 / value!, 12);
    const fresh = plan();
    const again = run({ runs: ended!.runs }, { ...fresh, entries: fresh.entries.map(entry => ({ ...entry, scenario: { ...entry.scenario, seed: 'u#fresh' } })) });
    expect(again.all[0]!.report).toEqual(found!.report);
    expect(again.ended).toBeUndefined();
  });

  test('it is the first estimate that the scenario states something of, unless another is named', () => {
    expect(run({ until: { path: undefined, within: 0.5 } }, plan(['mistakes < 9', 'mistakeDuration.max < 9s', 'mistakeDuration.mean < 9s'])).ended!.figure).toBe('mistakeDuration.mean');
    expect(run({ until: { path: 'queryAccuracy', within: 0.5 } }, plan(['mistakeDuration.mean < 9s'])).ended!.figure).toBe('queryAccuracy');
  });

  test('of several detectors, in the least precise of them; all have the same weather', () => {
    const { all, ended } = run({ until: { path: undefined, within: 0.2 } }, plan([], true));
    expect(all.map(({ report }) => report.runs)).toEqual([ended!.runs, ended!.runs]);
    const reach = all.map(({ report: { pooled: { mistakeRate: { total: { value, ci95 } } } } }) => (ci95![1] - ci95![0]) / 2 / value!);
    expect(ended!.reached).toBe(Math.max(...reach));
    expect(all[0]!.measured.map(({ seed }) => seed)).toEqual(all[1]!.measured.map(({ seed }) => seed));
  });

  test('--runs is the most', () => {
    expect(run({ runs: 70, until: { path: undefined, within: 0.0001 } }).ended).toMatchObject({ by: 'runs', runs: 60, pilot: 60, atMost: 70 });
    expect(() => run({ runs: 29, until: { path: undefined, within: 0.1 } })).toThrow('--until-ci looks at 30 runs first, and --runs allows 29');
  });

  test.each([
    ['mistakes', /a count, a sum or an extreme/], ['mistakeDuration.max', /a count, a sum or an extreme/], ['splitBrain.share', /no such figure/], ['mistakeDuration.p51', /there is mean, p50/],
  ])('%s is refused after one run', (path, message) => {
    shares.length = 0;
    expect(() => run({ until: { path, within: 0.1 } })).toThrow(message);
    expect(shares).toHaveLength(100);
  });

  test('progress rises to all of it', () => {
    shares.length = 0;
    run({ until: { path: undefined, within: 0.3 } });
    expect(shares.at(-1)).toBeCloseTo(1, 9);
    expect(Math.min(...shares)).toBeGreaterThan(0);
  });
});

test('where the number is open, many pairs allow fewer runs', () => {
  const mesh = { flatline: 1, horizon: '1ms', processes: 40, detector: { kind: 'push', interval: '1s', estimator: estimators[0] }, network: { latency: { kind: 'constant', value: '1ms' } } };
  expect(run({ timeBudget: 0 }, { registry: builtIn, entries: resolveAll(mesh, builtIn) }).ended!.atMost).toBe(Math.floor(2_000_000 / (40 * 39)));
});

describe('a stop in between', () => {
  test('the time is spent: at least one run', () => {
    const { ended, all } = run({ timeBudget: 0 });
    expect(ended).toMatchObject({ by: 'time', timeBudget: 0 });
    expect(all[0]!.report.runs).toBe(ended!.runs);
  });

  test('Ctrl-C drops the run it falls in, of every detector, and shows the rest', () => {
    let calls = 0;
    const found = run({ runs: 50 }, plan([], true), () => calls++ >= 450);
    // two whole rounds of two runs, a hundred glances each; the third is cut
    expect(found.all.map(({ report }) => report.runs)).toEqual([2, 2]);
    expect(found.ended).toEqual({ by: 'interrupt', runs: 2, atMost: 50 });
    expect([exitOf(found, 0), exitOf(run({ runs: 2 }), 1)]).toEqual([130, 1]);
  });

  test('before the first run has ended there is nothing to show', () =>
    expect(() => run({ runs: 50 }, plan(), () => true)).toThrow('stopped before the first run had ended'));

  test('few fresh runs are worth less than the pilot', () => {
    let calls = 0;
    const { ended, all } = run({ until: { path: undefined, within: 0.5 } }, plan(), () => calls++ >= 3_500);
    expect(ended).toMatchObject({ by: 'interrupt', runs: 30 });
    expect(ended!.pilot).toBeUndefined();
    expect(all[0]!.report.seed).toBe('u');
  });
});

describe('what ended it, in words', () => {
  const ended = (rest: Partial<Ended>): string => endedText({ by: 'runs', runs: 60, atMost: 100, ...rest });
  const goal = { figure: 'mistakeRate.total', within: 0.05 };
  test.each<[Partial<Ended>, string]>([
    [{ by: 'interval', pilot: 60, ...goal, reached: 0.047 }, 'ended by --until-ci after 60 runs to find how many are wanted and 60 fresh ones: mistakeRate.total is known within ± 4.7 %'],
    [{ ...goal, reached: 0.21 }, 'ended by --runs (at most 100) after 60, before --until-ci was reached: mistakeRate.total is known within ± 21 %, 5 % asked for'],
    [{ ...goal, reached: null }, 'ended by --runs (at most 100) after 60, before --until-ci was reached: mistakeRate.total has no interval relative to its value yet'],
    [{ by: 'time', timeBudget: 30_000 }, 'ended by --time-budget (30 s) after 60 runs'], [{ by: 'time', timeBudget: 500, runs: 1 }, 'ended by --time-budget (0.5 s) after 1 run'],
    [{ timeBudget: 30_000 }, 'ended by --runs after 60'], [{ by: 'interrupt' }, 'interrupted after 60 of 100 runs'],
  ])('%j', (rest, text) => expect(ended(rest)).toBe(text));
});

test('an estimate has an interval, or would have one of more runs', () => {
  const { all: [found] } = run({ runs: 2 });
  expect(['mistakeRate', 'mistakeDuration.p99', 'mistakes', 'mistakeDuration.max', 'exposure', 'nothing'].map(path => isEstimate(found!.report, path)))
    .toEqual([true, true, false, false, false, false]);
});

test('what may last is what has several runs', () => {
  const asked = { runs: undefined, until: undefined, timeBudget: undefined };
  expect([maySeveral(asked, 1), maySeveral(asked, 30), maySeveral({ ...asked, runs: 2 }, 1), maySeveral({ ...asked, timeBudget: 1 }, 1)]).toEqual([false, true, true, true]);
});

test('a warning is said once, with those whom it concerns', () => {
  const { all } = run({ runs: 1 }, plan([], true));
  const [one, other] = all.map((outcome, i) => ({ ...outcome, report: { ...outcome.report, warnings: i === 0 ? ['both', 'one'] : ['both'] } }));
  expect(allWarnings([one!, other!])).toEqual(['flatline: warning: both', `flatline: warning: ${one!.label}: one`]);
});
