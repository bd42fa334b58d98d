import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../sim/builtIn.ts';
import { begin } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { divergences } from '../../../../ui/lab/compare/divergence.ts';
import { atMoment, difference } from '../../../../ui/lab/compare/why.ts';
import { index, type TraceIndex } from '../../../../ui/lab/model.ts';

function ran(timeout: string, more: Partial<ScenarioFile> = {}): TraceIndex {
  const engine = begin({
    flatline: 1, seed: 'small', horizon: '20s', processes: 3, network: { latency: { kind: 'constant', value: '10ms' } },
    faults: [{ id: 'a', at: '7250ms', kind: 'crash', how: 'kill', process: 1 }],
    detector: { kind: 'push', interval: '500ms', phase: 'zero', estimator: { kind: 'fixed', timeout } }, ...more,
  }, { trace: 'full' });
  engine.advance(engine.scenario.horizon);
  return index(engine.trace(), engine.scenario, builtIn);
}

const [two, three, never] = [ran('2s'), ran('3s'), ran('60s')];

describe('a difference in words', () => {
  test('who suspects and who does not, why, and when the other comes to it', () => {
    const columns = [two, three];
    expect(difference(columns, divergences(columns)[0]!)).toMatch(
      /^At 9\.010 s in A n0 suspects n1, in B it does not\. A: n0 suspects n1, 1\.760 s after its crash: .*\. B: the same 1 s later, at 10\.010 s\.$/);
  });

  test('those that fare alike are told of together', () => {
    const columns = [two, never, three, never];
    expect(difference(columns, divergences(columns)[0]!)).toMatch(/in B, C and D it does not\. .* B and D: not before the end of this run\. C: the same 1 s later, at 10\.010 s\.$/);
  });

  test('one that never does, because the other takes it back', () => {
    const paused: Partial<ScenarioFile> = { faults: [{ id: 'p', at: '5s', for: '2500ms', kind: 'pause', process: 1 }] };
    const columns = [ran('2s', paused), ran('4s', paused)];
    expect(difference(columns, divergences(columns)[0]!)).toMatch(/ B: never, for at 7\.\d+ s the suspicion is taken back\.$/);
  });

  test('a moment without one says so, and when the next is', () => {
    const columns = [two, three], all = divergences(columns);
    expect(atMoment(columns, all, 3_000_000)).toBe('At this moment all columns think alike. They next differ at 9.010 s.');
    expect(atMoment(columns, all, 9_010_000)).toBe(difference(columns, all[0]!));
    expect(atMoment(columns, all, 10_009_999)).toBe(difference(columns, all[0]!));
    expect(atMoment(columns, all, 10_010_000)).toBe('At this moment all columns think alike. They do not differ again in this run.');
    expect(atMoment([two, two], [], 0)).toMatch(/^In this run the columns never differ/);
  });
});

test('where nobody suspects anybody, what differs is who leads', () => {
  const raft = (seed: string): TraceIndex => {
    const engine = begin({
      flatline: 1, seed, horizon: '20s', processes: 3, service: { kind: 'raft' }, network: { latency: { kind: 'constant', value: '10ms' } },
    }, { trace: 'full' });
    engine.advance(engine.scenario.horizon);
    return index(engine.trace(), engine.scenario, builtIn);
  };
  const [one, other] = [raft('a'), raft('b')];
  const all = divergences([one, other]);
  expect(all[0]!.pair).toBeNull();
  expect(difference([one, other], all[0]!)).toMatch(/^At \d+\.\d{3} s in A (n\d acts|nobody acts) as leader; in B (n\d acts|nobody does)\.$/);
  expect(divergences([one, one])).toEqual([]);
});
