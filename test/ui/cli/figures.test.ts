import { describe, expect, test } from 'vitest';
import type { Figure } from '../../../sim/report.ts';
import { basisText, digits, intervalText, percentage, quantity, scaleOf, valueText } from '../../../ui/cli/figures.ts';

const figure = (value: number | null, rest: Partial<Figure> = {}): Figure => ({ value, ci95: null, n: { runs: 1 }, ...rest });

describe('numbers as people read them', () => {
  test.each([
    [0, '0'], [1, '1'], [12_345, '12345'], [4.5612, '4.561'], [0.000123456, '0.0001235'], [1234567.8, '1235000'], [2.5, '2.5'], [0.5e-9, '5e-10'],
  ])('digits(%d) is %s', (value, text) => expect(digits(value)).toBe(text));

  test.each([
    [0, '0 ms'], [0.25, '250 µs'], [12.5, '12.5 ms'], [999, '999 ms'], [4522.6, '4.523 s'], [119_999, '120 s'], [600_000, '10 min'],
    [10_800_000, '3 h'], [864_000_000, '10 d'], [-4522.6, '-4.523 s'],
  ])('%d ms of time is %s', (value, text) => expect(quantity(value, 'time')).toBe(text));

  test.each([
    [0, '0 /h'], [3.25, '3.25 /s'], [0.05, '3 /min'], [0.001, '3.6 /h'], [1 / 86_400, '1 /day'], [1e-9, '0.0000864 /day'],
  ])('%d per second is %s', (value, text) => expect(quantity(value, 'rate')).toBe(text));

  test.each([[20, '20 B/s'], [2_500, '2.5 kB/s'], [3.2e6, '3.2 MB/s']])('%d bytes per second are %s', (value, text) =>
    expect(quantity(value, 'bytes')).toBe(text));

  test.each([[1, '100'], [0, '0'], [0.5, '50'], [0.123456, '12.3'], [0.9999, '99.99'], [0.999876, '99.988'], [0.99999934, '99.999934'], [0.00036, '0.036']])(
    'a share of %d is %s %%', (share, text) => expect(percentage(share)).toBe(text));

  test('a share next to certainty is never rounded to it', () => {
    for (const gap of [1e-3, 1e-4, 1e-5, 1e-6, 3.3e-7]) expect(percentage(1 - gap)).not.toBe('100');
  });
});

describe('figures', () => {
  test('a value has its unit, and its interval is in the same', () => {
    const of = figure(3_210, { ci95: [3_100, 3_400] });
    expect(valueText(of, 'time')).toBe('3.21 s');
    expect(intervalText(of, 'time')).toBe('3.1 … 3.4');
  });

  test('the interval keeps the unit of the value even where its ends would read better in another', () => {
    expect(intervalText(figure(1_200, { ci95: [800, 130_000] }), 'time')).toBe('0.8 … 130');
  });

  test('what has no value shows what is known, or a dash', () => {
    expect(valueText(figure(null, { bound: { atLeast: 4_000 } }), 'time')).toBe('> 4 s');
    expect(valueText(figure(null, { bound: { atMost: 1 / 3_600 } }), 'rate')).toBe('≤ 1 /h');
    expect(valueText(figure(null), 'time')).toBe('–');
  });

  test('the interval of a zero or of no value names its own unit', () => {
    expect(intervalText(figure(0, { ci95: [0, 3.69 / 3_600] }), 'rate')).toBe('0 … 3.69 /h');
    expect(intervalText(figure(null, { ci95: [1_000, 2_000] }), 'time')).toBe('1 … 2 s');
    expect(intervalText(figure(1), 'time')).toBe('');
    expect(intervalText(figure(1, { ci95: null }), 'time')).toBe('');
  });

  test('what a figure rests on is in the words of what was counted', () => {
    const basis = { runs: 30, mistakes: 1, samples: 12 };
    expect(basisText(basis, 'mistake')).toBe('1 mistake');
    expect(basisText(basis, 'sample')).toBe('12 samples');
    expect(basisText(basis, 'run')).toBe('30 runs');
    expect(basisText({ runs: 1 }, 'mistake')).toBe('1 run');
  });

  test('every scale has a unit, whatever the magnitude', () => {
    for (const kind of ['time', 'rate', 'share', 'messages', 'bytes'] as const) {
      for (const magnitude of [0, 1e-12, 1, 1e15, -5]) expect(scaleOf(kind, magnitude).unit).not.toBe('');
    }
  });
});
