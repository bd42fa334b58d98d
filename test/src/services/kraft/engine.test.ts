/** In the simulator, over streams: kernels that answer for a killed leader change nothing, and hangs and cuts show who may act. */
import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import { evaluate } from '../../../../sim/evaluate.ts';
import { lookup } from '../../../../sim/report.ts';
import { simulate } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { Row, type Trace } from '../../../../sim/trace.ts';

const scenario = (faults: readonly Record<string, unknown>[], more: Record<string, unknown> = {}): ScenarioFile => ({
  flatline: 1, seed: 'controllers', horizon: '40s', processes: 3, network: { latency: '1ms' }, faults,
  service: { kind: 'kraft', clients: 2, every: '100ms', readShare: 0 }, ...more,
} as unknown as ScenarioFile);

const reached = (trace: Trace, milestone: string, from = 0): [at: number, by: number][] =>
  Array.from({ length: trace.length }, (_, row) => row).flatMap(row => {
    const note = trace.code[row] === Row.notes ? trace.notes[trace.x[row]!]! : undefined;
    return note?.kind === 'reaches' && note.milestone === milestone && trace.time[row]! >= from ? [[trace.time[row]!, trace.a[row]!] as [number, number]] : [];
  });
const figure = (file: ScenarioFile, name: string): number => {
  const { figure: found } = lookup(evaluate(file), name) as { figure: number | { value: number } };
  return typeof found === 'number' ? found : found.value;
};
const first = reached(simulate(scenario([])).trace, 'newLeader')[0]![1];

describe.each(['kill', 'hang'])('a leader that disappears by a %s', how => {
  const file = scenario([{ id: 'end', at: '10s', kind: 'crash', process: first, how }]);
  const { trace } = simulate(file);

  test('is missed two seconds after its last answer: that its kernel says so is no reason', () => {
    const [stood] = reached(trace, 'candidate', 10 * sec);
    expect(stood![0] - 10 * sec).toBeGreaterThan(2 * sec - 105 * ms);
    expect(stood![0] - 10 * sec).toBeLessThanOrEqual(2 * sec + 2 * ms);
  });

  test('is replaced, and nothing is lost', () => {
    expect(reached(trace, 'newLeader', 10 * sec)[0]![1]).not.toBe(first);
    expect(figure(file, 'lostWrites')).toBe(0);
    expect(figure(file, 'splitBrain.count')).toBe(0);
  });
});

test('a leader that is cut off resigns after three seconds; in its epoch nobody acts beside it', () => {
  const others = [0, 1, 2].filter(id => id !== first);
  const file = scenario([{ id: 'cut', at: '10s', for: '15s', kind: 'partition', groups: [[first, 'client0'], [...others, 'client1']] }]);
  const { trace } = simulate(file);
  const [resigned] = reached(trace, 'resigned');
  expect(resigned![1]).toBe(first);
  expect(resigned![0] - 10 * sec).toBeGreaterThan(3 * sec - 105 * ms);
  expect(resigned![0] - 10 * sec).toBeLessThanOrEqual(3 * sec + 2 * ms);
  expect(figure(file, 'splitBrain.count')).toBe(0);
  expect(figure(file, 'lostWrites')).toBe(0);
  // it returns with a later epoch than anybody's
  expect(reached(trace, 'candidate').filter(([at, by]) => by === first && at > 13 * sec && at < 25 * sec).length).toBeGreaterThan(3);
});

test('loss makes fetches late, and elections rare', () => {
  const file = scenario([], { horizon: '5m', network: { latency: '1ms', loss: { kind: 'independent', average: 0.05 } }, service: { kind: 'kraft', clients: 1, every: '1s' } });
  expect(reached(simulate(file).trace, 'candidate', 10 * sec).length).toBeLessThanOrEqual(1);
});
