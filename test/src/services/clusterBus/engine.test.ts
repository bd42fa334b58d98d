/** In the simulator, by streams: kernels that refuse for a killed node and answer for a hung one, hosts that pause, links that are cut. */
import { describe, expect, test } from 'vitest';
import type { Note } from '../../../../src/contract.ts';
import { sec } from '../../../../src/time.ts';
import { evaluate } from '../../../../sim/evaluate.ts';
import { lookup } from '../../../../sim/report.ts';
import { replicate, simulate } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { Row, type Trace } from '../../../../sim/trace.ts';

const scenario = (service: Record<string, unknown>, faults: readonly Record<string, unknown>[], horizon = '40s', network: object = {}): ScenarioFile => ({
  flatline: 1, seed: 'bus', horizon, processes: 6, network: { latency: '1ms', ...network },
  service: { kind: 'clusterBus', nodeTimeout: '2s', every: '20ms', readShare: 0, ...service }, faults,
} as unknown as ScenarioFile);

interface Told { readonly at: number; readonly process: number; readonly note: Note }
function notes(trace: Trace, kind: Note['kind'], milestone?: string): Told[] {
  const told: Told[] = [];
  for (let row = 0; row < trace.length; row++) {
    if (trace.code[row] !== Row.notes) continue;
    const note = trace.notes[trace.x[row]!]!;
    if (note.kind === kind && (milestone === undefined || ('milestone' in note && note.milestone === milestone))) {
      told.push({ at: trace.time[row]!, process: trace.a[row]!, note });
    }
  }
  return told;
}
const reached = (trace: Trace, milestone: string): number[] => notes(trace, 'reaches', milestone).map(({ at }) => at);
/** Signals about node 0 that node 1 received after `from`. */
const signals = (trace: Trace, kind: string, from: number): number => Array.from({ length: trace.length }, (_, row) => row).filter(row =>
  trace.code[row] === Row.receives && trace.time[row]! > from && trace.a[row] === 0 && trace.b[row] === 1 && trace.m[row] === trace.kinds.indexOf(kind)).length;
const figure = (file: ScenarioFile, name: string): number => {
  const { figure: found } = lookup(evaluate(file), name) as { figure: number | { value: number } };
  return typeof found === 'number' ? found : found.value;
};

describe.each(['kill', 'hang', 'blackhole'])('a master that disappears by a %s', how => {
  const { trace } = simulate(scenario({ clients: 0 }, [{ id: 'end', at: '20s', kind: 'crash', process: 'n0', how }], '30s'), { trace: 'full' });
  const pfails = notes(trace, 'reaches', 'pfail').filter(({ note }) => 'about' in note && note.about === 0);

  test('is suspected by each of the others two to three seconds later, or told of before that', () => {
    const known = [...pfails, ...notes(trace, 'reaches', 'failHeard')].map(({ process }) => process);
    expect([...new Set(known)].sort()).toEqual([1, 2, 3, 4, 5]);
    for (const { at } of pfails) {
      expect(at).toBeGreaterThan(22 * sec);
      expect(at).toBeLessThan(23.3 * sec);
    }
  });

  test('is replaced, once', () => {
    const steps = ['fail', 'electionStart', 'elected', 'promoted'].map(name => reached(trace, name)[0]!);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(reached(trace, 'promoted')).toHaveLength(1);
    expect(steps[1]! - steps[0]!).toBeGreaterThanOrEqual(0.5 * sec);
    expect(steps[1]! - steps[0]!).toBeLessThan(1.21 * sec);
  });

  test('is tried at every run of the timer where its kernel refuses, and every node timeout where it takes what nobody reads', () => {
    const [refused, opened] = ['transport.refused', 'transport.opened'].map(kind => signals(trace, kind, 25 * sec)) as [number, number];
    if (how === 'kill') expect(refused).toBeGreaterThan(45);
    else expect(refused).toBe(0);
    expect(opened > 0 && opened < 4).toBe(how === 'hang');
  });
});

