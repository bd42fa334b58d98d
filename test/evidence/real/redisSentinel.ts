/** Redis Sentinel as it was measured: the instants of its log, in ms from the fault. */
import type { FaultName } from '../../../scenarios/systems/system.ts';
import { sec } from '../../../src/time.ts';
import type { Measured } from './measured.ts';

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

const faults: Readonly<Record<string, FaultName>> = { kill: 'kill', stop: 'hang', host: 'host', part: 'partition', 'none (all alive)': 'none' };

const settings = (config: SentinelConfig): Readonly<Record<string, string>> => ({
  sentinels: `${config.sentinels}`, replicas: `${config.replicas}`, quorum: `${config.quorum}`,
  layout: config.layout.includes('redis+sentinel on each') ? 'together' : 'apart',
  'down-after-milliseconds': `${config.down_after_ms}`, 'failover-timeout': `${config.failover_timeout_ms}`,
  'parallel-syncs': `${config.parallel_syncs}`, 'min-replicas-to-write': `${config.min_replicas_to_write}`,
  'min-replicas-max-lag': `${config.min_replicas_max_lag_s}`, 'repl-ping-replica-period': `${config.repl_ping_replica_period_s}`,
});

export const redisSentinel: Measured<SentinelConfig> = {
  system: 'redis-sentinel',
  question(config, name) {
    const fault = faults[name];
    if (fault === undefined) return undefined;
    return {
      settings: settings(config), fault, loss: (config.loss_pct ?? 0) / 100,
      ...(fault === 'partition' && { lasts: Math.max(60 * sec, 4_000 * config.down_after_ms) }),
    };
  },
  // nothing but the end of the partition stops a master that needs no replicas
  leavesOpen: ({ min_replicas_to_write: least }, name, metric) => name === 'part' && least === 0 && /^(split-brain|acked|old master accepts)/.test(metric),
  metrics: {
    'fault to first +sdown': 'milestones.sdown',
    'fault to second +sdown': 'milestones.sdownSecond',
    'fault to first +odown': 'milestones.odown',
    'fault to +elected-leader (last attempt)': 'milestones.elected',
    'fault to first +switch-master': 'milestones.switchMaster',
    'fault to last +switch-master': 'milestones.switchMasterLast',
    'fault to first write accepted by the new master': 'milestones.firstWrite',
    'number of failover attempts (count)': 'counts.attempts',
    'old master accepts writes for, after the cut': 'milestones.oldMasterLastWrite',
    'split-brain window during the partition (new master\'s first accepted write to old master\'s last accepted write)': 'milestones.splitBrain',
    'split-brain window in all (to the old master\'s last accepted write, also after healing)': 'milestones.splitBrainInAll',
    'heal to the old master being read-only': 'milestones.demoted',
    'acked writes lost per partition (count, 50/s writer)': 'counts.lostWrites',
    'false events': 'falseVerdicts.sdown',
  },
};
