import { describe, expect, test } from 'vitest';
import { Draw } from '../../sim/random.ts';
import { standardExponential } from '../../sim/standardExponential.ts';

const draws = 1 << 20;
const sampled = (fine: boolean): Float64Array => {
  const draw = new Draw();
  return Float64Array.from({ length: draws }, (_, i) => standardExponential(draw.start(20_261, 42).absorb(i), fine));
};

describe.each([false, true])('fine: %s', fine => {
  const values = sampled(fine);

  test('follows the law: 256 bins of equal probability', () => {
    const counts = new Float64Array(256);
    for (const x of values) counts[Math.min(255, Math.floor((1 - Math.exp(-x)) * 256))]!++;
    const mean = draws / 256;
    const statistic = counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
    // 255 degrees of freedom: outside with probability 10⁻⁶ on either side
    expect(statistic).toBeGreaterThan(160);
    expect(statistic).toBeLessThan(372);
  });

  test.each([3, 6, 7.5, 8, 10, 12])('has as many beyond %s as the law, within 4.9 standard errors', x => {
    const beyond = values.reduce((count, value) => count + (value > x ? 1 : 0), 0);
    const expected = draws * Math.exp(-x);
    expect(Math.abs(beyond - expected)).toBeLessThan(4.9 * Math.sqrt(expected) + 1);
  });
});

test('a mean of hours is not seen in steps: fine draws differ below the 24 bits of coarse ones', () => {
  const draw = new Draw();
  const parts = Array.from({ length: 2_000 }, (_, i) => (standardExponential(draw.start(3, 4).absorb(i), true) * 2 ** 40) % 1_024);
  expect(new Set(parts.map(part => Math.floor(part))).size).toBeGreaterThan(800);
});

/** A draw that answers what it is told. */
class Told extends Draw {
  constructor(private readonly words: readonly number[], private readonly rest: number, private at = 0) { super(); }
  override bits(): number { return this.words[this.at++]!; }
  override next(): number { return this.rest; }
}

test('beyond the last layer the law begins again, so that the tail has no end', () => {
  const beyond = -256; // the widest step of the lowest layer
  expect(standardExponential(new Told([beyond, beyond, 1], 0.5))).toBeGreaterThan(2 * 7.69);
});
