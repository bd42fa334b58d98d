import { builtIn } from './builtIn.ts';
import { Engine, type EngineOptions } from './engine.ts';
import type { Scenario } from './scenario.ts';

/** An engine for what is built in. The bare one knows no registry, so that whoever brings a small one loads no other. */
export class BuiltInEngine extends Engine {
  constructor(scenario: Scenario, options: EngineOptions = {}) {
    super(scenario, { ...options, registry: options.registry ?? builtIn });
  }
}
