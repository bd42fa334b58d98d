/** Raft in the simulator: what the measures make of it. */
import { describe, expect, test } from 'vitest';
import { measure } from '../../../../sim/qos.ts';
import { resolve } from '../../../../sim/resolve.ts';
import { builtIn } from '../../../../sim/builtIn.ts';
import { simulate, type Run } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { pool } from '../../../../sim/statistics.ts';
import { Row } from '../../../../sim/trace.ts';

type Part = Readonly<Record<string, unknown>>;
const cluster = (more: Partial<ScenarioFile> & Part = {}, service: Part = {}): ScenarioFile => ({
  flatline: 1, title: 'raft', horizon: '30s', processes: 5, network: { latency: { kind: 'lognormal', median: '2ms', p99: '15ms' } },
  service: { kind: 'raft', clients: 2, ...service }, ...more,
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- read by path
const report = (run: Run): any => pool([measure(run)], { scenario: run.scenario, version: 'test' }).pooled;

test('is a service alone: a detector beside it is refused, with the reason', () => {
  const file = cluster({ detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3s' } } });
  expect(() => resolve(file, builtIn)).toThrow('raft has a heartbeat of its own, so it takes no detector');
  expect(resolve(cluster(), builtIn).detector).toBeNull();
});

const shaken: Part[] = [
  { id: 'kill', at: '4s', for: '6s', kind: 'crash', how: 'kill', process: 0 },
  { id: 'split', at: '8s', for: '5s', kind: 'partition', groups: [[0, 1, 'client0'], [2, 3, 4, 'client1']] },
  { id: 'stop', at: '12s', for: '4s', kind: 'pause', process: 3, resume: 'timers' },
  { id: 'other', at: '16s', for: '5s', kind: 'partition', groups: [[3, 4, 'client0'], [0, 1, 2, 'client1']] },
  { id: 'second', at: '21s', for: '3s', kind: 'pause', process: 1, resume: 'messages' },
];

describe.each(Array.from({ length: 8 }, (_, i) => `shaken#${i}`))('crashes, cuts and stops, seed %s', seed => {
  test('no two act, nothing is lost, no read is stale; lost messages and all', () => {
    const file = cluster({ faults: shaken, network: { latency: { kind: 'lognormal', median: '2ms', p99: '40ms' }, loss: { kind: 'independent', average: 0.02 } } } as Part);
    const pooled = report(simulate(file, { seed }));
    expect(pooled.splitBrain.count).toBe(0);
    expect(pooled.lostWrites.total).toBe(0);
    expect(pooled.staleReads).toBe(0);
  });
});

test('the same seed, the same run; another one, another', () => {
  const digests = ['a', 'a', 'b'].map(seed => simulate(cluster({ faults: shaken } as Part), { seed }).digest);
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).not.toBe(digests[2]);
});

test('etcd\'s failover: the first candidate one to two timeouts after the kill, less the age of what it last heard', () => {
  let candidates = 0;
  for (let i = 0; i < 40; i++) {
    const engine = simulate(cluster({ horizon: '3s', processes: 3 }, { clients: 0 }), { seed: `who#${i}` });
    const claim = engine.trace.notes.find(note => note.kind === 'claims');
    const row = [...engine.trace.code.keys()].find(one => engine.trace.code[one] === Row.notes && engine.trace.notes[engine.trace.x[one]!] === claim);
    const leader = engine.trace.a[row!]!;
    const kill = { id: 'kill', at: '3s', kind: 'crash', how: 'kill', process: leader };
    const { trace } = simulate(cluster({ horizon: '6s', processes: 3, faults: [kill] } as Part, { clients: 0 }), { seed: `who#${i}` });
    const first = [...trace.code.keys()].find(one => {
      const note = trace.code[one] === Row.notes ? trace.notes[trace.x[one]!]! : null;
      return note?.kind === 'reaches' && note.milestone === 'candidate' && trace.time[one]! > 3_000_000;
    });
    const after = trace.time[first!]! - 3_000_000;
    expect(after).toBeGreaterThan(800_000);
    expect(after).toBeLessThanOrEqual(1_900_000);
    if (after < 1_450_000) candidates++;
  }
  // of two servers the earlier: well below the middle of the range most of the time
  expect(candidates).toBeGreaterThan(25);
});

test('by stream a lost heartbeat comes late and never misses: all the same promises', () => {
  for (const transport of ['datagram', 'stream']) {
    const network = { latency: { kind: 'constant', value: '2ms' }, loss: { kind: 'independent', average: 0.05 } };
    const run = simulate(cluster({ faults: shaken, network } as Part, { transport }), { seed: 'streams' });
    const pooled = report(run);
    expect([pooled.splitBrain.count, pooled.lostWrites.total, pooled.staleReads]).toEqual([0, 0, 0]);
    expect(run.trace.notes.filter(note => note.kind === 'acknowledged').length).toBeGreaterThan(200);
  }
  const digests = ['datagram', 'stream'].map(transport => simulate(cluster({}, { transport }), { seed: 'streams' }).digest);
  expect(digests[0]).not.toBe(digests[1]);
});

describe('reads', () => {
  /** A leader cut off with a client: how many stale reads over some seeds? */
  const stale = (reads: string): number => {
    let sum = 0;
    for (let i = 0; i < 6; i++) {
      const faults = [0, 1, 2].map(process => ({
        id: `cut${process}`, at: `${4 + 8 * process}s`, for: '4s', kind: 'partition',
        groups: [[process, 'client0'], [...[0, 1, 2].filter(other => other !== process), 'client1']],
      }));
      const { staleReads } = report(simulate(cluster({ processes: 3, faults } as Part, { reads, every: '20ms', readShare: 0.5 }), { seed: `reads#${i}` }));
      sum += staleReads;
    }
    return sum;
  };
  test('whoever believes that it leads answers with old data; a quorum or its lease do not let it', () => {
    expect(stale('leader')).toBeGreaterThan(0);
    expect(stale('lease')).toBe(0);
    expect(stale('index')).toBe(0);
  });
});
