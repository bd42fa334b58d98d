import * as fc from 'fast-check';
import type { Beat, Duration, Time } from '../../src/contract.ts';
import { ms } from '../../src/time.ts';

/** One heartbeat: how long after the one before it was sent, and what became of it. */
export interface Sent { readonly gap: Duration; readonly travel: Duration; readonly copies: number }

export interface Arrival { readonly at: Time; readonly beat: Beat }

/** What one monitor hears of one sender. */
export interface Arrivals { readonly params: unknown; readonly start: Time; readonly interval: Duration; readonly sent: readonly Sent[] }

const share = (interval: Duration, low: number, high: number): fc.Arbitrary<Duration> =>
  fc.integer({ min: low, max: high }).map(percent => Math.max(1, Math.round(interval * percent / 100)));

/** Regular for the most part; also jitter, bursts, long pauses. */
const gaps = (interval: Duration): fc.Arbitrary<Duration> => fc.oneof(
  { weight: 6, arbitrary: fc.constant(interval) }, { weight: 2, arbitrary: share(interval, 50, 150) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 10 }) }, { weight: 1, arbitrary: share(interval, 200, 3_000) },
);

/** A whole interval makes ties with whatever is counted in intervals. */
const travels = (interval: Duration): fc.Arbitrary<Duration> => fc.oneof(
  { weight: 4, arbitrary: fc.constant(ms) }, { weight: 1, arbitrary: fc.constant(interval) }, { weight: 3, arbitrary: share(interval, 1, 60) },
  { weight: 1, arbitrary: share(interval, 100, 500) },
);

/** 0: lost. */
const copies = fc.oneof({ weight: 7, arbitrary: fc.constant(1) }, { weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(2) });

/** Not one microsecond off: where a variance is zero, or should be. */
const regular = (interval: Duration, most: number): fc.Arbitrary<Sent[]> =>
  fc.nat(most).map(count => Array.from({ length: count }, () => ({ gap: interval, travel: ms, copies: 1 })));

export function arrivals(params: fc.Arbitrary<unknown>, most = 30): fc.Arbitrary<Arrivals> {
  return fc.constantFrom(10 * ms, 100 * ms, 1_000 * ms, 7_001 * ms).chain(interval => fc.record({
    params, interval: fc.constant(interval), start: fc.constantFrom(0, 5, 1_000_000_007),
    sent: fc.oneof({ weight: 5, arbitrary: fc.array(fc.record({ gap: gaps(interval), travel: travels(interval), copies }), { maxLength: most }) },
      { weight: 1, arbitrary: regular(interval, most) }),
  }));
}

/** In the order of arrival; of those at one instant, the older first. */
export function arrive({ start, sent }: Arrivals): Arrival[] {
  const list: Arrival[] = [];
  let sentAt = start;
  for (const [seq, { gap, travel, copies }] of sent.entries()) {
    sentAt += gap;
    for (let copy = 0; copy < copies; copy++) list.push({ at: sentAt + travel * (copy + 1), beat: { incarnation: 0, seq, sentAt } });
  }
  return list.sort((a, b) => a.at - b.at || a.beat.seq - b.beat.seq);
}
