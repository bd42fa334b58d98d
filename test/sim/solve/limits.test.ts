import { describe, expect, test } from 'vitest';
import { binomialAtMost } from '../../../sim/intervals/binomial.ts';
import { countLimits, figureLimits, limitsOf } from '../../../sim/solve/limits.ts';
import { ranks } from '../../../sim/solve/samples.ts';
import { student } from '../../../sim/solve/student.ts';
import { decide } from '../../../sim/solve/verdict.ts';
import { pool } from '../../../sim/statistics.ts';
import { fakeRun, type Truth } from '../../support/fakeRuns.ts';
import { goal } from '../../support/solving.ts';

const hour = 3_600_000_000;
const meta = { version: 'test', scenario: { title: '', processes: [], detector: null, service: null } };
const truth = (over: Partial<Truth> = {}): Truth => ({ rate: 0, detection: uniform => 1_000_000 + uniform * 1_000_000, load: 1, ...over });
const runs = (count: number, over?: Partial<Truth>) => Array.from({ length: count }, (_, i) => fakeRun(truth(over), hour, `run ${i}`));
const limits = (path: string, of: ReturnType<typeof runs>, tail: number) => limitsOf(path, of, meta, tail, () => pool(of, meta));

describe('a rate', () => {
  test.each([[0.05, 2.995732], [0.01, 4.60517], [0.5, 0.693147]])('of which nothing came is below −ln %d / E', (tail, times) => {
    expect(limits('mistakeRate', runs(10), tail)).toMatchObject({ value: 0, low: 0, high: expect.closeTo(times / 36_000, 8) as number, exposure: 36_000_000 });
    expect(limits('mistakeRecurrence.mean', runs(10), tail)).toMatchObject({ value: null, low: expect.closeTo((36_000 / times) * 1_000, -2) as number, high: null });
  });

  test('of few is Poisson\'s: P(at most so many) at the upper limit is the tail', () => {
    const some = runs(10, { rate: 3 / 36_000 });
    const { value, low, high } = limits('mistakeRate', some, 0.05);
    const count = Math.round(value! * 36_000);
    expect(count).toBeGreaterThan(0);
    const atMost = (k: number, mean: number): number => Array.from({ length: k + 1 }, (_, i) => i).reduce(
      ({ sum, term }, i) => ({ sum: sum + term, term: (term * mean) / (i + 1) }), { sum: 0, term: Math.exp(-mean) }).sum;
    expect(atMost(count, high! * 36_000)).toBeCloseTo(0.05, 6);
    expect(1 - atMost(count - 1, low! * 36_000)).toBeCloseTo(0.05, 6);
  });

  test('of many narrows with the tail, and holds the value', () => {
    const many = runs(40, { rate: 0.01 });
    const [wide, narrow] = [limits('mistakeRate', many, 0.01), limits('mistakeRate', many, 0.1)];
    expect([wide.low! < narrow.low!, narrow.low! < narrow.value!, narrow.value! < narrow.high!, narrow.high! < wide.high!]).toEqual([true, true, true, true]);
    const { ci95 } = pool(many, meta).pooled.mistakeRate.total;
    const same = limits('mistakeRate', many, 0.025);
    expect([same.low, same.high]).toEqual(ci95!.map(end => expect.closeTo(end, 6) as number));
  });
});

test('what is no figure is said to be none, however like one it looks', () => {
  for (const path of ['mistakeRate.byCause.gremlins', 'suspected.mistakeRate', 'queryAccuracy.p99', 'detectionTime.p98', 'suspected.detectionTime.p99']) {
    expect(limits(path, runs(3), 0.05)).toMatchObject({ value: null, low: null, high: null, why: expect.stringContaining(':') as string });
  }
  expect(limits('mistakeRate.byCause.innocent', runs(3, { rate: 1 / 36_000 }), 0.05)).toMatchObject({ value: 0 });
});

describe('a share of time', () => {
  test('without a mistake is held by its value alone; with some, one more as long as the longest is allowed for', () => {
    expect(limits('queryAccuracy', runs(10), 0.05)).toMatchObject({ value: 1, byValue: true });
    const { value, low, high } = limits('queryAccuracy', runs(10, { rate: 5 / 36_000 }), 0.05);
    expect(low!).toBeLessThan(value!);
    expect(high!).toBeGreaterThan(value!);
    // all of one length: as Poisson's limit of their number
    const { high: rate } = limits('mistakeRate', runs(10, { rate: 5 / 36_000 }), 0.05);
    expect(1 - low!).toBeCloseTo(rate!, 6);
  });
});

