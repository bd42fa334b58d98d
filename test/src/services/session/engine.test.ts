/** In the simulator: streams that reset and retransmit, hosts that pause, and what the measures say of two who believe. */
import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import { evaluate } from '../../../../sim/evaluate.ts';
import { lookup } from '../../../../sim/report.ts';
import { simulate } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { Row, type Trace } from '../../../../sim/trace.ts';

const scenario = (service: Record<string, unknown>, faults: readonly Record<string, unknown>[], more: Record<string, unknown> = {}): ScenarioFile => ({
  flatline: 1, seed: 'sessions', horizon: '60s', processes: 1, network: { latency: '1ms' }, service: { kind: 'session', transport: 'stream', ...service }, faults, ...more,
} as unknown as ScenarioFile);

const reached = (trace: Trace, milestone: string): [at: number, by: number, about: number][] =>
  Array.from({ length: trace.length }, (_, row) => row).flatMap(row => {
    const note = trace.code[row] === Row.notes ? trace.notes[trace.x[row]!]! : undefined;
    return note?.kind === 'reaches' && note.milestone === milestone ? [[trace.time[row]!, trace.a[row]!, note.about] as [number, number, number]] : [];
  });
const figure = (file: ScenarioFile, name: string): number => {
  const { figure: found } = lookup(evaluate(file), name) as { figure: number | { value: number } };
  return typeof found === 'number' ? found : found.value;
};

describe('ZooKeeper by streams', () => {
  test('a client that is killed resets its connection, and its session lives on to the end of its bucket all the same', () => {
    const ends = ['kill', 'hang'].map(how => {
      const { trace } = simulate(scenario({ timeout: '6s' }, [{ id: 'end', at: '20s', kind: 'crash', process: 'member0', how }]));
      return reached(trace, 'nodeDeleted');
    });
    expect(ends[0]).toEqual(ends[1]);
    expect(ends[0]).toHaveLength(1);
    // a ping at most 2 s before, six more to the timeout, a tick at most to the bucket's end
    expect(ends[0]![0]![0] - 20 * sec).toBeGreaterThan(4 * sec - 2 * ms);
    expect(ends[0]![0]![0] - 20 * sec).toBeLessThan(8 * sec + 2 * ms);
  });

  test('a server that is killed is left at once, one that hangs after two thirds of the session', () => {
    const left = (how: string): number => {
      const { trace } = simulate(scenario({ timeout: '12s', members: 6 }, [{ id: 'end', at: '20s', kind: 'crash', process: 0, how }], { processes: 3 }));
      expect(reached(trace, 'sessionExpired')).toEqual([]);
      return Math.min(...reached(trace, 'disconnected').map(([at]) => at)) - 20 * sec;
    };
    expect(left('kill')).toBe(1 * ms);
    expect(left('hang')).toBeGreaterThan(4 * sec - 3 * ms);
  });

  test('of the leader the followers learn by the reset, and elect in little more than the wait for a better vote', () => {
    const { trace } = simulate(scenario({ timeout: '12s' }, [{ id: 'end', at: '20s', kind: 'crash', process: 2, how: 'kill' }], { processes: 3 }));
    const leads = reached(trace, 'newLeader').at(-1)!;
    expect(leads.slice(1)).toEqual([1, 1]);
    expect(leads[0] - 20 * sec).toBeGreaterThan(200 * ms);
    expect(leads[0] - 20 * sec).toBeLessThan(2 * sec);
  });

  test('loss makes heartbeats late and no session ends of it, as long as a timeout outlasts a few retransmissions', () => {
    const file = scenario({ timeout: '6s', members: 5 }, [], { processes: 3, horizon: '5m', network: { latency: '1ms', loss: { kind: 'independent', average: 0.05 } } });
    expect(reached(simulate(file).trace, 'sessionExpired')).toEqual([]);
  });
});

