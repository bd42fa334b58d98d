import { describe, expect, it } from 'vitest';
import { fixed, type FixedParams } from '../../../src/estimators/fixed.ts';
import { defaults } from '../../../src/parameters.ts';
import { NEVER, ms, sec } from '../../../src/time.ts';
import { beatOf, listened } from '../../support/listen.ts';

const params = (own: Partial<FixedParams> = {}): FixedParams => ({ ...defaults(fixed.parameters) as FixedParams, timeout: sec, ...own });

describe('fixed', () => {
  it('suspects exactly at last + timeout, as deadline detectors that compare strictly', () => {
    const state = listened(fixed, params({ timeout: 5 * sec }), [0]);
    expect(fixed.freshUntil(state)).toBe(5 * sec);
    expect(fixed.level(state, 5 * sec - 1)).toBeLessThan(1);
    expect(fixed.level(state, 5 * sec)).toBe(1);
  });

  it('runs from the begin of the watch until something is heard', () => {
    expect(fixed.freshUntil(fixed.init(params(), 7 * sec))).toBe(8 * sec);
  });

  it.each([['newest', 1_100 * ms], ['any', 1_400 * ms]] as const)('restarts on %s', (restart, expected) => {
    const state = fixed.init(params({ restart }), 0);
    fixed.observe(state, 100 * ms, beatOf(5));
    fixed.observe(state, 400 * ms, beatOf(4));
    expect(fixed.freshUntil(state)).toBe(expected);
  });

  it('discards what travelled longer than the cutoff, and nothing that travelled just as long', () => {
    const state = fixed.init(params({ cutoff: 80 * ms }), 0);
    fixed.observe(state, 180 * ms, beatOf(0, 100 * ms));
    expect(fixed.freshUntil(state)).toBe(1_180 * ms);
    fixed.observe(state, 280 * ms + 1, beatOf(1, 200 * ms));
    expect(fixed.freshUntil(state)).toBe(1_180 * ms);
  });

  it('a beat that travelled fast brings the timeout nearer: what NFD-S was made against', () => {
    const slow = listened(fixed, params(), [0, sec + 50 * ms]);
    const fast = listened(fixed, params(), [0, sec]);
    expect(fixed.freshUntil(fast)).toBeLessThan(fixed.freshUntil(slow));
  });

  it('never suspects with a timeout of never', () => {
    expect(fixed.freshUntil(listened(fixed, params({ timeout: NEVER }), [5]))).toBe(NEVER);
  });

  it('explains itself', () => {
    expect(fixed.explain!(listened(fixed, params(), [0]), 300 * ms)).toEqual({ elapsed: 300 * ms, timeout: sec });
  });
});
