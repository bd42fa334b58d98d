/**
 * Self-test of the intervals on known answers, without the engine: see test/coverage, and `npm run coverage` for all of
 * it. Nominal 95 % must be covered in [93.7, 96.2] % of 2 000 replications; of those that cost more, a quarter as many
 * with twice the allowance still find what is wrong by more than that. Seeds are fixed.
 */
import { describe, expect, it } from 'vitest';
import { quality } from '../../sim/figures/quality.ts';
import type { Figure } from '../../sim/report.ts';
import { sequential, type Sample } from '../../sim/sequential.ts';
import { cases, cheapCases } from '../coverage/cases.ts';
import { allowed, coverageOf } from '../coverage/coverageOf.ts';
import { Dice } from '../coverage/dice.ts';
import { run } from '../coverage/story.ts';

describe('intervals cover what they promise', () => {
  it.each(cheapCases)('$name', one => {
    for (const { figure, covered, without } of coverageOf(one, 2_000)) {
      expect(without, figure).toBe(0);
      expect(covered, figure).toBeGreaterThanOrEqual(allowed(one).low);
      expect(covered, figure).toBeLessThanOrEqual(allowed(one).high);
    }
  });

  it.each(cases)('$name', one => {
    for (const { figure, covered } of coverageOf(one, 500)) {
      expect(covered, figure).toBeGreaterThanOrEqual(0.95 - 2 * (0.95 - allowed(one).low));
      expect(covered, figure).toBeLessThanOrEqual(Math.min(1, 0.95 + 2 * (allowed(one).high - 0.95)));
    }
  });

  it('and one that takes each mistake for independent covers far less', () => {
    let naive = 0;
    for (let i = 0; i < 500; i++) {
      const dice = new Dice(i + 1);
      const { value, n } = quality(Array.from({ length: 40 }, () => run(dice, 0.2))).mistakeRate.total;
      const reach = Math.exp(1.96 / Math.sqrt(n.mistakes!));
      if (value! / reach <= 0.2 && 0.2 <= value! * reach) naive++;
    }
    expect(naive / 500).toBeLessThan(0.7);
  });
});

describe('sequential stopping', () => {
  const plan = { run: (index: number) => index, atMost: 1_000 };

  it('looks at 30, 60, 120 … and reports on fresh runs', () => {
    const looked: number[] = [];
    const figure = (runs: readonly number[]): Figure => {
      looked.push(runs.length);
      return { value: 1, ci95: [1 - 1 / runs.length, 1 + 1 / runs.length], n: { runs: runs.length } };
    };
    const samples: Sample[] = [];
    const found = sequential({ ...plan, run: (index, sample) => { samples[index] = sample; return index; }, figure, within: 0.01 });
    expect(looked.slice(0, 4)).toEqual([30, 60, 120, 120]);
    expect(found).toMatchObject({ pilot: 120, reached: true });
    expect(found.runs).toEqual(Array.from({ length: 120 }, (_, i) => i));
    expect(samples).toEqual(Array(120).fill('fresh'));
    expect(sequential({ ...plan, figure, within: 0.001, atMost: 100 })).toMatchObject({ pilot: 60, reached: false });
  });

  it.each<[string, Pick<Figure, 'value' | 'ci95'>]>([
    ['no value', { value: null, ci95: null }], ['no interval', { value: 1, ci95: null }], ['a value of nothing', { value: 0, ci95: [0, 0] }],
  ])('is never content with %s', (_, found) => {
    expect(sequential({ ...plan, figure: () => ({ ...found, n: { runs: 1 } }), within: 0.5, atMost: 240 })).toMatchObject({ pilot: 240, reached: false });
  });
});
