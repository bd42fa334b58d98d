import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivals, arrive, type Arrival } from '../../../sim/laws/arrivals.ts';
import { chen } from '../../../src/estimators/chen.ts';
import { twoWindow, type TwoWindowParams } from '../../../src/estimators/twoWindow.ts';
import { defaults } from '../../../src/parameters.ts';
import { ms, sec } from '../../../src/time.ts';
import { beatOf } from '../../support/listen.ts';
import { agreesWith, expectation } from './naive.ts';

const params = (own: Partial<TwoWindowParams> = {}): TwoWindowParams => ({ ...defaults(twoWindow.parameters) as TwoWindowParams, margin: 100 * ms, ...own });

function heard(own: Partial<TwoWindowParams>, beats: readonly (readonly [seq: number, at: number])[]) {
  const state = twoWindow.init(params(own), 0);
  for (const [seq, at] of beats) twoWindow.observe(state, at * ms, beatOf(seq));
  return state;
}

/** Both means as exact fractions, the larger rounded up. */
function reference({ interval, margin, shortWindow, longWindow }: TwoWindowParams, start: number, history: readonly Arrival[]): number {
  if (history.length === 0) return start;
  const points = [shortWindow, longWindow].map(n => {
    const { sum, count } = expectation(history, interval, n, history.at(-1)!.beat.seq + 1);
    return (sum + count * BigInt(margin) + count - 1n) / count;
  });
  return Number(points[0]! > points[1]! ? points[0] : points[1]);
}

describe('2W-FD', () => {
  it('agrees with exact fractions of the whole history', () => agreesWith(twoWindow, reference));

  it('a late beat counts in full at once, by the short window', () => {
    const state = heard({}, [[0, 0], [1, 1_000], [2, 2_300]]);
    expect(twoWindow.freshUntil(state)).toBe(3_400 * ms);
    expect(twoWindow.explain!(state, 2_300 * ms)).toMatchObject({ untilShort: sec, untilLong: 800 * ms, shortSamples: 1, longSamples: 3 });
  });

  it('a fast beat does not bring the deadline forward by more than its share of the long window', () => {
    expect(twoWindow.freshUntil(heard({}, [[0, 300], [1, 1_300], [2, 2_000]]))).toBe(3_300 * ms);
  });

  it('with equal windows is NFD-E', () => {
    fc.assert(fc.property(arrivals(fc.constant({})), history => {
      const own = { interval: history.interval, margin: 70 * ms };
      const one = twoWindow.init({ ...own, shortWindow: 5, longWindow: 5 }, 0);
      const other = chen.init({ ...own, variant: 'e', window: 5, expectedDelay: 0 }, 0);
      for (const { at, beat } of arrive(history)) {
        twoWindow.observe(one, at, beat);
        chen.observe(other, at, beat);
        expect(twoWindow.freshUntil(one)).toBe(chen.freshUntil(other));
      }
    }), { seed: 3, numRuns: 100 });
  });

  it('never suspects before NFD-E with either of its windows would', () => {
    fc.assert(fc.property(arrivals(fc.constant({})), history => {
      const own = { interval: history.interval, margin: 70 * ms };
      const both = twoWindow.init({ ...own, shortWindow: 2, longWindow: 9 }, 0);
      const each = [2, 9].map(window => chen.init({ ...own, variant: 'e', window, expectedDelay: 0 }, 0));
      for (const { at, beat } of arrive(history)) {
        twoWindow.observe(both, at, beat);
        for (const state of each) chen.observe(state, at, beat);
        expect(twoWindow.freshUntil(both)).toBe(Math.max(...each.map(state => chen.freshUntil(state))));
      }
    }), { seed: 4, numRuns: 100 });
  });

  it('begins by suspecting', () => {
    expect(twoWindow.freshUntil(twoWindow.init(params(), 5 * sec))).toBe(5 * sec);
    expect(twoWindow.level(twoWindow.init(params(), 5 * sec), 5 * sec)).toBe(1);
  });
});
