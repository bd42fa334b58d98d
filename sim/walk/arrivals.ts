/** All that arrives on a link, in the order in which the engine would deliver it. */
import type { Time } from '../../src/contract.ts';
import type { Link } from './link.ts';
import type { Schedule } from './schedule.ts';

export interface Arrival {
  readonly time: Time;
  readonly sentAt: Time;
  /** What the sender's clock said when it was sent. */
  readonly stamp: Time;
  readonly seq: number;
  readonly copy: number;
  /** 1 for what the network made of it. */
  readonly duplicate: 0 | 1;
}

/** A message takes at least a microsecond. */
const least = 1;

/**
 * Beats overtake each other, so what has been sent waits in order of arrival until nothing that is still to be sent can
 * come before it. Only what arrives by `horizon` arrives.
 */
export function* arrivals(link: Link, schedule: Schedule, kindHash: number, horizon: Time): Generator<Arrival, void> {
  const waiting: Arrival[] = [];
  while (schedule.advance()) {
    const { time: sentAt, stamp, seq, copy } = schedule;
    yield* waiting.splice(0, after(waiting, sentAt + least));
    link.send(sentAt, kindHash + copy);
    for (const duplicate of [0, 1] as const) {
      const time = duplicate === 0 ? link.arrival : link.twin;
      if (time <= horizon) waiting.splice(after(waiting, time), 0, { time, sentAt, stamp, seq, copy, duplicate });
    }
  }
  yield* waiting;
}

/** How many arrive no later. Of one instant, what was sent first comes first, and an original before its copy. */
function after(waiting: readonly Arrival[], time: Time): number {
  let [low, high] = [0, waiting.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (waiting[middle]!.time <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
