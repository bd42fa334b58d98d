/** The arithmetic of leases, as the systems' sources and tests have it. */
import { describe, expect, test } from 'vitest';
import {
  consulRenewal, etcdLeastTtl, etcdRefreshed, etcdRenewal, holdsFor, isAccepted, requestLimit, retryWait, sessionLife, sessionTtlRange,
} from '../../../../src/services/lease/rules.ts';
import { expired, isKept, keep, refreshed, soonest } from '../../../../src/services/lease/sessions.ts';
import { NEVER, ms, sec } from '../../../../src/time.ts';

describe('client-go', () => {
  test('waits between 1 and 2.2 retry periods: JitterFactor 1.2', () => {
    expect([0, 0.5, 1].map(draw => retryWait(2 * sec, draw))).toEqual([2 * sec, 3.2 * sec, 4.4 * sec]);
  });

  test('NewLeaderElector refuses what cannot work', () => {
    expect(isAccepted(15 * sec, 10 * sec, 2 * sec)).toBe(true);
    expect(isAccepted(10 * sec, 10 * sec, 2 * sec)).toBe(false);
    expect(isAccepted(15 * sec, 2.4 * sec, 2 * sec)).toBe(false);
    expect(isAccepted(15 * sec, 2.5 * sec, 2 * sec)).toBe(true);
  });

  test('but accepts a deadline that outlives the lease', () => {
    expect(holdsFor(10 * sec, 2 * sec)).toBe(12 * sec);
    expect(isAccepted(15 * sec, 14 * sec, 2 * sec)).toBe(true);
    expect(holdsFor(14 * sec, 2 * sec)).toBeGreaterThan(15 * sec);
  });

  test('one request may take half the deadline, and no less than a second', () => {
    expect([10 * sec, 1.5 * sec].map(requestLimit)).toEqual([5 * sec, 1 * sec]);
  });
});

describe('Consul', () => {
  test('ends a session at twice its time to live, and renews it at half', () => {
    expect([10, 15, 60].map(ttl => sessionLife(ttl * sec) / sec)).toEqual([20, 30, 120]);
    expect(consulRenewal(15 * sec)).toBe(7_500 * ms);
    expect(sessionTtlRange).toEqual({ least: 10 * sec, most: 24 * 60 * 60 * sec });
  });
});

describe('etcd', () => {
  test('has a least time to live: 2 s at ten ticks of 100 ms', () => {
    expect(etcdLeastTtl(10, 100 * ms)).toBe(2 * sec);
    expect(etcdLeastTtl(50, 100 * ms)).toBe(8 * sec);
  });

  test('renews after a third, and a new leader adds its election timeout', () => {
    expect(etcdRenewal(15 * sec)).toBe(5 * sec);
    expect(etcdRefreshed(10 * sec, 1 * sec)).toBe(11 * sec);
  });
});

describe('sessions', () => {
  const two = keep(keep([], 1, 0, 10), 1, 1, 20);

  test('are known by their owner and number', () => {
    expect([isKept(two, 1, 0), isKept(two, 1, 1), isKept(two, 2, 0)]).toEqual([true, true, false]);
    expect(keep(two, 1, 0, 30)).toHaveLength(2);
  });

  test('end at their instant, and not before', () => {
    expect(expired(two, 9)).toEqual([]);
    expect(expired(two, 10).map(({ owner }) => owner)).toEqual([0]);
    expect([soonest(two), soonest([])]).toEqual([10, NEVER]);
  });

  test('all live as long under a store that begins to keep them', () => {
    expect(refreshed(two, 100, 7).map(({ expiresAt }) => expiresAt)).toEqual([107, 107]);
  });
});
