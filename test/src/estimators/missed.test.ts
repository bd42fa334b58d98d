import { describe, expect, it } from 'vitest';
import { missed, type MissedParams } from '../../../src/estimators/missed.ts';
import { ms, sec } from '../../../src/time.ts';
import { beatOf, listened } from '../../support/listen.ts';

const params = (rule: MissedParams['rule'], own: Partial<MissedParams> = {}): MissedParams => ({ interval: sec, k: 3, offset: 0, rule, ...own });

describe('k missed, by looks', () => {
  it.each([
    // the last beat, and what remains of trust after it: [k η, (k + 1) η) and [(k − 1) η, k η)
    ['emptyCheck', 5_000, 3_000], ['emptyCheck', 5_001, 3_999], ['emptyCheck', 5_999, 3_001], ['emptyCheck', 6_000, 3_000],
    ['resetCount', 5_000, 2_000], ['resetCount', 5_001, 2_999], ['resetCount', 5_999, 2_001], ['resetCount', 6_000, 2_000],
  ] as const)('%s, last beat at %i ms: trusted for %i ms more', (rule, at, patience) => {
    expect(missed.freshUntil(listened(missed, params(rule), [at * ms])) - at * ms).toBe(patience * ms);
  });

  it('looks at its own phase', () => {
    const state = listened(missed, params('resetCount', { offset: 300 * ms }), [5_000 * ms]);
    expect(missed.freshUntil(state)).toBe(7_300 * ms);
  });

  it.each(['emptyCheck', 'resetCount'] as const)('%s counts from the begin of the watch', rule => {
    expect(missed.freshUntil(missed.init(params(rule), 10 * sec))).toBe(13 * sec);
    expect(missed.freshUntil(missed.init(params(rule, { offset: 200 * ms }), 10 * sec))).toBe(12_200 * ms);
  });

  it('its level climbs by one look after the other', () => {
    const state = listened(missed, params('emptyCheck'), [5_500 * ms]);
    expect([6_999, 7_000, 8_000, 8_999, 9_000].map(at => missed.level(state, at * ms))).toEqual([0, 1 / 3, 2 / 3, 2 / 3, 1]);
    expect(missed.explain!(state, 8_000 * ms)).toEqual({ missed: 2, k: 3 });
  });
});

describe('k missed, by sequence number', () => {
  const own = params('sequence', { k: 2, offset: 400 * ms });
  const heard = (...beats: (readonly [seq: number, at: number])[]) => {
    const state = missed.init(own, 0);
    for (const [seq, at] of beats) missed.observe(state, at * ms, beatOf(seq, seq * sec));
    return state;
  };

  it('suspects when the second in a row is judged missing, wherever the last one arrived', () => {
    expect(missed.freshUntil(heard([3, 3_010]))).toBe(5_400 * ms);
    expect(missed.freshUntil(heard([3, 3_400]))).toBe(5_400 * ms);
  });

  it('counts a beat that arrives after it was judged as missed', () => {
    expect(missed.freshUntil(heard([3, 3_010], [4, 4_401]))).toBe(5_400 * ms);
  });

  it('trusts again when the next one in time is judged', () => {
    const state = heard([3, 3_010], [7, 7_150]);
    expect(missed.freshFrom!(state)).toBe(7_400 * ms);
    expect(missed.freshUntil(state)).toBe(9_400 * ms);
    expect([7_399, 7_400].map(at => missed.level(state, at * ms) >= 1)).toEqual([true, false]);
  });

  it('does not interrupt trust that lasts', () => {
    const state = heard([0, 10], [1, 1_010]);
    expect(missed.freshFrom!(state)).toBe(0);
  });

  it('suspects one that never says anything', () => {
    expect(missed.freshUntil(heard())).toBe(2_400 * ms);
  });
});
