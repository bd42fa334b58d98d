/** One setting held to seeds that the map never saw: the search of `flatline solve`, with nothing else to choose from. */
import type { Registry } from '../../../../sim/registry.ts';
import type { Problem } from '../../../../sim/solve/problem.ts';
import { measures, type Plan } from '../model/cells.ts';
import { fileAt, inFile } from './measuring.ts';

/** As `flatline solve FILE --want … --vary x=… --vary y=…` asks it. @throws ScenarioError */
export function holdProblem(plan: Plan, x: number, y: number, confidence: number, registry: Registry): Problem {
  const file = { ...fileAt(plan, 'asIs', x, y, registry), seed: plan.seed };
  const values = ([[plan.x, x], [plan.y, y]] as const).map(([{ path, kind }, size]) => ({ path, text: String(inFile(kind, size)), size }));
  return { settings: [{ values, file }], goals: measures.flatMap(measure => plan.goals[measure] ?? []), objectives: [{ path: 'load', sense: 'minimize' }], confidence };
}
