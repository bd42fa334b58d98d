import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/parameters.ts';
import { along, drawn, evenly, readAxis, type Range } from '../../../sim/sweep/axes.ts';
import { PlanError } from '../../../sim/sweep/planError.ts';

const range = (text: string): Range & { readonly count?: number } => readAxis(`x=${text}`).values as Range;

describe('a list', () => {
  test.each([
    ['1s,2s,5s', ['1s', '2s', '5s']], ['1, 2.5 ,3', [1, 2.5, 3]], ['push,swim', ['push', 'swim']], ['true,false', [true, false]], ['7', [7]],
    ['[0,1],[2,3]', [[0, 1], [2, 3]]], ['{"kind":"push","interval":"1s"},{"kind":"swim"}', [{ kind: 'push', interval: '1s' }, { kind: 'swim' }]],
    ['"a,b","c\\"d,"', ['a,b', 'c"d,']], ['1s,never', ['1s', 'never']], ['"0..1"', ['0..1']],
  ])('%s', (text, values) => expect(readAxis(`detector.x=${text}`)).toEqual({ path: 'detector.x', values }));
});

describe('a range', () => {
  test.each([
    ['1s..10s:10', { measure: 'duration', from: 1e6, to: 1e7, scale: 'linear', count: 10 }],
    ['100ms..10s:log:8', { measure: 'duration', from: 1e5, to: 1e7, scale: 'log', count: 8 }],
    ['4..12:9', { measure: 'number', from: 4, to: 12, scale: 'linear', count: 9 }], ['-0.5..0.5', { measure: 'number', from: -0.5, to: 0.5, scale: 'linear' }],
    ['1e-3..1:log', { measure: 'number', from: 0.001, to: 1, scale: 'log' }], ['-30ms .. 30ms:linear:3', { measure: 'duration', from: -3e4, to: 3e4, scale: 'linear', count: 3 }],
  ])('%s', (text, values) => expect(readAxis(`x=${text}`).values).toEqual(values));

  test('holds both ends, evenly spaced on its scale, as a scenario spells them', () => {
    expect(evenly(range('1s..10s'), 10)).toEqual(['1s', '2s', '3s', '4s', '5s', '6s', '7s', '8s', '9s', '10s']);
    expect(evenly(range('1ms..1s:log'), 4)).toEqual(['1ms', '10ms', '100ms', '1s']);
    expect(evenly(range('0.1..0.5'), 5)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(evenly({ measure: 'whole', from: 1, to: 100, scale: 'log' }, 5)).toEqual([1, 3, 10, 32, 100]);
    expect(evenly({ measure: 'whole', from: 1, to: 3, scale: 'linear' }, 9)).toEqual([1, 2, 3]);
  });

  const anyRange = fc.record({
    measure: fc.constantFrom('duration' as const, 'number' as const, 'whole' as const), scale: fc.constantFrom('linear' as const, 'log' as const),
    from: fc.integer({ min: 1, max: 1e9 }), length: fc.integer({ min: 1, max: 1e9 }),
  }).map(({ from, length, ...rest }): Range => ({ ...rest, from, to: from + length }));
  const numberOf = (value: unknown): number => (typeof value === 'string' ? parseDuration(value)! : value as number);

  test('never leaves its ends, rises, and a duration keeps its unit', () => {
    fc.assert(fc.property(anyRange, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (of, a, b) => {
      const [low, high] = [along(of, Math.min(a, b)), along(of, Math.max(a, b))];
      expect(numberOf(low)).toBeGreaterThanOrEqual(of.from);
      expect(numberOf(high)).toBeLessThanOrEqual(of.to);
      expect(numberOf(low)).toBeLessThanOrEqual(numberOf(high));
      if (of.measure === 'duration') expect(formatDuration(numberOf(low))).toBe(low);
      if (of.measure !== 'number') expect(Number.isSafeInteger(numberOf(low))).toBe(true);
    }));
  });

  test('drawn evenly, each whole number and each entry of a list is as likely as the next', () => {
    const draws = Array.from({ length: 700 }, (_, i) => (i + 0.5) / 700);
    const counts = (values: Parameters<typeof drawn>[0]): number[] => {
      const all = draws.map(uniform => drawn(values, uniform));
      return [...new Set(all)].map(value => all.filter(each => each === value).length);
    };
    expect(counts({ measure: 'whole', from: 3, to: 9, scale: 'linear' })).toEqual(Array(7).fill(100));
    expect(counts(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toEqual(Array(7).fill(100));
  });
});

describe('refused', () => {
  test.each([
    ['x', 'expected path=values'], ['=1', 'expected path=values'], ['a..b=1', 'expected path=values'], ['x=', 'expected path=values'],
    ['x=1,,2', 'empty value'], ['x=10s..1s:3', '1s is not above 10s'], ['x=1s..5:3', 'two durations with units, or two numbers'],
    ['x=a..b:3', 'two durations with units, or two numbers'], ['x=0..1:log:3', 'begins above 0'], ['x=1..2:1', 'from 2 to'],
    ['x=1..2:3:log', 'after a range stand'], ['x=1..2:cubic:3', 'after a range stand'], ['x=1s..never:3', 'two durations'], ['seed=1,2', 'nothing to vary'],
  ])('%s: %s', (text, problem) => {
    expect(() => readAxis(text)).toThrow(PlanError);
    expect(() => readAxis(text)).toThrow(problem);
    expect(() => readAxis(text)).toThrow(`--vary ${text}: `);
  });
});
