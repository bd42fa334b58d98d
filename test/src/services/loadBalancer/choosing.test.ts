import { describe, expect, test } from 'vitest';
import { defaults } from '../../../../src/parameters.ts';
import { loadBalancer, type LoadBalancerParams } from '../../../../src/services/loadBalancer.ts';
import { choose, eligible, isPanicking, newTarget, weightOf, type Target } from '../../../../src/services/loadBalancer/choosing.ts';
import { sec } from '../../../../src/time.ts';

const usual = defaults(loadBalancer.parameters) as LoadBalancerParams;
const targets = (...trusted: readonly boolean[]): Target[] => trusted.map((trusts, id) => newTarget(id, trusts));
const never = (): number => { throw new Error('nothing is drawn'); };

describe('a panic', () => {
  test.each([
    [4, 4, 0.5, false], [4, 2, 0.5, false], [4, 1, 0.5, true], [3, 1, 0.5, true], [3, 2, 0.67, true], [4, 0, 0, false], [4, 0, 0.01, true], [4, 3, 1, true], [4, 4, 1, false],
  ])('of %i backends %i trusted, and a threshold of %f: %s', (all, trusted, threshold, panics) => {
    const list = targets(...Array.from({ length: all }, (_, i) => i < trusted));
    expect(isPanicking(list, threshold)).toBe(panics);
    expect(eligible(list, threshold)).toHaveLength(panics ? all : trusted);
  });

  test('without any backend there is none', () => expect([isPanicking([], 0.5), eligible([], 0.5)]).toEqual([false, []]));
});

describe('slow start', () => {
  const options = { slowStart: 10 * sec, leastWeight: 0.1 };
  const at = (trustedAt: number, now: number): number => weightOf({ ...newTarget(0, true), trustedAt }, now, options);

  test('is a line from the least weight to 1, from the return on', () => {
    expect([0, 0.5, 1, 2.5, 9, 10, 60].map(after => at(5 * sec, (5 + after) * sec))).toEqual([0.1, 0.1, 0.1, 0.25, 0.9, 1, 1]);
  });

  test('is not for those that were never suspected, and not at all where it is off', () => {
    expect(weightOf(newTarget(0, true), 1, options)).toBe(1);
    expect(weightOf({ ...newTarget(0, true), trustedAt: 5 }, 5, { slowStart: 0, leastWeight: 0.1 })).toBe(1);
  });
});

describe('in turn', () => {
  const turns = (list: Target[], length: number, params: LoadBalancerParams, now = 0): number[] =>
    Array.from({ length }, () => choose(list, now, params, never)!.id);

  test('equal ones follow each other', () => {
    expect(turns(targets(true, true, true), 7, usual)).toEqual([0, 1, 2, 0, 1, 2, 0]);
  });

  test('a half gets half as much, in between and not in a row', () => {
    const list = targets(true, true, true);
    list[2]!.trustedAt = 0;
    const chosen = turns(list, 50, { ...usual, slowStart: 10 * sec }, 5 * sec);
    expect([0, 1, 2].map(id => chosen.filter(one => one === id).length)).toEqual([20, 20, 10]);
    expect(chosen.some((id, i) => id === 2 && chosen[i + 1] === 2)).toBe(false);
  });

  test('one that vanishes and comes back upsets nobody', () => {
    const list = targets(true, true, true);
    turns(list, 4, usual);
    const without = list.slice(0, 2);
    expect(Math.abs(turns(without, 100, usual).filter(id => id === 0).length - 50)).toBeLessThanOrEqual(2);
  });
});

describe('by load', () => {
  const loaded = (...loads: readonly (readonly [load: number, sentSince: number, outstanding: number])[]): Target[] =>
    loads.map(([load, sentSince, outstanding], id) => ({ ...newTarget(id, true), load, sentSince, outstanding }));

  test('leastLoad: the least that was told, and what was sent since; the first of equals', () => {
    const params = { ...usual, policy: 'leastLoad' as const };
    expect(choose(loaded([3, 0, 0], [1, 1, 9], [2, 0, 0]), 0, params, never)!.id).toBe(1);
    expect(choose(loaded([3, 0, 0], [1, 3, 9], [2, 0, 0]), 0, params, never)!.id).toBe(2);
  });

  test('equals take turns, from the first on', () => {
    const list = loaded([2, 0, 0], [2, 0, 0], [3, 0, 0]);
    expect(Array.from({ length: 5 }, () => choose(list, 0, { ...usual, policy: 'leastLoad' }, never)!.id)).toEqual([0, 1, 0, 1, 0]);
  });

  test('leastOutstanding: by what it has sent and nobody has answered', () => {
    expect(choose(loaded([0, 0, 5], [9, 9, 2], [0, 0, 3]), 0, { ...usual, policy: 'leastOutstanding' }, never)!.id).toBe(1);
  });

  test('a weight divides: half the weight, half the load', () => {
    const list = loaded([3, 0, 0], [1, 0, 0]);
    list[1]!.trustedAt = 0;
    const at = (now: number): number => choose(list, now, { ...usual, policy: 'leastLoad', slowStart: 10 * sec }, never)!.id;
    // (3 + 1) / 1 against (1 + 1) / w
    expect([at(4.9 * sec), at(5.1 * sec)]).toEqual([0, 1]);
  });

  test('twoChoices: two different ones, and the better of them', () => {
    const list = loaded([5, 0, 0], [4, 0, 0], [3, 0, 0], [2, 0, 0]);
    const of = (...draws: number[]): number => choose(list, 0, { ...usual, policy: 'twoChoices' }, () => draws.shift()!)!.id;
    // the second draw is among the other three
    expect([of(0, 0), of(0, 0.99), of(0.5, 0.5), of(0.99, 0.99)]).toEqual([1, 3, 2, 3]);
    const pairs = new Set<string>();
    for (let i = 0; i < 4; i++) for (let j = 0; j < 3; j++) pairs.add(`${of((i + 0.5) / 4, (j + 0.5) / 3)}`);
    expect([...pairs].sort()).toEqual(['1', '2', '3']);
  });

  test('of nobody there is none to choose, of one no choice', () => {
    expect(choose([], 0, usual, never)).toBeUndefined();
    expect(choose(targets(true), 0, { ...usual, policy: 'twoChoices' }, never)!.id).toBe(0);
  });
});

/** Mitzenmacher 2001: with stale loads, everybody who goes to the least loaded goes to the same one. */
test('many balancers that hear the same load all run to one backend by leastLoad, and spread by two choices', () => {
  const burst = (policy: LoadBalancerParams['policy']): number => {
    let draws = 0;
    const random = (): number => (draws++ * 0.618_033_988_7) % 1;
    const chosen = Array.from({ length: 60 }, () => {
      const fresh = [7, 5, 6, 8].map((load, id) => ({ ...newTarget(id, true), load }));
      return choose(fresh, 0, { ...usual, policy }, random)!.id;
    });
    return Math.max(...[0, 1, 2, 3].map(id => chosen.filter(one => one === id).length));
  };
  expect(burst('leastLoad')).toBe(60);
  expect(burst('twoChoices')).toBeLessThan(45);
});
