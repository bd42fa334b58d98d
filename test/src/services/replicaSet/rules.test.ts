/** The rules of MongoDB's elections, one by one. */
import { describe, expect, test } from 'vitest';
import { awaitTimeout, electionOffset, heartbeatPeriod, isBefore, isMajority, mayVote, takeoverDelay } from '../../../../src/services/replicaSet/rules.ts';
import { ms, sec } from '../../../../src/time.ts';

test('chance adds whole milliseconds, from none to below 15 % of the timeout', () => {
  expect([0, 0.5, 1 - 2 ** -53].map(draw => electionOffset(10 * sec, 0.15, draw) / ms)).toEqual([0, 750, 1_499]);
  expect(electionOffset(10 * sec, 0, 0.9)).toBe(0);
});

test('without a source to copy from, heartbeats go out four times as often, or at half the election timeout', () => {
  expect([heartbeatPeriod(2 * sec, 10 * sec, true), heartbeatPeriod(2 * sec, 10 * sec, false), heartbeatPeriod(20 * sec, 2 * sec, false)]).toEqual([2 * sec, 500 * ms, 1 * sec]);
});

test('a fetch waits half an election timeout, and at most 5 s', () => expect([awaitTimeout(10 * sec), awaitTimeout(4 * sec), awaitTimeout(60 * sec)]).toEqual([5 * sec, 2 * sec, 5 * sec]));

test('the later term of the last entry is the newer log, and then the longer one', () => {
  expect(isBefore({ term: 1, end: 9 }, { term: 2, end: 3 })).toBe(true);
  expect(isBefore({ term: 2, end: 3 }, { term: 2, end: 4 })).toBe(true);
  expect(isBefore({ term: 2, end: 4 }, { term: 2, end: 4 })).toBe(false);
});

test('more than half', () => expect([[1, 2], [2, 3], [2, 4], [4, 7]].map(([count, of]) => isMajority(count!, of!))).toEqual([false, true, false, true]));

test('each further rank waits one election timeout more', () => expect([takeoverDelay(10 * sec, 0), takeoverDelay(10 * sec, 2)]).toEqual([10 * sec, 30 * sec]));

describe('a vote', () => {
  const ballot = { term: 5, dryRun: false, optime: { term: 4, end: 10 } };
  const own = { term: 5, votedIn: 4, optime: { term: 4, end: 10 } };
  test('once a term, for a log that is no older', () => {
    expect(mayVote(ballot, own)).toBe(true);
    expect(mayVote(ballot, { ...own, votedIn: 5 })).toBe(false);
    expect(mayVote({ ...ballot, optime: { term: 4, end: 9 } }, own)).toBe(false);
    expect(mayVote({ ...ballot, term: 4 }, own)).toBe(false);
  });
  test('in a dry run whoever was voted for', () => expect(mayVote({ ...ballot, dryRun: true }, { ...own, votedIn: 5 })).toBe(true));
});
