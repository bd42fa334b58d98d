/** Where requests went: hand-made traces against what one reads off them, and a scan of every instant. */
import { describe, expect, test } from 'vitest';
import { routingFigures } from '../../../sim/figures/routing.ts';
import { routing } from '../../../sim/measures/routing.ts';
import { evaluate } from '../../../sim/evaluate.ts';
import { lookup } from '../../../sim/report.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { Script } from '../../support/writeTrace.ts';

const processes = Array.from({ length: 4 }, (_, i) => ({ name: `p${i}`, role: '', host: i, params: {} }));
const setting = (warmUp = 0, horizon = 100) => ({ processes, warmUp, horizon });

/** Process 3 balances between 0, 1 and 2. */
class Farm extends Script {
  says(t: number, milestone: string, about: number): this { return this.note(t, 3, { kind: 'reaches', milestone, about }); }
  begins(t = 0): this { return this.says(t, 'balances', 0).says(t, 'balances', 1).says(t, 'balances', 2); }
}
const farm = (): Farm => new Farm().begins();
const span = (count: number, total: number, longest: number, room = 300) => ({ count, total, longest, room });

describe('where nobody balances', () => {
  test('there is nothing to measure, whatever is called routed', () => {
    expect(routing(setting(), new Farm().says(1, 'routed', 0).says(2, 'excluded', 0).says(3, 'panic', 3).end())).toBeUndefined();
  });
});

describe('misroutes', () => {
  test('are requests to a backend that had crashed when they were sent, in any of the three ways', () => {
    const trace = farm().says(1, 'routed', 0).crashes(5, 0).says(5, 'routed', 0).says(6, 'routed', 1).says(7, 'rerouted', 0)
      .crashes(8, 1, 'hang').says(9, 'routed', 1).recovers(10, 1).says(11, 'routed', 1).crashes(12, 2, 'blackhole').says(13, 'rerouted', 2).end();
    expect(routing(setting(), trace)).toMatchObject({ routed: 7, misroutes: 4 });
  });

  test('of the warm-up do not count', () => {
    expect(routing(setting(6), farm().crashes(2, 0).says(5, 'routed', 0).says(6, 'routed', 0).end())).toMatchObject({ routed: 1, misroutes: 1 });
  });
});

describe('left out by mistake', () => {
  const wrong = (script: Script, warmUp = 0) => routing(setting(warmUp), script.end())!.wronglyExcluded;

  test('from the exclusion to the return, or to the end', () => {
    expect(wrong(farm().says(10, 'excluded', 0).says(30, 'included', 0).says(80, 'excluded', 1))).toEqual(span(2, 40, 20));
  });

  test('not while the backend has crashed; from its recovery on', () => {
    expect(wrong(farm().crashes(5, 0).says(10, 'excluded', 0).recovers(40, 0).says(45, 'included', 0))).toEqual(span(1, 5, 5));
    expect(wrong(farm().says(10, 'excluded', 0).crashes(25, 0))).toEqual(span(1, 15, 15));
  });

  test('not while the balancer has crashed, and one that begins anew leaves out nobody', () => {
    const script = farm().says(10, 'excluded', 0).crashes(20, 3).recovers(50, 3, 1) as Farm;
    expect(wrong(script.begins(50))).toEqual(span(1, 10, 10));
    const hung = farm().says(10, 'excluded', 0).crashes(20, 3, 'hang').recovers(50, 3).end();
    expect(routing(setting(), hung)!.wronglyExcluded).toEqual(span(2, 60, 50));
  });

  test('what begins and ends in one instant has not been; of the warm-up only what is left', () => {
    expect(wrong(farm().says(10, 'excluded', 0).says(10, 'included', 0))).toEqual(span(0, 0, 0));
    expect(wrong(farm().says(10, 'excluded', 0).says(30, 'included', 0), 25)).toEqual(span(1, 5, 5, 225));
  });

  test('agrees with a scan of every instant', () => {
    const events: readonly (readonly [number, (script: Farm) => unknown, (s: State) => void])[] = [
      [3, f => f.says(3, 'excluded', 0), s => { s.out[0] = true; }], [9, f => f.crashes(9, 0), s => { s.gone[0] = true; }],
      [12, f => f.says(12, 'excluded', 2), s => { s.out[2] = true; }], [20, f => f.recovers(20, 0), s => { s.gone[0] = false; }],
      [21, f => f.says(21, 'included', 2), s => { s.out[2] = false; }], [27, f => f.says(27, 'included', 0), s => { s.out[0] = false; }],
      [30, f => f.crashes(30, 1, 'hang'), s => { s.gone[1] = true; }], [33, f => f.says(33, 'excluded', 1), s => { s.out[1] = true; }],
      [52, f => f.recovers(52, 1), s => { s.gone[1] = false; }], [60, f => f.says(60, 'included', 1), s => { s.out[1] = false; }],
    ];
    interface State { readonly out: boolean[]; readonly gone: boolean[] }
    const state: State = { out: [false, false, false], gone: [false, false, false] };
    const script = farm();
    let total = 0;
    for (let now = 0; now < 100; now++) {
      for (const [at, write, change] of events) if (at === now) { write(script); change(state); }
      total += state.out.filter((out, i) => out && !state.gone[i]).length;
    }
    expect(wrong(script).total).toBe(total);
    expect(total).toBeGreaterThan(20);
  });
});

