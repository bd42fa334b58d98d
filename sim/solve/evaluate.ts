import { measure } from '../qos.ts';
import type { Measured, PairColumns, QualityData, Slice } from '../measures/measured.ts';
import { emptySlice } from '../measures/slices.ts';
import { resolve } from '../resolve.ts';
import { extended, simulate, type RunOptions } from '../run.ts';
import type { Evaluator, Task } from './problem.ts';

/** One after the other, by the engine. @throws ScenarioError, DetectorError */
export const evaluator = (options: RunOptions = {}, keepsPairs = false): Evaluator => tasks => tasks.map(task => runTask(task, options, keepsPairs));

/** All runs of one task; what many runs together have no use for is left out at once. `done` is told of each run. */
export function runTask({ file, seeds }: Task, options: RunOptions = {}, keepsPairs = false, done: () => void = () => {}): Measured[] {
  const registry = extended(options);
  const scenario = resolve(file, registry);
  return seeds.map(seed => {
    const measured = slim(measure(simulate(scenario, { ...options, registry, seed })), keepsPairs);
    done();
    return measured;
  });
}

/** Many runs are kept at once: without the twenty slices of each, which serve a single long run, and without its pairs. */
function slim(run: Measured, keepsPairs: boolean): Measured {
  const whole = (data: QualityData): QualityData => ({ ...data, slices: [added(data.slices)], ...(!keepsPairs && { pairs: noPairs }) });
  return { ...run, suspected: whole(run.suspected), failed: whole(run.failed) };
}

function added(slices: readonly Slice[]): Slice {
  const sum = emptySlice();
  for (const slice of slices) {
    sum.exposure += slice.exposure;
    sum.wrong += slice.wrong;
    slice.mistakes.forEach((count, i) => { sum.mistakes[i]! += count; });
    slice.episodes.forEach((count, i) => { sum.episodes[i]! += count; });
  }
  return sum;
}

const none = new Float64Array(0);
const noPairs: PairColumns = {
  monitor: new Int32Array(0), monitored: new Int32Array(0), exposure: none, wrong: none, mistakes: none, detected: none,
  detectionSum: none, detectionMax: none, missed: none, censored: none, censoredSum: none, censoredMax: none,
};
