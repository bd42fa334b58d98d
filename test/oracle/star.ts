/** Many independent pairs in one run: one monitor, and senders with links of their own, so each pair is a trial. */
import type { ScenarioFile } from '../../sim/scenario.ts';

type Part = Readonly<Record<string, unknown>>;

export interface Star {
  /** Microseconds, as all times here. */
  readonly interval: number;
  readonly detector: Part;
  readonly latency: Part;
  readonly loss: Part;
  /** What must have passed before it counts as steady. */
  readonly warmUp: number;
}

export const us = (value: number): string => `${Math.round(value)}us`;

const scenario = ({ detector, latency, loss, warmUp }: Star, pairs: number, horizon: number): ScenarioFile => ({
  flatline: 1, title: 'oracle', horizon: us(horizon), warmUp: us(warmUp), processes: pairs + 1, watches: 'star', detector, network: { latency, loss },
});

/** `periods` intervals after the warm-up. */
export function steady(star: Star, pairs: number, periods: number): ScenarioFile {
  return scenario(star, pairs, star.warmUp + periods * star.interval);
}

/** Every sender stops at an instant of its own, uniform over 20 intervals after the warm-up; `rest` for the last to be noticed. */
export function crashes(star: Star, pairs: number, rest: number): ScenarioFile {
  const last = star.warmUp + 20 * star.interval;
  const faults = Array.from({ length: pairs }, (_, process) =>
    ({ id: `c${process}`, kind: 'crash', how: 'hang', process, at: { uniform: [us(star.warmUp), us(last)] } }));
  return { ...scenario({ ...star, warmUp: 0 }, pairs, last + rest), faults };
}
