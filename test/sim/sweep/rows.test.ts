import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { evaluate } from '../../../sim/evaluate.ts';
import type { Figure } from '../../../sim/report.ts';
import { columnsOf, type Cell } from '../../../sim/sweep/columns.ts';
import { planOf, type Plan } from '../../../sim/sweep/plan.ts';
import { lineOf, rowsOf } from '../../../sim/sweep/rows.ts';
import { belongs, partName, readShard, shareOf, tasksOf } from '../../../sim/sweep/shards.ts';

/** Mistakes, a crash, a recovery, several detectors. */
const document = {
  flatline: 1, title: 'Lossy', seed: 'lossy', horizon: '60s', processes: 3,
  detectors: [{ kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '1500ms' } }, { kind: 'swim' }],
  network: { latency: { kind: 'exponential', mean: '20ms' }, loss: { kind: 'independent', average: 0.2 } },
  faults: [{ id: 'a', at: '30s', for: '10s', kind: 'crash', how: 'kill', process: 1 }],
  expect: ['mistakes == 0'],
};
const plan = planOf({ document, vary: ['detectors[0].interval=1s,500ms', 'network.loss.average=0.1,0.3'], runs: 3 }, builtIn);
const named = (of: Plan, task: number): Record<string, Cell> => JSON.parse(lineOf(columnsOf(of).map(({ name }) => name), rowsOf(of, builtIn)(task))) as Record<string, Cell>;

describe('a row', () => {
  test('is a function of the plan and its number, whatever was computed before', () => {
    const inOrder = rowsOf(plan, builtIn);
    const expected = Array.from({ length: plan.tasks }, (_, task) => inOrder(task));
    fc.assert(fc.property(fc.shuffledSubarray(Array.from({ length: plan.tasks }, (_, i) => i), { maxLength: 6 }), tasks => {
      const rows = rowsOf(plan, builtIn);
      for (const task of tasks) expect(rows(task)).toEqual(expected[task]);
    }), { numRuns: 10 });
  });

  test('holds the figures and the digest of that very run', () => {
    const row = named(plan, 9); // setting 1, the second detector, its first run
    const own = { ...document, detectors: undefined, detector: { ...document.detectors[1]! }, network: { ...document.network, loss: { kind: 'independent', average: 0.3 } } };
    const report = evaluate(JSON.parse(JSON.stringify(own)) as never, { seed: 'lossy' });
    const value = ({ value: of }: Figure): number | null => of;
    expect(row).toMatchObject({
      setting: 1, replicate: 0, seed: 'lossy', detector: 'swim', 'detectors[0].interval_ms': 1_000, 'network.loss.average': 0.3, digest: report.digest,
      mistakes: report.pooled.mistakes, undetected: report.pooled.undetected, mistake_rate_per_s: value(report.pooled.mistakeRate.total),
      query_accuracy: value(report.pooled.queryAccuracy), detection_time_mean_ms: value(report.pooled.detectionTime.mean),
      messages_per_s: value(report.pooled.load.messages.total), split_brain_count: null, expectations_unmet: report.pooled.mistakes === 0 ? 0 : 1,
    });
  });

  test('pools: sums over rows give the figures of all runs together', () => {
    const rows = [0, 1, 2].map(task => named(plan, task));
    const own = { ...document, detectors: undefined, detector: { ...document.detectors[0]!, interval: '1s' }, network: { ...document.network, loss: { kind: 'independent', average: 0.1 } } };
    const { pooled } = evaluate(JSON.parse(JSON.stringify(own)) as never, { runs: 3 });
    const sum = (column: string): number => rows.reduce((total, row) => total + (row[column] as number), 0);
    expect(sum('mistakes')).toBe(pooled.mistakes);
    expect(sum('mistakes')).toBeGreaterThan(0);
    expect(sum('mistakes') / sum('exposure_s')).toBeCloseTo(pooled.mistakeRate.total.value!, 10);
    expect(1 - sum('wrong_s') / sum('exposure_s')).toBeCloseTo(pooled.queryAccuracy.value!, 10);
    expect(sum('detection_time_sum_ms') / sum('detected')).toBeCloseTo(pooled.detectionTime.mean.value!, 6);
    const byCause = ['observer_paused', 'peer_paused', 'no_path', 'innocent'].map(cause => sum(`mistakes_${cause}`));
    expect(byCause.reduce((a, b) => a + b)).toBe(pooled.mistakes);
  });

  test('of a service has its figures, and null for what it lacks', () => {
    const service = planOf({ document: {
      flatline: 1, seed: 's', horizon: '20s', processes: 3, service: { kind: 'primaryBackup', clients: 1, every: '100ms' },
      detector: { kind: 'push', interval: '500ms', estimator: { kind: 'fixed', timeout: '2s' } },
      faults: [{ id: 'c', at: '5s', for: '6s', kind: 'partition', groups: [[0], [1, 2]] }],
    }, vary: ['service.quorum=true,false'] }, builtIn);
    const [without, withQuorum] = [named(service, 1), named(service, 0)];
    expect(without).toMatchObject({ 'service.quorum': false, misroutes: null });
    expect(without['split_brain_total_ms']).toBeGreaterThan(0);
    expect(withQuorum['split_brain_total_ms']).toBe(0);
  });
});

