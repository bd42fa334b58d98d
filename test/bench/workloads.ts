/**
 * Every process beats once a second; a message is lost with probability 0.01, else takes 1 ms and an exponential of mean
 * 20 ms; a fixed timeout of 3 s. Process 0 stops at half time. Measures on; about a million heartbeats each.
 */
import { builtIn } from '../../sim/builtIn.ts';
import { resolve } from '../../sim/resolve.ts';
import { extended, type RunOptions } from '../../sim/run.ts';
import type { Scenario, ScenarioFile } from '../../sim/scenario.ts';
import { plainPush } from './plainPush.ts';

export interface Workload {
  readonly name: string;
  readonly shape: 'star' | 'mesh';
  /** Senders, in a star; everybody, in a mesh. */
  readonly n: number;
  readonly seconds: number;
  readonly links: number;
  readonly file: ScenarioFile;
}

/** The bench's own detector beside those that are built in. */
export const plugIn: RunOptions = { detectors: { plain: plainPush } };

export const weather = { latency: { kind: 'exponential', mean: '20ms', floor: '1ms' }, loss: { kind: 'independent', average: 0.01 } } as const;

const scenario = (processes: number, watches: 'star' | 'all', seconds: number): ScenarioFile => ({
  flatline: 1, title: 'bench', seed: 'bench', horizon: `${seconds}s`, processes, watches,
  detector: { kind: 'plain', interval: '1s', timeout: '3s' }, network: weather,
  faults: [{ id: 'half-time', at: `${seconds / 2}s`, kind: 'crash', how: 'hang', process: 0 }],
});

/** 1 000 as it is typed. */
const spaced = (n: number): string => n.toLocaleString('en').replaceAll(',', ' ');

/** N senders, one monitor. */
export const star = (n: number, seconds: number): Workload =>
  ({ name: `star ${spaced(n)}`, shape: 'star', n, seconds, links: n, file: scenario(n + 1, 'star', seconds) });

/** All to all. */
export const mesh = (n: number, seconds: number): Workload =>
  ({ name: `mesh ${n}`, shape: 'mesh', n, seconds, links: n * (n - 1), file: scenario(n, 'all', seconds) });

export const resolved = (workload: Workload): Scenario => resolve(workload.file, extended({ ...plugIn, registry: builtIn }));

/** With the least share of the C++ loop's heartbeats that the engine is to reach. */
export const workloads: readonly (readonly [workload: Workload, atLeast: number])[] = [
  [star(10, 100_000), 0.3], [star(1_000, 2_000), 0.5], [star(100_000, 8), 0.45], [mesh(100, 100), 0.35], [mesh(300, 10), 0.4],
];
