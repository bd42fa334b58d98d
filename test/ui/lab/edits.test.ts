import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sec } from '../../../src/time.ts';
import { builtIn } from '../../../sim/builtIn.ts';
import { resolve } from '../../../sim/resolve.ts';
import type { FaultLine, ScenarioFile } from '../../../sim/scenario.ts';
import { simulate } from '../../../sim/run.ts';
import * as deeds from '../../../ui/lab/deeds.ts';
import { clockDrift, crash, cutBoth, cutOneWay, freeze, isolate, lossy, partition, pause, restart, slowHost, slowLink, type NewLine } from '../../../ui/lab/deeds.ts';
import { added, changed, ended, hindering, holding, lineOf, removed } from '../../../ui/lab/edits.ts';
import { described } from '../../../ui/lab/lineWords.ts';
import { index } from '../../../ui/lab/model.ts';
import { messageOf, messagesUnderWay } from '../../../ui/lab/model/message.ts';

const names = ['n0', 'n1', 'n2', 'n3', 'n4'];
const file: ScenarioFile = { flatline: 1, horizon: '60s', processes: 5, detector: { kind: 'push' } };
const scripted = (...faults: FaultLine[]): ScenarioFile => ({ ...file, faults });

describe('what a hand does is a line of the script', () => {
  test.each<[string, NewLine, string]>([
    ['a kill', crash(3, 'kill'), 'crash n3 (kill)'],
    ['a hang', crash(0, 'hang'), 'crash n0 (hang)'],
    ['a black hole', crash(4, 'blackhole'), 'crash n4 (blackhole)'],
    ['a restart', restart(2), 'crash n2 (kill) for 2s'],
    ['a pause', pause(1), 'pause n1 for 4s'],
    ['a pause of another length', pause(1, '10s'), 'pause n1 for 10s'],
    ['a frozen host', freeze(1), 'freeze n1 for 4s'],
    ['a slow host', slowHost(1, 31_400_000), 'pause n1'],
    ['a slow clock', clockDrift(1, -50_000), 'clock 5 % slow n1'],
    ['a fast clock', clockDrift(1, 50_000), 'clock 5 % fast n1'],
    ['an isolation', isolate(1, 5), 'partition n1 | n0 n2 n3 n4'],
    ['a lossy link', lossy(0, 2), 'link from n0 to n2 both loss independent (average 0.3)'],
    ['a slow link', slowLink(0, 2), 'link from n0 to n2 both add 500ms'],
    ['a cut', cutBoth(0, 2), 'partition n0 – n2'],
    ['a cut one way', cutOneWay(0, 2), 'partition from n0 to n2'],
    ['a partition', partition([[0, 1], [2, 3, 4]]), 'partition n0 n1 | n2 n3 n4'],
  ])('%s', (_name, line, words) => {
    const edit = added(file, 31_400_000, line, names);
    expect(edit).toMatchObject({ said: `Added: 31.400 s ${words}`, at: 31_400_000, name: words });
    expect(edit.file.faults).toHaveLength(1);
    expect(edit.file.faults![0]).toMatchObject({ at: '31.4s', id: 'hand1' });
    const resolved = resolve(edit.file, builtIn).faults[0]!;
    expect(resolved).toMatchObject({ at: 31_400_000, kind: line['kind'] });
  });


  test('every instant is kept to the microsecond', () => {
    expect(resolve(added(file, 3_000_001, pause(0), names).file, builtIn).faults[0]!.at).toBe(3_000_001);
  });

  test('ids are never used twice', () => {
    const one = added(file, sec, pause(0), names).file;
    const two = added(one, sec, pause(1), names).file;
    const less = removed(two, 'hand1', names);
    expect(less.said).toBe('Removed: pause n0 for 4s');
    expect(less.file.faults!.map(line => line.id)).toEqual(['hand2']);
    expect(added(two, sec, pause(2), names).file.faults!.map(line => line.id)).toEqual(['hand1', 'hand2', 'hand3']);
  });

  test('an option is changed, or taken away', () => {
    const one = scripted({ id: 'a', at: '3s', for: '4s', kind: 'pause', process: 1 });
    expect(changed(one, 'a', { at: '5s' }, names)).toEqual({ file: scripted({ id: 'a', at: '5s', for: '4s', kind: 'pause', process: 1 }), said: 'Changed: pause n1 for 4s' });
    expect(changed(one, 'a', { for: undefined }, names).file.faults![0]).toEqual({ id: 'a', at: '3s', kind: 'pause', process: 1 });
  });
});

