import { describe, expect, it } from 'vitest';
import { chen, type ChenParams } from '../../../src/estimators/chen.ts';
import { defaults } from '../../../src/parameters.ts';
import { ms, sec } from '../../../src/time.ts';
import { beatOf } from '../../support/listen.ts';

const params = (own: Partial<ChenParams>): ChenParams => ({ ...defaults(chen.parameters) as ChenParams, margin: 200 * ms, ...own });

/** Beats by sequence number and arrival, in ms. */
function heard(own: Partial<ChenParams>, beats: readonly (readonly [seq: number, at: number])[]) {
  const state = chen.init(params(own), 0);
  for (const [seq, at] of beats) chen.observe(state, at * ms, beatOf(seq, seq * sec));
  return state;
}

describe.each(['s', 'u', 'e'] as const)('NFD-%s', variant => {
  it('begins by suspecting', () => {
    const state = chen.init(params({ variant }), 3 * sec);
    expect(chen.freshUntil(state)).toBe(3 * sec);
    expect(chen.level(state, 3 * sec)).toBe(1);
    expect(chen.level(state, 9 * sec)).toBeGreaterThan(1);
  });

  it('is not moved by a beat that was overtaken, nor by a copy', () => {
    const once = heard({ variant }, [[1, 1_020], [3, 3_020]]);
    const twice = heard({ variant }, [[1, 1_020], [3, 3_020], [2, 3_030], [3, 3_040]]);
    expect(chen.freshUntil(twice)).toBe(chen.freshUntil(once));
  });
});

describe('NFD-S', () => {
  it('anchors the freshness point at the send time of the next beat', () => {
    expect(chen.freshUntil(heard({ variant: 's' }, [[4, 4_010]]))).toBe(5_200 * ms);
    expect(chen.freshUntil(heard({ variant: 's' }, [[4, 4_190]]))).toBe(5_200 * ms);
  });

  it('stays suspicious when a beat comes after the freshness point of its successor', () => {
    const state = heard({ variant: 's' }, [[4, 5_300]]);
    expect(chen.freshUntil(state)).toBe(5_200 * ms);
    expect(chen.level(state, 5_300 * ms)).toBeGreaterThanOrEqual(1);
  });

  it('has detected a crash at most δ + η after it: the crash right after a send', () => {
    expect(chen.freshUntil(heard({ variant: 's', margin: 1_500 * ms }, [[4, 4_001]])) - 4 * sec).toBe(2_500 * ms);
  });
});

describe('NFD-U', () => {
  it('is told the expected delay', () => {
    expect(chen.freshUntil(heard({ variant: 'u', expectedDelay: 30 * ms }, [[4, 4_190]]))).toBe(5_230 * ms);
  });
});

describe('NFD-E', () => {
  const received = [[1, 1_020], [2, 2_015], [3, 3_090], [5, 5_010], [6, 6_025], [7, 7_130]] as const;

  it.each([[2, 8_277.5], [3, 8_255], [32, 8_248.3333333]])('estimates from the last %i received, by number: the lost one shifts nothing', (window, tau) => {
    expect(chen.freshUntil(heard({ variant: 'e', window }, received))).toBe(Math.ceil(tau * ms));
  });

  it('with a window of one is last arrival + interval + margin', () => {
    expect(chen.freshUntil(heard({ variant: 'e', window: 1 }, received))).toBe(8_330 * ms);
  });

  it('does not mind by how much the clocks differ', () => {
    const state = chen.init(params({ variant: 'e' }), 0);
    for (const [seq, at] of received) chen.observe(state, at * ms, beatOf(seq, seq * sec + 1e9 * sec));
    expect(chen.freshUntil(state)).toBe(chen.freshUntil(heard({ variant: 'e' }, received)));
  });

  it('explains itself', () => {
    expect(chen.explain!(heard({ variant: 'e', window: 3 }, received), 8_000 * ms)).toEqual({ untilExpected: 55 * ms, margin: 200 * ms, samples: 3 });
  });
});
