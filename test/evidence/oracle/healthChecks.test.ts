/** The rise/fall chain, solved here by its renewal equations, against the simulation of health checks. */
import { describe, expect, test } from 'vitest';
import { runOracleCase } from './runOracle.ts';

const model = 'rise/fall health check';
const one = (metric: string, expected: number, params: object) =>
  runOracleCase({ id: metric, model, time_unit: 'ms', metric, expected, params: { tau: 1_000, ...params } });

/** The mean number of trials until n in a row succeed, each with probability q: (1 − qⁿ) ⁄ (qⁿ (1 − q)). */
const untilRun = (n: number, q: number): number => (1 - q ** n) / (q ** n * (1 - q));

describe('rise/fall', () => {
  const [rise, fall, p] = [2, 3, 0.3];
  const [toFall, toRise] = [untilRun(fall, p), untilRun(rise, 1 - p)];

  test('the example of the published case: 315.625 s', () => expect(2 * (untilRun(3, 0.2) + untilRun(2, 0.8))).toBeCloseTo(315.625, 6));

  test('E(T_MR): both runs, one after the other', () => {
    expect(one('E_TMR', 1_000 * (toFall + toRise), { rise, fall, p })).toMatchObject({ status: 'pass' });
  });

  test('the share of time without trust', () => {
    expect(one('P_down', toRise / (toFall + toRise), { rise, fall, p })).toMatchObject({ status: 'pass' });
  });

  test('E(T_D) where no check of a running process fails: half an interval, two more and the timeout', () => {
    expect(one('E_TD', 500 + 2_000 + 400, { rise, fall, p: 0, to: 400 })).toMatchObject({ status: 'pass' });
  });

  test('and no other number', () => {
    expect(one('E_TMR', 1_100 * (toFall + toRise), { rise, fall, p })).toMatchObject({ status: 'fail' });
    expect(one('E_TD', 500 + 3_000, { rise, fall, p: 0, to: 400 })).toMatchObject({ status: 'fail' });
  });
});
