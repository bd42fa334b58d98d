import { describe, expect, test } from 'vitest';
import { histories } from '../../../sim/leadership.ts';
import { simulate } from '../../../sim/run.ts';
import { accepted, runOracleCase } from './runOracle.ts';
import { dual, meanDual, partitions, type SplitBrain } from './splitBrain.ts';

const ms = 1_000;
const world = (interval: number, timeout: number, partition: number): SplitBrain =>
  ({ interval: interval * ms, timeout: timeout * ms, partition: partition * ms });

/** On paper: E max(0, W − TO + U). */
function expected({ interval, timeout, partition }: SplitBrain): number {
  const least = partition - timeout;
  return least >= 0 ? least + interval / 2 : Math.max(0, least + interval) ** 2 / (2 * interval);
}

describe('the mean', () => {
  test.each([
    ['W well beyond TO', world(1_000, 3_000, 10_000)], ['W a little beyond TO', world(100, 340, 350)], ['W = TO', world(1_000, 1_500, 1_500)],
    ['TO − h < W < TO', world(100, 350, 310)], ['h that does not divide TO', world(70, 233, 1_000)],
  ])('%s', (_, one) => {
    const { value, error } = meanDual(one, 'mean', 0.01);
    expect(error / value).toBeLessThanOrEqual(0.01);
    expect(Math.abs(value - expected(one))).toBeLessThan(4 * error);
  });

  test('W < TO − h: never', () => {
    const one = world(100, 300, 150);
    const run = simulate(partitions(one));
    expect(new Set(dual(run))).toEqual(new Set([0]));
    expect(histories(run.scenario, run.trace)[0]!.splitBrain).toEqual([]);
  });
});

describe('one run', () => {
  const one = world(100, 350, 400);
  const run = simulate(partitions(one));
  const shares = dual(run);

  test('every partition counts, spread evenly over a whole period', () => {
    expect(shares.length).toBeGreaterThan(450);
    const [least, most] = [Math.min(...shares), Math.max(...shares)];
    expect(least).toBeGreaterThanOrEqual(50 * ms - 2);
    expect(least).toBeLessThan(53 * ms);
    expect(most).toBeLessThanOrEqual(150 * ms);
    expect(most).toBeGreaterThan(147 * ms);
  });

  test('what comes after the join, until the old primary hears of the new one, does not', () => {
    const [history] = histories(run.scenario, run.trace);
    const whole = history!.splitBrain.reduce((sum, { from, to }) => sum + to - from, 0);
    expect(whole).toBeGreaterThan(shares.reduce((sum, share) => sum + share, 0) + shares.length * 40 * ms);
  });

  test('roles change hands each time, and both are not left acting', () => {
    const { acting, splitBrain } = histories(run.scenario, run.trace)[0]!;
    expect(acting.length).toBeGreaterThanOrEqual(shares.length);
    expect(splitBrain.length).toBeGreaterThanOrEqual(shares.length);
    expect(Math.max(...splitBrain.map(({ from, to }) => to - from))).toBeLessThan(one.partition);
  });
});

describe('the case', () => {
  const given = (params: object, mean: number) =>
    ({ id: 'dual', model: 'primary/backup split brain', time_unit: 's', metric: 'E_dual', expected: mean, params: { h: 1, TO: 3, W: 10, ...params } });

  test('passes what is right', () => {
    expect(runOracleCase(given({}, 7.5)).status).toBe('pass');
    expect(runOracleCase(given({ W: 1.5 }, 0))).toMatchObject({ status: 'pass', measured: 0 });
  });

  test('fails what is not', () => {
    expect(runOracleCase(given({}, 7)).status).toBe('fail');
    expect(accepted({ value: 0, error: 0, count: 20_000 }, 0.1)).toBe(false);
  });

  test('owns to what it does not model', () => {
    expect(runOracleCase(given({ h: 5 }, 7))).toMatchObject({ status: 'unsupported', measured: 'suspects in every period' });
    expect(runOracleCase(given({ quorum: true }, 7)).measured).toBe('does not know quorum');
  });
});
