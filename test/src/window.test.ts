import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, push, slidingWindow, variance } from '../../src/window.ts';

/** The same in whole numbers of any length, from all that was ever pushed. */
function exactly(values: readonly number[], size: number): { mean: number; variance: number } {
  const kept = values.slice(-size).map(BigInt);
  const n = BigInt(kept.length);
  const sum = kept.reduce((a, b) => a + b, 0n);
  const squares = kept.reduce((a, b) => a + b * b, 0n);
  const scale = 1_000_000n;
  return {
    mean: Number(sum * scale / n) / Number(scale),
    variance: Number((squares * n - sum * sum) * scale / (n * n)) / Number(scale),
  };
}

const windowOf = (size: number, values: readonly number[]) => {
  const window = slidingWindow(size);
  for (const value of values) push(window, value);
  return window;
};

describe('a sliding window', () => {
  it('has the population mean and variance of what it holds', () => {
    const window = windowOf(20, [100, 200, 125, 340, 130]);
    expect([mean(window), variance(window)]).toEqual([179, 7584]);
  });

  it('forgets the oldest', () => {
    const window = windowOf(3, [100, 110, 90, 140]);
    expect(mean(window)).toBeCloseTo(340 / 3, 12);
    expect(variance(window)).toBeCloseTo(422.2222222, 6);
  });

  it('agrees with exact arithmetic on any stream, at any size', () => {
    fc.assert(fc.property(
      fc.integer({ min: 1, max: 40 }), fc.array(fc.integer({ min: 0, max: 4_000_000_000 }), { minLength: 1, maxLength: 120 }),
      (size, values) => {
        const window = windowOf(size, values);
        const oracle = exactly(values, size);
        expect(mean(window)).toBeCloseTo(oracle.mean, 4);
        expect(Math.abs(variance(window) - oracle.variance)).toBeLessThanOrEqual(1e-9 * oracle.variance + 1e-3);
      },
    ), { seed: 1, numRuns: 300 });
  });

  it('never has a negative variance: 999 hours and one hour and a bit', () => {
    const hours = [...Array<number>(999).fill(3_600_000_000), 3_600_001_000];
    expect(variance(windowOf(1_000, hours))).toBeCloseTo(999, 6);
    expect(variance(windowOf(1_000, hours.slice(0, 999)))).toBe(0);
  });

  it('does not drift: what outliers leave behind is gone after one more turn', () => {
    const window = slidingWindow(100);
    for (let i = 0; i < 2_000_000; i++) push(window, i % 1_000 === 7 ? 1e12 + i : 1_000_000 + i % 3);
    for (let i = 0; i < 200; i++) push(window, 1_000_000 + i % 2);
    expect(mean(window)).toBe(1_000_000.5);
    expect(variance(window)).toBe(0.25);
  });

  it('takes no more memory than it has values, up to its size', () => {
    expect(windowOf(1_000, [1, 2, 3]).values.length).toBeLessThanOrEqual(8);
    expect(windowOf(10, Array.from({ length: 99 }, (_, i) => i)).values.length).toBe(10);
  });
});
