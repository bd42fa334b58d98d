/** Redis Sentinel as it was measured: the instants of its log, in ms from the fault. Partitions are described too loosely to be played. */
import { replicate } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { Row, type Trace } from '../../../sim/trace.ts';

export interface SentinelConfig {
  readonly sentinels: number;
  readonly quorum: number;
  readonly layout: string;
  readonly down_after_ms: number;
  readonly failover_timeout_ms: number;
  readonly parallel_syncs: number;
  readonly replicas: number;
  readonly min_replicas_to_write: number;
  readonly min_replicas_max_lag_s: number;
  readonly repl_ping_replica_period_s: number;
  readonly loss_pct?: number;
}

const hows: Readonly<Record<string, string>> = { kill: 'kill', stop: 'hang', host: 'kill' };

/** Undefined where the row says too little to be played. */
export function sentinelSamples(config: SentinelConfig, fault: string, runs: number): ((metric: string) => readonly number[] | undefined) | undefined {
  if (!(fault in hows) || (fault === 'host' && !config.layout.includes('redis+sentinel on each'))) return undefined;
  const steps = [...replicate(scenario(config, fault), runs)].map(({ trace }) => stepsOf(trace));
  return metric => {
    const pick = picks[metric];
    return pick && steps.map(pick).filter(step => step !== undefined);
  };
}

function scenario(config: SentinelConfig, fault: string): ScenarioFile {
  const servers = config.replicas + 1;
  const of = (count: number, word: string, role: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => ({ name: `${word}${i}`, role: role(i), host: `h${i}` }));
  return {
    flatline: 1, seed: 'redis-sentinel', horizon: `${40 + 3 * config.down_after_ms / 1_000}s`,
    processes: [...of(config.sentinels, 'sentinel', () => 'sentinel'), ...of(servers, 'redis', i => (i === 0 ? 'master' : 'replica'))],
    watches: [['sentinel0', 'redis0']], network: { latency: '300us', ...(config.loss_pct ? { loss: { kind: 'independent', average: config.loss_pct / 100 } } : {}) },
    service: {
      kind: 'sentinel', transport: 'stream', servers: 0, clients: 0, quorum: config.quorum, suspectAfter: `${config.down_after_ms}ms`,
      failoverTimeout: `${config.failover_timeout_ms}ms`, parallelSyncs: config.parallel_syncs, minReplicasToWrite: config.min_replicas_to_write,
      minReplicasMaxLag: `${config.min_replicas_max_lag_s}s`, pingReplicas: `${config.repl_ping_replica_period_s}s`,
    },
    // INFO goes round every 10 s
    faults: [{
      id: 'fault', at: { kind: 'uniform', low: '18s', high: '28s' }, kind: 'crash', how: hows[fault],
      process: fault === 'host' ? ['redis0', 'sentinel0'] : 'redis0',
    }],
  } as unknown as ScenarioFile;
}

/** By milestone, and `claims`, the instants after the fault in ms. */
type Steps = Readonly<Record<string, readonly number[]>>;

function stepsOf(trace: Trace): Steps {
  const steps: Record<string, number[]> = {};
  let faultAt: number | undefined;
  for (let row = 0; row < trace.length; row++) {
    if (trace.code[row] === Row.crashes) faultAt ??= trace.time[row]!;
    if (trace.code[row] !== Row.notes || faultAt === undefined) continue;
    const note = trace.notes[trace.x[row]!]!;
    const name = note.kind === 'reaches' ? note.milestone : note.kind;
    (steps[name] ??= []).push((trace.time[row]! - faultAt) / 1_000);
  }
  return steps;
}

const picks: Readonly<Record<string, (steps: Steps) => number | undefined>> = {
  'fault to first +sdown': steps => steps['sdown']?.[0],
  'fault to second +sdown': steps => steps['sdown']?.[1],
  'fault to first +odown': steps => steps['odown']?.[0],
  'fault to +elected-leader (last attempt)': steps => steps['elected']?.at(-1),
  'fault to first +switch-master': steps => steps['switchMaster']?.[0],
  'fault to last +switch-master': steps => steps['switchMaster']?.at(-1),
  'fault to first write accepted by the new master': steps => steps['claims']?.[0],
  'number of failover attempts (count)': steps => steps['tryFailover']?.length,
};
