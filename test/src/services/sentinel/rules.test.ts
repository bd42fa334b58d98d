/** Redis 7.0's src/sentinel.c, by the function that each rule is from. */
import { describe, expect, test } from 'vitest';
import {
  bestOf, desync, electionLimit, isAvailable, isElected, isEligible, isForgotten, isMisreporting, isObjective, isSuspect, isTilting, pingEvery,
  retryAfter, tickAfter, type Prospect,
} from '../../../../src/services/sentinel/rules.ts';
import { ms, sec } from '../../../../src/time.ts';

test('sentinelSendPeriodicCommands: a ping every second, or sooner where suspicion is', () => {
  expect([30 * sec, 1 * sec, 300 * ms].map(pingEvery)).toEqual([1 * sec, 1 * sec, 300 * ms]);
});

test('sentinelPingReplyCallback: PONG, LOADING and MASTERDOWN, by their beginnings', () => {
  const replies = ['PONG', 'LOADING Redis is loading', 'MASTERDOWN Link with MASTER is down', 'BUSY Redis is busy', 'ERR', 'NOAUTH', ''];
  expect(replies.map(isAvailable)).toEqual([true, true, true, false, false, false, false]);
});

test('sentinelCheckSubjectivelyDown: strictly later', () => {
  expect([0, 30 * sec, 30 * sec + 1].map(elapsed => isSuspect(elapsed, 30 * sec))).toEqual([false, false, true]);
  expect([50 * sec, 50 * sec + 1].map(time => isMisreporting(time, 30 * sec))).toEqual([false, true]);
});

test('sentinelCheckObjectivelyDown: nothing without its own suspicion', () => {
  expect([[true, 0, 1], [true, 0, 2], [true, 1, 2], [false, 9, 2]].map(([self, others, quorum]) =>
    isObjective(self as boolean, others as number, quorum as number))).toEqual([true, false, true, false]);
});

test('sentinelAskMasterStateToOtherSentinels: an answer holds for five periods', () => {
  expect([5 * sec, 5 * sec + 1].map(age => isForgotten(age))).toEqual([false, true]);
});

test('sentinelGetLeader: a majority of all known, and the quorum', () => {
  const cases = [[1, 1, 1], [1, 2, 1], [2, 3, 2], [1, 3, 1], [2, 4, 2], [3, 4, 2], [3, 5, 4], [4, 5, 4]] as const;
  expect(cases.map(([votes, voters, quorum]) => isElected(votes, voters, quorum))).toEqual([true, false, true, false, false, true, false, true]);
});

test('sentinelFailoverWaitStart and sentinelStartFailoverIfNeeded: giving up, and the next attempt', () => {
  expect([180 * sec, 10 * sec, 3 * sec].map(electionLimit)).toEqual([10 * sec, 10 * sec, 3 * sec]);
  expect(retryAfter(180 * sec)).toBe(360 * sec);
});

test('sentinelCheckTiltCondition: a step back, or more than two seconds', () => {
  expect([-1, 0, 100 * ms, 2 * sec, 2 * sec + 1].map(isTilting)).toEqual([true, false, false, false, true]);
});

test('sentinelStartFailover: 0 … 999 ms, whole', () => {
  expect([0, 0.0009, 0.5, 0.9999].map(draw => desync(draw) / ms)).toEqual([0, 0, 500, 999]);
});

test('sentinelTimer: 10 … 19 Hz, in whole milliseconds', () => {
  const draws = Array.from({ length: 10 }, (_, i) => (i + 0.5) / 10);
  expect(draws.map(draw => tickAfter(draw) / ms)).toEqual([100, 90, 83, 76, 71, 66, 62, 58, 55, 52]);
});

describe('sentinelSelectSlave', () => {
  const good: Prospect = { id: 1, isSuspected: false, isConnected: true, priority: 100, offset: 7, silentFor: 5 * sec, infoAge: 5 * sec, linkLostFor: 12 * sec };
  const eligible = (parts: Partial<Prospect>, suspectedFor: number | null = 2 * sec): boolean => isEligible({ ...good, ...parts }, 1 * sec, suspectedFor);

  test('takes one at each limit, and none beyond', () => {
    expect(eligible({})).toBe(true);
    const beyond: Partial<Prospect>[] = [
      { isSuspected: true }, { isConnected: false }, { priority: 0 }, { silentFor: 5 * sec + 1 }, { infoAge: 5 * sec + 1 }, { linkLostFor: 12 * sec + 1 },
    ];
    expect(beyond.map(parts => eligible(parts))).toEqual(beyond.map(() => false));
  });

  test('lets INFO be older where the master is not suspected', () => {
    expect([30 * sec, 30 * sec + 1].map(infoAge => eligible({ infoAge, linkLostFor: 0 }, null))).toEqual([true, false]);
    expect([10 * sec, 10 * sec + 1].map(linkLostFor => eligible({ linkLostFor }, null))).toEqual([true, false]);
  });

  test('prefers priority, then offset, then the lowest run id', () => {
    const of = (id: number, priority: number, offset: number): Prospect => ({ ...good, id, priority, offset });
    expect(bestOf([of(1, 100, 9), of(2, 10, 1), of(3, 10, 0)])).toBe(2);
    expect(bestOf([of(1, 100, 9), of(2, 100, 10)])).toBe(2);
    expect(bestOf([of(3, 100, 9), of(2, 100, 9)])).toBe(2);
    expect(bestOf([])).toBeUndefined();
  });
});
