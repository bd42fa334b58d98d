/** Whoever does the runs, in whatever portions: the same sums. */
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { measure } from '../../../sim/qos.ts';
import { resolve } from '../../../sim/resolve.ts';
import { seedOf, simulate } from '../../../sim/run.ts';
import { evaluator } from '../../../sim/solve/evaluate.ts';
import { gathered } from '../../../sim/solve/kin.ts';
import type { Evaluator, Task } from '../../../sim/solve/problem.ts';
import { solve } from '../../../sim/solve/solve.ts';
import { pool } from '../../../sim/statistics.ts';
import { lossyLink, problemOf } from '../../support/solving.ts';

const seeds = Array.from({ length: 4 }, (_, i) => seedOf('kin', i));
const withTimeout = (timeout: string, more = {}): Task =>
  ({ seeds, file: lossyLink(0.3, { detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout }, ...more } }) });
const kin = (tasks: readonly Task[]) => gathered(tasks.map(({ file }) => resolve(file, builtIn)), tasks);

describe('settings of one estimator share a walk', () => {
  test('where they differ in one number, and in nothing else', () => {
    const tasks = [withTimeout('2s'), withTimeout('3s'), withTimeout('4s', { interval: '2s' }), withTimeout('5s')];
    expect(kin(tasks)).toEqual([
      { members: [0, 1, 3], walks: true, vary: { parameter: 'timeout', values: [2e6, 3e6, 5e6] } }, { members: [2], walks: true },
    ]);
  });

  test('but not where seeds, kinds or more than one number differ, nor where links touch', () => {
    expect(kin([withTimeout('2s'), { ...withTimeout('3s'), seeds: ['other'] }]).map(({ members }) => members)).toEqual([[0], [1]]);
    const chen = (margin: string): Task => ({ seeds, file: lossyLink(0.3, { detector: { kind: 'push', interval: '1s', estimator: { kind: 'chen', interval: '1s', margin } } }) });
    expect(kin([withTimeout('2s'), chen('1s'), chen('2s')]).map(({ members }) => members)).toEqual([[0], [1, 2]]);
    const pull = { seeds, file: lossyLink(0.3, { detector: { kind: 'pull' } }) };
    expect(kin([pull, pull])).toEqual([{ members: [0], walks: false }, { members: [1], walks: false }]);
  });

  test('and measure what each would alone, by the engine', () => {
    const tasks = [withTimeout('1500ms'), withTimeout('2500ms'), withTimeout('2500ms', { interval: '700ms' })];
    const results = evaluator({ keepsPairs: true })(tasks);
    tasks.forEach(({ file }, i) => {
      const scenario = resolve(file, builtIn);
      const meta = { scenario, version: 'test' };
      const engine = seeds.map(seed => measure(simulate(scenario, { seed })));
      expect(pool(results[i]!, meta).pooled).toEqual(pool(engine, meta).pooled);
    });
  });
});

test('a search comes out the same by the engine alone, and one task and one seed at a time, backwards', () => {
  const problem = problemOf(lossyLink(0.3), ['detector.estimator.timeout=1500ms,2500ms,3500ms,4500ms'], ['mistakeRate <= 30/h', 'detectionTime.p50 <= 5s'], { budget: 3_000 });
  const usual = evaluator();
  const backwards: Evaluator = tasks => tasks.map(({ file, seeds: all }) =>
    all.toReversed().flatMap(seed => usual([{ file, seeds: [seed] }])[0]!).toReversed());
  expect(JSON.stringify(solve(problem, backwards))).toBe(JSON.stringify(solve(problem, usual)));
});