describe('a quantile', () => {
  test.each([[299, 0.05, 0.99], [59, 0.05, 0.95], [368, 0.025, 0.99]])('%d runs are needed, at %d, for the upper limit of p = %d', (needed, tail, share) => {
    expect(ranks(needed, share, tail)[1]).toBeLessThanOrEqual(needed);
    expect(ranks(needed - 1, share, tail)[1]).toBeGreaterThan(needed - 1);
    if (share === 0.99 && tail === 0.05) {
      expect(limits('detectionTime.p99', runs(200), tail)).toMatchObject({ high: null, needed: 299 });
      expect(limits('detectionTime.p99', runs(299), tail).high).toBeGreaterThan(1_980);
    }
  });

  test('each rank misses with at most the tail, and the next one in with more', () => {
    for (const n of [5, 30, 100, 1_000]) {
      for (const share of [0.5, 0.95, 0.99]) {
        const [low, high] = ranks(n, share, 0.05);
        if (low >= 1) expect(binomialAtMost(low - 1, n, share)).toBeLessThanOrEqual(0.05);
        if (high <= n) expect(1 - binomialAtMost(high - 1, n, share)).toBeLessThanOrEqual(0.05);
        expect(binomialAtMost(low, n, share)).toBeGreaterThan(0.05);
        expect(1 - binomialAtMost(high - 2, n, share)).toBeGreaterThan(0.05);
      }
    }
  });
});

test('Student\'s quantiles are the tabled ones', () => {
  for (const [freedom, tail, t] of [[7, 0.025, 2.3646], [10, 0.01, 2.7638], [29, 0.05, 1.6991], [1_000, 0.005, 2.5808]] as const) {
    expect(student(freedom, tail)).toBeCloseTo(t, 2);
  }
});

test('a count that was the same in every run stands by its value; others have Student\'s limits', () => {
  expect(countLimits([0, 0, 0], 0.05)).toMatchObject({ value: 0, low: 0, high: 0, byValue: true });
  expect(countLimits([1, 2, 3, 2, 1, 2, 3, 2], 0.05)).toMatchObject({ value: 2, low: expect.closeTo(1.494, 2) as number, high: expect.closeTo(2.506, 2) as number });
});

test('all of n runs: the limit is the n-th root of the tail', () => {
  const ci95 = [Math.pow(0.025, 1 / 40), 1] as const;
  expect(figureLimits({ value: 1, ci95, n: { runs: 40 } }, 0.05, true)).toEqual({ value: 1, low: expect.closeTo(Math.pow(0.05, 1 / 40), 9) as number, high: 1 });
  expect(figureLimits({ value: 0, ci95: [0, 1 - ci95[0]], n: { runs: 40 } }, 0.05, true)).toEqual({ value: 0, low: 0, high: expect.closeTo(1 - Math.pow(0.05, 1 / 40), 9) as number });
});

test('load is what the detector itself sends', () => {
  const [run] = runs(1, { load: 3 });
  const withService = { ...run!, load: { ...run!.load, messages: { ...run!.load.messages, application: 1e9 } } };
  expect(limits('load', [withService], 0.05)).toMatchObject({ value: 3, byValue: true });
});

describe('a goal is decided', () => {
  const within = (low: number | null, high: number | null, more = {}) => ({ value: 5, low, high, ...more });
  test.each([
    ['x <= 10', within(4, 6), 'meets'], ['x <= 10', within(4, 11), 'open'], ['x <= 10', within(4, null), 'open'], ['x <= 4', within(4.5, 6), 'fails'],
    ['x < 6', within(4, 6), 'open'], ['x >= 4', within(4, 6), 'meets'], ['x > 4', within(4, 6), 'open'], ['x >= 7', within(4, 6), 'fails'], ['x >= 7', within(null, null), 'open'],
    ['x == 5', within(5, 5, { byValue: true }), 'meets'], ['x == 4', within(5, 5, { byValue: true }), 'fails'], ['x == 5.5', within(4, 6), 'open'],
    ['x <= 8', within(5, 5, { byValue: true }), 'meets'], ['x <= 3', within(5, 5, { byValue: true }), 'fails'],
  ])('%s', (text, given, verdict) => expect(decide(goal(text), given as Parameters<typeof decide>[1], 64)).toBe(verdict));

  test('by value alone not before thirty runs, but against the goal at once', () => {
    expect(decide(goal('x == 0'), { value: 0, low: 0, high: 0, byValue: true }, 29)).toBe('open');
    expect(decide(goal('x == 0'), { value: 0, low: 0, high: 0, byValue: true }, 30)).toBe('meets');
    expect(decide(goal('x == 0'), { value: 1, low: 1, high: 1, byValue: true }, 1)).toBe('fails');
  });
});
