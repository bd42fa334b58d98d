import { expect, test } from 'vitest';
import { begin } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { index } from '../../../../ui/lab/model.ts';
import { laneTable, leaderTable, opinionTable, processTable, scriptTable } from '../../../../ui/lab/tabled/tables.ts';
import splitBrain from '../../../../scenarios/splitBrain.json' with { type: 'json' };

const run = (file: ScenarioFile) => {
  const engine = begin(file);
  engine.advance(engine.scenario.horizon);
  return index(engine.trace(), engine.scenario);
};
const sec = 1_000_000;

/** Beats at whole seconds, 10 ms under way, 5 s of patience: the crash at 10.5 s is noticed at 15.010 s. */
const known = run({
  flatline: 1, seed: 'worker', horizon: '30s', processes: 3,
  detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '5s' } },
  network: { latency: { kind: 'constant', value: '10ms' } },
  faults: [{ id: 'a', at: '10500ms', kind: 'crash', process: 1 }],
});

test('the topology and the matrix as tables say what is, and what is believed', () => {
  expect(processTable(known, 12 * sec).rows).toEqual([
    ['n0', 'running', '12 s', '1', '0', '0', '0'], ['n1', 'crashed', '1.500 s', '2', '0', '0', '0'], ['n2', 'running', '12 s', '1', '0', '0', '0'],
  ]);
  expect(processTable(known, 16 * sec).rows[1]).toEqual(['n1', 'crashed', '5.500 s', '0', '2', '0', '0']);
  expect(opinionTable(known, 16 * sec)).toMatchObject({
    head: ['', 'n0', 'n1', 'n2'], rows: [['n0', '–', 'suspected', 'trusted'], ['n1', 'none', '–', 'none'], ['n2', 'trusted', 'suspected', '–']],
  });
});

test('the lanes as a table have the detection time to the millisecond', () => {
  const lane = laneTable(known, 1, { from: 0, to: 30 * sec });
  expect(lane.rows.filter(([monitor]) => monitor === 'n0')).toEqual([
    ['n0', 'not heard yet', '0.000 s', '0.010 s', '10 ms'],
    ['n0', 'crashed, not yet suspected', '10.500 s', '15.010 s', '4.510 s'], ['n0', 'rightly suspected', '15.010 s', '30.000 s', '14.990 s'],
  ]);
  expect(scriptTable(known).rows).toEqual([['crash n1', '10.500 s', 'the end']]);
});

test('leadership as a table has each reign, and the length of split-brain', () => {
  const led = run(splitBrain as unknown as ScenarioFile);
  const { rows } = leaderTable(led, { from: 0, to: led.end });
  const [{ from, to } = { from: 0, to: 0 }] = led.leadership.splitBrains;
  expect(rows.filter(([, what]) => what === 'split-brain')).toHaveLength(led.leadership.splitBrains.length);
  expect(rows.find(([, what]) => what === 'split-brain')![4]).toBe(`${((to - from) / sec).toFixed(3)} s`);
  expect(to - from).toBeGreaterThan(10 * sec);
});
