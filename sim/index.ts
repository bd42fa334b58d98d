/** The world: runs scenarios, keeps traces, measures them. */
export { builtIn } from './builtIn.ts';
export { Engine, DetectorError, type EngineOptions, type Load } from './engine.ts';
export { begin, extended, finished, replicate, seedOf, simulate, type Run, type RunOptions } from './run.ts';
export type { Registry } from './registry.ts';
export { ScenarioError, type FaultLine, type Scenario, type ScenarioFile } from './scenario.ts';
export { Row, causes, hows, type Trace } from './trace.ts';
