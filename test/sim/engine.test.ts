import { describe, expect, test } from 'vitest';
import { Engine } from '../../sim/engine.ts';
import { begin, simulate } from '../../sim/run.ts';
import { builtIn } from '../../sim/builtIn.ts';
import type { FaultLine, ScenarioFile } from '../../sim/scenario.ts';
import { Row } from '../../sim/trace.ts';
import { rows, suspicions } from '../support/rows.ts';

/** Two processes watch each other: beats at whole seconds, 10 ms latency, suspected 5 s after the last arrival. */
const plain = (faults: readonly FaultLine[] = [], rest: Partial<ScenarioFile> = {}): ScenarioFile => ({
  flatline: 1, seed: 'engine', horizon: '60s', processes: 2, watches: 'all',
  detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '5s' } },
  network: { latency: { kind: 'constant', value: '10ms' } }, faults, ...rest,
});
const full = (file: ScenarioFile) => simulate(file, { trace: 'full' });
const s = 1_000_000;

describe('a crash', () => {
  const crash = (more: object): FaultLine => ({ id: 'a', at: '40.5s', kind: 'crash', process: 1, ...more });

  test('beats at whole seconds, 10 ms, timeout 5 s, crash at 40.5 s: suspected at 45.010 s', () => {
    expect(suspicions(simulate(plain([crash({})])).trace)).toEqual([[45_010_000, 0, 1]]);
  });

  test('a killed process is answered for by its kernel, a hung one is not', () => {
    const signals = (how: string) => rows(full(plain([crash({ how })])).trace, Row.receives)
      .filter(row => row.a === 1 && row.time > 40.5 * s).length;
    expect(signals('kill')).toBe(19); // the beats of 41 … 59 s; the answer to that of 60 s comes after the horizon
    expect(signals('hang')).toBe(0);
    expect(signals('blackhole')).toBe(0);
  });

  test('a blackholed process goes on: it suspects the other, whom it no longer hears', () => {
    expect(suspicions(simulate(plain([crash({ how: 'blackhole' })])).trace)).toEqual([[45_010_000, 0, 1], [45_010_000, 1, 0]]);
  });

  test('the end of a kill is a restart: a new incarnation, trusted at its first beat', () => {
    const { trace } = full(plain([crash({ for: '10s' })]));
    expect(rows(trace, Row.recovers)).toMatchObject([{ time: 50.5 * s, a: 1, x: 1 }]);
    const trusted = rows(trace, Row.trusts).filter(row => row.time > 45 * s && row.a === 0);
    expect(trusted).toMatchObject([{ time: 50.51 * s, b: 1 }]);
  });

  test('the end of a hang keeps all state, and the backlog is received at once', () => {
    const { trace } = full(plain([crash({ how: 'hang', for: '10s' })]));
    const late = rows(trace, Row.receives).filter(row => row.b === 1 && row.time === 50.5 * s);
    expect(late.map(row => row.x / s)).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49, 50]);
    expect(rows(trace, Row.recovers)).toMatchObject([{ x: 0 }]);
  });

  test('a restarted process draws afresh: what its former life drew does not matter', () => {
    const push = builtIn.detectors['push']!;
    // A detector that draws once for each beat it hears, and so more the longer it has run.
    const greedy = { ...push, receive(state: unknown, now: number, from: number, message: object, port: { random(): number }) { port.random(); push.receive(state, now, from, message as never, port as never); } };
    const file = plain([crash({ at: '20.5s', for: '10s' })], { detector: { kind: 'push', interval: '1s', phase: 'uniform', estimator: { kind: 'fixed', timeout: '5s' } } });
    const restarted = (detector: typeof push) => rows(simulate(file, { trace: 'full', detectors: { push: detector } }).trace, Row.sends)
      .find(row => row.a === 1 && row.time > 30.5 * s)!.time;
    expect(restarted(greedy)).toBe(restarted(push));
  });

  test('two that overlap end when both have ended', () => {
    const { trace } = full(plain([crash({ how: 'hang', for: '10s' }), { id: 'b', at: '45s', for: '10s', kind: 'crash', how: 'blackhole', process: 1 }]));
    expect(rows(trace, Row.crashes).map(row => row.time / s)).toEqual([40.5]);
    expect(rows(trace, Row.recovers).map(row => row.time / s)).toEqual([55]);
  });
});

