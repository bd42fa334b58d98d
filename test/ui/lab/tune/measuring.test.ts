/** A cell of the map is what the command says of that setting, under the same seeds, to the last digit. */
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../sim/builtIn.ts';
import { measure } from '../../../../sim/qos.ts';
import { resolve } from '../../../../sim/resolve.ts';
import { replicate, simulate } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { pool } from '../../../../sim/statistics.ts';
import { columnsOf } from '../../../../sim/sweep/columns.ts';
import { planOf as sweepPlanOf } from '../../../../sim/sweep/plan.ts';
import { rowsOf } from '../../../../sim/sweep/rows.ts';
import { curve } from '../../../../sim/walk/curve.ts';
import { fieldOf, type Asked, type Measure, type Plan } from '../../../../ui/lab/tune/model/cells.ts';
import { fileAt, found } from '../../../../ui/lab/tune/work/measuring.ts';
import { momentOf } from '../../../../ui/lab/tune/work/moment.ts';
import { planOf } from '../../../../ui/lab/tune/work/plan.ts';

const lossy: ScenarioFile = {
  flatline: 1, title: 'Lossy', seed: 'tune', horizon: '60s', processes: 4,
  detector: { kind: 'push', interval: '500ms', estimator: { kind: 'fixed', timeout: '1500ms' } },
  network: { latency: { kind: 'lognormal', median: '20ms', p99: '400ms' }, loss: { kind: 'independent', average: 0.15 } },
  faults: [{ id: 'end', at: { uniform: ['20s', '30s'] }, kind: 'crash', how: 'kill', process: 3 }],
};
const recovering: ScenarioFile = { ...lossy, horizon: '30s', faults: [{ id: 'a', at: '8s', for: '9s', kind: 'crash', process: 1 }] };
const phi: ScenarioFile = { ...lossy, detector: { kind: 'push', interval: '500ms', estimator: { kind: 'phi', threshold: 8 } } };

const plan = (file: ScenarioFile, more: Partial<Asked> = {}): Plan => planOf({ file, variant: 0, calm: false, ...more }, builtIn);
const hourly = { detection: '3s', mistakes: '60/h', load: '20' };

describe('what is walked', () => {
  test('its quiet runs are those of `flatline curve`, all timeouts in one walk', () => {
    const made = plan(lossy, { goals: hourly });
    expect(made.simulated).toBeNull();
    expect(made.quiet).not.toBeNull();
    const [x, ys] = [made.x.values[4]!, made.y.values.filter((_, i) => i % 5 === 0)];
    const cells = found(made, { field: 'quiet', x, ys, runs: 6 }, builtIn);
    const scenario = resolve(fileAt(made, 'quiet', x, ys[0]!, builtIn), builtIn);
    const { points } = curve(scenario, { vary: { parameter: 'timeout', values: ys }, runs: 6, seed: 'tune/quiet' });
    expect(cells.map(({ mistakes }) => mistakes!.value)).toEqual(points.map(({ mistakeRate }) => mistakeRate.value));
    expect(points.filter(({ mistakes }) => mistakes > 0).length).toBeGreaterThan(1);
    expect(cells.every(cell => cell.detection === undefined)).toBe(true);
  });

  test.each([['fixed', lossy, 'timeout'], ['phi', phi, 'threshold']] as const)('detection times and load of %s are those of `flatline curve`', (_name, file, parameter) => {
    const made = plan(file, { goals: hourly });
    const [x, ys] = [made.x.values[7]!, made.y.values.filter((_, i) => i % 6 === 0)];
    const cells = found(made, { field: 'asIs', x, ys, runs: 8 }, builtIn);
    const scenario = resolve(fileAt(made, 'asIs', x, ys[0]!, builtIn), builtIn);
    const drawn = curve(scenario, { vary: { parameter, values: ys }, runs: 8 });
    expect(cells.map(({ detection }) => detection!.value)).toEqual(drawn.points.map(({ detectionTime }) => detectionTime.p99.value));
    expect(cells.map(({ detection }) => detection!.worst!.value)).toEqual(drawn.points.map(({ detectionTime }) => detectionTime.max.value));
    for (const { load } of cells) expect(load!.value).toBe(drawn.load.messages.total.value);
  });
});

