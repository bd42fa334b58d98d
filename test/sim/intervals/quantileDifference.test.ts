/** That it covers what it promises: test/coverage. Here what it is made of. */
import { expect, test } from 'vitest';
import type { Samples } from '../../../sim/measures/measured.ts';
import { fewestRuns, quantileDifference } from '../../../sim/intervals/quantileDifference.ts';

const runs = (values: readonly number[]): Samples[] => values.map(value => ({ ended: [value], censored: [] }));
const rising = Array.from({ length: 41 }, (_, i) => (i * 17) % 41);
const off = (values: readonly number[], by: (value: number) => number): Samples[] => runs(values.map(by));

test('what is always the same much more is surely that much more: the same weather leaves nothing to chance', () => {
  const skewed = rising.map(value => value ** 3);
  const { interval, varianceRatio } = quantileDifference(runs(skewed), off(skewed, value => value + 1_000), 0.5)!;
  expect(interval).toEqual([1_000, 1_000]);
  expect(varianceRatio).toBeCloseTo(0, 9);
});

test('of weather of their own the two widths add up as squares do; where one is long when the other is short, wholly', () => {
  const [lower, upper] = [20 - 13, 27 - 20];
  const opposite = quantileDifference(runs(rising), off(rising, value => 1_040 - value), 0.5)!;
  expect(opposite.interval[1] - opposite.interval[0]).toBeCloseTo(2 * (lower + upper), 0);
  expect(opposite.varianceRatio).toBeGreaterThan(1.8);
  const mixed = quantileDifference(runs(rising), runs(rising.map((_, i) => (i * 23 + 7) % 41)), 0.5)!;
  expect(mixed.varianceRatio).toBeGreaterThan(0.6);
  expect(mixed.varianceRatio).toBeLessThan(1.4);
});

test('too few runs, too few samples for the tail, or too many of which the end is not known: none', () => {
  const few = rising.slice(0, fewestRuns - 1);
  expect(quantileDifference(runs(few), runs(few), 0.5)).toBeNull();
  expect(quantileDifference(runs(rising), runs(rising), 0.95)).toBeNull();
  const open: Samples[] = rising.map((value, i) => (i % 2 ? { ended: [], censored: [value] } : { ended: [value], censored: [] }));
  expect(quantileDifference(runs(rising), open, 0.5)).toBeNull();
});