describe('a pause', () => {
  const pause = (more: object): FaultLine => ({ id: 'p', at: '20.5s', for: '8s', kind: 'pause', process: 0, ...more });

  test('the observer that reads its messages first suspects nobody', () => {
    expect(suspicions(simulate(plain([pause({})])).trace).filter(([, monitor]) => monitor === 0)).toEqual([]);
  });

  test('the observer whose timers fire first takes its own pause for a death', () => {
    const found = suspicions(simulate(plain([pause({ resume: 'timers' })])).trace).filter(([, monitor]) => monitor === 0);
    expect(found).toEqual([[28.5 * s, 0, 1]]);
  });

  test('the paused sender is suspected, and its burst of late beats restores trust', () => {
    const { trace } = full(plain([pause({ process: 1 })]));
    expect(suspicions(trace).filter(([, monitor]) => monitor === 0)).toEqual([[25.01 * s, 0, 1]]);
    expect(rows(trace, Row.sends).filter(row => row.a === 1 && row.time === 28.5 * s)).toHaveLength(8); // 21 … 28 s
  });

  test('a buffer holds what it holds', () => {
    const { trace } = full(plain([pause({})], { hosts: [{ process: 0, buffer: 3 }] }));
    expect(rows(trace, Row.drops)).toHaveLength(5);
  });

  test('a finite service rate spaces the backlog', () => {
    const { trace } = full(plain([pause({})], { hosts: [{ process: 0, serviceTime: '1ms' }] }));
    const late = rows(trace, Row.receives).filter(row => row.b === 0 && row.time >= 28.5 * s && row.time < 28.6 * s);
    expect(late.map(row => row.time - 28.5 * s)).toEqual([1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000]);
  });
});

describe('links', () => {
  test('a cut is judged at the send instant: what is in flight arrives', () => {
    const file = plain([{ id: 'x', at: '10.005s', for: '2s', kind: 'partition', groups: [[0], [1]] }]);
    const arrivals = rows(full(file).trace, Row.receives).filter(row => row.b === 0 && row.time > 9 * s && row.time < 14 * s);
    expect(arrivals.map(row => row.x / s)).toEqual([9, 10, 13]);
  });

  test('one way: only the deaf one suspects', () => {
    const file = plain([{ id: 'x', at: '10.5s', kind: 'partition', from: 1, to: 0 }]);
    expect(suspicions(simulate(file).trace)).toEqual([[15.01 * s, 0, 1]]);
  });

  test('a single message can be dropped or delayed', () => {
    const one = (what: unknown): FaultLine => ({ id: 'm', kind: 'message', from: 1, to: 0, sent: '7s', message: 'push.beat', do: what });
    const arrival = (what: unknown) => rows(full(plain([one(what)])).trace, Row.receives).find(row => row.a === 1 && row.x === 7 * s)?.time;
    expect(arrival('drop')).toBeUndefined();
    expect(arrival({ delay: '2s' })).toBe(9.01 * s);
  });

  test('a link of finite bandwidth queues, and drops what finds no room', () => {
    const network = { latency: { kind: 'constant', value: '10ms' }, bandwidth: '1kbit/s', queue: '400B' };
    const { load, trace } = full(plain([], { network, detector: { kind: 'push', interval: '100ms', phase: 'zero', estimator: { kind: 'fixed', timeout: '5s' } } }));
    const [first, second] = rows(trace, Row.sends).filter(row => row.a === 1);
    expect(first!.x - first!.time).toBe(264_000 + 10_000); // 33 bytes at 1 000 bit/s
    expect(second!.x - second!.time).toBe(2 * 264_000 - 100_000 + 10_000);
    expect(load.queueDrops).toBeGreaterThan(0);
    expect(load.busiest!.wait).toBeLessThanOrEqual((400 * 8 * 1e6) / 1_000);
  });

  test('fifo never delivers out of order, free does', () => {
    const late = (order: string) => {
      const network = { latency: { kind: 'uniform', low: '1ms', high: '4s' }, order };
      const sent = rows(full(plain([], { network })).trace, Row.receives).filter(row => row.b === 0).map(row => row.x);
      return sent.some((time, i) => i > 0 && time < sent[i - 1]!);
    };
    expect([late('free'), late('fifo')]).toEqual([true, false]);
  });

  test('duplicates arrive as copies with a latency of their own', () => {
    const network = { latency: { kind: 'uniform', low: '1ms', high: '90ms' }, duplicate: 1 };
    const sent = rows(full(plain([], { network })).trace, Row.sends).filter(row => row.a === 1 && row.time === 3 * s);
    expect(sent).toHaveLength(2);
    expect(sent[0]!.x).not.toBe(sent[1]!.x);
  });
});

