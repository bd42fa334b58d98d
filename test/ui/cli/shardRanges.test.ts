import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rangesText, readRanges } from '../../../ui/cli/shardRanges.ts';

test('a list is written short', () => {
  expect(rangesText([])).toBe('');
  expect(rangesText([9, 3, 8, 7, 3])).toBe('3,7-9');
  expect(rangesText(Array.from({ length: 16 }, (_, i) => i))).toBe('0-15');
});

test('what is written is read again', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), numbers => {
    expect(readRanges(rangesText(numbers), 60)).toEqual(numbers.sort((a, b) => a - b));
  }));
});

test.each(['', '0', '17', '3-2', '3,3', '2-4,4', '1,', 'a', '1:3', '-1', '1.5', '1-17'])('"%s" names no shards of 16', text => {
  expect(readRanges(text, 16)).toBeUndefined();
});
