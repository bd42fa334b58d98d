import { expect, test } from 'vitest';
import { sec } from '../../../src/time.ts';
import { simulate } from '../../../sim/run.ts';
import type { FaultLine, ScenarioFile } from '../../../sim/scenario.ts';
import { followedPair } from '../../../ui/lab/focus.ts';
import { index, type TraceIndex } from '../../../ui/lab/model.ts';

const indexOf = (faults: readonly FaultLine[], more: Partial<ScenarioFile> = {}): TraceIndex => {
  const { trace, scenario } = simulate({ flatline: 1, horizon: '10s', processes: 4, detector: { kind: 'push' }, faults, ...more });
  return index(trace, scenario);
};

test('the newest fault says whom to look at, and before the first one the first', () => {
  const seen = indexOf([
    { id: 'a', at: '2s', kind: 'crash', process: 2 }, { id: 'b', at: '4s', for: '1s', kind: 'pause', process: [0, 1] },
    { id: 'c', at: '6s', for: '1s', kind: 'partition', groups: [[3], [1, 2]] }, { id: 'd', at: '8s', kind: 'link', from: 1, to: 3, add: '1s' },
  ]);
  const at = (seconds: number): unknown => followedPair(seen, seconds * sec);
  expect(at(0)).toEqual({ monitor: 0, peer: 2 });
  expect(at(2)).toEqual({ monitor: 0, peer: 2 });
  expect(at(4)).toEqual({ monitor: 2, peer: 0 });
  expect(at(5.5)).toEqual({ monitor: 2, peer: 0 });
  expect(at(6)).toEqual({ monitor: 3, peer: 1 });
  expect(at(9)).toEqual({ monitor: 3, peer: 1 });
});

test('only those who watch are looked at', () => {
  const star = indexOf([{ id: 'a', at: '2s', kind: 'crash', process: 3 }, { id: 'b', at: '4s', kind: 'crash', process: 1 }], { watches: 'star' });
  expect(followedPair(star, 2 * sec)).toEqual({ monitor: 3, peer: 0 });
  expect(followedPair(star, 4 * sec)).toEqual({ monitor: 3, peer: 1 });
});

test('pairs of a partition, and a script without faults', () => {
  expect(followedPair(indexOf([{ id: 'a', at: '1s', kind: 'partition', pairs: [[2, 3]] }]), sec)).toEqual({ monitor: 2, peer: 3 });
  expect(followedPair(indexOf([]), sec)).toEqual({ monitor: 0, peer: 1 });
});
