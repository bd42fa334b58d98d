/** A MongoDB replica set in the tiny network, for the tests of that service. */
import type { ProcessId } from '../../src/contract.ts';
import { defaults } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { replicaSet, type ReplicaSetParams, type ReplicaSetState } from '../../src/services/replicaSet.ts';
import type { Member } from '../../src/services/replicaSet/state.ts';
import { MiniCluster, type MiniClusterOptions } from './miniCluster.ts';
import { draws } from './raftCluster.ts';

export const usual = defaults(replicaSet.parameters) as ReplicaSetParams;

export function replicas(params: Partial<ReplicaSetParams> = {}, options: Partial<MiniClusterOptions> & { members?: number; seed?: number } = {}): MiniCluster {
  const { members = 3, seed = 1, ...rest } = options;
  const service: ReplicaSetParams = { ...usual, every: 100 * ms, readShare: 0, retryAfter: 200 * ms, opTimeout: 2 * sec, ...params };
  const all = Array.from({ length: members }, (_, id) => id);
  return new MiniCluster({
    detector: replicaSet.over(null), params: { service, inner: null }, roles: replicaSet.roles(service, members), latency: 1 * ms,
    random: draws(seed), watches: id => (id < members ? all.filter(peer => peer !== id) : []), ...rest,
  });
}

export const member = (cluster: MiniCluster, process: ProcessId): Member => cluster.state<ReplicaSetState>(process).part as Member;

/** The primary of the newest term. */
export function primaryOf(cluster: MiniCluster, members = 3): ProcessId {
  const primaries = Array.from({ length: members }, (_, id) => id).filter(id => member(cluster, id).office);
  return primaries.sort((a, b) => member(cluster, b).term - member(cluster, a).term)[0] ?? -1;
}
