/** Runs: a scenario in, a trace out. */
import type { AnyDetector, AnyEstimator, Service } from '../src/contract.ts';
import { pushWith } from '../src/detectors/pushWith.ts';
import { builtIn } from './builtIn.ts';
import { BuiltInEngine } from './builtInEngine.ts';
import type { Engine, EngineOptions, Load } from './engine.ts';
import { finished } from './finished.ts';
import type { Registry } from './registry.ts';
import { resolve } from './resolve.ts';
import type { Scenario, ScenarioFile } from './scenario.ts';
import type { Trace } from './trace.ts';

export interface RunOptions extends EngineOptions {
  /** Detectors, services and estimators of your own, over those of the registry. */
  readonly detectors?: Readonly<Record<string, AnyDetector>>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each keeps its own parameter type
  readonly services?: Readonly<Record<string, Service<any>>>;
  readonly estimators?: Readonly<Record<string, AnyEstimator>>;
  /** Over the scenario's. */
  readonly seed?: string;
  /** Called about a hundred times, with the share of virtual time that has passed. */
  readonly onProgress?: (share: number) => void;
}

export interface Run {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly trace: Trace;
  readonly load: Load;
  /** 16 hexadecimal digits: two runs are the same if and only if these are. */
  readonly digest: string;
}

/** The registry with an author's own entries over it. An estimator of one's own is also one that `push` can use. */
export function extended(options: RunOptions): Registry {
  const base = options.registry ?? builtIn;
  if (!options.detectors && !options.services && !options.estimators) return base;
  const estimators = { ...base.estimators, ...options.estimators };
  const push = options.estimators ? { push: pushWith(estimators) } : {};
  return {
    ...base, estimators,
    detectors: { ...base.detectors, ...push, ...options.detectors },
    services: { ...base.services, ...options.services },
  };
}

/** An engine at time 0: every process has started. @throws ScenarioError, DetectorError */
export function begin(scenario: ScenarioFile | Scenario, options: RunOptions = {}): Engine {
  const registry = extended(options);
  const resolved = isResolved(scenario) ? scenario : resolve(scenario, registry);
  return new BuiltInEngine(options.seed === undefined ? resolved : { ...resolved, seed: options.seed }, { ...options, registry });
}

/** One run from the start to the horizon. @throws ScenarioError, DetectorError */
export function simulate(scenario: ScenarioFile | Scenario, options: RunOptions = {}): Run {
  const engine = begin(scenario, options);
  const { horizon } = engine.scenario;
  for (let part = 1; part <= 100; part++) {
    engine.advance(Math.floor((horizon * part) / 100));
    options.onProgress?.(part / 100);
  }
  return finished(engine);
}

/** The seed of the i-th of several runs: the scenario's own first. */
export const seedOf = (seed: string, i: number): string => (i === 0 ? seed : `${seed}#${i}`);

/** Independent runs of one scenario, one after the other. */
export function* replicate(scenario: ScenarioFile | Scenario, runs: number, options: RunOptions = {}): Generator<Run> {
  const registry = extended(options);
  const resolved = isResolved(scenario) ? scenario : resolve(scenario, registry);
  const first = options.seed ?? resolved.seed;
  for (let i = 0; i < runs; i++) yield simulate(resolved, { ...options, registry, seed: seedOf(first, i) });
}

/** What the engine reads, not what people write. */
export const isResolved = (scenario: ScenarioFile | Scenario): scenario is Scenario => !('flatline' in scenario);
