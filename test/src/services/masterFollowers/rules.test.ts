/** The rules one by one, as Elasticsearch's own tests and sources have them. */
import { describe, expect, test } from 'vitest';
import {
  ask, checkDeadline, conclude, electionDelay, isQuorum, isQuorumOf, longestDelay, newCheck, patience, quorumInstant, reconfigured, type CheckLimits, type Outcome,
} from '../../../../src/services/masterFollowers/rules.ts';
import { NEVER, ms, sec } from '../../../../src/time.ts';

const usual: CheckLimits = { interval: 1 * sec, timeout: 10 * sec, retries: 3, pauses: true };

/** How checks of a node end one after the other; when it is failed, and why. */
function fares(outcomes: readonly Outcome[], limits = usual): { at: number; why: string } | null {
  const check = newCheck(1, 0);
  for (const outcome of outcomes) {
    const sentAt = checkDeadline(check, limits);
    ask(check, sentAt);
    const at = outcome === 'timedOut' ? checkDeadline(check, limits) : sentAt;
    const why = conclude(check, at, outcome, limits);
    if (why) return { at: at / ms, why };
  }
  return null;
}

describe('a checker', () => {
  test('waits for the interval after the end of each check, so three timeouts make 32 s', () => {
    expect(fares(['timedOut', 'timedOut', 'timedOut'])).toEqual({ at: 32_000, why: 'retries' });
    expect(fares(['refused', 'refused', 'refused'])).toEqual({ at: 2_000, why: 'retries' });
  });
  test('counts timeouts and refusals together, and forgets them all at a success', () => {
    expect(fares(['timedOut', 'refused', 'timedOut'])).toEqual({ at: 22_000, why: 'retries' });
    expect(fares(['timedOut', 'refused', 'passed', 'timedOut', 'refused'])).toBeNull();
  });
  test('fails a node at once that is disconnected, or says that it is unhealthy', () => {
    expect(fares(['disconnected'])).toEqual({ at: 0, why: 'disconnected' });
    expect(fares(['passed', 'unhealthy'])).toEqual({ at: 1_000, why: 'unhealthy' });
  });
  test('before 7.0 asked again at once: three times 30 s', () => {
    const zen = { interval: 1 * sec, timeout: 30 * sec, retries: 3, pauses: false };
    expect(fares(['timedOut', 'timedOut', 'timedOut'], zen)).toEqual({ at: 90_000, why: 'retries' });
  });
  test('is patient for what is left of this check and those after it', () => {
    const check = newCheck(1, 0);
    expect(patience(check, 0, usual)).toBe(32 * sec);
    ask(check, 0);
    expect(patience(check, 4 * sec, usual)).toBe(28 * sec);
    conclude(check, 10 * sec, 'timedOut', usual);
    expect(patience(check, 10 * sec + 400 * ms, usual)).toBe(21 * sec + 600 * ms);
    ask(check, 11 * sec);
    conclude(check, 12 * sec, 'refused', usual);
    expect(patience(check, 12 * sec, usual)).toBe(11 * sec);
    conclude(check, 12 * sec, 'passed', usual);
    expect(patience(check, 12 * sec, usual)).toBe(33 * sec);
  });
});

describe('elections', () => {
  const limits = { initial: 100 * ms, backOff: 100 * ms, max: 10 * sec, duration: 500 * ms };
  test('are tried after 1 … 100 ms, then 501 … 700 ms, then further and further apart up to 10 s', () => {
    expect([1, 2, 3, 100, 101, 1_000].map(n => longestDelay(limits, n) / ms)).toEqual([100, 200, 300, 10_000, 10_000, 10_000]);
    expect([0, 0.5, 1 - 2 ** -53].map(draw => electionDelay(limits, 1, draw) / ms)).toEqual([1, 51, 100]);
    expect([0, 1 - 2 ** -53].map(draw => electionDelay(limits, 2, draw) / ms)).toEqual([501, 700]);
    expect(electionDelay(limits, 500, 1 - 2 ** -53) / ms).toBe(10_500);
  });
});

describe('voters', () => {
  test('more than half of the configuration, and of both while it changes', () => {
    expect([[], [0], [0, 1], [3, 4, 5]].map(votes => isQuorumOf([0, 1, 2], votes))).toEqual([false, false, true, false]);
    expect(isQuorumOf([0, 1], [0])).toBe(false);
    expect(isQuorumOf([], [])).toBe(false);
    const changing = { committed: [0, 1, 2, 3, 4], accepted: [0, 1, 2] };
    expect(isQuorum(changing, [0, 1])).toBe(false);
    expect(isQuorum(changing, [2, 3, 4])).toBe(false);
    expect(isQuorum(changing, [0, 1, 4])).toBe(true);
  });
  test('a quorum promises as much as its least member does', () => {
    const promised = [NEVER, 30, 20, 10, 5];
    const of = (committed: number[], accepted: number[]): number => quorumInstant({ committed, accepted }, id => promised[id]!);
    expect(of([0, 1, 2], [0, 1, 2])).toBe(30);
    expect(of([0, 1, 2, 3, 4], [0, 1, 2, 3, 4])).toBe(20);
    expect(of([0, 1, 2], [0, 3, 4])).toBe(10);
    expect(of([0, 1, 2, 3], [0, 1, 2, 3])).toBe(20);
    expect(of([0], [0])).toBe(NEVER);
  });
});

describe('the voting configuration', () => {
  test('is an odd number of those that are there, the master among them', () => {
    expect(reconfigured([0, 1, 2, 3], 3, [0, 1, 2], true)).toEqual([0, 1, 3]);
    expect(reconfigured([0, 1, 2, 3, 4], 0, [0, 1, 2], true)).toEqual([0, 1, 2, 3, 4]);
    expect(reconfigured([0, 1], 0, [0], true)).toEqual([0]);
  });
  test('shrinks from five to three as nodes go, and no further', () => {
    expect(reconfigured([0, 1, 2, 3], 0, [0, 1, 2, 3, 4], true)).toEqual([0, 1, 2]);
    expect(reconfigured([1, 3, 4], 3, [0, 1, 2, 3, 4], true)).toEqual([1, 3, 4]);
    expect(reconfigured([0, 2], 0, [0, 1, 2], true)).toEqual([0, 1, 2]);
  });
  test('without shrinking those that are gone keep their votes', () => {
    expect(reconfigured([0, 1, 2, 3], 0, [0, 1, 2, 3, 4], false)).toEqual([0, 1, 2, 3, 4]);
  });
  test('stays where the best one would have no quorum there, and is the same object where nothing changes', () => {
    const current = [0, 1, 2, 3, 4];
    expect(reconfigured([0], 0, current, true)).toBe(current);
    expect(reconfigured(current, 0, current, true)).toBe(current);
  });
});
