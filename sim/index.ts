/** The world: runs scenarios, keeps traces, measures them. */
export { builtIn } from './builtIn.ts';
export { canonical } from './canonical.ts';
export { DetectorError, Engine, type EngineOptions, type Load } from './engine.ts';
export { evaluate, type EvaluateOptions } from './evaluate.ts';
export { measure, type Measured } from './qos.ts';
export { judge, lookup, type Report } from './report.ts';
export { replay } from './replay.ts';
export { resolve, resolveAll } from './resolve.ts';
export { begin, extended, finished, replicate, seedOf, simulate, type Run, type RunOptions } from './run.ts';
export type { Registry } from './registry.ts';
export { ScenarioError, type FaultLine, type Scenario, type ScenarioFile } from './scenario.ts';
export { schema } from './schema.ts';
export { comparePaired, pool } from './statistics.ts';
export { Row, causes, hows, type Trace } from './trace.ts';
export { version } from './version.ts';
export { warnings } from './warnings.ts';
