import type { Beat, Lesson, Seen } from '../../../scenarios/lessons/lesson.ts';
import { builtIn } from '../../../sim/builtIn.ts';
import { measure } from '../../../sim/qos.ts';
import { lookup, type Report } from '../../../sim/report.ts';
import { simulate } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { pool } from '../../../sim/statistics.ts';
import { version } from '../../../sim/version.ts';
import { index, type TraceIndex } from '../../../ui/lab/model.ts';
import { changed, scenarioOf, usualValues } from '../../../ui/lab/learn/scenarioOf.ts';
import { seenOf } from '../../../ui/lab/learn/seen.ts';

export { changed };

export interface Ran { readonly index: TraceIndex; readonly report: Report }

/** As the worker of the page runs it. */
export function ran(file: ScenarioFile): Ran {
  const run = simulate(file, { trace: 'full' });
  const { scenario } = run;
  return { index: index(run.trace, scenario, builtIn), report: pool([measure(run)], { scenario, version, warnings: [] }) };
}

/** Only its figures: of a run whose single packets nobody asks for. */
export function figureIn(file: ScenarioFile, path: string): number {
  const run = simulate(file);
  const found = lookup(pool([measure(run)], { scenario: run.scenario, version, warnings: [] }), path);
  if ('problem' in found) throw new Error(found.problem);
  return typeof found.figure === 'number' ? found.figure : found.figure.value!;
}

export const seenIn = (file: ScenarioFile): Seen => {
  const { index: of, report } = ran(file);
  return seenOf(of, report);
};

/** As a reader meets it who touches nothing. */
export const fileOf = (lesson: Lesson, beat: Beat): ScenarioFile => scenarioOf(lesson, beat, { values: usualValues(beat), acted: null });
