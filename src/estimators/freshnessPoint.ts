import type { Duration, Portrait, Time } from '../contract.ts';
import { mean, push, valuesOf, type SlidingWindow } from '../window.ts';

/**
 * When the beat `seq` is expected, from the beats received so far: the mean of A_i − η s_i, plus η seq (NFD-E of Chen,
 * Toueg and Aguilera 2002). By sequence numbers, so that a lost beat does not shift it. NaN before the first beat.
 */
export const expectedArrival = (shifted: SlidingWindow, interval: Duration, seq: number): number => mean(shifted) + interval * seq;

/** Takes A_i − η s_i of a beat into the window. */
export const learn = (shifted: SlidingWindow, interval: Duration, now: Time, seq: number): void => push(shifted, now - interval * seq);

/** Of rules that promise at an arrival to trust until a freshness point: how much of that time is over, 1 from that point on. */
export function shareOfPromise(arrived: Time, until: Time, interval: Duration, now: Time): number {
  const promised = until - arrived;
  return promised > 0 ? (now - arrived) / promised : 1 + (now - until) / interval;
}

/** Of a rule that promises until a freshness point: its remembered beats as if each were the next, and what the promise is made of. */
export function promised(
  formula: string, { arrived, newest, until }: { readonly arrived: Time; readonly newest: number; readonly until: Time }, interval: Duration, shifted: SlidingWindow,
  parts: Portrait['parts'],
): Portrait {
  return {
    name: 'the silence', formula, symbol: 'silence', kind: 'duration', threshold: Math.max(0, until - arrived), since: arrived,
    samples: valuesOf(shifted).map(shift => shift + interval * (newest + 1) - arrived), assumed: 0, parts: newest < 0 ? [] : parts,
  };
}
