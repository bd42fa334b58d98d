import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applied, canonical, difference, same } from '../../../ui/lab/patch.ts';

const fields = fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 }) as fc.Arbitrary<Record<string, unknown>>;

test('what a patch is made for, it makes; where none can, there is none', () => {
  fc.assert(fc.property(fields, fields, (base, target) => {
    const patch = difference(base, target);
    if (patch) expect(canonical(applied(base, patch))).toBe(canonical(target));
    else expect(canonical(target)).toContain('null');
  }), { numRuns: 300, seed: 6 });
});

test('a patch says only what differs', () => {
  expect(difference({ a: 1, b: { c: 2, d: 3 }, e: [1, 2] }, { a: 1, b: { c: 2, d: 4 }, e: [1] })).toEqual({ b: { d: 4 }, e: [1] });
  expect(difference({ a: 1, b: 2 }, { a: 1 })).toEqual({ b: null });
  expect(difference({ a: 1 }, { a: 1 })).toEqual({});
});

test('neither side is changed, and nothing reaches the prototype of objects', () => {
  const base = Object.freeze({ a: Object.freeze({ b: 1 }) });
  const hostile = JSON.parse('{"__proto__": {"polluted": true}, "a": {"b": 2}}') as object;
  expect(canonical(applied(base, hostile))).toBe('{"__proto__":{"polluted":true},"a":{"b":2}}');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('equal values have one spelling', () => {
  expect(canonical({ b: [1, { d: 1, c: undefined }], a: 'é' })).toBe('{"a":"é","b":[1,{"d":1}]}');
  expect(same({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
  expect(same({ a: 1 }, { a: '1' })).toBe(false);
});
