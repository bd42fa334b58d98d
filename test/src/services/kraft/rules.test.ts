import { describe, expect, test } from 'vitest';
import { backoff, checkQuorum, electionTimeout, othersNeeded, successionDelay } from '../../../../src/services/kraft/rules.ts';
import { ms, sec } from '../../../../src/time.ts';

test('a leader bears one and a half fetch timeouts without a majority', () => expect(checkQuorum(2 * sec)).toBe(3 * sec));

test('of three voters one other is enough, of four and five two', () => expect([1, 2, 3, 4, 5].map(othersNeeded)).toEqual([0, 1, 1, 2, 2]));

test('an election lasts one to two timeouts, in whole milliseconds', () => {
  expect([0, 0.5, 0.999_99].map(draw => electionTimeout(sec, draw) / ms)).toEqual([1_000, 1_500, 1_999]);
});

describe('the wait after a lost election', () => {
  test('is a multiple of 100 ms, below twice as many with each retry, and bounded', () => {
    const values = (retries: number): number[] => [...new Set(Array.from({ length: 1_000 }, (_, i) => backoff(retries, sec, i / 1_000) / ms))];
    expect(values(1)).toEqual([0, 100]);
    expect(values(2)).toEqual([0, 100, 200, 300]);
    expect(values(4)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000]);
    expect(backoff(60, sec, 0.999)).toBe(sec);
  });
});

test('successors of a leader that resigns stand one after the other', () => {
  expect([0, 1].map(place => successionDelay(place, 2, sec) / ms)).toEqual([0, 500]);
  expect([0, 1, 2, 3].map(place => successionDelay(place, 4, sec) / ms)).toEqual([0, 125, 250, 500]);
  expect(successionDelay(-1, 2, sec)).toBe(sec);
});
