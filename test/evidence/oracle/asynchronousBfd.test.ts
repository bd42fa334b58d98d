/** BFD against what renewal theory says of its jitter. Gaps between packets are uniform on [3/4, 1] of an interval, or on [3/4, 9/10]. */
import { describe, expect, test } from 'vitest';
import { asynchronousBfd } from './asynchronousBfd.ts';
import { Reader } from './case.ts';
import { runOracleCase } from './runOracle.ts';

const one = (metric: string, expected: number, params: object) =>
  runOracleCase({ id: metric, model: 'BFD asynchronous mode', time_unit: 'ms', metric, expected, params: { I: 100, ...params } });

/** The mean age of the last packet at a random instant: E(G²) ⁄ 2 E(G). */
const age = (low: number, high: number): number => (low * low + low * high + high * high) / 3 / (low + high);

describe('a crash', () => {
  test('is noticed a multiple of the interval after the last packet, and its delay', () => {
    expect(one('E_TD', 300 - 100 * age(0.75, 1), { m: 3, d: 0 })).toMatchObject({ status: 'pass' });
    expect(one('E_TD', 100 + 20 - 100 * age(0.75, 0.9), { m: 1, d: 20 })).toMatchObject({ status: 'pass' });
  });

  test('and no other number', () => {
    expect(one('E_TD', 300 - 50, { m: 3, d: 0 })).toMatchObject({ status: 'fail' });
  });

  test('the tenth that takes longest: the age is below x with density (1 − F(x)) ⁄ E(G), flat up to 3/4', () => {
    expect(one('TD_q0.9', 300 - 100 * 0.1 * 0.875, { m: 3 })).toMatchObject({ status: 'pass' });
  });
});

describe('loss', () => {
  /** With a multiplier of 2 or 3, that many packets lost in a row are enough, and needed: two gaps take at most two intervals, three at least 2 1/4. */
  const untilRun = (m: number, p: number): number => (1 - p ** m) / (p ** m * (1 - p));

  test('takes the session down after m losses in a row: the last packet before them, then m intervals', () => {
    const [m, p] = [2, 0.3];
    // the packet that completes the run is the untilRun-th; m − 1 of its gaps, and its own, lie within the m intervals
    const expected = 87.5 * (untilRun(m, p) - m) + 100 * m;
    const { value, error } = asynchronousBfd(new Reader({ I: 100, m, p }, 1_000), 0.03)['E_first_false_down']!('renewal');
    expect(Math.abs(value - expected)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.035 * value);
  });
});
