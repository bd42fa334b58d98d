/**
 * Walking links without a queue: because the weather is keyed, what a link brings can be told without an engine, in order,
 * and judged at many settings at once.
 */
import type { Duration } from '../../src/contract.ts';
import { measure, type Measured } from '../qos.ts';
import { resolve } from '../resolve.ts';
import { extended, isResolved, seedOf, type RunOptions } from '../run.ts';
import type { Scenario, ScenarioFile } from '../scenario.ts';
import { fixedly, isFixed } from './fixedly.ts';
import { generally } from './generally.ts';
import { settingsOf, type Setting, type Variation } from './settings.ts';
import { walkable } from './walkable.ts';
import { WalkedWorld } from './world.ts';

export interface WalkOptions extends Pick<RunOptions, 'registry' | 'detectors' | 'estimators' | 'seed' | 'onProgress'> {
  /** Settings to judge under one weather, in one walk. By default the scenario's own. */
  readonly vary?: Variation;
  /** Short for `vary` of the timeout, in microseconds. */
  readonly timeouts?: readonly Duration[];
  /** Independent runs, seeded as `replicate` seeds them; 1 by default. */
  readonly runs?: number;
}

/** One setting, and what its runs measured. */
export interface Walked extends Setting { readonly runs: readonly Measured[] }

/** There is no digest of what no engine ran. */
export const walkedDigest = 'walked';

/**
 * The runs of a scenario at each setting, in the order of the settings. Each is what `measure(simulate(scenario, { seed }))`
 * gives, to the last microsecond and in every list, but for its digest: so reports pooled from either are the same.
 * @throws RangeError for a scenario that is not {@link walkable}, with the reason; ScenarioError
 */
export function walk(scenario: ScenarioFile | Scenario, options: WalkOptions = {}): readonly Walked[] {
  const registry = extended(options);
  const resolved = isResolved(scenario) ? scenario : resolve(scenario, registry);
  const may = walkable(resolved);
  if (!may.walks) throw new RangeError(`this scenario cannot be walked, because ${may.why}`);
  const variation = options.timeouts ? { parameter: 'timeout', values: options.timeouts } : options.vary;
  const settings = settingsOf(resolved, variation, registry);
  const runs = settings.map((): Measured[] => []);
  const { runs: count = 1, seed: first = resolved.seed } = options;
  for (let run = 0; run < count; run++) {
    const world = new WalkedWorld({ ...resolved, seed: seedOf(first, run) }, registry);
    const onPair = (pair: number): void => options.onProgress?.((run + (pair + 1) / world.pairs.count) / count);
    measureAll(world, settings, onPair).forEach((measured, i) => runs[i]!.push(measured));
  }
  return settings.map((setting, i) => ({ ...setting, runs: runs[i]! }));
}

function measureAll(world: WalkedWorld, settings: readonly Setting[], onPair: (pair: number) => void): readonly Measured[] {
  const load = world.load();
  const { seed } = world.scenario;
  const judge = settings.every(({ scenario }) => isFixed(scenario)) ? fixedly : generally;
  return judge(world, settings, onPair).map((verdicts, i) =>
    measure({ scenario: { ...settings[i]!.scenario, seed }, trace: verdicts.trace(world), load, seed, digest: walkedDigest }));
}
