import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dominates, front } from '../../../sim/solve/front.ts';

const cost = fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(Infinity)), { minLength: 3, maxLength: 3 });

test('the front is what nothing dominates, by looking at all pairs', () => {
  fc.assert(fc.property(fc.array(cost, { maxLength: 40 }), costs => {
    const slowly = costs.filter(a => !costs.some(b => b.every((x, i) => x <= a[i]!) && b.some((x, i) => x < a[i]!)));
    expect(front(costs, x => x)).toEqual(slowly);
  }));
});

test('equals do not dominate each other, and infinities are equal', () => {
  expect(dominates([1, 2], [1, 2])).toBe(false);
  expect(dominates([Infinity, 1], [Infinity, 2])).toBe(true);
});
