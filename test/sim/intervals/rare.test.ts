import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poissonInterval } from '../../../sim/intervals/poissonInterval.ts';
import { rareDifference } from '../../../sim/intervals/rareDifference.ts';
import { weightedPoisson, weightsOf } from '../../../sim/intervals/weightedPoisson.ts';

describe('a sum to which rare events add', () => {
  it('has Garwood’s interval where each adds one, scaled where each adds as much', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 9 }), (count, each) => {
      const [low, high] = weightedPoisson(weightsOf(Array<number>(count).fill(each)), each);
      expect(low).toBeCloseTo(each * poissonInterval(count)[0], 7);
      expect(high).toBeCloseTo(each * poissonInterval(count)[1], 7);
    }), { seed: 1 });
  });

  it('knows less where they add unlike amounts', () => {
    // Fay and Feuer’s formula by SciPy: gamma.ppf with the moments of 4, 1, 1, 1, 1
    const [low, high] = weightedPoisson(weightsOf([4, 1, 1, 1, 1]));
    expect(low).toBeCloseTo(1.7667045, 6);
    expect(high).toBeCloseTo(26.3018192, 6);
    const [evenLow, evenHigh] = weightedPoisson(weightsOf(Array<number>(8).fill(1)));
    expect([low < evenLow, high > evenHigh]).toEqual([true, true]);
  });
});

describe('the difference of rare counts', () => {
  const interval = (a: readonly number[], b: readonly number[]) => rareDifference([...a, ...Array<number>(20).fill(3)], [...b, ...Array<number>(20).fill(3)]);

  it('of two that never differed is as far from nothing as three and a half events', () => {
    const [low, high] = interval([], [])!;
    expect([low, high]).toEqual([expect.closeTo(-3.6888794541, 9), expect.closeTo(3.6888794541, 9)]);
  });

  it('turns round with its sides, holds the difference, and of one side alone ends where Garwood’s does on that side', () => {
    const few = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 5, maxLength: 5 });
    fc.assert(fc.property(few, few, (a, b) => {
      const [low, high] = interval(a, b)!;
      const difference = b.reduce((sum, x) => sum + x, 0) - a.reduce((sum, x) => sum + x, 0);
      expect(low).toBeLessThan(difference);
      expect(high).toBeGreaterThan(difference);
      const [turnedLow, turnedHigh] = interval(b, a)!;
      expect([turnedLow, turnedHigh]).toEqual([expect.closeTo(-high, 9), expect.closeTo(-low, 9)]);
    }), { seed: 1 });
    expect(interval([0, 0, 0, 0, 0], [1, 1, 1, 1, 1])![1]).toBeCloseTo(poissonInterval(5)[1], 9);
  });

  it('is left to the runs where most of them differ, or by much', () => {
    expect(rareDifference([0, 0, 0, 0], [1, 1, 1, 0])).toBeNull();
    expect(interval([], [40])).toBeNull();
  });
});