describe('what only the engine can do', () => {
  test('is what `flatline sweep` writes, and the plan says why it is slower', () => {
    const made = plan(recovering, { goals: hourly });
    expect(made.simulated).toContain('ends');
    expect(made.quiet).toBeNull();
    const [x, y] = [made.x.values[10]!, made.y.values[10]!];
    const [cell] = found(made, { field: 'asIs', x, ys: [y], runs: 3 }, builtIn);
    const swept = sweepPlanOf({ document: fileAt(made, 'asIs', x, y, builtIn), vary: [], runs: 3 }, builtIn);
    const names = columnsOf(swept).map(({ name }) => name);
    const rows = [0, 1, 2].map(rowsOf(swept, builtIn)).map(cells => Object.fromEntries(names.map((name, i) => [name, cells[i]])));
    const sum = (name: string): number => rows.reduce((total, row) => total + Number(row[name]), 0);
    expect(sum('mistakes')).toBeGreaterThan(0);
    expect(cell!.mistakes!.value).toBeCloseTo(sum('mistakes') / sum('exposure_s'), 12);
    expect(cell!.load!.value).toBeCloseTo(sum('messages') / sum('load_span_s') / 4, 12);
    const report = pool(Array.from(replicate(resolve(fileAt(made, 'asIs', x, y, builtIn), builtIn), 3), measure), { scenario: resolve(recovering, builtIn), version: 'v' });
    expect(cell!.mistakes!.value).toBe(report.pooled.mistakeRate.total.value);
    expect(cell!.detection!.value).toBe(report.pooled.detectionTime.p99.value);
  });
});

test('work is the same in one task or in many', () => {
  const made = plan(phi, { goals: hourly });
  const ys = made.y.values.slice(3, 9);
  const task = { field: 'asIs', x: made.x.values[2]!, runs: 9 } as const;
  expect(ys.flatMap(y => found(made, { ...task, ys: [y] }, builtIn))).toEqual(found(made, { ...task, ys }, builtIn));
});

describe('the worst run of a cell', () => {
  test.each<Measure>(['detection', 'mistakes'])('opened alone it shows the figure that the cell rests on: %s', measureName => {
    const made = plan(lossy, { goals: { ...hourly, detection: '600ms' } });
    const [x, y] = [made.x.values[4]!, made.y.values[2]!];
    const [cell] = found(made, { field: fieldOf(made, measureName), x, ys: [y], runs: 8 }, builtIn);
    const { run, value } = cell![measureName]!.worst!;
    const moment = momentOf(made, measureName, x, y, run, builtIn);
    expect(moment.figure).toBe(value);
    const report = pool([measure(simulate(moment.file))], { scenario: resolve(moment.file, builtIn), version: 'v' });
    expect(measureName === 'detection' ? report.pooled.detectionTime.max.value : report.pooled.mistakeRate.total.value).toBe(value);
    expect(moment.pair).not.toBeNull();
    expect(moment.at).toBeGreaterThan(0);
  });
});

describe('the plan', () => {
  test('takes how often by how long, around what the scenario has', () => {
    const { x, y } = plan(lossy);
    expect([x.path, y.path]).toEqual(['detector.interval', 'detector.estimator.timeout']);
    expect([x.from, x.to, y.from, y.to]).toEqual([100_000, 2_500_000, 300_000, 7_500_000]);
    expect(x.values).toHaveLength(24);
    expect(plan(phi).y.path).toBe('detector.estimator.threshold');
  });
  test('reads axes as a sweep does, and says what is wrong with one', () => {
    expect(plan(lossy, { x: 'detector.interval=1s..2s' }).x).toMatchObject({ from: 1_000_000, to: 2_000_000, scale: 'linear' });
    expect(() => plan(lossy, { x: 'detector.interval=1..2' })).toThrow('durations with their unit');
    expect(() => plan(lossy, { x: 'detector.colour' })).toThrow('no detector.colour to tune');
    expect(() => plan(lossy, { goals: { ...hourly, mistakes: 'few' } })).toThrow('“few”');
  });
  test('on the weather alone, one crash for good takes the place of the script, and links can be walked', () => {
    const made = plan(recovering, { calm: true });
    expect(made.simulated).toBeNull();
    expect(made.file.faults).toHaveLength(1);
    expect(made.crashes).toBe(true);
  });
  test('every system and every preset that has two numbers can be planned', () => {
    const made = plan({ flatline: 1, horizon: '20s', processes: 3, service: { kind: 'raft' } });
    expect(made.knobs.length).toBeGreaterThan(1);
    expect(made.canCalm).toBe(false);
  });
});
