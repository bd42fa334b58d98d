import { describe, expect, test } from 'vitest';
import type { AnyDetector } from '../../src/contract.ts';
import { builtIn } from '../../sim/builtIn.ts';
import { simulate } from '../../sim/run.ts';
import type { FaultLine, ScenarioFile } from '../../sim/scenario.ts';
import { Row, type RowCode, type Trace } from '../../sim/trace.ts';
import { rows, suspicions } from '../support/rows.ts';

/** Four processes on three hosts watch each other: beats at whole seconds, 10 ms latency, suspected 3.5 s after the last arrival. */
const shared = (faults: readonly FaultLine[], rest: Partial<ScenarioFile> = {}): ScenarioFile => ({
  flatline: 1, seed: 'faults', horizon: '40s',
  processes: [{ name: 'a', host: 'x' }, { name: 'b', host: 'x' }, { name: 'c' }, { name: 'd' }], watches: 'all',
  detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '3500ms' } },
  network: { latency: { kind: 'constant', value: '10ms' } }, faults, ...rest,
});
const full = (faults: readonly FaultLine[], rest: Partial<ScenarioFile> = {}): Trace => simulate(shared(faults, rest), { trace: 'full' }).trace;
const s = 1_000_000;
/** [seconds, process] of each row. */
const moments = (trace: Trace, ...codes: readonly RowCode[]): readonly (readonly [number, number])[] =>
  rows(trace, ...codes).map(row => [row.time / s, row.a] as const);

describe('what hits a host', () => {
  test('a frozen host stops all on it, and its backlog waits in the stated buffer', () => {
    const trace = full([{ id: 'f', at: '10.5s', for: '5s', kind: 'freeze', process: 'a' }], { hosts: [{ host: 'x', buffer: 2 }] });
    expect(moments(trace, Row.pauses)).toEqual([[10.5, 0], [10.5, 1]]);
    expect(moments(trace, Row.resumes)).toEqual([[15.5, 0], [15.5, 1]]);
    const atOnce = rows(trace, Row.receives).filter(row => row.b === 1 && row.time === 15.5 * s);
    expect(atOnce.map(row => row.x / s)).toEqual([11, 11]);
  });

  test('a blackhole cuts off all on it, whichever is named; a hang and a kill only the one', () => {
    const hit = (how: string): readonly (readonly [number, number])[] => moments(full([{ id: 'c', at: '10.5s', kind: 'crash', how, process: 'b' }]), Row.crashes);
    expect(hit('blackhole')).toEqual([[10.5, 0], [10.5, 1]]);
    expect(hit('hang')).toEqual([[10.5, 1]]);
    expect(hit('kill')).toEqual([[10.5, 1]]);
  });

  test('and it leaves what the processes of that host say to each other', () => {
    const trace = full([{ id: 'c', at: '10.5s', kind: 'crash', how: 'blackhole', process: 'b' }]);
    const pairs = (code: RowCode): Set<string> => new Set(rows(trace, code).filter(({ time }) => time > 10.6 * s).map(row => `${row.a}>${row.b}`));
    expect(pairs(Row.receives)).toEqual(new Set(['0>1', '1>0', '2>3', '3>2']));
    expect(pairs(Row.loses)).toEqual(new Set(['0>2', '0>3', '1>2', '1>3']));
  });

  test('freezing both of one host nests: it thaws with the later', () => {
    const trace = full([{ id: 'f', at: '10s', for: '3s', kind: 'freeze', process: 'a' }, { id: 'g', at: '11s', for: '4s', kind: 'freeze', process: 'b' }]);
    expect(moments(trace, Row.pauses)).toEqual([[10, 0], [10, 1]]);
    expect(moments(trace, Row.resumes)).toEqual([[15, 0], [15, 1]]);
  });
});

describe('a power cut', () => {
  test.each(['hang', 'blackhole'])('a %s that ends in a restart: a new incarnation, which remembers nobody', how => {
    const incarnations = (restart: boolean): readonly number[] =>
      rows(full([{ id: 'p', at: '10.5s', for: '10s', kind: 'crash', how, process: 2, restart }]), Row.recovers).map(row => row.x);
    expect(incarnations(true)).toEqual([1]);
    expect(incarnations(false)).toEqual([0]);
    const trace = full([{ id: 'p', at: '10.5s', for: '10s', kind: 'crash', how, process: 2, restart: true }]);
    const begun = rows(trace, Row.trusts, Row.suspects).filter(row => row.time === 20.5 * s && row.a === 2 && row.m === 1);
    expect(begun.map(row => row.b)).toEqual([0, 1, 3]);
    const late = rows(trace, Row.receives).filter(row => row.b === 2 && row.time >= 20.5 * s).map(row => row.x);
    expect(Math.min(...late)).toBeGreaterThan(20.5 * s);
  });
});

