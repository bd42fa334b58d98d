import { expect, test } from 'vitest';
import { number, readMoment, times } from '../../../ui/lab/quantities.ts';

test.each([
  ['31.4', 31_400_000], ['31.402 s', 31_402_000], ['450ms', 450_000], ['2 min', 120_000_000], ['1h', 3_600_000_000], ['0', 0], ['1,5', 1_500_000], ['40 µs', 40],
])('%s is a moment', (text, time) => expect(readMoment(text)).toBe(time));

test.each(['', 'soon', '-1', '1 week', '1s2', '1..2', '99999999999999999h'])('“%s” is none', text => expect(readMoment(text)).toBeUndefined());

test.each([[0, '0'], [1.68432, '1.68'], [0.00042, '4.2e-4'], [12.34, '12.3'], [23_541.6, '23,542'], [-3.14159, '-3.14']])('%d reads %s', (value, text) => {
  expect(number(value)).toBe(text);
});

test('speeds', () => expect([times(1), times(0.012), times(100)]).toEqual(['1×', '0.012×', '100×']));
