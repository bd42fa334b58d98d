import { measure } from './qos.ts';
import type { Report } from './report.ts';
import { replicate, type RunOptions } from './run.ts';
import type { Scenario, ScenarioFile } from './scenario.ts';
import { pool } from './statistics.ts';
import { version } from './version.ts';
import { warnings } from './warnings.ts';

export interface EvaluateOptions extends RunOptions {
  /** How many independent runs to pool; 1 by default. Intervals need several. */
  readonly runs?: number;
}

/** Runs a scenario, once or under several seeds, and says how good its detector was. @throws ScenarioError, DetectorError */
export function evaluate(file: ScenarioFile | Scenario, { runs = 1, ...options }: EvaluateOptions = {}): Report {
  let scenario!: Scenario;
  const measured = Array.from(replicate(file, runs, options), run => {
    scenario = run.scenario;
    return measure(run);
  });
  return pool(measured, { scenario, version, warnings: warnings(scenario) });
}
