import { expect, test } from 'vitest';
import { begin } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { index } from '../../../../ui/lab/model.ts';
import { accuserTable, laneTable, leaderTable, opinionTable, processTable, scriptTable, wrongTable } from '../../../../ui/lab/tabled/tables.ts';
import { loadOf } from '../../../../ui/lab/model/load.ts';
import { messageTable, underWayTable } from '../../../../ui/lab/tabled/messageTables.ts';
import { levelTable, silenceTable } from '../../../../ui/lab/tabled/pairTables.ts';
import { disagreementTable, loadTable, runTable } from '../../../../ui/lab/tabled/stripTables.ts';
import { mostRows } from '../../../../ui/lab/tabled/table.ts';
import { levels, watched } from '../../../../ui/lab/estimates.ts';
import { builtIn } from '../../../../sim/builtIn.ts';
import { labStory } from '../../../support/labStory.ts';
import splitBrain from '../../../../scenarios/splitBrain.json' with { type: 'json' };

const run = (file: ScenarioFile) => {
  const engine = begin(file);
  engine.advance(engine.scenario.horizon);
  return index(engine.trace(), engine.scenario);
};
const sec = 1_000_000;

const { trace, scenario } = labStory();
/** Every length of it is known: see there. */
const story = index(trace, scenario);

/** Beats at whole seconds, 10 ms under way, 5 s of patience: the crash at 10.5 s is noticed at 15.010 s. */
const silent: ScenarioFile = {
  flatline: 1, seed: 'worker', horizon: '30s', processes: 3,
  detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '5s' } },
  network: { latency: { kind: 'constant', value: '10ms' } },
  faults: [{ id: 'a', at: '10500ms', kind: 'crash', process: 1 }],
};
const known = run(silent);

test('the topology and the matrix as tables say what is, and what is believed', () => {
  expect(processTable(known, 12 * sec).rows).toEqual([
    ['n0', 'running', '12 s', '1', '0', '0', '0', '–', '–'], ['n1', 'crashed', '1.500 s', '2', '0', '0', '0', '–', '–'], ['n2', 'running', '12 s', '1', '0', '0', '0', '–', '–'],
  ]);
  expect(processTable(known, 16 * sec).rows[1]).toEqual(['n1', 'crashed', '5.500 s', '0', '2', '0', '0', '–', '–']);
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

test('who was first to suspect, and the opinions that are wrong where there are too many for a square', () => {
  const row = accuserTable(story, 22.5 * sec).rows.find(([name]) => name === 'n1')!;
  expect(row).toEqual(['n1', '0', '–', '0', '1, stands', '0']);
  expect(accuserTable(story, 24 * sec).rows[1]![4]).toBe('1');
  expect(wrongTable(story, 22.5 * sec)).toMatchObject({ caption: 'Opinions off the truth at 22.500 s: 1 of 20', rows: [['n1', 'n3', 'suspected', 'running']] });
  expect(processTable(story, 46 * sec).rows[0]).toEqual(['n0', 'running', '46 s', '3', '0', '0', '0', 'n2, n3 and n4', '–']);
  expect(processTable(story, 48 * sec).rows[0]!.at(-1)).toBe('acts, epoch 2');
});

test('messages of the time in view: when, how long, and why not', () => {
  const table = messageTable(story, { from: 20 * sec, to: 20.5 * sec }, 20 * sec);
  expect(table.caption).toBe('Messages sent from 20.000 s to 20.500 s: 20');
  expect(table.rows).toHaveLength(20);
  expect(table.rows).toContainEqual(['20.000 s', 'n0', 'n1', 'push.beat', '20.010 s', '10 ms', 'no']);
  expect(table.rows).toContainEqual(['20.000 s', 'n3', 'n1', 'push.beat', '–', '–', 'the network lost it']);
  expect(messageTable(story, { from: 41 * sec, to: 41 * sec }, 0).rows).toContainEqual(['41.000 s', 'n0', 'n4', 'push.beat', '41.010 s', '10 ms', 'the process there has ended']);
  const all = messageTable(story, { from: 0, to: story.end }, 30 * sec);
  expect(all.rows).toHaveLength(mostRows);
  expect(all.more).toBe(`${story.packets.count - mostRows} more messages are not listed: show less time to see them.`);
  expect(all.rows.map(([sent]) => sent)).toContain('30.000 s');
  expect(underWayTable(story, 20.004 * sec)).toMatchObject({ caption: 'Messages under way at 20.004 s: 20' });
  expect(underWayTable(story, 20.5 * sec).rows).toEqual([]);
});

test('the load: at the cursor, slice by slice, and what queues had no room for', () => {
  const columns = loadOf(story, { kinds: trace.kinds as string[], messages: [story.packets.count, 0, 0], bytes: [33 * story.packets.count, 0, 0] });
  const { head, rows } = loadTable(story, columns, { from: 10 * sec, to: 20 * sec }, 12 * sec);
  expect(head).toEqual(['from', 'to', 'heartbeats, messages/s', 'heartbeats, bytes/s', 'dropped at full queues']);
  expect(rows[0]).toEqual(['11.000 s', '12.000 s, the cursor', '20', '660', '0']);
  expect(rows).toHaveLength(11);
  expect(rows.slice(1).every(row => row.slice(2).join() === '20,660,0')).toBe(true);
});

test('how far opinions are off, and the whole run of a pair', () => {
  const { rows } = disagreementTable(story, { from: 20 * sec, to: 28 * sec }, 22 * sec);
  expect(rows).toContainEqual(['22.010 s', '23.010 s', '1 s', '1', '20']);
  expect(runTable(story, { monitor: 1, peer: 3 }, 0).rows.slice(0, 1)).toEqual([['22.010 s', 'n1 suspects n3, wrongly', '–']]);
  expect(runTable(story, { monitor: 0, peer: 4 }, 0).rows).toEqual([
    ['43.010 s', 'n0 suspects n4, rightly', '–'], ['47.200 s', 'split-brain: n0 and n2', '3.400 s'],
  ]);
});

test('suspicion over time is what the estimator says, and changes of mind are to the microsecond', () => {
  const engine = begin(silent, { seekable: true });
  engine.advance(30 * sec);
  const held = { engine, registry: builtIn }, pair = { monitor: 0, peer: 1 }, window = { from: 10 * sec, to: 20 * sec };
  const series = levels(held, { ask: 'levels', ...pair, window, samples: 20, beats: [] });
  engine.seek(12 * sec);
  const { caption, rows } = levelTable(known, pair, window, series, watched(held, pair));
  expect(caption).toBe('How suspicious n0 is of n1 from 10.000 s to 20.000 s; suspects after 5.00 s of silence');
  // 10.010 s is the last beat, 5 s the timeout
  expect(rows).toContainEqual(['12.500 s', '49.8 %', '']);
  expect(rows).toContainEqual(['15.010 s', '–', 'n0 suspects n1']);
  expect(rows.find(([when]) => when === '15.500 s')).toEqual(['15.500 s', '110 %', 'over the threshold']);
  expect(rows).toHaveLength(22);
});

test('silences in bars that add up to what was heard', () => {
  const gaps = Float64Array.from([1 * sec, 1 * sec, 1.01 * sec, 2 * sec]);
  const { caption, rows } = silenceTable(known, { monitor: 0, peer: 1 }, { gaps, portrait: null, elapsed: 250_000, deadline: 5 * sec });
  expect(caption).toBe('Silences between heartbeats of n1 that n0 has heard: 4; silent for 250 ms now, decides after 5 s');
  expect(rows.map(([, , many]) => Number(many))).toEqual([3, 1]);
});
