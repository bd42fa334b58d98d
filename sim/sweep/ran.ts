import type { Measured } from '../measures/measured.ts';
import type { Report } from '../report.ts';
import type { Place, Plan, Setting } from './plan.ts';

/** All that is known of a task once it has run: what its row is made of. */
export interface Ran {
  readonly plan: Plan;
  readonly task: number;
  readonly place: Place;
  /** Of the axes, as the scenario spells them. */
  readonly values: readonly unknown[];
  readonly entry: Setting['entries'][number];
  readonly seed: string;
  readonly measured: Measured;
  readonly report: Report;
}
