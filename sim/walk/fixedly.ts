/** The walk for a fixed timeout that only news restarts: what its monitors think follows from the silences alone. */
import type { FixedParams } from '../../src/estimators/fixed.ts';
import type { PushParams } from '../../src/detectors/pushWith.ts';
import { NEVER } from '../../src/time.ts';
import { Rank } from '../core.ts';
import { Row } from '../trace.ts';
import { FreshArrivals } from './freshArrivals.ts';
import type { Setting } from './settings.ts';
import { Verdicts } from './verdicts.ts';
import type { WalkedWorld } from './world.ts';

/** Whether every monitor judges so, by a clock that does not drift, and acts at once. */
export function isFixed({ processes, hosts, watches }: Setting['scenario']): boolean {
  return processes.every(({ host, params }, q) => {
    const { estimator: { kind }, checkEvery } = params as PushParams;
    const { restart, cutoff } = fixedOf(params);
    return watches[q]!.length === 0 || (kind === 'fixed' && restart === 'newest' && cutoff === NEVER && checkEvery === 0 && hosts[host]!.driftPpm === 0);
  });
}

/** Where the estimator is a fixed one. */
const fixedOf = (params: unknown): FixedParams => (params as { readonly estimator: { readonly params: FixedParams } }).estimator.params;

/**
 * What is thought of every pair, at every setting; but not what an instant takes back: a copy of an old beat that comes
 * at the deadline, just before a new one, makes the detector suspect and trust within a microsecond, which no measure reads.
 */
export function fixedly(world: WalkedWorld, settings: readonly Setting[], onPair: (pair: number) => void): readonly Verdicts[] {
  const verdicts = settings.map(() => new Verdicts());
  const fresh = new FreshArrivals(world.beatHash);
  for (let pair = 0; pair < world.pairs.count; pair++) {
    const q = world.pairs.monitor[pair]!;
    const p = world.pairs.monitored[pair]!;
    const timeouts = settings.map(({ scenario }) => fixedOf(scenario.processes[q]!.params).timeout);
    const tell = new Silences(pair, timeouts, Math.min(world.crashAt[q]!, world.scenario.horizon + 1), verdicts);
    fresh.turn(world.link(p, q), world.schedule(p));
    while (fresh.advance()) tell.hear(fresh.times, fresh.settled);
    tell.silence(NEVER);
    onPair(pair);
  }
  return verdicts;
}

/** Turns what one pair hears into opinions, one list for each of its timeouts. */
class Silences {
  private last = 0;
  private isHeard = false;
  private readonly least: number;

  constructor(
    private readonly pair: number, private readonly timeouts: readonly number[], private readonly deafFrom: number,
    private readonly verdicts: readonly Verdicts[],
  ) {
    this.least = Math.min(...timeouts);
    for (const each of verdicts) each.initial[pair] = 'trusted';
  }

  hear(times: Float64Array, count: number): void {
    for (let i = 0; i < count && times[i]! < this.deafFrom; i++) {
      const time = times[i]!;
      if (!this.isHeard) this.first(time);
      if (time - this.last > this.least) this.silence(time);
      this.last = time;
    }
  }

  /** Nothing new came between `last` and `until`. */
  silence(until: number): void {
    this.timeouts.forEach((timeout, i) => {
      const since = this.last + timeout;
      if (since >= until || since >= this.deafFrom) return;
      this.verdicts[i]!.add(since, this.pair, Row.suspects, Rank.wake);
      if (until < this.deafFrom) this.verdicts[i]!.add(until, this.pair, Row.trusts, Rank.delivery);
    });
  }

  /** The first evidence is told even where the pair was trusted already. */
  private first(time: number): void {
    this.isHeard = true;
    this.timeouts.forEach((timeout, i) => {
      if (time <= timeout) this.verdicts[i]!.add(time, this.pair, Row.trusts, Rank.delivery);
    });
  }
}
