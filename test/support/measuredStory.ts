/** A story told by hand, measured and pooled. */
import type { Load } from '../../sim/engine.ts';
import { measure, type Measured } from '../../sim/qos.ts';
import type { Report } from '../../sim/report.ts';
import type { Choice, Scenario } from '../../sim/scenario.ts';
import { pool } from '../../sim/statistics.ts';
import type { Script } from './writeTrace.ts';

export const noLoad: Load = {
  kinds: [], purposes: [], messages: new Float64Array(0), bytes: new Float64Array(0), busiest: null, queued: 0, queueWait: 0, queueDrops: 0,
};
const choice: Choice = { kind: 'constant', params: {} };

export interface Plot {
  readonly watches?: readonly (readonly number[])[];
  readonly warmUp?: number;
  readonly horizon?: number;
  readonly service?: Choice | null;
  readonly load?: Load;
  readonly seed?: string;
}

/** Process 0 watches process 1, for one second, unless the plot says more. */
export function plotted({ watches = [[1], []], warmUp = 0, horizon = 1_000_000, service = null }: Plot): Scenario {
  return {
    title: 'A story', story: '', seed: 's', horizon, warmUp, watches, service, detector: { kind: 'push', params: {} },
    processes: watches.map((_, i) => ({ name: `n${i}`, role: '', host: i, params: null })), hosts: [],
    network: {
      latency: choice, loss: null, duplicate: 0, reorder: 0, reorderBy: 0, order: 'free', bandwidth: 0, queue: 0, background: 0, coherence: 0, connectLimit: 1, giveUp: 1,
      resend: 'timeout', keepaliveAfter: 1, keepaliveEvery: 1, keepaliveProbes: 1,
    },
    links: [], faults: [], expect: [],
  };
}

export const measured = (script: Script, plot: Plot = {}): Measured =>
  measure({ scenario: plotted(plot), trace: script.end(), load: plot.load ?? noLoad, seed: plot.seed ?? 's', digest: 'd' });

export const report = (runs: readonly Measured[], plot: Plot = {}): Report => pool(runs, { scenario: plotted(plot), version: '0' });

export const told = (script: Script, plot: Plot = {}): Report['pooled'] => report([measured(script, plot)], plot).pooled;