test('a killed node whose links are refused counts as asked only by a ping that the timer puts into an attempt', () => {
  // nobody is pinged at random but at every tenth run, and nobody's pong is half a node timeout old before a second
  const runs = [...replicate(scenario({ clients: 0 }, [{ id: 'end', at: { kind: 'uniform', low: '20s', high: '24s' }, kind: 'crash', process: 'n0' }], '30s'), 40)];
  const firsts = runs.map(({ trace }) => {
    const crash = trace.code.findIndex(code => code === Row.crashes);
    return reached(trace, 'pfail')[0]! - trace.time[crash]!;
  });
  expect(Math.min(...firsts)).toBeGreaterThan(2 * sec);
  expect(Math.max(...firsts)).toBeGreaterThan(2.6 * sec);
  expect(Math.max(...firsts)).toBeLessThan(3.3 * sec);
});

test('of forty masters killed each is replaced once, and no two ever act on one shard', () => {
  const file = scenario({ clients: 1 }, [{ id: 'end', at: { kind: 'uniform', low: '10s', high: '12s' }, kind: 'crash', process: 'n0' }], '20s');
  const runs = [...replicate(file, 40)].map(({ trace }) => reached(trace, 'promoted').length);
  expect(runs).toEqual(runs.map(() => 1));
  expect(figure(file, 'splitBrain.count')).toBe(0);
});

test('after a short silence the links are made anew, and where nobody stands every shard is served again', () => {
  const { trace } = simulate(scenario({ clients: 0, noFailover: true }, [{ id: 'gone', at: '20s', for: '2500ms', kind: 'crash', process: 'n0', how: 'blackhole' }], '40s'));
  expect(reached(trace, 'promoted')).toEqual([]);
  const last = new Map(notes(trace, 'acts').map(({ process, note }) => [process, note.kind === 'acts' && note.until > 40 * sec]));
  expect([...last].sort(([a], [b]) => a - b)).toEqual([[0, true], [1, true], [2, true]]);
});

describe('a master that is cut off with one of two clients', () => {
  const parted = (service: Record<string, unknown>): ScenarioFile => scenario({ masters: 3, clients: 4, ...service }, [{
    id: 'cut', at: '10s', for: '20s', kind: 'partition', groups: [['n0', 'client0'], ['n1', 'n2', 'n3', 'n4', 'n5', 'client1', 'client2', 'client3']],
  }], '50s');

  test('stops by itself, about when its replica takes over, and loses what it took meanwhile', () => {
    expect(figure(parted({}), 'splitBrain.total') / 1_000).toBeLessThan(1);
    // 50 writes a second, for two to three seconds
    expect(figure(parted({}), 'lostWrites')).toBeGreaterThan(90);
    expect(figure(parted({}), 'lostWrites')).toBeLessThan(165);
  });

  test('loses the more the longer the node timeout', () => {
    expect(figure(parted({ nodeTimeout: '6s' }), 'lostWrites')).toBeGreaterThan(290);
  });
});

test('a paused master wakes as one, and takes writes until the first ping tells it of the newer epoch', () => {
  const file = scenario({ clients: 1 }, [{ id: 'gc', at: '10s', for: '15s', kind: 'pause', process: 'n0' }], '40s');
  const { trace } = simulate(file);
  const [demoted] = notes(trace, 'reaches', 'demoted');
  expect(demoted!.process).toBe(0);
  expect(demoted!.at).toBeGreaterThanOrEqual(25 * sec);
  expect(demoted!.at).toBeLessThan(25.3 * sec);
  expect(figure(file, 'splitBrain.count')).toBeGreaterThan(0);
});

test('where one packet in twenty is lost, a stream brings them all, late: nobody fails', () => {
  const { trace } = simulate(scenario({ clients: 0 }, [], '60s', { loss: { kind: 'independent', average: 0.05 } }));
  expect(reached(trace, 'fail')).toEqual([]);
  expect(reached(trace, 'pfail').length).toBeLessThan(3);
});

test('a clock that is set changes nothing but when the timer runs', () => {
  for (const step of ['-5s', '1500ms']) {
    const { trace } = simulate(scenario({ clients: 0 }, [{ id: 'set', at: '10s', kind: 'clock', process: 'n1', step }], '30s'));
    expect(reached(trace, 'promoted')).toEqual([]);
    expect(notes(trace, 'acts').filter(({ process }) => process === 1)).not.toEqual([]);
  }
});
