/** In the simulator: over streams, with kernels that answer for a killed backend, and several detectors inside. */
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../sim/evaluate.ts';
import { lookup } from '../../../../sim/report.ts';
import { simulate } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { Row, type Trace } from '../../../../sim/trace.ts';
import { ms, sec } from '../../../../src/time.ts';

const beats = { kind: 'push', interval: '200ms', phase: 'uniform', estimator: { kind: 'fixed', timeout: '700ms' } };
const scenario = (service: Record<string, unknown>, faults: readonly Record<string, unknown>[], more: Record<string, unknown> = {}): ScenarioFile => ({
  flatline: 1, seed: 'farm', horizon: '20s', processes: 5, watches: 'star', detector: beats, network: { latency: '1ms' },
  service: { kind: 'loadBalancer', every: '10ms', work: '5ms', ...service }, faults, ...more,
} as unknown as ScenarioFile);
const crash = (how: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({ id: 'end', at: '8s', kind: 'crash', process: 0, how, ...more });

function notes(trace: Trace, milestone: string): { at: number; about: number }[] {
  return Array.from({ length: trace.length }, (_, row) => row).flatMap(row => {
    const note = trace.code[row] === Row.notes ? trace.notes[trace.x[row]!]! : null;
    return note?.kind === 'reaches' && note.milestone === milestone ? [{ at: trace.time[row]!, about: note.about }] : [];
  });
}
const figure = (file: ScenarioFile, name: string): number => {
  const { figure: found } = lookup(evaluate(file), name) as { figure: number | { value: number } };
  return typeof found === 'number' ? found : found.value;
};
/** Requests of clients that were not answered in time, as a share of all. */
function failed(trace: Trace): number {
  const [asked, answered] = [new Set<number>(), new Set<number>()];
  for (let row = 0; row < trace.length; row++) {
    const note = trace.code[row] === Row.notes ? trace.notes[trace.x[row]!]! : null;
    if (note?.kind === 'invokes' && trace.time[row]! < 18 * sec) asked.add(note.operation);
    if (note?.kind === 'acknowledged') answered.add(note.operation);
  }
  return [...asked].filter(operation => !answered.has(operation)).length / asked.size;
}

describe('a backend that disappears', () => {
  test('by a kill: its kernel breaks the connection, and no client notices', () => {
    const { trace } = simulate(scenario({}, [crash('kill')]));
    expect(failed(trace)).toBe(0);
    const again = notes(trace, 'rerouted');
    // until it is suspected each that goes there is refused, and goes elsewhere
    expect(again.length).toBeGreaterThan(5);
    expect(again[0]!.at).toBeLessThan(8 * sec + 50 * ms);
    expect(notes(trace, 'excluded')).toHaveLength(1);
  });

  test.each(['hang', 'blackhole'])('by a %s: what it has is sent elsewhere when it is suspected', how => {
    const { trace } = simulate(scenario({}, [crash(how)]));
    const [excluded] = notes(trace, 'excluded');
    expect(excluded!.at).toBeGreaterThan(8_499 * ms);
    expect(excluded!.at).toBeLessThan(8_702 * ms);
    const again = notes(trace, 'rerouted');
    expect(again.length).toBeGreaterThan(8);
    expect(new Set(again.map(({ at }) => at))).toEqual(new Set([excluded!.at]));
    expect(failed(trace)).toBe(0);
    const impatient = simulate(scenario({ onSuspicion: 'drain', opTimeout: '300ms' }, [crash(how)])).trace;
    expect(failed(impatient)).toBeGreaterThan(0.005);
  });

  test('and comes back is used again', () => {
    const { trace } = simulate(scenario({}, [crash('kill', { for: '4s' })]));
    const [included] = notes(trace, 'included');
    expect(included!.at).toBeLessThan(12_300 * ms);
    expect(notes(trace, 'routed').filter(({ at, about }) => about === 0 && at > included!.at).length).toBeGreaterThan(100);
  });
});

test('all backends look failed to a balancer whose heartbeats are lost: it fails open, and answers everybody', () => {
  const links = [0, 1, 2, 3].map(from => ({ from, to: 4, loss: { kind: 'independent', average: 0.999, applies: 'datagram' } }));
  const open = simulate(scenario({}, [], { links })).trace;
  const closed = simulate(scenario({ panicThreshold: 0 }, [], { links })).trace;
  expect(notes(open, 'panic').length).toBeGreaterThan(0);
  expect(failed(open)).toBe(0);
  expect(failed(closed)).toBeGreaterThan(0.5);
});

test('while a balancer turns everybody away nobody acts, and clients have an outage', () => {
  const cut = { id: 'cut', at: '8s', for: '6s', kind: 'partition', groups: [[0, 1, 2, 3], [4, 'client0']] };
  const file = scenario({ panicThreshold: 0 }, [cut]);
  expect(figure(file, 'leaderless.total') / 1_000).toBeGreaterThan(4.5);
  expect(figure(file, 'leaderless.total') / 1_000).toBeLessThan(6.2);
  expect(figure(file, 'splitBrain.count')).toBe(0);
});

describe('what heartbeats say of loads', () => {
  const slow = (service: Record<string, unknown>): Trace => simulate(scenario(service, [], {
    processes: [{ name: 'slow', params: { work: '80ms' } }, ...['b', 'c', 'd'].map(name => ({ name })), { name: 'balancer' }],
  })).trace;
  const share = (trace: Trace): number => notes(trace, 'routed').filter(({ about }) => about === 0).length / notes(trace, 'routed').length;

  test('keeps requests off a backend that is slow, though it is healthy', () => {
    const [even, aware] = [slow({ policy: 'roundRobin', opTimeout: '300ms' }), slow({ policy: 'leastLoad', opTimeout: '300ms' })];
    expect(share(even)).toBeCloseTo(0.25, 2);
    expect(share(aware)).toBeLessThan(0.15);
    expect(failed(even)).toBeGreaterThan(0.05);
    expect(failed(aware)).toBeLessThan(0.01);
    expect(notes(aware, 'excluded')).toEqual([]);
  });
});
