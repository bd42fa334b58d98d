import { describe, expect, test } from 'vitest';
import { hashText, rootKey, subkey } from '../../sim/random.ts';
import { Region, Weather } from '../../sim/weather.ts';

const root = rootKey('weather');
const kind = hashText('push.beat');
const many = 1 << 17;

/** Pearson's statistic of pairs on a grid of 16 × 16, and its bounds of 10⁻⁶ on either side (255 degrees of freedom). */
function grid(pairs: Iterable<readonly [number, number]>): number {
  const counts = new Float64Array(256);
  let total = 0;
  for (const [u, v] of pairs) {
    counts[Math.floor(u * 16) * 16 + Math.floor(v * 16)]!++;
    total++;
  }
  return counts.reduce((sum, count) => sum + (count - total / 256) ** 2 / (total / 256), 0);
}
const [low, high] = [160, 372];

const weather = new Weather();
const drawn = (from: number, to: number, sentAt: number, word: number, region: number): number => {
  const { a, b } = subkey(root, from, to);
  weather.identify(a, b, sentAt, word);
  return weather.region(region).next();
};

/** What may not hang together: consecutive sends, the laws of one message, neighbours, kinds and copies, far instants. */
const couples: Readonly<Record<string, (i: number) => readonly [number, number]>> = {
  'consecutive beats of a link': i => [drawn(3, 4, i * 1_000_000, kind, Region.loss), drawn(3, 4, (i + 1) * 1_000_000, kind, Region.loss)],
  'loss and delay of a message': i => [drawn(3, 4, i * 1_000_000, kind, Region.loss), drawn(3, 4, i * 1_000_000, kind, Region.latency)],
  'delays of consecutive beats': i => [drawn(3, 4, i * 200_000, kind, Region.latency), drawn(3, 4, (i + 1) * 200_000, kind, Region.latency)],
  'both directions of a pair': i => [drawn(i & 255, i >>> 8, 5e6, kind, Region.loss), drawn(i >>> 8, (i & 255) + 1_000, 5e6, kind, Region.loss)],
  'a message and its second copy': i => [drawn(1, 2, i * 1_000, kind, Region.latency), drawn(1, 2, i * 1_000, kind + 1, Region.latency)],
  'two kinds at one instant': i => [drawn(1, 2, i * 1_000, kind, Region.loss), drawn(1, 2, i * 1_000, hashText('swim.ping'), Region.loss)],
  'instants 2³² µs apart': i => [drawn(1, 2, i * 1_000, kind, Region.loss), drawn(1, 2, i * 1_000 + 2 ** 32, kind, Region.loss)],
};

describe('draws that share a message, a link or an instant do not follow each other', () => {
  test.each(Object.entries(couples))('%s', (_, couple) => {
    const statistic = grid(Array.from({ length: many / 4 }, (_unused, i) => couple(i)));
    expect(statistic).toBeGreaterThan(low);
    expect(statistic).toBeLessThan(high);
  });
});

test('two messages of one instant differ in loss and in delay by different amounts', () => {
  const gap = (region: number): number => drawn(1, 2, 7_000, kind, region) - drawn(1, 2, 7_000, kind + 1, region);
  expect(gap(Region.loss)).not.toBeCloseTo(gap(Region.latency), 6);
});

test('the network’s copy of a message has weather of its own, and always the same', () => {
  const { a, b } = subkey(root, 1, 2);
  const both = (): readonly number[] => {
    weather.identify(a, b, 9, kind);
    const original = weather.region(Region.latency).next();
    weather.duplicate();
    return [original, weather.region(Region.latency).next()];
  };
  expect(both()[0]).not.toBe(both()[1]);
  expect(both()).toEqual(both());
});
