import { NEVER, ms, sec, type Duration } from '../../time.ts';
import type { Parameter, ParameterTable } from '../../parameters.ts';
import { primaryBackupParameters } from '../primaryBackup/parameters.ts';
import type { ClientParams } from '../primaryBackup/client.ts';

export interface MasterFollowersParams extends ClientParams {
  readonly leaderInterval: Duration;
  readonly leaderTimeout: Duration;
  readonly leaderRetries: number;
  readonly followerInterval: Duration;
  readonly followerTimeout: Duration;
  readonly followerRetries: number;
  readonly retry: 'afterInterval' | 'atOnce';
  readonly electionInitial: Duration;
  readonly electionBackOff: Duration;
  readonly electionMax: Duration;
  readonly electionDuration: Duration;
  readonly publishTimeout: Duration;
  readonly lagTimeout: Duration;
  readonly findPeers: Duration;
  readonly peersTimeout: Duration;
  readonly probeTimeout: Duration;
  readonly shrinks: boolean;
  readonly diskFailsAfter: Duration;
  readonly phase: 'uniform' | 'zero';
  readonly dataNodes: number;
  readonly clients: number;
}

const { clients, every, readShare, retryAfter, opTimeout } = primaryBackupParameters;
const where = 'Elasticsearch 7.0 and later';

const interval = (name: string): Parameter<Duration> => ({
  kind: 'duration', default: 1 * sec, min: 100 * ms,
  low: 'More messages; a node that is silent is found little sooner, for the timeouts make most of that time.',
  high: 'A silent node is found later by twice as much.',
  source: `cluster.fault_detection.${name}.interval: ${where}`,
});
const timeout = (name: string, high: string): Parameter<Duration> => ({
  kind: 'duration', default: 10 * sec, min: 1 * ms,
  low: 'A pause for garbage collection is taken for a failure.', high,
  source: `cluster.fault_detection.${name}.timeout: ${where}`,
});
const retries = (name: string): Parameter<number> => ({
  kind: 'count', default: 3, min: 1, max: 1_000,
  low: 'One check that comes late is enough.',
  high: 'Each further one adds a timeout and an interval before a silent node is found.',
  source: `cluster.fault_detection.${name}.retry_count: ${where}`,
});

export const masterFollowersParameters: ParameterTable<MasterFollowersParams> = {
  leaderInterval: interval('leader_check'),
  leaderTimeout: timeout('leader_check', 'A master that hangs is missed after thrice this: nobody can change the cluster so long.'),
  leaderRetries: retries('leader_check'),
  followerInterval: interval('follower_check'),
  followerTimeout: timeout('follower_check', 'A node that hangs keeps its shards for thrice this long.'),
  followerRetries: retries('follower_check'),
  retry: {
    kind: 'choice', default: 'afterInterval', choices: ['afterInterval', 'atOnce'],
    low: 'atOnce: a check that failed is repeated without a pause, as before 7.0.',
    high: 'afterInterval: also after a failure the next check waits for the interval.',
    source: `${where}; atOnce: discovery.zen.fd in 6.x`,
  },
  electionInitial: {
    kind: 'duration', default: 100 * ms, min: 1 * ms, max: 10 * sec,
    low: 'Candidates stand at the same time, and split the votes.', high: 'The first election comes late.',
    source: `cluster.election.initial_timeout: ${where}`,
  },
  electionBackOff: {
    kind: 'duration', default: 100 * ms, min: 1 * ms, max: 60 * sec,
    low: 'Where round trips are long, elections go on colliding.', high: 'After a few failed elections the next one comes late.',
    source: `cluster.election.back_off_time: ${where}`,
  },
  electionMax: {
    kind: 'duration', default: 10 * sec, min: 200 * ms, max: 600 * sec,
    low: 'As with back_off_time.', high: 'After a long partition heals, the election waits for this long.',
    source: `cluster.election.max_timeout: ${where}`,
  },
  electionDuration: {
    kind: 'duration', default: 500 * ms, min: 1 * ms, max: 600 * sec,
    low: 'The next attempt begins before the votes are in.', high: 'A failed election costs this much.',
    source: `cluster.election.duration: ${where}`,
  },
  publishTimeout: {
    kind: 'duration', default: 30 * sec, min: 1 * ms,
    low: 'A master that reaches its quorum slowly steps down.',
    high: 'One node that hangs holds up every change of the cluster for this long; a master that lost its quorum learns so late.',
    source: `cluster.publish.timeout: ${where}`,
  },
  lagTimeout: {
    kind: 'duration', default: 90 * sec, min: 1 * ms,
    low: 'A slow node is removed, and its shards are moved.', high: 'A node works with an old state of the cluster for this long.',
    source: `cluster.follower_lag.timeout: ${where}`,
  },
  findPeers: {
    kind: 'duration', default: 1 * sec, min: 1 * ms,
    low: 'More messages while there is no master.', high: 'A node that was cut off finds the master again later.',
    source: `discovery.find_peers_interval: ${where}`,
  },
  peersTimeout: {
    kind: 'duration', default: 3 * sec, min: 1 * ms,
    low: 'A slow answer is asked for again.', high: 'A node that hangs is asked again later.',
    source: `discovery.request_peers_timeout: ${where}`,
  },
  probeTimeout: {
    kind: 'duration', default: 30 * sec, min: 1 * ms,
    low: 'A slow node is not found.', high: 'A node that hung when it was probed is probed again only after this.',
    source: 'discovery.probe.handshake_timeout: Elasticsearch 8.x',
  },
  shrinks: {
    kind: 'flag', default: true,
    low: 'Off: nodes that are gone keep their votes, so of five only two may be lost, ever.',
    high: 'On: as nodes go, fewer must agree, down to two of three.',
    source: `cluster.auto_shrink_voting_configuration: ${where}`,
  },
  diskFailsAfter: {
    kind: 'duration', default: NEVER, min: 0, max: NEVER,
    low: 'From so long after its start a node answers every check that it is unhealthy, and neither stands nor joins.',
    high: 'never: its disk is well.',
    source: 'NodeHealthService: Elasticsearch 7.9 and later',
  },
  phase: {
    kind: 'choice', default: 'uniform', choices: ['uniform', 'zero'],
    low: 'zero: all nodes begin to look for each other at once.',
    high: 'uniform: each begins at a random time within find_peers_interval.',
  },
  dataNodes: {
    kind: 'count', default: 0, min: 0, max: 1_000,
    low: '0: every node may become master, and votes.',
    high: 'Nodes more for the master to check, and none more to vote.',
  },
  clients, every, readShare, retryAfter, opTimeout,
};
