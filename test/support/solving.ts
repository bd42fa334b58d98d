import { builtIn } from '../../sim/builtIn.ts';
import { readGoal } from '../../sim/reading/goal.ts';
import type { Expectation, ScenarioFile } from '../../sim/scenario.ts';
import type { Problem } from '../../sim/solve/problem.ts';
import { candidates } from '../../sim/solve/settings.ts';

export const goal = (text: string): Expectation => readGoal(text, problem => { throw new Error(problem); });

/** A search as the command line would ask for it. */
export function problemOf(document: ScenarioFile, vary: readonly string[], want: readonly string[], more: Partial<Problem> = {}): Problem {
  return { ...candidates({ document, vary }, builtIn), goals: want.map(goal), objectives: [{ path: 'load', sense: 'minimize' }], ...more };
}

/** One heartbeat a second over a link that loses some: the closed form of its mistakes is λ = (1 − p) pᵏ / η. */
export const lossyLink = (loss: number, over: Partial<ScenarioFile> = {}): ScenarioFile => ({
  flatline: 1, title: 'Lossy link', seed: 'lossy', horizon: '40s', processes: 2, watches: [[0, 1]],
  detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3500ms' } },
  network: { latency: '1ms', loss: { kind: 'independent', average: loss } },
  faults: [{ id: 'end', at: { uniform: ['20s', '21s'] }, kind: 'crash', how: 'kill', process: 1 }],
  ...over,
});