describe('two who believe', () => {
  const cutOff = (service: Record<string, unknown>): ScenarioFile => scenario({ timeout: '6s', every: '50ms', members: 2, ...service },
    [{ id: 'cut', at: '20s', for: '20s', kind: 'partition', groups: [['member0'], [0, 'member1']] }]);

  test('of one lock: as long as the old holder is cut off from the ensemble and not from the storage', () => {
    const { trace } = simulate(cutOff({}));
    const [passed] = reached(trace, 'nodeDeleted');
    const [told] = reached(trace, 'learnsExpired');
    expect(passed![0]).toBeLessThan(28 * sec + 2 * ms);
    expect(told![0]).toBeGreaterThan(40 * sec);
    expect(figure(cutOff({}), 'splitBrain.total') / 1_000).toBeCloseTo((told![0] - passed![0]) / sec, 1);
    expect(figure(cutOff({}), 'lateEffects')).toBeGreaterThan(200);
    expect(figure(cutOff({}), 'fencedWrites')).toBe(0);
  });

  test('with tokens nothing late is taken once the newer one was seen, and with a belief that ends by its own clock there are never two', () => {
    expect(figure(cutOff({ fencing: true }), 'lateEffects')).toBeLessThanOrEqual(1);
    expect(figure(cutOff({ fencing: true }), 'fencedWrites')).toBeGreaterThan(0);
    for (const belief of ['session', 'connected']) {
      expect(figure(cutOff({ belief }), 'splitBrain.count')).toBe(0);
      expect(figure(cutOff({ belief }), 'lateEffects')).toBe(0);
    }
  });

  test('a clock that runs slow believes longer than its session lasts', () => {
    // a sixth slow: its six seconds are more than seven, and a bucket may end after six
    const slow = (belief: string): number => figure({ ...cutOff({ belief, tick: '100ms', minTimeout: '1s', maxTimeout: '60s' }), hosts: [{ process: 'member0', clock: { driftPpm: -166_000 } }] } as ScenarioFile, 'splitBrain.total');
    expect(slow('session')).toBeGreaterThan(0);
    expect(slow('connected')).toBe(0);
  });
});

describe('Kafka by streams', () => {
  test('a broker that is killed loses its leaderships 9 s after its last heartbeat, to the microsecond', () => {
    const { trace } = simulate(scenario({ flavour: 'kraft', resources: 3 }, [{ id: 'end', at: '20s', kind: 'crash', process: 'member1', how: 'kill' }]), { trace: 'full' });
    const [fenced] = reached(trace, 'fenced');
    const kind = trace.kinds.indexOf('session.beat');
    const sent = Array.from({ length: trace.length }, (_, row) => row)
      .filter(row => trace.code[row] === Row.sends && trace.a[row] === 2 && trace.m[row] === kind).map(row => trace.time[row]!);
    expect(fenced![0]).toBe(sent.at(-1)! + 1 * ms + 9 * sec + 1);
    expect(fenced![0] - 20 * sec).toBeLessThanOrEqual(9 * sec + 2 * ms);
    expect(fenced![0] - 20 * sec).toBeGreaterThan(7 * sec - 5 * ms);
  });

  test('a pause longer than the session takes a consumer\'s partitions away, and it comes back in the next generation', () => {
    const file = scenario({ flavour: 'kafkaClassic', resources: 3, timeout: '10s', every: '100ms', fencing: true }, [{ id: 'gc', at: '20s', for: '15s', kind: 'pause', process: 'member2' }]);
    const { trace } = simulate(file);
    expect(reached(trace, 'sessionExpired').map(([, by, about]) => [by, about])).toEqual([[0, 3]]);
    expect(reached(trace, 'rebalanced')).toHaveLength(3);
    expect(figure(file, 'lateEffects')).toBeLessThanOrEqual(3);
  });
});

test('Eureka: a registry that pauses for two minutes evicts nobody when it wakes', () => {
  const file = scenario({ flavour: 'eureka', members: 20, resources: 0, stores: 0 }, [{ id: 'gc', at: '200s', for: '240s', kind: 'pause', process: 0 }], { horizon: '10m' });
  expect(reached(simulate(file).trace, 'evicted')).toEqual([]);
});
