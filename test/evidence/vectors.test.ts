import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { agrees, numeric, type VectorCase } from './vector.ts';
import { runVector, runVectors } from './vectors.ts';

const outcomes = runVectors(fileURLToPath(new URL('data', import.meta.url)));

describe('vectors from the systems themselves, from papers, and from high precision', () => {
  it('none fails', () => {
    expect(outcomes.filter(outcome => outcome.status === 'fail')).toEqual([]);
  });

  it('none is left out', () => {
    expect(outcomes.filter(outcome => outcome.status === 'unsupported')).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(190);
  });
});

describe('to agree', () => {
  it('is to be within either tolerance, or exact without one', () => {
    expect(agrees(1.01, 1, { abs: 0.02 })).toBe(true);
    expect(agrees(101, 100, { abs: 0.5, rel: 0.02 })).toBe(true);
    expect(agrees(1.01, 1, { abs: 0.001, rel: 0.001 })).toBe(false);
    expect(agrees(1 + 1e-15, 1)).toBe(false);
    expect(agrees(-0, 0)).toBe(true);
    expect(agrees(NaN, 1, { abs: 9 })).toBe(false);
  });

  it('reads digits in texts, and infinity', () => {
    expect(numeric('1.130e-38')).toBe(1.13e-38);
    expect(agrees(Infinity, 'Infinity')).toBe(true);
    expect(agrees(1e300, 'Infinity', { rel: 1 })).toBe(false);
    expect(numeric('FAILED')).toBeUndefined();
  });

  it('compares step by step, null being nothing, and key by key', () => {
    expect(agrees([7, true, 'x'], [null, true, 'x'])).toBe(true);
    expect(agrees([7, true], [null, true, 'x'])).toBe(false);
    expect(agrees({ a: 1, b: 2 }, { a: 1 })).toBe(true);
    expect(agrees({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(agrees(0.3, { min: 0.1, max: 0.5, double: 0.3 })).toBe(true);
    expect(agrees(0.6, { min: 0.1, max: 0.5 })).toBe(false);
  });
});

describe('one case', () => {
  const vector: VectorCase = { id: 'x', unit: 'mine', kind: 'value', input: 3, expect: 4 };

  it('passes, fails with both values, or is unsupported', () => {
    expect(runVector(vector, { mine: input => input + 1 })).toMatchObject({ id: 'x', status: 'pass' });
    expect(runVector(vector, { mine: input => input })).toEqual({ id: 'x', status: 'fail', measured: 3, expected: 4 });
    expect(runVector(vector, {})).toEqual({ id: 'x', status: 'unsupported' });
  });

  it('fails where the unit throws, and says what', () => {
    expect(runVector(vector, { mine: () => { throw new TypeError('no such input'); } })).toMatchObject({ status: 'fail', measured: 'TypeError: no such input' });
  });

  it('takes the word of the unit for a relation in words', () => {
    expect(runVector({ ...vector, kind: 'property', expect: 'it rises' }, { mine: () => false })).toMatchObject({ status: 'fail' });
  });
});
