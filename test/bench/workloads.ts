/**
 * Every process beats once a second; a message is lost with probability 0.01, else takes 1 ms and an exponential of mean
 * 20 ms; a fixed timeout of 3 s. Process 0 stops at half time. Full metrics on.
 */
import type { ScenarioFile } from '../../sim/scenario.ts';

export interface Workload {
  readonly name: string;
  readonly file: ScenarioFile;
  /** Beats that leave a node at one instant. */
  readonly fan: number;
  /** Entries that wait in a queue on average: next beats, and messages on their way. */
  readonly pending: number;
}

const scenario = (processes: number, watches: 'star' | 'all', seconds: number): ScenarioFile => ({
  flatline: 1, title: 'bench', seed: 'bench', horizon: `${seconds}s`, processes, watches,
  detector: { kind: 'push', interval: '1s', phase: 'uniform', estimator: { kind: 'fixed', timeout: '3s', restart: 'any' } },
  network: { latency: { kind: 'exponential', mean: '20ms', floor: '1ms' }, loss: { kind: 'independent', average: 0.01 } },
  faults: [{ id: 'half-time', at: `${seconds / 2}s`, kind: 'crash', how: 'hang', process: 0 }],
});

/** N senders, one monitor. */
export const star = (n: number, seconds: number): Workload =>
  ({ name: `star ${n.toLocaleString('en')}`, file: scenario(n + 1, 'star', seconds), fan: 1, pending: Math.ceil(n * 1.021) });

/** All to all. */
export const mesh = (n: number, seconds: number): Workload =>
  ({ name: `mesh ${n}`, file: scenario(n, 'all', seconds), fan: n - 1, pending: n + Math.ceil(n * (n - 1) * 0.021) });

/** About a million heartbeats each. */
export const workloads: readonly Workload[] = [star(10, 100_000), star(1_000, 1_000), star(100_000, 10), mesh(100, 100)];
