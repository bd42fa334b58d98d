import { describe, expect, test } from 'vitest';
import { canonical } from '../../sim/canonical.ts';
import { variantLabels, variants } from '../../sim/variants.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';

describe('canonical', () => {
  test('does not depend on the order of keys, at any depth, and keeps that of lists', () => {
    expect(canonical({ b: [2, { d: 1, c: [] }], a: 'x' })).toBe('{"a":"x","b":[2,{"c":[],"d":1}]}');
    expect(canonical({ a: 'x', b: [2, { c: [], d: 1 }] })).toBe(canonical({ b: [2, { d: 1, c: [] }], a: 'x' }));
  });
  test('takes absent and undefined for one, and reads back', () => {
    expect(canonical({ a: undefined, b: null })).toBe('{"b":null}');
    expect(JSON.parse(canonical({ 'über': 'a"b', 'ä': [true, 1.5] }))).toEqual({ 'über': 'a"b', 'ä': [true, 1.5] });
  });
});

describe('variants', () => {
  const base = { flatline: 1, horizon: '1m' } as const;
  test('a file of one detector is its own variant', () => {
    const file: ScenarioFile = { ...base, detector: { kind: 'push' } };
    expect(variants(file)).toEqual([{ label: 'push', file }]);
  });
  test('a file of several becomes one for each, and shares the rest', () => {
    const file: ScenarioFile = { ...base, seed: 's', detectors: [{ kind: 'push' }, { kind: 'pull' }] };
    expect(variants(file)).toEqual([
      { label: 'push', file: { ...base, seed: 's', detector: { kind: 'push' } } }, { label: 'pull', file: { ...base, seed: 's', detector: { kind: 'pull' } } },
    ]);
  });
  test.each<readonly [string, Record<string, unknown>[], readonly string[]]>([
    ['kind and estimator', [{ kind: 'push', estimator: { kind: 'phi' } }, { kind: 'push', estimator: { kind: 'fixed' } }], ['push phi', 'push fixed']],
    ['what differs', [{ kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '2s' } }, { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3s' } }], ['push fixed, timeout 2s', 'push fixed, timeout 3s']],
    ['a number where nothing differs', [{ kind: 'push' }, { kind: 'push' }], ['push', 'push (2)']],
  ])('are told apart by %s', (_what, detectors, labels) => expect(variantLabels({ detectors })).toEqual(labels));
  test('a service without detector is called by its own name', () => expect(variantLabels({ service: { kind: 'raft' } })).toEqual(['raft']));
});
