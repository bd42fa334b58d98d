import type { Question } from '../../../scenarios/systems/play.ts';

/** How the rows of one measured system are asked of its model. */
export interface Measured<Config = Readonly<Record<string, unknown>>> {
  /** As the evidence calls it. */
  readonly system: string;
  /** As the command calls it, where that differs. */
  readonly model?: string;
  /** Undefined where the row says too little to be played, or what it says cannot be. */
  question(config: Config, fault: string): Omit<Question, 'system'> | undefined;
  /** What the row leaves open decides that metric: how long a partition lasted, say. */
  leavesOpen?(config: Config, fault: string, metric: string): boolean;
  /** The evidence's metrics: 'milestones.sdown', 'counts.attempts', 'falseVerdicts.sdown' (a minute, of the whole system). */
  readonly metrics: Readonly<Record<string, `${'milestones' | 'counts' | 'falseVerdicts'}.${string}`>>;
}
