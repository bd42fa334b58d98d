import { describe, expect, test } from 'vitest';
import { runOracleCase } from './runOracle.ts';

const goal = { T_D_U: 30, T_MR_L: 2_592_000, T_M_U: 60, p: 0.01 };
const one = (model: string, expected: number, params: object, unit = 's') =>
  runOracleCase({ id: 'x', model, time_unit: unit, metric: 'eta', expected, params: { ...goal, ...params } });

describe('Chen’s procedures as models', () => {
  const known = 'NFD-S configurator (Chen sec. 4)';
  const free = 'NFD-S configurator, distribution-free (Chen sec. 5)';

  test('answer the worked examples', () => {
    expect(one(known, 9.976435861, { delay: { type: 'exponential', mean: 0.02 } })).toMatchObject({ status: 'pass' });
    expect(one(free, 9.70980386885796, { E_D: 0.02, V_D: 0.02 })).toMatchObject({ status: 'pass' });
  });

  test('and no other number', () => {
    expect(one(known, 9.95, { delay: { type: 'exponential', mean: 0.02 } })).toMatchObject({ status: 'fail' });
    expect(one(free, 9.75, { E_D: 0.02, V_D: 0.02 })).toMatchObject({ status: 'fail' });
  });

  test('own to what cannot be had, and to what they do not know', () => {
    expect(one(free, 1, { E_D: 31, V_D: 0.02 })).toMatchObject({ status: 'unsupported' });
    expect(one(known, 1, {})).toMatchObject({ status: 'unsupported' });
    expect(one(known, 1, { delay: { type: 'exponential', mean: 0.02, floor: 1 } })).toMatchObject({ status: 'unsupported' });
  });
});
