/** Arithmetic as the sources have it; the vectors of the evidence hold more. */
import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import {
  brokerBackoff, connectTimeout, evictions, expiryBucket, isPingDue, lastTickOf, mayEvict, negotiated, pingAfter, quorumOf, readTimeout, renewThreshold, staleFrom,
} from '../../../../src/services/session/rules.ts';
import { ms, sec } from '../../../../src/time.ts';

const instants = fc.integer({ min: 0, max: 1_000_000_000 });
const ticks = fc.integer({ min: 1, max: 60_000_000 });

describe('ZooKeeper', () => {
  test('a bucket lies beyond the timeout, by a tick at most', () => {
    fc.assert(fc.property(instants, instants, ticks, instants, (now, timeout, tick, phase) => {
      const at = expiryBucket(now, timeout, tick, phase % tick);
      return at > now + timeout && at <= now + timeout + tick && (at - (phase % tick)) % tick === 0;
    }), { seed: 1, numRuns: 500 });
  });

  test('what is granted lies within the bounds', () => {
    fc.assert(fc.property(instants, ticks, (asked, tick) => {
      const granted = negotiated(asked, tick);
      return granted >= 2 * tick && granted <= 20 * tick && (granted === asked || asked < 2 * tick || asked > 20 * tick);
    }), { seed: 2, numRuns: 500 });
    expect(negotiated(1 * sec, 2 * sec, 500 * ms, 0)).toBe(1 * sec);
    expect(negotiated(90 * sec, 2 * sec, 0, 60 * sec)).toBe(60 * sec);
  });

  test('a client leaves a third of the session to find another server, and pings twice before it gives up', () => {
    expect([readTimeout(10_000 * ms), connectTimeout(10_000 * ms, 3)]).toEqual([6_666 * ms, 3_333 * ms]);
    expect(pingAfter(10_000 * ms)).toBe(3_333 * ms);
    expect([1_000, 1_001, 2_332, 2_333].map(idle => isPingDue(idle * ms, 10_000 * ms))).toEqual([false, false, false, true]);
    // a heartbeat that is set is kept to, and never longer than ten seconds
    expect([4_999, 5_000].map(idle => isPingDue(idle * ms, 60 * sec, 5 * sec))).toEqual([false, true]);
    expect([10_000, 10_001].map(idle => isPingDue(idle * ms, 60 * sec))).toEqual([false, true]);
  });

  test('majorities, and how long a follower counts', () => {
    expect([1, 2, 3, 4, 5].map(quorumOf)).toEqual([1, 2, 2, 3, 3]);
    expect(lastTickOf(7, 5)).toBe(12);
  });
});

describe('Kafka', () => {
  test('a broker is valid at the very end of its session', () => expect(staleFrom(100, 9 * sec)).toBe(100 + 9 * sec + 1));
  test('waits double up to the session', () => {
    expect([0, 1, 2, 6, 7, 30].map(failures => brokerBackoff(failures, 9 * sec) / ms)).toEqual([100, 200, 400, 6_400, 9_000, 9_000]);
  });
});

describe('Eureka', () => {
  test('expects 85 % of two renewals a minute and instance, rounded down, and more than that', () => {
    expect([1, 2, 7, 8, 100].map(clients => renewThreshold(clients, 30 * sec, 0.85))).toEqual([1, 3, 11, 13, 170]);
    expect(renewThreshold(10, 7 * sec, 0.85)).toBe(72);
    expect([[13, 13], [14, 13], [1, 0]].map(([renewals, threshold]) => mayEvict(renewals!, threshold!))).toEqual([false, true, false]);
  });
  test('leaves 85 % of the registered, rounded down', () => {
    expect([[1, 1], [6, 6], [7, 7], [20, 20], [20, 2]].map(([size, lapsed]) => evictions(size!, lapsed!, 0.85))).toEqual([1, 1, 2, 3, 2]);
    expect(evictions(10, 10, 0)).toBe(10);
  });
});
