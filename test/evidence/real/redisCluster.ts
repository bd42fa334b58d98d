/** Redis Cluster as it was measured: the instants of its nodes' logs, in ms from the fault. Roles were polled, some 20 ms apart. */
import type { FaultName } from '../../../scenarios/systems/system.ts';
import type { Measured } from './measured.ts';

export interface ClusterConfig {
  readonly masters: number;
  readonly replicas: number;
  readonly cluster_node_timeout_ms: number;
  readonly loss_pct: number;
  readonly replica_validity_factor: number;
}

const faults: Readonly<Record<string, FaultName>> = { 'kill of a master': 'kill', 'stop of a master': 'hang', 'blackhole of a master': 'blackhole' };

export const redisCluster: Measured<ClusterConfig> = {
  system: 'redis-cluster',
  question(config, name) {
    const fault = faults[name];
    if (fault === undefined) return undefined;
    return {
      settings: {
        masters: `${config.masters}`, replicas: `${config.replicas}`, 'cluster-node-timeout': `${config.cluster_node_timeout_ms}`,
        'cluster-replica-validity-factor': `${config.replica_validity_factor}`,
      },
      fault, loss: config.loss_pct / 100,
    };
  },
  metrics: {
    'fault to first PFAIL': 'milestones.pfail',
    'fault to PFAIL at the last observer': 'milestones.pfailAll',
    'fault to FAIL (quorum of masters)': 'milestones.fail',
    'fault to election start': 'milestones.electionStart',
    'fault to replica won the election': 'milestones.elected',
    'fault to the replica reporting role master': 'milestones.promoted',
  },
};
