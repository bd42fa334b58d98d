import { expect, test } from 'vitest';
import { Draw, hashText, rootKey, subkey } from '../../sim/random.ts';

/** Pearson's statistic of counts that should be equal. */
function chiSquare(counts: readonly number[]): number {
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
}

/** With 255 degrees of freedom, beyond this with probability 10⁻⁶ (either side's bound is checked). */
const [low, high] = [160, 372];

function counted(draws: Iterable<number>): number[] {
  const counts = Array.from({ length: 256 }, () => 0);
  for (const u of draws) counts[Math.floor(u * 256)]!++;
  return counts;
}

test('the same seed gives the same key, another seed another', () => {
  expect(rootKey('a')).toEqual(rootKey('a'));
  expect(rootKey('a')).not.toEqual(rootKey('b'));
  expect(subkey(rootKey('a'), 1, 2)).not.toEqual(subkey(rootKey('a'), 2, 1));
});

test('one stream is uniform, and stays inside (0, 1)', () => {
  const draw = new Draw().start(1, 2);
  const values = Array.from({ length: 100_000 }, () => draw.next());
  expect(Math.min(...values.slice(0, 50_000))).toBeGreaterThan(0);
  expect(Math.max(...values.slice(0, 50_000))).toBeLessThan(1);
  const statistic = chiSquare(counted(values));
  expect(statistic).toBeGreaterThan(low);
  expect(statistic).toBeLessThan(high);
});

test('first draws of consecutive instants of one link are uniform and do not follow each other', () => {
  const { a, b } = subkey(rootKey('weather'), 3, 4);
  const draw = new Draw();
  const values = Array.from({ length: 100_000 }, (_, i) => draw.start(a, b).absorbTime(i * 1_000_000).absorb(hashText('push.beat')).next());
  expect(chiSquare(counted(values))).toBeLessThan(high);
  const pairs = values.slice(1).map((u, i) => (Math.floor(u * 16) * 16 + Math.floor(values[i]! * 16)) / 256);
  expect(chiSquare(counted(pairs))).toBeLessThan(high);
});

test('first draws of neighbouring links at one instant are uniform', () => {
  const root = rootKey('weather');
  const draw = new Draw();
  const values: number[] = [];
  for (let from = 0; from < 300; from++) {
    for (let to = 0; to < 300; to++) {
      const { a, b } = subkey(root, from, to);
      values.push(draw.start(a, b).absorbTime(5_000_000).next());
    }
  }
  expect(chiSquare(counted(values))).toBeLessThan(high);
});

test('instants beyond 32 bits are told apart', () => {
  const draw = new Draw();
  const at = (time: number): number => draw.start(7, 8).absorbTime(time).next();
  expect(at(1)).not.toBe(at(1 + 2 ** 32));
  expect(at(1)).toBe(at(1));
});
