import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Axis } from '../../../sim/sweep/axes.ts';
import { gridSize, settingsOf } from '../../../sim/sweep/designs.ts';
import { Sobol, sobolDimensions } from '../../../sim/sweep/sobol.ts';

/** The unit interval: what is drawn is the uniform number itself, to twelve digits. */
const unit: Axis = { path: 'x', values: { measure: 'number', from: 0, to: 1, scale: 'linear' } };
const units = (dimensions: number): Axis[] => Array.from({ length: dimensions }, (_, i) => ({ ...unit, path: `x${i}` }));

describe("Sobol's sequence", () => {
  // S. Joe and F. Y. Kuo, "Notes on generating Sobol' sequences" (2008): the first ten points in three dimensions
  const published = [
    [0, 0, 0], [0.5, 0.5, 0.5], [0.75, 0.25, 0.25], [0.25, 0.75, 0.75], [0.375, 0.375, 0.625], [0.875, 0.875, 0.125],
    [0.625, 0.125, 0.875], [0.125, 0.625, 0.375], [0.1875, 0.3125, 0.9375], [0.6875, 0.8125, 0.4375],
  ];
  test("is that of Joe and Kuo's program", () => {
    const sobol = new Sobol(3);
    expect(published.map((_, i) => [0, 1, 2].map(d => sobol.word(i, d) / 2 ** 32))).toEqual(published);
  });

  // the first 32 in five dimensions, sorted by the first: TensorFlow Probability's table, which is of the same numbers in another order
  const fourthAndFifth = [[0, 0], [0.5, 0.5], [0.75, 0.25], [0.25, 0.75], [0.125, 0.125], [0.625, 0.625], [0.875, 0.375], [0.375, 0.875]];
  test('agrees in the fourth and fifth dimension with points that others print', () => {
    const sobol = new Sobol(5);
    const byFirst = new Map(Array.from({ length: 8 }, (_, i) => [sobol.word(i, 0) / 2 ** 32, [3, 4].map(d => sobol.word(i, d) / 2 ** 32)]));
    expect([0, 0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875].map(first => byFirst.get(first))).toEqual(fourthAndFifth);
  });

  test('of 2^k points, shifted by any seed, each of 2^k equal strata holds one, in every dimension', () => {
    fc.assert(fc.property(fc.string(), fc.integer({ min: 0, max: 6 }), (seed, k) => {
      const settings = settingsOf(units(sobolDimensions), { kind: 'sobol', samples: 2 ** k }, seed);
      const points = Array.from({ length: 2 ** k }, (_, i) => settings(i) as number[]);
      for (let d = 0; d < sobolDimensions; d++) expect(new Set(points.map(point => Math.floor(point[d]! * 2 ** k))).size).toBe(2 ** k);
    }), { numRuns: 20 });
  });

  test('in its first two dimensions it is a (0, 2)-sequence: every elementary interval of area 2^-k holds one of 2^k', () => {
    fc.assert(fc.property(fc.string(), fc.integer({ min: 1, max: 7 }), (seed, k) => {
      const settings = settingsOf(units(2), { kind: 'sobol', samples: 2 ** k }, seed);
      const points = Array.from({ length: 2 ** k }, (_, i) => settings(i) as number[]);
      for (let a = 0; a <= k; a++) {
        expect(new Set(points.map(([x, y]) => Math.floor(x! * 2 ** a) * 2 ** (k - a) + Math.floor(y! * 2 ** (k - a)))).size).toBe(2 ** k);
      }
    }), { numRuns: 20 });
  });
});

describe('a Latin hypercube', () => {
  test('has one sample in each of n strata of each axis, whatever the seed', () => {
    fc.assert(fc.property(fc.string(), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 6 }), (seed, samples, dimensions) => {
      const settings = settingsOf(units(dimensions), { kind: 'lhs', samples }, seed);
      const points = Array.from({ length: samples }, (_, i) => settings(i) as number[]);
      for (let d = 0; d < dimensions; d++) expect(new Set(points.map(point => Math.floor(point[d]! * samples))).size).toBe(samples);
    }));
  });

  test('is another for another seed, and the same for the same', () => {
    const first = (seed: string): unknown => settingsOf(units(3), { kind: 'lhs', samples: 10 }, seed)(0);
    expect(first('a')).toEqual(first('a'));
    expect(first('a')).not.toEqual(first('b'));
  });

  test('is drawn afresh on each axis', () => {
    const settings = settingsOf(units(2), { kind: 'lhs', samples: 50 }, 'axes');
    expect(Array.from({ length: 50 }, (_, i) => settings(i)).every(([x, y]) => x === y)).toBe(false);
  });
});

test('a grid holds every combination once, the last axis fastest', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }), lengths => {
    const axes = lengths.map((length, i): Axis => ({ path: `x${i}`, values: Array.from({ length }, (_, value) => value) }));
    const settings = settingsOf(axes, { kind: 'grid' }, '');
    const all = Array.from({ length: gridSize(axes) }, (_, i) => settings(i));
    // an oracle: nested loops, as a reader would write them
    const nested = lengths.reduce<number[][]>((rows, length) => rows.flatMap(row => Array.from({ length }, (_, value) => [...row, value])), [[]]);
    expect(all).toEqual(nested);
  }));
});
