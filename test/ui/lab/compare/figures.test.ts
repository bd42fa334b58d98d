import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../sim/builtIn.ts';
import { measure, type Measured } from '../../../../sim/qos.ts';
import { resolve } from '../../../../sim/resolve.ts';
import { seedOf, simulate } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { comparePaired, pool } from '../../../../sim/statistics.ts';
import { figureRows } from '../../../../ui/lab/compare/figures.ts';
import { seedingOf, type SeedStatus } from '../../../../ui/lab/compare/seeding.ts';

const push = (timeout: string): ScenarioFile => ({
  flatline: 1, title: 'Small', seed: 'small', horizon: '30s', processes: 3,
  detector: { kind: 'push', interval: '500ms', estimator: { kind: 'fixed', timeout } },
  network: { latency: { kind: 'lognormal', median: '20ms', p99: '300ms' }, loss: { kind: 'independent', average: 0.2 } },
  faults: [{ id: 'a', at: '7250ms', kind: 'crash', how: 'kill', process: 1 }],
});
const [quick, slow] = [push('1200ms'), push('4s')];
const ran = (file: ScenarioFile, index: number): Measured => {
  const scenario = resolve(file, builtIn);
  return measure(simulate(scenario, { seed: seedOf(scenario.seed, index) }));
};
const runs = (file: ScenarioFile, count: number): Measured[] => Array.from({ length: count }, (_, i) => ran(file, i));
const report = (file: ScenarioFile, measured: readonly Measured[]): ReturnType<typeof pool> => pool(measured, { scenario: resolve(file, builtIn), version: '' });

describe('the table', () => {
  const [a, b] = [runs(quick, 12), runs(slow, 12)];
  const paired = comparePaired(a, b);
  const rows = figureRows([report(quick, a), report(slow, b)], [paired]);
  const row = (path: string): (typeof rows)[number] => rows.find(one => one.path === path)!;

  test('differences are those of the paired report, with their interval and their star', () => {
    const { difference } = paired.differences['detectionTime.mean']!;
    const [shown] = row('detectionTime.mean').differences;
    expect(Number(/[\d.]+/.exec(shown!.text)![0])).toBeCloseTo(difference.value! / 1_000, 3);
    expect(shown!.text).toMatch(/^\+[\d.]+ s$/);
    expect(shown!.interval).toMatch(/^\+[\d.]+ … \+[\d.]+$/);
    expect(shown!.sure).toBe(true);
  });

  test('mistakes are per hour, shares differ by points, and what has no difference says why', () => {
    expect(row('mistakeRate.total').values[0]!.text).toMatch(/ \/h$/);
    expect(row('mistakeRate.total').differences[0]!.text).toMatch(/^−[\d.]+ \/h$/);
    expect(row('queryAccuracy').differences[0]!.text).toMatch(/^\+[\d.]+ points$/);
    expect(row('mistakeDuration.mean').differences[0]).toMatchObject({ text: '–', sure: false });
    expect(row('mistakeDuration.mean').differences[0]!.why).not.toBe('');
  });

  test('a line has one unit; a quantile has the difference of the report, and without an interval its reason', () => {
    const { values: [fast, late], differences: [between] } = row('detectionTime.p50');
    expect([fast!.text, late!.text].map(text => text.split(' ')[1])).toEqual(['s', 's']);
    expect(between).toMatchObject({ interval: '', sure: false, why: 'an interval wants 20 runs' });
    expect(Number(late!.text.split(' ')[0]) - Number(fast!.text.split(' ')[0])).toBeCloseTo(Number(between!.text.slice(1).split(' ')[0]), 2);
  });

  test('one run has differences and no intervals; what nobody has is left out', () => {
    const one = figureRows([report(quick, a.slice(0, 1)), report(slow, b.slice(0, 1))], [comparePaired(a.slice(0, 1), b.slice(0, 1))]);
    expect(one.find(({ path }) => path === 'load.messages.total')!.differences[0]).toMatchObject({ interval: '', sure: false });
    expect(rows.some(({ path }) => path === 'splitBrain.total')).toBe(false);
  });
});

describe('runs over many seeds', () => {
  /** Does nothing until it is told to, and counts what it was asked for. */
  function fake(): { readonly seeding: ReturnType<typeof seedingOf>; readonly asked: string[]; readonly statuses: SeedStatus[]; finish(count?: number): void } {
    const asked: string[] = [], statuses: SeedStatus[] = [];
    const queue: (() => void)[] = [];
    let clock = 0;
    const seeding = seedingOf(() => statuses.push(seeding.status()), () => clock, (tasks, heard, signal) => {
      tasks.forEach((task, i) => queue.push(() => {
        if (signal.aborted) return;
        asked.push(`${(task.file.detector!['estimator'] as { timeout: string }).timeout} ${task.index}`);
        clock += 100;
        heard.measured(task, ran(task.file, task.index));
        if (i === tasks.length - 1) heard.done();
      }));
    });
    return { seeding, asked, statuses, finish: (count = Infinity) => { for (let i = 0; i < count && queue.length > 0; i++) queue.shift()!(); } };
  }

  test('go round by round, tell how long it will take, and are the runs of the command', () => {
    const { seeding, asked, statuses, finish } = fake();
    seeding.run([quick, slow], 3);
    expect(seeding.status()).toEqual({ kind: 'running', done: 0, of: 6, left: null });
    finish(2);
    expect(statuses.at(-1)).toEqual({ kind: 'running', done: 2, of: 6, left: 400 });
    expect(seeding.rounds([quick, slow], 3).map(each => each.length)).toEqual([1, 1]);
    finish();
    expect(asked).toEqual(['1200ms 0', '4s 0', '1200ms 1', '4s 1', '1200ms 2', '4s 2']);
    expect(seeding.status()).toEqual({ kind: 'idle' });
    expect(seeding.rounds([quick, slow], 3)).toEqual([runs(quick, 3), runs(slow, 3)]);
  });

  test('a column that comes costs its own runs only, one that goes none', () => {
    const { seeding, asked, finish } = fake();
    seeding.run([quick, slow], 2);
    finish();
    asked.length = 0;
    seeding.run([quick, slow, push('2s')], 2);
    finish();
    expect(asked).toEqual(['2s 0', '2s 1']);
    seeding.run([slow, push('2s')], 2);
    expect(seeding.status()).toEqual({ kind: 'idle' });
    expect(seeding.rounds([slow, push('2s')], 2).map(each => each.length)).toEqual([2, 2]);
  });

  test('stopped half-way, whole rounds are kept, and the rest can follow', () => {
    const { seeding, asked, finish } = fake();
    seeding.run([quick, slow], 4);
    finish(5);
    seeding.stop();
    finish();
    expect(seeding.status()).toEqual({ kind: 'stopped' });
    expect(seeding.rounds([quick, slow], 4).map(each => each.length)).toEqual([2, 2]);
    seeding.run([quick, slow], 4);
    finish();
    expect(asked).toHaveLength(8);
    expect(seeding.rounds([quick, slow], 4).map(each => each.length)).toEqual([4, 4]);
  });
});
