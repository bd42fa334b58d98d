import { seedOf } from '../run.ts';
import type { ScenarioFile } from '../scenario.ts';
import type { Done, Want } from './problem.ts';
import { quietFile, type Quiet } from './quiet.ts';
import type { Field, Trial } from './trial.ts';

/** A number of runs that one setting is to have more. */
export interface Order { readonly trial: Trial; readonly field: Field; readonly count: number }

/** Hands out runs while there is budget, and keeps count of them. */
export class Ledger {
  spent = 0;
  /** The time of a stage is up. */
  private readonly over = { search: false, fresh: false };

  constructor(
    private readonly budget: number,
    private readonly quiet: Quiet | null,
    private readonly seed: string,
  ) {}

  /** What the search may still take: a third is for the fresh seeds. */
  get left(): number { return this.over.search ? 0 : Math.max(0, Math.floor((2 * this.budget) / 3) - this.spent); }

  /** What may be taken in all. */
  get rest(): number { return this.budget - this.spent; }

  /**
   * Has the runs done, and gives them to their trials; answers whether there was time for it. Common weather: the i-th run
   * of every setting has the same seed.
   */
  *search(orders: readonly Order[]): Generator<Want, boolean, Done> {
    return yield* this.run(orders, 'search', field => (field === 'quiet' ? `${this.seed}/quiet` : this.seed));
  }

  /** The same under seeds that nothing has seen yet. */
  *fresh(orders: readonly Order[], attempt: number): Generator<Want, boolean, Done> {
    return yield* this.run(orders, 'fresh', field => `${this.seed}/fresh-${attempt}${field === 'quiet' ? '/quiet' : ''}`);
  }

  fileOf({ setting }: Trial, field: Field): ScenarioFile {
    return field === 'quiet' && this.quiet !== null ? quietFile(setting.file, this.quiet) : setting.file;
  }

  private *run(orders: readonly Order[], stage: Want['stage'], root: (field: Field) => string): Generator<Want, boolean, Done> {
    const due = orders.filter(({ count }) => count > 0);
    if (due.length === 0) return true;
    if (this.over[stage]) return false;
    const tasks = due.map(({ trial, field, count }) => {
      const before = trial.runs[field].length;
      return { file: this.fileOf(trial, field), seeds: Array.from({ length: count }, (_, i) => seedOf(root(field), before + i)) };
    });
    const measured = yield { tasks, stage, share: Math.min(1, this.spent / this.budget) };
    this.over[stage] = measured === null;
    measured?.forEach((runs, i) => due[i]!.trial.add(due[i]!.field, runs));
    if (measured) this.spent += due.reduce((sum, { count }) => sum + count, 0);
    return measured !== null;
  }
}