describe('at one instant', () => {
  test('ends come before beginnings: a pause that follows another lets the backlog in between', () => {
    const pause = (id: string, at: string): FaultLine => ({ id, at, for: '5s', kind: 'pause', process: 2 });
    const trace = full([pause('a', '15s'), pause('b', '10s')]);
    expect(rows(trace, Row.begins, Row.ends).filter(row => row.time === 15 * s).map(row => row.a)).toEqual([1, 0]);
    expect(moments(trace, Row.pauses, Row.resumes).map(([time]) => time)).toEqual([10, 15, 15, 20]);
    expect(rows(trace, Row.receives).filter(row => row.b === 2 && row.time === 15 * s)).not.toHaveLength(0);
  });

  test('lines go by their id, wherever they stand in the list', () => {
    const crash = { id: 'b', at: '10s', for: '5s', kind: 'crash', process: 2 };
    const hang = { id: 'a', at: '10s', for: '9s', kind: 'crash', how: 'hang', process: 2 };
    for (const lines of [[crash, hang], [hang, crash]]) {
      const trace = full(lines);
      const begun = rows(trace, Row.begins).map(row => lines[row.a]!.id);
      expect(begun).toEqual(['a', 'b']);
      expect(rows(trace, Row.crashes)).toMatchObject([{ time: 10 * s, x: 1 }]);
    }
  });

  test('random times belong to the id: another line before it moves nothing', () => {
    const at = { uniform: ['10s', '20s'] };
    const line = { id: 'p', at, for: { exponential: '1s' }, every: { uniform: ['3s', '5s'] }, kind: 'pause', process: 2 };
    const other = { id: 'o', at: { uniform: ['10s', '20s'] }, for: '1s', kind: 'pause', process: 3 };
    const paused = (faults: readonly FaultLine[]) => moments(full(faults), Row.pauses, Row.resumes).filter(([, process]) => process === 2);
    expect(paused([line]).length).toBeGreaterThan(4);
    expect(paused([other, line])).toEqual(paused([line]));
    expect(paused([{ ...line, id: 'q' }])).not.toEqual(paused([line]));
  });
});

describe('a degraded link', () => {
  const degraded = (more: object): FaultLine => ({ id: 'l', at: '10.5s', for: '10s', kind: 'link', from: 0, to: 2, ...more });
  const delays = (trace: Trace, from: number, to: number): ReadonlyMap<number, number> =>
    new Map(rows(trace, Row.sends).filter(row => row.a === from && row.b === to).map(row => [row.time / s, (row.x - row.time) / 1_000]));

  test('has another latency while it lasts, on that link and in that direction', () => {
    const trace = full([degraded({ latency: '300ms', add: '5ms' })]);
    const [there, back, other] = [delays(trace, 0, 2), delays(trace, 2, 0), delays(trace, 0, 1)];
    expect([10, 11, 20, 21].map(time => there.get(time))).toEqual([10, 305, 305, 10]);
    expect([11, 20].map(time => back.get(time))).toEqual([10, 10]);
    expect([11, 20].map(time => other.get(time))).toEqual([10, 10]);
  });

  test('loses by another law, and the base law runs on beneath', () => {
    const network = { latency: { kind: 'constant', value: '10ms' }, loss: { kind: 'bursts', average: 0.3, meanBurst: '3s' } };
    const lost = (faults: readonly FaultLine[]): readonly number[] =>
      rows(full(faults, { network }), Row.loses).filter(row => row.a === 0 && row.b === 2).map(row => row.time / s);
    const base = lost([]);
    const all = lost([degraded({ loss: { kind: 'independent', average: 1 } })]);
    const within = (time: number): boolean => time > 10.5 && time < 20.5;
    expect(all.filter(within)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect(all.filter(time => !within(time))).toEqual(base.filter(time => !within(time)));
    expect(lost([degraded({ loss: { kind: 'independent', average: 0 } })]).filter(within)).toEqual([]);
    const half = { loss: { kind: 'independent', average: 0.5 } };
    expect(lost([degraded(half)]).filter(within)).not.toEqual(lost([{ ...degraded(half), id: 'm' }]).filter(within));
  });

  test('is narrower: what is queued is late', () => {
    const there = delays(full([degraded({ bandwidth: '264bit/s' })]), 0, 2);
    expect([10, 11, 20, 21].map(time => there.get(time))).toEqual([10, 1_010, 1_010, 10]);
  });

  test('a loss overlay that drops all is noticed, by the one that no longer hears', () => {
    const trace = full([degraded({ loss: { kind: 'independent', average: 1 } })]);
    expect(suspicions(trace)).toEqual([[13.51 * s, 2, 0]]);
  });
});

test('a new incarnation draws afresh: its phase is not that of its first life', () => {
  const detector = { kind: 'push', interval: '1s', phase: 'uniform', estimator: { kind: 'fixed', timeout: '3500ms' } };
  const trace = full([{ id: 'k', at: '10s', for: '1s', kind: 'crash', process: 2 }], { detector });
  const sent = rows(trace, Row.sends).filter(row => row.a === 2 && row.b === 0).map(row => row.time);
  const [first] = sent;
  const again = sent.find(time => time >= 11 * s)!;
  expect(again - 11 * s).not.toBe(first);
  expect(again - 11 * s).toBeLessThan(s);
});

test('what was durable survives a kill, as it was when the last handler had returned', () => {
  const push = builtIn.detectors['push']!;
  const lives: unknown[] = [];
  const counting: AnyDetector = {
    ...push,
    init(start, port) {
      lives.push([start.self, start.incarnation, start.durable]);
      return { ...push.init(start, port) as object, heard: (start.durable as { heard: number } | undefined)?.heard ?? 0 };
    },
    receive(state, now, from, message, port) {
      (state as { heard: number }).heard++;
      push.receive(state, now, from, message, port);
    },
    durable: state => ({ heard: (state as { heard: number }).heard }),
  };
  simulate(shared([{ id: 'k', at: '3.5s', for: '2s', kind: 'crash', process: 2, every: '10s', until: '20s' }]), { detectors: { push: counting } });
  // three others beat at 0, 1, 2 and 3 s, and from 6 s to 13 s eight times more
  expect(lives.slice(0, 6)).toEqual([[0, 0, undefined], [1, 0, undefined], [2, 0, undefined], [3, 0, undefined], [2, 1, { heard: 12 }], [2, 2, { heard: 36 }]]);
});
