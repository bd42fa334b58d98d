/** Elasticsearch's cluster in the simulator: its streams, and what the measures make of it. */
import { describe, expect, test } from 'vitest';
import { measure } from '../../../../sim/qos.ts';
import { builtIn } from '../../../../sim/builtIn.ts';
import { resolve } from '../../../../sim/resolve.ts';
import { simulate, type Run } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { pool } from '../../../../sim/statistics.ts';
import { Row } from '../../../../sim/trace.ts';

type Part = Readonly<Record<string, unknown>>;
const cluster = (more: Partial<ScenarioFile> & Part = {}, service: Part = {}): ScenarioFile => ({
  flatline: 1, title: 'masterFollowers', horizon: '30s', processes: 3, network: { latency: { kind: 'lognormal', median: '1ms', p99: '5ms' } },
  service: { kind: 'masterFollowers', clients: 1, every: '100ms', ...service }, ...more,
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- read by path
const report = (run: Run): any => pool([measure(run)], { scenario: run.scenario, version: 'test' }).pooled;

interface Step { readonly at: number; readonly by: number; readonly name: string; readonly about: number }
const stepsOf = ({ trace }: Run): Step[] => [...trace.code.keys()].flatMap(row => {
  const note = trace.code[row] === Row.notes ? trace.notes[trace.x[row]!]! : null;
  if (!note) return [];
  return [{ at: trace.time[row]! / 1_000, by: trace.a[row]!, name: note.kind === 'reaches' ? note.milestone : note.kind, about: note.kind === 'reaches' ? note.about : -1 }];
});

/** The seed and the master that it makes. */
function withMaster(seed: string, wanted: boolean): number {
  const claims = stepsOf(simulate(cluster({ horizon: '4s' }), { seed })).filter(({ name }) => name === 'claims').at(-1)!;
  return wanted ? claims.by : (claims.by + 1) % 3;
}

test('is a service alone: a detector beside it is refused, with the reason', () => {
  const file = cluster({ detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3s' } } });
  expect(() => resolve(file, builtIn)).toThrow('masterFollowers has checks of its own, so it takes no detector');
});

function after(how: string, ofMaster: boolean, service: Part = {}, seed = 'ways'): Step[] {
  const process = withMaster(seed, ofMaster);
  const faults = [{ id: 'f', at: '5s', kind: 'crash', how, process }];
  const run = simulate(cluster({ horizon: '90s', faults } as Part, { clients: 0, ...service }), { seed });
  return stepsOf(run).filter(({ at }) => at >= 5_000).map(step => ({ ...step, at: step.at - 5_000 }));
}
const first = (steps: readonly Step[], name: string): number | undefined => steps.find(step => step.name === name)?.at;

describe('three ways to disappear', () => {
  test('a node that is killed resets its connections: it is removed within a few round trips', () => {
    const steps = after('kill', false);
    expect(first(steps, 'nodeFailed')).toBeLessThan(10);
    expect(first(steps, 'nodeRemoved')).toBeLessThan(40);
  });

  test.each(['hang', 'blackhole'])('%s: only the timeouts find it', how => {
    const steps = after(how, false);
    expect(first(steps, 'nodeFailed')).toBeGreaterThan(32_000);
    expect(first(steps, 'nodeFailed')).toBeLessThan(33_030);
    expect(first(steps, 'nodeRemoved')).toBeLessThan(33_080);
  });

  test('a master that is killed is replaced within a second', () => {
    for (let i = 0; i < 10; i++) {
      const steps = after('kill', true, {}, `killed#${i}`);
      expect(first(steps, 'masterFailed')).toBeLessThan(12);
      expect(first(steps, 'newMaster')).toBeLessThan(1_000);
    }
  });

  test('a master that hangs, after half a minute; and the first state of the next one waits another half for it', () => {
    const steps = after('hang', true);
    expect(first(steps, 'newMaster')).toBeGreaterThan(32_000);
    expect(first(steps, 'newMaster')).toBeLessThan(34_500);
    const acts = steps.find(({ name }) => name === 'acts')!;
    // whoever claimed before may have lost to a candidate of a later term
    const claims = steps.filter(({ name, by, at }) => name === 'claims' && by === acts.by && at < acts.at).at(-1)!;
    expect(acts.at - claims.at).toBeCloseTo(30_000, 0);
  });

  test('a connection that is given up fails the check before its timeout does', () => {
    const process = withMaster('gives up', false);
    const network = { latency: '1ms', giveUp: '6s' };
    const run = simulate(cluster({ horizon: '30s', network, faults: [{ id: 'f', at: '5s', kind: 'crash', how: 'blackhole', process }] } as Part, { clients: 0 }), { seed: 'gives up' });
    const failed = stepsOf(run).find(({ name, at }) => name === 'nodeFailed' && at > 5_000)!;
    expect(failed.at - 5_000).toBeGreaterThan(6_000);
    expect(failed.at - 5_000).toBeLessThan(7_100);
  });
});

const shaken: Part[] = [
  { id: 'kill', at: '4s', for: '6s', kind: 'crash', how: 'kill', process: 0 },
  { id: 'split', at: '14s', for: '8s', kind: 'partition', groups: [[0, 1, 'client0'], [2, 3, 4]] },
  { id: 'stop', at: '26s', for: '4s', kind: 'pause', process: 3, resume: 'timers' },
  { id: 'other', at: '34s', for: '8s', kind: 'partition', groups: [[3, 4, 'client0'], [0, 1, 2]] },
  { id: 'hang', at: '45s', for: '8s', kind: 'crash', how: 'hang', process: 1 },
];
const quick = { leaderTimeout: '1s', followerTimeout: '1s', publishTimeout: '3s' };

test.each(Array.from({ length: 6 }, (_, i) => `shaken#${i}`))('crashes, cuts and stops under loss, seed %s: no two act, nothing is lost', seed => {
  const network = { latency: { kind: 'lognormal', median: '2ms', p99: '40ms' }, loss: { kind: 'independent', average: 0.02 } };
  const run = simulate(cluster({ horizon: '60s', processes: 5, faults: shaken, network } as Part, quick), { seed });
  const pooled = report(run);
  expect(pooled.splitBrain.count).toBe(0);
  expect(pooled.lostWrites.total).toBe(0);
  expect(run.trace.notes.filter(note => note.kind === 'acknowledged').length).toBeGreaterThan(50);
});

test('the same seed, the same run; another one, another', () => {
  const digests = ['a', 'a', 'b'].map(seed => simulate(cluster({ faults: shaken.slice(0, 2), processes: 5 } as Part, quick), { seed }).digest);
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).not.toBe(digests[2]);
});

test('a master that is cut off still claims for a while, and never acts beside the next one', () => {
  let dual = 0;
  for (let i = 0; i < 6; i++) {
    const master = withMaster(`cut#${i}`, true);
    const others = [0, 1, 2].filter(id => id !== master);
    const faults = [{ id: 'cut', at: '5s', for: '20s', kind: 'partition', groups: [[master, 'client0'], [...others, 'client1']] }];
    const run = simulate(cluster({ horizon: '40s', faults } as Part, { ...quick, publishTimeout: '8s', clients: 2 }), { seed: `cut#${i}` });
    const pooled = report(run);
    expect([pooled.splitBrain.count, pooled.lostWrites.total]).toEqual([0, 0]);
    dual += pooled.dualClaim.count;
  }
  expect(dual).toBeGreaterThan(3);
});
