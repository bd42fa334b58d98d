/** A curve's figures are those of reports, however it was made. */
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { quality } from '../../../sim/figures/quality.ts';
import { measure } from '../../../sim/qos.ts';
import { resolve } from '../../../sim/resolve.ts';
import { replicate } from '../../../sim/run.ts';
import type { Scenario, ScenarioFile } from '../../../sim/scenario.ts';
import { pool } from '../../../sim/statistics.ts';
import { curve, type Curve } from '../../../sim/walk/curve.ts';
import { settingsOf, type Variation } from '../../../sim/walk/settings.ts';

const file: ScenarioFile = {
  flatline: 1, seed: 'curve', horizon: '3m', warmUp: '10s', processes: 4, watches: 'all',
  detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3s' } },
  network: { latency: { kind: 'exponential', mean: '100ms' }, loss: { kind: 'independent', average: 0.1 } },
  faults: [{ id: 'c', at: '2m', kind: 'crash', how: 'kill', process: 3 }],
};
const scenarioOf = (change: Partial<ScenarioFile> = {}): Scenario => resolve({ ...file, ...change }, builtIn);

function expectReports(made: Curve, scenario: Scenario, vary: Variation, runs: number): void {
  settingsOf(scenario, vary, builtIn).forEach((setting, i) => {
    const measured = Array.from(replicate(setting.scenario, runs), measure);
    const { pooled } = pool(measured, { scenario: setting.scenario, version: '' });
    const { detectionTime, mistakes, mistakeRate, mistakeDuration, queryAccuracy } = pooled;
    expect(made.points[i]).toEqual({
      value: vary.values[i], detectionTime, mistakes, mistakeRate: mistakeRate.total, mistakeDuration: mistakeDuration.mean, queryAccuracy,
    });
    expect(made.load).toEqual(pooled.load);
    expect(quality(measured.map(run => run.suspected)).mistakes).toBe(mistakes);
  });
}

describe('every figure, its interval and the load are those of the report of that setting', () => {
  const timeouts = { parameter: 'timeout', values: [900_000, 1_300_000, 2_200_000, 5_000_000] };

  test.each([[1], [4]])('walked by silences, %d runs', runs => {
    const made = curve(scenarioOf(), { vary: timeouts, runs });
    expect(made).toMatchObject({ method: 'walked', parameter: 'timeout', runs });
    expectReports(made, scenarioOf(), timeouts, runs);
  });

  test('walked with the detector itself', () => {
    const scenario = scenarioOf({ detector: { kind: 'push', interval: '1s', estimator: { kind: 'phi', flavour: 'normal' } } });
    const vary = { parameter: 'threshold', values: [1, 3] };
    const made = curve(scenario, { vary, runs: 2 });
    expect(made.method).toBe('walked');
    expectReports(made, scenario, vary, 2);
  });

  test('simulated, and why', () => {
    const scenario = scenarioOf({ faults: [{ id: 'stop', at: '20s', for: '5s', kind: 'pause', process: 1 }] });
    const made = curve(scenario, { vary: timeouts, runs: 2 });
    expect(made).toMatchObject({ method: 'simulated', why: 'the fault "stop" is a pause, and only crashes leave the other links as they are' });
    expectReports(made, scenario, timeouts, 2);
  });
});

test('what cannot be varied is refused, and what can be is named', () => {
  const vary = (parameter: string, values = [1]): (() => unknown) => () => curve(scenarioOf(), { vary: { parameter, values } });
  expect(vary('threshold')).toThrow('the estimator "fixed" has no threshold to vary: choose timeout, cutoff');
  expect(vary('timeout', [0])).toThrow('timeout of "fixed" cannot be 0: from 1');
  const service = scenarioOf({ service: { kind: 'primaryBackup' }, faults: [] });
  expect(() => curve(service, { vary: { parameter: 'timeout', values: [1] } })).toThrow('primaryBackup is judged by no estimator of its own');
});
