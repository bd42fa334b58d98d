import type { Engine } from './engine.ts';
import type { Run } from './run.ts';

/** What an engine that has reached its horizon leaves. */
export function finished(engine: Engine): Run {
  return { scenario: engine.scenario, seed: engine.scenario.seed, trace: engine.trace(), load: engine.load(), digest: engine.digest() };
}
