import { measure, type Measured } from '../../sim/qos.ts';
import { seedOf, simulate } from '../../sim/run.ts';
import type { Scenario } from '../../sim/scenario.ts';
import type { Sample, Wanted } from '../../sim/sequential.ts';
import type { Plan } from './plan.ts';
import type { Work } from './verb.ts';

/** One run of each entry of a plan, all under the same weather. */
export type Round = readonly Measured[];

class Stopped extends Error {}

/** Another weather than any that `--runs` alone would meet; `--seed` with it runs the same once more. */
const freshSeed = (seed: string): string => `${seed}#fresh`;

/** Makes rounds one after the other, and keeps them. */
export class Rounds {
  readonly kept: Readonly<Record<Sample, Round[]>> = { pilot: [], fresh: [] };
  private readonly began = Date.now();
  private done = 0;

  /** @param milliseconds of real time for all of it */
  constructor(private readonly plan: Plan, private readonly work: Work, private readonly milliseconds: number) {}

  /** The next round, of about `expected` in all; undefined when the person has asked to stop. */
  make({ sample, index }: Wanted, expected: number): Round | undefined {
    const { entries } = this.plan;
    try {
      const round = entries.map(({ scenario }, i) => this.run(scenario, sample, index, share => (this.done + (i + share) / entries.length) / expected));
      this.kept[sample].push(round);
      this.done++;
      return round;
    } catch (error) {
      if (error instanceof Stopped) return undefined;
      throw error;
    }
  }

  /** Whether another round would probably last too long. */
  isSpent(): boolean {
    return this.done > 0 && ((Date.now() - this.began) * (this.done + 1)) / this.done > this.milliseconds;
  }

  private run(scenario: Scenario, sample: Sample, index: number, shareOf: (share: number) => number): Measured {
    const seed = seedOf(sample === 'fresh' ? freshSeed(scenario.seed) : scenario.seed, index);
    return measure(simulate(scenario, { registry: this.plan.registry, seed, onProgress: share => this.progressed(shareOf(share)) }));
  }

  private progressed(share: number): void {
    if (this.work.stopped?.()) throw new Stopped();
    this.work.progressed(Math.min(1, Math.max(share, (Date.now() - this.began) / this.milliseconds)));
  }
}
