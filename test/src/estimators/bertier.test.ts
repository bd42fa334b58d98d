import { describe, expect, it } from 'vitest';
import type { Arrival } from '../../../sim/laws/arrivals.ts';
import { bertier, type BertierParams } from '../../../src/estimators/bertier.ts';
import { defaults } from '../../../src/parameters.ts';
import { ms, sec } from '../../../src/time.ts';
import { beatOf } from '../../support/listen.ts';
import { agreesWith, expectation } from './naive.ts';

const params = (own: Partial<BertierParams> = {}): BertierParams => ({ ...defaults(bertier.parameters) as BertierParams, initialVar: 0, ...own });

/** Beats by sequence number and arrival, in ms. */
function heard(own: Partial<BertierParams>, beats: readonly (readonly [seq: number, at: number])[]) {
  const state = bertier.init(params(own), 0);
  for (const [seq, at] of beats) bertier.observe(state, at * ms, beatOf(seq));
  return state;
}

/** The paper's recurrences, run again from the first beat of all. */
function reference({ interval, window, beta, phi, gamma, initialDelay, initialVar }: BertierParams, start: number, history: readonly Arrival[]): number {
  if (history.length === 0) return start;
  const expected = (upTo: number, seq: number): number => {
    const { sum, count } = expectation(history.slice(0, upTo), interval, window, seq);
    return Number(sum * 1_000n / count) / 1_000;
  };
  let [delay, size] = [initialDelay, initialVar];
  for (let k = 1; k < history.length; k++) {
    const error = history[k]!.at - expected(k, history[k]!.beat.seq) - delay;
    delay = delay + gamma * error;
    size = size + gamma * (Math.abs(error) - size);
  }
  const next = expected(history.length, history.at(-1)!.beat.seq + 1);
  return Math.ceil(next + beta * delay + phi * size);
}

describe('bertier', () => {
  it('agrees with its recurrences over the whole history', () => agreesWith(bertier, reference));

  it('is Chen’s expected arrival, with no margin, of beats that come when they are expected', () => {
    expect(bertier.freshUntil(heard({}, [[0, 10], [1, 1_010], [2, 2_010]]))).toBe(3_010 * ms);
  });

  it('after one late beat: a tenth of the error, and four tenths of its size', () => {
    const state = heard({}, [[0, 0], [1, 1_100]]);
    expect(bertier.explain!(state, 1_100 * ms)).toMatchObject({ delay: 10 * ms, var: 10 * ms, margin: 50 * ms, untilExpected: 950 * ms, samples: 2 });
    expect(bertier.freshUntil(state)).toBe(2_100 * ms);
  });

  it('the margin shrinks again, beat by beat', () => {
    const late = [[0, 0], [1, 1_400]] as const;
    const margins = [2, 3, 4, 5, 6, 7, 8].map((_, i) => {
      const beats = [...late, ...Array.from({ length: i }, (__, n) => [2 + n, (2 + n) * 1_000 + 200] as const)];
      return bertier.explain!(heard({ window: 1_000 }, beats), 10 * sec)['margin']!;
    });
    expect(margins.every((margin, i) => i === 0 || margin < margins[i - 1]!)).toBe(true);
  });

  it('judges a beat after a lost one by its own number', () => {
    const state = heard({}, [[0, 0], [3, 3_000]]);
    expect(bertier.explain!(state, 3 * sec)).toMatchObject({ delay: 0, var: 0 });
  });

  it('begins with the error that it is told', () => {
    const state = heard({ initialDelay: 20 * ms, initialVar: 100 * ms }, [[0, 0]]);
    expect(bertier.freshUntil(state)).toBe(1_420 * ms);
  });

  it('begins by suspecting, and stays so if the beat is later than its successor’s freshness point', () => {
    expect(bertier.freshUntil(bertier.init(params(), 5 * sec))).toBe(5 * sec);
    const state = heard({ window: 1_000 }, [[0, 0], [1, 1_000], [2, 9_000]]);
    expect(bertier.freshUntil(state)).toBeLessThan(9 * sec);
    expect(bertier.level(state, 9 * sec)).toBeGreaterThanOrEqual(1);
  });
});
