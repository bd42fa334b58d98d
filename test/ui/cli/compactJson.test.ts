import { expect, test } from 'vitest';
import { compactJson } from '../../../ui/cli/compactJson.ts';

test('what fits a line stands on one', () => {
  expect(compactJson({ kind: 'push', interval: '1s', pair: [0, 1] }, 80)).toBe('{ "kind": "push", "interval": "1s", "pair": [0, 1] }');
  expect(compactJson('text', 80)).toBe('"text"');
  expect(compactJson([], 80)).toBe('[]');
});

test('what does not is broken, from outside inwards, and stays JSON', () => {
  const value = { detector: { kind: 'push', interval: '1s' }, faults: [{ id: 'a', at: '1s' }, { id: 'b', at: '2s' }] };
  const text = compactJson(value, 52);
  expect(text).toBe(`{
  "detector": { "kind": "push", "interval": "1s" },
  "faults": [
    { "id": "a", "at": "1s" },
    { "id": "b", "at": "2s" }
  ]
}`);
  expect(compactJson(value, 44)).toContain('"detector": {\n    "kind": "push",\n    "interval": "1s"\n  },');
  expect(JSON.parse(text)).toEqual(value);
});

test('a long row of numbers is cut short', () => {
  expect(compactJson({ us: Array.from({ length: 50 }, (_, i) => i) }, 80)).toBe('{ "us": [0, 1, 2, "… 47 more"] }');
  expect(compactJson({ us: Array.from({ length: 8 }, (_, i) => i) }, 80)).not.toContain('more');
});