describe('occurrences of one line', () => {
  test('of a degraded link nest: one that ends leaves the one that has begun since', () => {
    const slow = { id: 'l', at: '10s', for: '7s', every: '5s', until: '16s', kind: 'link', from: 1, to: 0, both: true, add: '200ms' };
    const { trace } = full(plain([slow]));
    const late = rows(trace, Row.sends).filter(row => row.a === 1 && row.x - row.time >= 210_000).map(row => row.time / s);
    expect(late).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]);
  });

  test('none begins at or after `until`, the first included', () => {
    const begun = (fault: object): number => rows(simulate(plain([{ id: 'p', kind: 'pause', process: 0, for: '1s', ...fault }])).trace, Row.begins).length;
    expect(begun({ at: '10s', every: '10s', until: '30s' })).toBe(2);
    expect(begun({ at: { uniform: ['20s', '21s'] }, every: '10s', until: '15s' })).toBe(0);
  });
});

describe('a host of finite service rate', () => {
  const hosts = [{ process: 0, serviceTime: '2500ms', buffer: 100 }];
  const received = (faults: readonly FaultLine[]): number[] =>
    rows(full(plain(faults, { hosts, horizon: '30s' })).trace, Row.receives).filter(row => row.b === 0).map(row => row.x / s);

  test('serves what came before a pause before what came during it', () => {
    const sent = received([{ id: 'p', at: '4.5s', for: '8s', kind: 'pause', process: 0 }]);
    expect(sent.length).toBeGreaterThan(4);
    expect(sent).toEqual(sent.map((_, i) => i));
  });

  test('forgets what waited when its process is killed', () => {
    const sent = received([{ id: 'k', at: '5.5s', for: '1s', kind: 'crash', process: 0 }]);
    expect(sent).toEqual([0, 1, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });
});

describe('clocks', () => {
  test('a slow observer notices late: 10 % slow makes 5 s of its own last 5.556 s', () => {
    const file = plain([{ id: 'a', at: '40.5s', kind: 'crash', process: 1 }], { hosts: [{ process: 0, clock: { driftPpm: -100_000 } }] });
    const [found] = suspicions(simulate(file).trace).filter(([, monitor]) => monitor === 0);
    expect(found![0]).toBeGreaterThan(40.01 * s + 5.555 * s);
    expect(found![0]).toBeLessThan(40.01 * s + 5.557 * s);
  });

  test('a step of a wall clock makes silence of it, a monotonic one does not care', () => {
    const detector = (clock: string) => ({ kind: 'push', interval: '1s', phase: 'zero', clock, estimator: { kind: 'fixed', timeout: '5s' } });
    const stepped = (clock: string) => suspicions(simulate(plain([{ id: 'c', at: '30.5s', kind: 'clock', process: 0, step: '1h' }], { detector: detector(clock) })).trace)
      .filter(([, monitor]) => monitor === 0);
    expect(stepped('wall')).toEqual([[30.5 * s, 0, 1]]);
    expect(stepped('monotonic')).toEqual([]);
  });

  test('however many faults slow a clock down, it never stands still or runs backwards', () => {
    const slower = { id: 'c', at: '10s', every: '1s', until: '20s', for: '30s', kind: 'clock', process: 0, driftPpm: -400_000 };
    const { trace } = simulate(plain([slower]));
    const drifts = trace.clocks.filter(segment => segment.process === 0).map(segment => segment.driftPpm);
    expect(drifts.slice(0, 5)).toEqual([0, -400_000, -800_000, -900_000, -900_000]);
    expect(drifts.at(-1)).toBe(0);
  });

  test('the trace holds the segments', () => {
    const { trace } = simulate(plain([{ id: 'c', at: '30s', kind: 'clock', process: 0, driftPpm: 200 }], { hosts: [{ process: 1, clock: { offset: '-30ms' } }] }));
    expect(trace.clocks).toEqual([
      { process: 0, from: 0, local: 0, driftPpm: 0 }, { process: 1, from: 0, local: -30_000, driftPpm: 0 },
      { process: 0, from: 30 * s, local: 30 * s, driftPpm: 200 },
    ]);
  });
});

describe('a detector that lies', () => {
  const push = builtIn.detectors['push']!;
  const run = (broken: object) => simulate(plain(), { detectors: { push: { ...push, ...broken } } });

  test.each([
    ['throws', { receive() { throw new Error('oh no'); } }, 'at 10ms, process 0: oh no'],
    ['asks for a deadline that does not advance', { deadline: () => 0 }, 'at 0s, process 0: its deadline did not advance'],
    ['has a deadline that is no time', { deadline: () => Number.NaN }, 'at 0s, process 0: its deadline is NaN'],
    ['sends to nobody', { wake(_: unknown, __: number, port: { send(to: number, message: object): void }) { port.send(7, { kind: 'push.beat' }); } }, 'sends push.beat to process 7, which is nobody'],
    ['sends to itself', { wake(_: unknown, __: number, port: { send(to: number, message: object): void }) { port.send(0, { kind: 'push.beat' }); } }, 'sends push.beat to itself'],
    ['sends what its table does not list', { wake(_: unknown, __: number, port: { send(to: number, message: object): void }) { port.send(1, { kind: 'push.other' }); } }, 'kind "push.other"'],
    ['sends nothing', { wake(_: unknown, __: number, port: { send(to: number, message: unknown): void }) { port.send(1, null); } }, 'at 0s, process 0: sends a message of kind undefined'],
    ['sends a message of no size', { messages: { 'push.beat': { purpose: 'heartbeat', bytes: () => Number.NaN } } }, 'at 0s, process 0: sends push.beat of NaN bytes'],
    ['has no opinion', { opinion: () => 'maybe' }, 'at 0s, process 0: its opinion of process 1 is "maybe"'],
    ['notes nothing', { wake(_: unknown, __: number, port: { note(note: unknown): void }) { port.note({ kind: 'claims', resource: undefined, epoch: 0 }); } }, 'at 0s, process 0: notes'],
    ['suspects nobody', { receive(_: unknown, __: number, ___: number, ____: object, port: { suspect(peer: number): void }) { port.suspect(9); } }, 'process 9, which is nobody'],
  ])('%s: the run stops with time, process and cause', (_, broken, message) => {
    expect(() => run(broken)).toThrow(message);
  });
});

describe('an estimator that lies', () => {
  const fixed = builtIn.estimators['fixed']!;
  const run = (broken: object) => simulate(plain(), { estimators: { fixed: { ...fixed, ...broken } } });

  test.each([Number.NaN, undefined])('its freshness point is %s: the run stops and says so', freshUntil => {
    expect(() => run({ freshUntil: () => freshUntil })).toThrow(`at 0s, process 0: its freshness point is ${freshUntil}, not a time`);
  });

  test('a freshness point between two microseconds is reached at the second', () => {
    const { trace } = simulate(plain([{ id: 'a', at: '40.5s', kind: 'crash', process: 1 }]), {
      estimators: { fixed: { ...fixed, freshUntil: state => fixed.freshUntil(state) - 0.5 } },
    });
    expect(suspicions(trace)).toEqual([[45.01 * s, 0, 1]]);
  });
});

describe('load', () => {
  test('counts messages and bytes by sender and kind', () => {
    const { load } = simulate(plain());
    const beat = load.kinds.indexOf('push.beat');
    expect(load.messages[beat]).toBe(61);
    expect(load.bytes[load.kinds.length + beat]).toBe(61 * 33);
  });
});

describe('seek', () => {
  const busy = plain([{ id: 'a', at: '20s', for: '15s', kind: 'crash', process: 1 }, { id: 'p', at: '40s', for: '4s', kind: 'pause', process: 0 }], {
    network: { latency: { kind: 'exponential', mean: '200ms' }, loss: { kind: 'bursts', average: 0.2, meanBurst: '2s' } },
  });

  test('going back and forth gives the digest of going straight', () => {
    const engine = begin(busy, { seekable: true, trace: 'full' });
    engine.advance(60 * s);
    const whole = engine.digest();
    const rowsWritten = engine.trace().length;
    for (const time of [31.5, 3, 59, 20, 44.2]) {
      engine.seek(time * s);
      const straight = begin(busy);
      straight.advance(time * s);
      expect(engine.digest()).toBe(straight.digest());
    }
    engine.seek(60 * s);
    expect(engine.digest()).toBe(whole);
    expect(engine.trace().length).toBe(rowsWritten);
  });

  test('an engine without checkpoints refuses to go back', () => {
    const engine = begin(busy);
    engine.advance(s);
    expect(() => engine.seek(0)).toThrow(RangeError);
  });

  test('what a packet carried is told, lost or not, and nothing changes by asking', () => {
    const engine = begin(plain([], { network: { latency: { kind: 'constant', value: '10ms' }, loss: { kind: 'independent', average: 0.5 } } }), { seekable: true, trace: 'full' });
    engine.advance(60 * s);
    const whole = engine.digest();
    for (const sent of [40 * s, 7 * s, 8 * s]) {
      expect(engine.carried({ from: 0, to: 1, sent, kind: 'push.beat', copy: 0 })).toEqual({ message: { kind: 'push.beat', incarnation: 0, seq: sent / s, sentAt: sent }, bytes: 33 });
    }
    expect(engine.carried({ from: 0, to: 1, sent: 7 * s, kind: 'push.beat', copy: 1 })).toBeUndefined();
    expect(engine.carried({ from: 0, to: 1, sent: 7 * s + 1, kind: 'push.beat', copy: 0 })).toBeUndefined();
    engine.seek(60 * s);
    expect(engine.digest()).toBe(whole);
  });

  test('a message on a stream is unwrapped; what kernels say carries none', () => {
    const engine = begin({
      flatline: 1, seed: 'stream', horizon: '20s', processes: 2, detector: { kind: 'keepalive' }, network: { latency: { kind: 'constant', value: '10ms' } },
    } as ScenarioFile, { seekable: true, trace: 'full' });
    engine.advance(20 * s);
    const trace = engine.trace(), sends = rows(trace, Row.sends).filter(({ time }) => time > 0);
    const named = (kind: string) => sends.find(({ m }) => trace.kinds[m & 0xffff] === kind)!;
    const told = (kind: string) => { const { a, b, time } = named(kind); return engine.carried({ from: a, to: b, sent: time, kind, copy: 0 }); };
    expect(told('keepalive.welcome')).toMatchObject({ message: { kind: 'keepalive.welcome' }, bytes: 21 });
    expect(told('transport.ack')?.message).toBeNull();
  });

  test('slices do not show', () => {
    const sliced = begin(busy);
    for (let time = 0; time <= 60 * s; time += 77_777) sliced.advance(time);
    sliced.advance(60 * s);
    expect(sliced.digest()).toBe(simulate(busy).digest);
  });
});

test('an engine runs a resolved scenario as well as a file', () => {
  const engine = begin(plain());
  expect(engine).toBeInstanceOf(Engine);
  engine.advance(60 * s);
  expect(simulate(engine.scenario).digest).toBe(engine.digest());
});
