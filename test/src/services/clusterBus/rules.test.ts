/** Redis 7.0's src/cluster.c, by the function that each rule is from. */
import { expect, test } from 'vitest';
import {
  cronAfter, electionDelay, failureUndo, gossipWanted, isFailing, isPossiblyFailing, isReportValid, isTooOld, majority, rejoinDelay, voteRetry,
  voteSpacing, voteTimeout, wholeSeconds,
} from '../../../../src/services/clusterBus/rules.ts';
import { ms, sec } from '../../../../src/time.ts';

test('aeProcessEvents: a timer is never early, and up to a millisecond late', () => {
  expect(cronAfter(0)).toBe(100 * ms + 1);
  expect(cronAfter(0.999_999)).toBe(101 * ms);
});

test('clusterCron: PFAIL strictly later, of a ping that is out, and not while anything comes', () => {
  const delays = [[2 * sec, 9 * sec], [2 * sec + 1, 9 * sec], [9 * sec, 2 * sec], [9 * sec, 2 * sec + 1], [null, 9 * sec]] as const;
  expect(delays.map(([ping, data]) => isPossiblyFailing(ping, data, 2 * sec))).toEqual([false, true, false, true, false]);
});

test('markNodeAsFailingIfNeeded: a majority of the masters with slots, oneself among them if a master', () => {
  expect([1, 2, 3, 4, 5].map(majority)).toEqual([1, 2, 2, 3, 3]);
  expect([[3, 1, true], [3, 1, false], [3, 2, false], [4, 2, true], [5, 1, true]].map(([size, reports, isMaster]) =>
    isFailing(size as number, reports as number, isMaster as boolean))).toEqual([true, false, true, true, false]);
});

test('clusterNodeCleanupFailureReports: a report holds for two node timeouts', () => {
  expect([4 * sec, 4 * sec + 1].map(age => isReportValid(age, 2 * sec))).toEqual([true, false]);
  expect(failureUndo(2 * sec)).toBe(4 * sec);
});

test('clusterSendPing: a tenth of the nodes, three at least, and no more than there are others but the receiver', () => {
  expect([1, 2, 3, 4, 5, 6, 29, 30, 39, 40, 1_000].map(gossipWanted)).toEqual([0, 0, 1, 2, 3, 3, 3, 3, 3, 4, 100]);
});

test('clusterHandleSlaveFailover: half a second, up to another half in whole milliseconds, a second for each better replica', () => {
  expect([electionDelay(0, 0), electionDelay(0, 0.999_9), electionDelay(2, 0.5)]).toEqual([500 * ms, 999 * ms, 2_750 * ms]);
  expect([500 * ms, 1 * sec, 15 * sec].map(voteTimeout)).toEqual([2 * sec, 2 * sec, 30 * sec]);
  expect(voteRetry(15 * sec)).toBe(60 * sec);
});

test('clusterSendFailoverAuthIfNeeded: two node timeouts between votes about one master', () => {
  expect(voteSpacing(2 * sec)).toBe(4 * sec);
});

test('clusterHandleSlaveFailover: data too old, the node timeout forgiven where there was more than that', () => {
  const age = (seconds: number, factor = 10) => isTooOld(seconds * sec, 15 * sec, factor, 10 * sec);
  expect([0, 175, 176].map(seconds => age(seconds))).toEqual([false, false, true]);
  expect([25, 40, 41].map(seconds => age(seconds, 1))).toEqual([false, false, true]);
  expect(age(1_000_000, 0)).toBe(false);
});

test('clusterUpdateState: from half a second to five', () => {
  expect([100 * ms, 2 * sec, 15 * sec].map(rejoinDelay)).toEqual([500 * ms, 2 * sec, 5 * sec]);
});

test('clusterSetGossipEntry: pongs in whole seconds', () => {
  expect([0, 999_999, 1 * sec, 2_500 * ms].map(wholeSeconds)).toEqual([0, 0, 1 * sec, 2 * sec]);
});
