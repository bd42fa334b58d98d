/** The arithmetic of Patroni's timeouts: patroni/config.py, patroni/watchdog/base.py, patroni/dcs/etcd.py, patroni/utils.py. */
import { ms, sec, type Duration } from '../../time.ts';

export interface Timeouts { readonly ttl: Duration; readonly loopWait: Duration; readonly retryTimeout: Duration }

const least: Timeouts = { ttl: 20 * sec, loopWait: 1 * sec, retryTimeout: 3 * sec };

/** loop_wait + 2 × retry_timeout ≤ ttl: so two full tries to renew fit into the lease. Patroni has kept that rule itself since 3.2.0. */
export const isSafe = ({ ttl, loopWait, retryTimeout }: Timeouts): boolean => loopWait + 2 * retryTimeout <= ttl;

/** What Patroni 3.2 makes of options that break the rule: first the minima, then a shorter loop, and last shorter retries. In whole seconds. */
export function adjusted(given: Timeouts): Timeouts {
  const ttl = Math.max(least.ttl, given.ttl);
  const loopWait = Math.max(least.loopWait, given.loopWait);
  const retryTimeout = Math.max(least.retryTimeout, given.retryTimeout);
  if (least.loopWait + 2 * retryTimeout > ttl) {
    return { ttl, loopWait: least.loopWait, retryTimeout: Math.floor((ttl - least.loopWait) / (2 * sec)) * sec };
  }
  return { ttl, loopWait: Math.min(loopWait, ttl - 2 * retryTimeout), retryTimeout };
}

/** The watchdog bites so long after the last renewal; with a margin below zero after half the ttl. */
export function watchdogTimeout(ttl: Duration, safetyMargin: Duration): Duration {
  return safetyMargin < 0 ? Math.floor(ttl / (2 * sec)) * sec : ttl - safetyMargin;
}

/** What is left for the loop to be late; below zero the watchdog cannot be used. */
export const watchdogSlack = (ttl: Duration, safetyMargin: Duration, loopWait: Duration): Duration =>
  watchdogTimeout(ttl, safetyMargin) - loopWait;

/** One member of a store of one is tried up to three times in the time that is left, each at least a second. Null: too little is left. */
export function triesIn(left: Duration): { readonly count: number; readonly each: Duration } | null {
  if (left < sec) return null;
  const count = left >= 3 * sec ? 3 : left >= 2 * sec ? 2 : 1;
  return { count, each: Math.floor(left / count) };
}

/**
 * When a request to an etcd that does not answer is tried again, and when it is given up: instants from its beginning. Over
 * the open connection it is waited for a third of the retry timeout, once: urllib3 repeats no POST that may have been
 * received. Then new connections are tried, each for half a try but at least a second, as often as `triesIn` says; before each
 * round it sleeps 0.1 s, 0.2 s … (1 s at most), and up to 0.8 s by chance.
 */
export function attempts(retryTimeout: Duration, draw: () => number): { readonly again: readonly Duration[]; readonly end: Duration } {
  const again: Duration[] = [];
  let now = triesIn(retryTimeout)?.each ?? retryTimeout;
  for (let delay = 100 * ms; ; delay = Math.min(2 * delay, sec)) {
    const nap = delay + Math.floor(81 * draw()) * 10 * ms;
    const tries = triesIn(retryTimeout - now - nap);
    if (tries === null) return { again, end: now };
    now += nap;
    for (let i = 0; i < tries.count; i++) {
      again.push(now);
      now += Math.max(sec, Math.floor(tries.each / 2));
    }
  }
}
