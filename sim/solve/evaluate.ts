/** The usual evaluator: the engine, or a walk where no two links touch, for all settings of an estimator in one. */
import type { Measured, PairColumns, QualityData } from '../measures/measured.ts';
import { together } from '../measures/slices.ts';
import { measure } from '../qos.ts';
import type { Registry } from '../registry.ts';
import { resolve } from '../resolve.ts';
import { extended, simulate, type RunOptions } from '../run.ts';
import type { Scenario } from '../scenario.ts';
import { walk } from '../walk/walk.ts';
import { gathered, type Kin } from './kin.ts';
import type { Evaluator } from './problem.ts';

export interface Evaluating extends RunOptions {
  /** By pair too: wanted only where a goal names one. */
  readonly keepsPairs?: boolean;
  /** Called after each run of each task. */
  readonly onRun?: () => void;
}

/** One after the other. @throws ScenarioError, DetectorError */
export function evaluator(options: Evaluating = {}): Evaluator {
  const registry = extended(options);
  return tasks => {
    const results: Measured[][] = tasks.map(() => []);
    const scenarios = tasks.map(({ file }) => resolve(file, registry));
    for (const group of gathered(scenarios, tasks)) {
      for (const seed of tasks[group.members[0]!]!.seeds) {
        runAll(group, scenarios, seed, registry, options).forEach((measured, i) => {
          results[group.members[i]!]!.push(slim(measured, options.keepsPairs === true));
          options.onRun?.();
        });
      }
    }
    return results;
  };
}

/** One run of each member of a group, all under one seed. */
function runAll({ members, walks, vary }: Kin, scenarios: readonly Scenario[], seed: string, registry: Registry, options: Evaluating): readonly Measured[] {
  const scenario = scenarios[members[0]!]!;
  if (!walks) return [measure(simulate(scenario, { ...options, registry, seed }))];
  return walk(scenario, { registry, seed, ...(vary && { vary }) }).map(({ runs }) => runs[0]!);
}

/** Many runs are kept at once: without the twenty slices of each, which serve a single long run, and without its pairs. */
function slim(run: Measured, keepsPairs: boolean): Measured {
  const whole = (data: QualityData): QualityData => ({ ...data, slices: [together(data.slices)], ...(!keepsPairs && { pairs: noPairs }) });
  return { ...run, suspected: whole(run.suspected), failed: whole(run.failed) };
}

const none = new Float64Array(0);
const noPairs: PairColumns = {
  monitor: new Int32Array(0), monitored: new Int32Array(0), exposure: none, wrong: none, mistakes: none, detected: none,
  detectionSum: none, detectionMax: none, missed: none, censored: none, censoredSum: none, censoredMax: none,
};
