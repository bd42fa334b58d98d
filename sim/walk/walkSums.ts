/** Long runs at many timeouts, with memory that does not grow: the sums of the measures, and no list of mistakes. */
import type { Duration } from '../../src/contract.ts';
import type { RunOptions } from '../run.ts';
import { extended, isResolved, seedOf } from '../run.ts';
import { resolve } from '../resolve.ts';
import type { Scenario, ScenarioFile } from '../scenario.ts';
import { isFixed } from './fixedly.ts';
import { FreshArrivals } from './freshArrivals.ts';
import { SilenceSums, type Sums } from './silenceSums.ts';
import { walkable, type Walkable } from './walkable.ts';
import { WalkedWorld } from './world.ts';

export interface SumOptions extends Pick<RunOptions, 'registry' | 'seed' | 'onProgress'> {
  /** In microseconds, in any order; at most 65 535. */
  readonly timeouts: readonly Duration[];
  /** Independent runs, seeded as `replicate` seeds them; 1 by default. */
  readonly runs?: number;
}

/** One timeout, and what each run came to. */
export interface WalkedSums { readonly timeout: Duration; readonly runs: readonly Sums[] }

/** Whether {@link walkSums} takes it: it can be walked, and is judged by a fixed timeout that only news restarts. */
export function summable(scenario: Scenario): Walkable {
  const may = walkable(scenario);
  if (!may.walks || isFixed(scenario)) return may;
  return { walks: false, why: 'only a "fixed" timeout (restart "newest", no cutoff, no checkEvery, no drift) is a function of silences alone' };
}

/**
 * For each timeout, in the order given, the integer sums that a simulation of it gives: exposure, mistakes and time in
 * suspicion by slice, and every detection time. Where one run has more than some thousand mistakes, each counts as an episode.
 * @throws RangeError for a scenario that is not {@link summable}, with the reason; ScenarioError
 */
export function walkSums(scenario: ScenarioFile | Scenario, options: SumOptions): readonly WalkedSums[] {
  const registry = extended(options);
  const resolved = isResolved(scenario) ? scenario : resolve(scenario, registry);
  const may = summable(resolved);
  if (!may.walks) throw new RangeError(`this scenario cannot be walked, because ${may.why}`);
  const { timeouts, runs: count = 1, seed: first = resolved.seed, onProgress } = options;
  const rising = [...new Set(timeouts)].sort((a, b) => a - b);
  const runs = Array.from({ length: count }, (_, run) => {
    const world = new WalkedWorld({ ...resolved, seed: seedOf(first, run) }, registry);
    return sumsOf(world, rising, share => onProgress?.((run + share) / count));
  });
  return timeouts.map(timeout => ({ timeout, runs: runs.map(run => run[rising.indexOf(timeout)]!) }));
}

function sumsOf(world: WalkedWorld, timeouts: readonly Duration[], onProgress: (share: number) => void): readonly Sums[] {
  const sums = new SilenceSums(world, timeouts);
  const fresh = new FreshArrivals(world.beatHash);
  const { count, monitor, monitored } = world.pairs;
  for (let pair = 0; pair < count; pair++) {
    const [p, q] = [monitored[pair]!, monitor[pair]!];
    sums.walk(pair, fresh.turn(world.link(p, q), world.schedule(p)));
    onProgress((pair + 1) / count);
  }
  return sums.finish();
}