describe('what holds now', () => {
  const script = scripted(
    { id: 'a', at: '3s', kind: 'crash', process: 3 }, { id: 'b', at: '5s', for: '4s', kind: 'pause', process: [1, 3] },
    { id: 'c', at: { uniform: ['1s', '2s'] }, kind: 'crash', process: 2 }, { id: 'd', at: '1s', every: '5s', for: '1s', kind: 'pause', process: 4 });
  const held = (process: number, at: number): string[] => holding(script, resolve(script, builtIn), process, at * sec).map(open => open.line.id);

  test('the newest comes first; what has ended, and what draws its time, is not among them', () => {
    expect(held(3, 2)).toEqual([]);
    expect(held(3, 3)).toEqual(['a']);
    expect(held(3, 6)).toEqual(['b', 'a']);
    expect(held(1, 8.9)).toEqual(['b']);
    expect(held(1, 9)).toEqual([]);
    expect(held(2, 3)).toEqual([]);
    expect(held(4, 1.5)).toEqual([]);
  });

  test('recovery is the end of the line that holds', () => {
    const open = holding(script, null, 3, 10 * sec)[0]!;
    const { file: next, said } = ended(script, open, 10 * sec, names);
    expect(said).toBe('Ended at 10.000 s: crash n3');
    expect(next.faults![0]).toEqual({ id: 'a', at: '3s', for: '7s', kind: 'crash', process: 3 });
    expect(holding(next, null, 3, 10 * sec)).toEqual([]);
  });

  test('a line that the run does not know yet counts too', () => {
    const next = added(script, 20 * sec, crash(0, 'kill'), names).file;
    expect(holding(next, resolve(script, builtIn), 0, 21 * sec).map(open => open.line.id)).toEqual(['hand1']);
  });

  test('links are cut by sides, by direction and by pairs', () => {
    const cuts = scripted(
      { id: 'sides', at: '1s', kind: 'partition', groups: [[0, 1], [2, 3, 4]] }, { id: 'oneWay', at: '2s', kind: 'partition', from: 0, to: 1 },
      { id: 'pair', at: '3s', for: '1s', kind: 'partition', pairs: [[3, 4]] });
    const cut = (one: number, other: number, at: number): string[] => hindering(cuts, resolve(cuts, builtIn), one, other, at * sec).map(open => open.line.id);
    expect(cut(0, 2, 1)).toEqual(['sides']);
    expect(cut(2, 3, 1)).toEqual([]);
    expect(cut(0, 1, 2)).toEqual(['oneWay']);
    expect(cut(1, 0, 2)).toEqual(['oneWay']);
    expect(cut(4, 3, 3.5)).toEqual(['pair']);
    expect(cut(4, 3, 4)).toEqual([]);
    const worse = scripted({ id: 'loss', at: '1s', kind: 'link', from: [0, 1], to: 2, loss: { kind: 'independent', average: 0.3 } });
    expect(hindering(worse, resolve(worse, builtIn), 2, 1, sec).map(open => open.line.id)).toEqual(['loss']);
    expect(hindering(worse, null, 0, 1, sec)).toEqual([]);
  });
});

