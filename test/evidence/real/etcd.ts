import type { FaultName } from '../../../scenarios/systems/system.ts';
import type { Measured } from './measured.ts';

interface EtcdConfig {
  readonly nodes: number;
  readonly heartbeat_interval_ms: number;
  readonly election_timeout_ms: number;
  readonly pre_vote: boolean;
  readonly one_way_delay_ms: number;
  readonly loss_pct: number;
}

const faults: Readonly<Record<string, FaultName>> = { 'kill of the leader': 'kill', 'stop of the leader': 'hang', 'none (all alive)': 'none' };

export const etcd: Measured<EtcdConfig> = {
  system: 'etcd',
  question(config, name) {
    const fault = faults[name];
    return fault && {
      fault, loss: config.loss_pct / 100, roundTrip: 600 + 2_000 * config.one_way_delay_ms,
      settings: {
        nodes: `${config.nodes}`, 'heartbeat-interval': `${config.heartbeat_interval_ms}`, 'election-timeout': `${config.election_timeout_ms}`, 'pre-vote': `${config.pre_vote}`,
      },
    };
  },
  metrics: {
    'fault to first candidate': 'milestones.firstCandidate', 'fault to new leader': 'milestones.newLeader',
    'fault to last survivor knowing the new leader': 'milestones.lastKnows', 'fault to first acked write after it': 'milestones.firstWrite',
    'elections needed (count)': 'counts.elections', 'leader changes': 'falseVerdicts.leaderChange',
  },
};
