import { sec, type Duration } from '../../time.ts';
import type { ParameterTable } from '../../parameters.ts';
import { primaryBackupParameters } from '../primaryBackup/parameters.ts';

export interface ClusterBusParams {
  readonly masters: number;
  readonly nodeTimeout: Duration;
  readonly validityFactor: number;
  readonly requireFullCoverage: boolean;
  readonly noFailover: boolean;
  readonly migration: boolean;
  readonly migrationBarrier: number;
  readonly pingReplicas: Duration;
  readonly linkTimeout: Duration;
  readonly transport: 'stream' | 'datagram';
  readonly clients: number;
  readonly busyShards: number;
  readonly every: Duration;
  readonly readShare: number;
  readonly retryAfter: Duration;
  readonly opTimeout: Duration;
}

const { clients, every, readShare, retryAfter, opTimeout } = primaryBackupParameters;

export const clusterBusParameters: ParameterTable<ClusterBusParams> = {
  masters: {
    kind: 'count', default: 3, min: 1, max: 1_000,
    low: 'With fewer than three masters the loss of one leaves no majority: nothing is ever replaced.',
    high: 'Above the number of nodes, all are masters and none has a replica.',
    source: 'at least 3: redis-cli --cluster create, Redis 7.0',
  },
  nodeTimeout: {
    kind: 'duration', default: 15 * sec, min: 1,
    low: 'A slow command, a fork or a short pause is taken for a crash; more pings, as every node is asked twice within it.',
    high: 'Nobody can write for this long, and two or three seconds more, after each crash; a cut-off master accepts writes as long.',
    source: 'cluster-node-timeout: Redis 7.0',
  },
  validityFactor: {
    kind: 'count', default: 10, min: 0, max: 1_000_000,
    low: '0: a replica stands however old its data are. 1: one that lost its master a little early does not.',
    high: 'Very old data may win, and what was written since is lost.',
    source: 'cluster-replica-validity-factor: Redis 7.0',
  },
  requireFullCoverage: {
    kind: 'flag', default: true,
    low: 'Off: while one master is gone, the others go on serving their own slots.',
    high: 'On: from the failure of one master to the promotion of its replica the whole cluster serves nothing.',
    source: 'cluster-require-full-coverage: Redis 7.0',
  },
  noFailover: {
    kind: 'flag', default: false,
    low: 'Off: this replica stands for election.',
    high: 'On: it never does, by itself.',
    source: 'cluster-replica-no-failover: Redis 7.0',
  },
  migration: {
    kind: 'flag', default: true,
    low: 'Off: a master that lost all its replicas stays without.',
    high: 'On: a replica of the master with most goes over to it, 5 s after that was seen.',
    source: 'cluster-allow-replica-migration: Redis 7.0',
  },
  migrationBarrier: {
    kind: 'count', default: 1, min: 0, max: 1_000,
    low: '0: a master gives away even its last replica.',
    high: 'So many replicas always stay: a master without any stays so.',
    source: 'cluster-migration-barrier: Redis 7.0',
  },
  pingReplicas: {
    kind: 'duration', default: 10 * sec, min: 1,
    low: 'More traffic.',
    high: 'The data of a replica to which nothing is written look old.',
    source: 'repl-ping-replica-period: Redis 7.0',
  },
  linkTimeout: {
    kind: 'duration', default: 60 * sec, min: 1,
    low: 'Near the ping period, an idle replication link is made anew again and again.',
    high: 'A replica learns late that its master hangs.',
    source: 'repl-timeout: Redis 7.0',
  },
  transport: {
    kind: 'choice', default: 'stream', choices: ['stream', 'datagram'],
    low: 'stream: as Redis has it. A killed node resets its connections at once, and what is lost comes late.',
    high: 'datagram: a lost ping is sent again only when its link is made anew, after half the node timeout.',
    source: 'TCP: Redis 7.0',
  },
  clients,
  busyShards: {
    kind: 'count', default: 1_000, min: 1, max: 1_000,
    low: '1: all clients write to the shard of the first master.',
    high: 'Above the number of masters, clients are spread over all shards: to see one, it takes as many clients.',
  },
  every, readShare, retryAfter, opTimeout,
};