test('a line is described in words, whatever its options', () => {
  expect(described({ id: 'x', at: undefined, kind: 'message', from: 1, to: 'n0', sent: '3s', message: 'push.beat', do: 'drop' }, names))
    .toBe('drop: push.beat from n1 to n0, sent at 3s');
  expect(described({ id: 'x', at: undefined, kind: 'message', from: 1, to: 0, sent: '3s', message: 'push.beat', copy: 2, do: { delay: '2s' } }, names))
    .toBe('delay by 2s: push.beat from n1 to n0, sent at 3s, copy 2');
  expect(described({ id: 'x', at: '1s', kind: 'link', from: 2, to: [0, 1], both: true, loss: { kind: 'independent', average: 0.7 }, for: '12s' }, names))
    .toBe('link from n2 to n0 n1 both loss independent (average 0.7) for 12s');
  expect(described({ id: 'x', at: '1s', kind: 'clock', host: 'a', step: '-2s' }, names)).toBe('clock a step -2s');
});

describe('one message under way', () => {
  const weather: ScenarioFile = {
    ...file, seed: 'message', processes: 3, detector: { kind: 'push', interval: '500ms', phase: 'zero', estimator: { kind: 'fixed', timeout: '2s' } },
    network: { latency: { kind: 'constant', value: '10ms' } },
  };
  const indexOf = (script: ScenarioFile) => { const { trace, scenario } = simulate(script, { trace: 'full' }); return index(trace, scenario); };
  const run = indexOf(weather);
  const rows = messagesUnderWay(run, 7_004_000, 1);
  const messages = rows.map(row => messageOf(run, row));
  const [first] = messages;

  test('those of a process, and those of a link, as the schedule of the beats says', () => {
    expect(messages.map(({ from, to }) => [from, to]).sort()).toEqual([[0, 1], [1, 0], [1, 2], [2, 1]]);
    for (const message of messages) expect(message).toMatchObject({ sent: 7_000_000, until: 7_010_000, kind: 'push.beat', copy: 0, lost: null });
    expect(messagesUnderWay(run, 7_004_000, 1, 2).map(row => messageOf(run, row)).map(({ from, to }) => [from, to]).sort()).toEqual([[1, 2], [2, 1]]);
    expect(messagesUnderWay(run, 7_010_000, 1)).toEqual([]);
  });

  test('dropped, it is the one that is lost; everything else happens as before', () => {
    const { file: next, said } = added(weather, 7_004_000, deeds.drop(first!), names);
    expect(said).toBe(`Added: drop: push.beat from n${first!.from} to n${first!.to}, sent at 7s`);
    const after = indexOf(next);
    expect(messageOf(after, rows[0]!)).toEqual({ ...first, lost: 'script' });
    expect(after.packets.fate.filter(fate => fate > 0)).toHaveLength(1);
    expect(lineOf(next, resolve(next, builtIn), first!)?.id).toBe('hand1');
    expect(lineOf(next, null, messages[1]!)).toBeUndefined();
    expect(removed(next, 'hand1', names).file).toEqual({ ...weather, faults: [] });
  });

  test('delayed, it comes later by that much', () => {
    const { file: next, said } = added(weather, 7_004_000, deeds.delay(first!, 2 * sec), names);
    expect(said).toBe(`Added: delay by 2s: push.beat from n${first!.from} to n${first!.to}, sent at 7s`);
    expect(messageOf(indexOf(next), rows[0]!).until).toBe(9_010_000);
  });

  test('of several of one kind at one instant, the one that was meant', () => {
    const busy = { ...(JSON.parse(readFileSync(new URL('../../../scenarios/splitBrainFencing.json', import.meta.url), 'utf8')) as ScenarioFile), faults: [] };
    const before = indexOf(busy);
    const row = before.packets.row.find(one => messageOf(before, one).copy > 0)!;
    const message = messageOf(before, row);
    expect(message).toMatchObject({ copy: 1, lost: null });
    const { file: next } = added(busy, message.sent, deeds.drop(message), names);
    const after = indexOf(next);
    const dropped = [...after.packets.row].map(one => messageOf(after, one)).filter(one => one.lost === 'script');
    expect(dropped).toEqual([{ ...message, lost: 'script' }]);
  });
});
