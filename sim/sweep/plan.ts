/** The run list of a sweep: which settings, how often each, and what identifies it. */
import type { Axis } from './axes.ts';

/** Which settings are tried: every combination, or so many samples of the space. */
export type Design = { readonly kind: 'grid' } | { readonly kind: 'lhs' | 'sobol'; readonly samples: number };

/**
 * All that decides the rows of a sweep. Plain data, so that it crosses into workers. Tasks are counted from 0, by
 * setting, then detector, then replicate; one task is one run of one detector, and one row.
 */
export interface Plan {
  /** 16 hexadecimal digits over everything else here: equal plans, equal rows. */
  readonly hash: string;
  /** Of Flatline. */
  readonly version: string;
  /** The scenario as it is written, before an axis changes it. */
  readonly document: unknown;
  readonly axes: readonly Axis[];
  readonly design: Design;
  /** The root seed: the first replicate's own, as with `run --runs`. It also seeds the design. */
  readonly seed: string;
  /** How many replicates of each setting. */
  readonly runs: number;
  readonly settings: number;
  /** In each setting: more than 1 where the scenario lists several. */
  readonly detectors: number;
  /** settings × detectors × runs. */
  readonly tasks: number;
}
