/** Maximal intervals of a condition that may hold of many things at once, each on its own. */
import type { Time } from '../../src/contract.ts';
import type { SpanData } from './measured.ts';

export interface Interval { readonly from: Time; readonly to: Time }

export class Spans {
  private readonly since: Map<number, Time> = new Map();
  private readonly sum: SpanData;

  /** `room`: the time in which there could have been one. */
  constructor(room: number) {
    this.sum = { count: 0, total: 0, longest: 0, room };
  }

  /** From `now` on the condition holds of `which`, or does not. */
  set(which: number, holds: boolean, now: Time): void {
    const since = this.since.get(which);
    if (holds === (since !== undefined)) return;
    if (holds) this.since.set(which, now);
    else this.close(which, since!, now);
  }

  finish(now: Time): SpanData {
    for (const [which, since] of this.since) this.close(which, since, now);
    return this.sum;
  }

  private close(which: number, since: Time, now: Time): void {
    this.since.delete(which);
    addSpan(this.sum, now - since);
  }
}

export function addSpan(sum: SpanData, length: number): void {
  sum.count++;
  sum.total += length;
  sum.longest = Math.max(sum.longest, length);
}

/** The parts of these intervals within [from, to), summed. An empty interval counts where it lies within. */
export function sumOf(intervals: readonly Interval[], from: Time, to: Time, room: number): SpanData {
  const sum: SpanData = { count: 0, total: 0, longest: 0, room };
  for (const interval of intervals) {
    const begin = Math.max(interval.from, from);
    const end = Math.min(interval.to, to);
    if (begin < end || (interval.from === interval.to && begin === end && begin < to)) addSpan(sum, end - begin);
  }
  return sum;
}
