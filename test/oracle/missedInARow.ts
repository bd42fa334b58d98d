/**
 * k heartbeats missed in a row, each judged at its own send instant + w: a chain of (state of the link, misses in a row).
 *
 * A mistake begins at the judgement of the k-th miss in a row, and only once per run of misses: so there is one mistake
 * per stretch "one received, then k lost", whose stationary probability per message is the rate; E(T_MR) = η / rate.
 * The first mistake after the start, in periods, is a first passage from no misses; "no mistake in n" is what of the
 * chain has not passed after n messages. First passage is not recurrence: they differ by the clumps.
 */
import { after, probability, type Chain } from './chain.ts';

export function recurrence(interval: number, k: number, loss: Chain): number {
  return interval / probability(loss, 0, k, (i, kept) => i === 0 ? kept : 1 - kept);
}

/** weights[m][s]: m misses in a row, state s, never k in a row so far. */
function* passages(k: number, loss: Chain): Generator<number> {
  let weights: number[][] = Array.from({ length: k }, (_, m) => m === 0 ? [...loss.start] : loss.start.map(() => 0));
  for (;;) {
    yield weights.flat().reduce((a, b) => a + b, 0);
    const received = weights.map(row => after(loss, row, kept => kept));
    const lost = weights.map(row => after(loss, row, kept => 1 - kept));
    const none = loss.start.map((_, s) => received.reduce((sum, row) => sum + row[s]!, 0));
    weights = [none, ...lost.slice(0, -1)];
  }
}

/** P(no k losses in a row among the first n messages). */
export function noneWithin(n: number, k: number, loss: Chain): number {
  let i = 0;
  for (const share of passages(k, loss)) if (i++ === n) return share;
  throw new Error('unreachable');
}

/** The expected number of messages until the first k losses in a row: the sum of what has not passed yet. */
export function firstAfter(k: number, loss: Chain): number {
  let sum = 0;
  for (const share of passages(k, loss)) {
    sum += share;
    if (share < sum * 1e-17) return sum;
  }
  throw new Error('unreachable');
}