test('fail-open time is that of the balancer, between panic and its end', () => {
  const of = (script: Script) => routing(setting(), script.end())!.failOpen;
  expect(of(farm().says(10, 'panic', 3).says(35, 'panicEnds', 3).says(90, 'panic', 3))).toEqual(span(2, 35, 25, 100));
  expect(of(farm().says(10, 'panic', 3).crashes(15, 3))).toEqual(span(1, 5, 5, 100));
});

test('runs are pooled: sums of counts, and of spans', () => {
  const one = routing(setting(), farm().says(1, 'routed', 0).says(10, 'excluded', 0).says(30, 'included', 0).end())!;
  const two = routing(setting(), farm().crashes(0, 1).says(1, 'routed', 1).says(2, 'panic', 3).end())!;
  const figures = routingFigures([one, two]);
  expect(figures).toMatchObject({ routed: 2, misroutes: 1, wronglyExcluded: { count: 1 }, failOpen: { count: 1 } });
  expect(figures.wronglyExcluded.total.value).toBeCloseTo(0.02, 9);
});

test('in the report of a load balancer, and in no other', () => {
  const report = (service: Record<string, unknown> | null) => evaluate({
    flatline: 1, seed: 'where', horizon: '20s', processes: 4, watches: 'star', network: { latency: '1ms' },
    detector: { kind: 'push', interval: '200ms', estimator: { kind: 'fixed', timeout: '900ms' } }, ...(service && { service }),
    faults: [{ id: 'hang', at: '5s', for: '5s', kind: 'crash', how: 'hang', process: 0 }, { id: 'cut', at: '12s', for: '3s', kind: 'partition', groups: [[0, 1], [2, 3]] }],
  } as unknown as ScenarioFile);
  const balanced = report({ kind: 'loadBalancer', every: '10ms' });
  const of = (path: string, measured = balanced): unknown => {
    const found = lookup(measured, path);
    return 'figure' in found ? (typeof found.figure === 'number' ? found.figure : found.figure.value) : found.problem;
  };
  // a third of a hundred a second, until the silence has lasted 0.9 s
  expect(of('misroutes')).toBeGreaterThan(20);
  expect(of('misroutes')).toBeLessThan(36);
  // both, from 0.9 s after the cut to its end
  expect(of('wronglyExcluded.total')).toBeGreaterThan(2 * 2_000);
  expect(of('wronglyExcluded.total')).toBeLessThan(2 * 2_400);
  expect(of('failOpen.count')).toBe(1);
  expect(of('misroutes', report(null))).toContain('no such figure');
});
