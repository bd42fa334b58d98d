/** The walk for any estimator: the very detector judges each pair, once for each setting. */
import type { PushParams } from '../../src/detectors/pushWith.ts';
import { arrivals, type Arrival } from './arrivals.ts';
import { Judge } from './judge.ts';
import type { Setting } from './settings.ts';
import { Verdicts } from './verdicts.ts';
import type { WalkedWorld } from './world.ts';

/** A batch for every setting before the next: each setting's code and state stay warm. */
const batchSize = 256;

/** What is thought of every pair, at every setting. */
export function generally(world: WalkedWorld, settings: readonly Setting[], onPair: (pair: number) => void): readonly Verdicts[] {
  const verdicts = settings.map(() => new Verdicts());
  for (let pair = 0; pair < world.pairs.count; pair++) {
    judgePair(world, pair, settings, verdicts);
    onPair(pair);
  }
  return verdicts;
}

function judgePair(world: WalkedWorld, pair: number, settings: readonly Setting[], verdicts: readonly Verdicts[]): void {
  const [q, p] = [world.pairs.monitor[pair]!, world.pairs.monitored[pair]!];
  const judges = settings.map(({ scenario }, i) => new Judge(world, q, pair, scenario.processes[q]!.params as PushParams, verdicts[i]!));
  for (const batch of batches(arrivals(world.link(p, q), world.schedule(p), world.beatHash, world.scenario.horizon))) {
    for (const judge of judges) for (const arrival of batch) judge.hear(arrival);
  }
  for (const judge of judges) judge.finish();
}

function* batches(all: Iterable<Arrival>): Generator<readonly Arrival[]> {
  let batch: Arrival[] = [];
  for (const arrival of all) {
    if (batch.push(arrival) < batchSize) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
