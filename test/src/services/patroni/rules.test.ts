/** Patroni's arithmetic, as config.py, watchdog/base.py and dcs/etcd.py have it. */
import { describe, expect, test } from 'vitest';
import { adjusted, attempts, isSafe, triesIn, watchdogSlack, watchdogTimeout } from '../../../../src/services/patroni/rules.ts';
import { ms, sec } from '../../../../src/time.ts';

const inSeconds = (ttl: number, loopWait: number, retryTimeout: number): number[] => {
  const fit = adjusted({ ttl: ttl * sec, loopWait: loopWait * sec, retryTimeout: retryTimeout * sec });
  return [fit.ttl, fit.loopWait, fit.retryTimeout].map(each => each / sec);
};

describe('loop_wait + 2 × retry_timeout ≤ ttl', () => {
  test('holds of the defaults', () => {
    expect(isSafe({ ttl: 30 * sec, loopWait: 10 * sec, retryTimeout: 10 * sec })).toBe(true);
    expect(isSafe({ ttl: 29 * sec, loopWait: 10 * sec, retryTimeout: 10 * sec })).toBe(false);
  });

  test('is restored by a shorter loop, and where that is not enough by shorter retries', () => {
    expect(inSeconds(30, 10, 10)).toEqual([30, 10, 10]);
    expect(inSeconds(30, 20, 10)).toEqual([30, 10, 10]);
    expect(inSeconds(20, 10, 10)).toEqual([20, 1, 9]);
    expect(inSeconds(21, 10, 10)).toEqual([21, 1, 10]);
  });

  test('after the minima: 20, 1 and 3 s', () => {
    expect(inSeconds(1, 0, 0)).toEqual([20, 1, 3]);
    expect(inSeconds(10, 10, 3)).toEqual([20, 10, 3]);
  });

  test('holds of whatever comes out', () => {
    for (let ttl = 1; ttl < 60; ttl += 7) {
      for (let loop = 1; loop < 40; loop += 3) {
        for (let retry = 1; retry < 40; retry += 5) {
          const fit = adjusted({ ttl: ttl * sec, loopWait: loop * sec, retryTimeout: retry * sec });
          expect(isSafe(fit)).toBe(true);
          expect(adjusted(fit)).toEqual(fit);
        }
      }
    }
  });
});

describe('the watchdog', () => {
  test('bites a safety margin before the lease ends, or at half of it', () => {
    expect(watchdogTimeout(30 * sec, 5 * sec)).toBe(25 * sec);
    expect(watchdogTimeout(30 * sec, -1)).toBe(15 * sec);
    expect(watchdogTimeout(31 * sec, -1 * sec)).toBe(15 * sec);
  });

  test('leaves the loop what is over, or cannot be used', () => {
    expect(watchdogSlack(30 * sec, -1, 10 * sec)).toBe(5 * sec);
    expect(watchdogSlack(30 * sec, 5 * sec, 28 * sec)).toBe(-3 * sec);
  });
});

describe('a request to a single etcd', () => {
  test('is tried three times where each may take a second, else less often', () => {
    expect([10, 3, 2.5, 1, 0.9].map(left => triesIn(left * sec)?.count ?? 0)).toEqual([3, 3, 2, 1, 0]);
    expect(triesIn(10 * sec)!.each).toBe(3_333_333);
  });

  test('waits a third over the open connection, and is given up before the retry timeout', () => {
    const { again, end } = attempts(10 * sec, () => 0);
    // 3.33 s, a nap of 0.1 s, three connections of 1.09 s each; a nap of 0.2 s, three of 1 s
    expect(again.map(at => Math.round(at / ms))).toEqual([3_433, 4_528, 5_622, 6_917, 7_917, 8_917]);
    expect(Math.round(end / ms)).toBe(9_917);
    for (const draw of [0.2, 0.5, 0.9]) {
      expect(attempts(10 * sec, () => draw).end).toBeLessThanOrEqual(10 * sec);
      expect(attempts(10 * sec, () => draw).end).toBeGreaterThan(7.5 * sec);
    }
  });

  test('where there is no time for a second try, is waited for once', () => {
    expect(attempts(900 * ms, () => 0)).toEqual({ again: [], end: 900 * ms });
  });
});