test('every column is measured in some run', () => {
  const routed = {
    flatline: 1, seed: 'r', horizon: '20s', processes: [{ name: 'lb', role: 'balancer' }, { name: 'a', role: 'backend' }, { name: 'b', role: 'backend' }, { name: 'c', role: 'client' }],
    service: { kind: 'loadBalancer' }, detector: { kind: 'riseFall' }, faults: [{ id: 'a', at: '5s', kind: 'crash', process: 1 }],
  };
  const led = {
    flatline: 1, seed: 'led', horizon: '60s', processes: 3, service: { kind: 'primaryBackup', clients: 1, every: '100ms' },
    detector: { kind: 'push', interval: '500ms', estimator: { kind: 'fixed', timeout: '2s' } }, faults: [{ id: 'c', at: '5s', for: '30s', kind: 'crash', process: 0 }],
  };
  const rows = [named(plan, 0), ...[routed, led].map(each => named(planOf({ document: each, vary: [] }, builtIn), 0))];
  expect(columnsOf({ axes: [] }).map(({ name }) => name).filter(name => rows.every(row => row[name] === null))).toEqual([]);
});

describe('columns', () => {
  const columns = columnsOf(plan);
  test('have one name each, and a meaning', () => {
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
    for (const { name, meaning } of columns) expect(meaning, name).toMatch(/\S/);
  });

  test('say their unit where they have one, and hold what they say', () => {
    const units = /_(ms|s|per_s)$/;
    const without = new Set(['query_accuracy', 'network.loss.average']);
    for (const { name, kind } of columns) if (kind === 'number' && !without.has(name)) expect(name).toMatch(units);
    const row = named(plan, 0);
    for (const { name, kind } of columns) {
      const cell = row[name];
      if (cell === null) continue;
      expect(typeof cell, name).toBe(kind === 'text' ? 'string' : kind === 'flag' ? 'boolean' : 'number');
      if (kind === 'whole') expect(Number.isInteger(cell), name).toBe(true);
    }
  });

  test.each([
    ['detector.interval=1s,2s', 'detector.interval_ms', 'number'], ['processes=3,4', 'processes', 'whole'], ['detector.kind=push,swim', 'detector.kind', 'text'],
    ['detector={"kind":"push"},{"kind":"swim"}', 'detector_json', 'text'], ['faults[0].for=1s,never', 'faults[0].for', 'text'],
  ])('of %s: %s', (vary, name, kind) => {
    const single = { flatline: 1, horizon: '10s', processes: 3, detector: { kind: 'push' }, faults: [{ id: 'a', at: '1s', kind: 'pause', process: 0, for: '1s' }] };
    expect(columnsOf(planOf({ document: single, vary: [vary] }, builtIn))[8]).toMatchObject({ name, kind });
  });
});

describe('shards', () => {
  const anyShards = fc.integer({ min: 1, max: 9 }).chain(of => fc.record({ tasks: fc.integer({ min: 0, max: 60 }), of: fc.constant(of) }));
  test('of any number share out every task once, and know how many they have', () => {
    fc.assert(fc.property(anyShards, ({ tasks, of }) => {
      const shards = Array.from({ length: of }, (_, i) => ({ index: i + 1, of }));
      expect(shards.flatMap(shard => [...tasksOf(tasks, shard)]).sort((a, b) => a - b)).toEqual(Array.from({ length: tasks }, (_, i) => i));
      for (const shard of shards) {
        expect([...tasksOf(tasks, shard)].length).toBe(shareOf(tasks, shard));
        expect([...tasksOf(tasks, shard)].every(task => belongs(task, shard))).toBe(true);
      }
    }));
  });

  test.each([['1/1', { index: 1, of: 1 }], ['3/16', { index: 3, of: 16 }], ['0/3', undefined], ['4/3', undefined], ['1', undefined], ['a/b', undefined], ['1/0', undefined]])(
    '%s', (text, shard) => expect(readShard(text)).toEqual(shard));
  test('are called by their place', () => expect(partName({ index: 3, of: 16 })).toBe('part-3-of-16'));
});
