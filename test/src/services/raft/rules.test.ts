/** The rules one by one, as etcd-io/raft's own tests and sources have them. */
import { describe, expect, test } from 'vitest';
import {
  authorityOf, ignoresCampaign, isAccepted, isPast, isQuorumActive, isNoOlder, limitsOf, mayVote, quorumOf, randomisedTimeout, tally,
} from '../../../../src/services/raft/rules.ts';
import { ms, sec } from '../../../../src/time.ts';

const etcd = { tick: 100 * ms, heartbeat: 100 * ms, election: 1 * sec, spread: 1 };

describe('timing', () => {
  test('etcd counts in ticks of one heartbeat: 1 and 10', () => expect(limitsOf(etcd)).toEqual({ heartbeat: 1, election: 10, choices: 10 }));
  test('what is left of a tick is cut off, and the election timeout stays above the heartbeat', () => {
    expect(limitsOf({ ...etcd, election: 1_099 * ms }).election).toBe(10);
    expect(limitsOf({ ...etcd, election: 100 * ms })).toEqual({ heartbeat: 1, election: 2, choices: 2 });
  });
  test('without ticks it counts microseconds', () => {
    expect(limitsOf({ ...etcd, tick: 0, spread: 0.5 })).toEqual({ heartbeat: 100_000, election: 1_000_000, choices: 500_000 });
  });
  test('every timeout of [E, 2E − 1] comes from a tenth of the draws, and no other', () => {
    const counts = new Map<number, number>();
    for (let i = 0; i < 1_000; i++) {
      const timeout = randomisedTimeout(limitsOf(etcd), (i + 0.5) / 1_000);
      counts.set(timeout, (counts.get(timeout) ?? 0) + 1);
    }
    expect([...counts]).toEqual(Array.from({ length: 10 }, (_, i) => [10 + i, 100]));
    expect(randomisedTimeout(limitsOf(etcd), 1 - 2 ** -53)).toBe(19);
  });
  test('the timeout has passed at its last tick', () => expect([9, 10, 11].map(elapsed => isPast(elapsed, 10))).toEqual([false, true, true]));
  test('without chance every timeout is the same', () => {
    expect([0, 0.5, 0.99].map(draw => randomisedTimeout(limitsOf({ ...etcd, spread: 0 }), draw))).toEqual([10, 10, 10]);
  });
  test('a promise is sure for two ticks less than the timeout, or for all of it by exact timers', () => {
    expect(authorityOf(100 * ms, limitsOf(etcd))).toBe(800 * ms);
    expect(authorityOf(0, limitsOf({ ...etcd, tick: 0 }))).toBe(1 * sec);
    expect(authorityOf(100 * ms, limitsOf({ ...etcd, election: 100 * ms }))).toBe(0);
  });
  test('etcd refuses fewer than five heartbeats a timeout, and more than 50 s', () => {
    expect(isAccepted(100 * ms, 500 * ms)).toBe(true);
    expect(isAccepted(100 * ms, 499 * ms)).toBe(false);
    expect(isAccepted(10 * sec, 50 * sec)).toBe(true);
    expect(isAccepted(10 * sec, 50 * sec + 1)).toBe(false);
  });
});

describe('votes', () => {
  const lease = { checkQuorum: true, leaderKnown: true, elapsed: 9, election: 10 };
  test('a leader heard within the timeout is kept, only with CheckQuorum', () => {
    expect(ignoresCampaign(lease)).toBe(true);
    expect(ignoresCampaign({ ...lease, elapsed: 10 })).toBe(false);
    expect(ignoresCampaign({ ...lease, leaderKnown: false })).toBe(false);
    expect(ignoresCampaign({ ...lease, checkQuorum: false })).toBe(false);
  });
  test('one vote a term: the same again, or the first, and none while a leader of the term is known', () => {
    const asked = { voted: -1, candidate: 2, leader: -1, pre: false, later: false };
    expect(mayVote(asked)).toBe(true);
    expect(mayVote({ ...asked, voted: 2, leader: 2 })).toBe(true);
    expect(mayVote({ ...asked, voted: 1 })).toBe(false);
    expect(mayVote({ ...asked, leader: 1 })).toBe(false);
    expect(mayVote({ ...asked, voted: 1, pre: true })).toBe(false);
    expect(mayVote({ ...asked, voted: 1, leader: 1, pre: true, later: true })).toBe(true);
  });
  test('the later last term wins, then the longer log; an equal one will do', () => {
    const mine = { lastTerm: 3, end: 7 };
    expect([[3, 7], [4, 1], [3, 8], [3, 6], [2, 99]].map(([lastTerm, end]) => isNoOlder({ lastTerm: lastTerm!, end: end! }, mine)))
      .toEqual([true, true, true, false, false]);
  });
  test('lost as soon as a quorum is out of reach', () => {
    expect(tally([true, null, null])).toBe('pending');
    expect(tally([true, true, null])).toBe('won');
    expect(tally([true, false, null])).toBe('pending');
    expect(tally([true, false, false])).toBe('lost');
    expect(tally([true, true, false, false])).toBe('lost');
    expect(tally([true])).toBe('won');
  });
  test('quorums', () => {
    expect([1, 2, 3, 4, 5].map(quorumOf)).toEqual([1, 2, 2, 3, 3]);
    expect(isQuorumActive([true, true, false])).toBe(true);
    expect(isQuorumActive([true, true, false, false])).toBe(false);
  });
});
