/** An Elasticsearch cluster in the tiny network, for the tests of that service. */
import type { ProcessId } from '../../src/contract.ts';
import { defaults } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { masterFollowers, type MasterFollowersParams, type MasterFollowersState } from '../../src/services/masterFollowers.ts';
import type { Node } from '../../src/services/masterFollowers/state.ts';
import { MiniCluster, type MiniClusterOptions } from './miniCluster.ts';
import { draws } from './raftCluster.ts';

export const usual = defaults(masterFollowers.parameters) as MasterFollowersParams;

/** One client that only writes, now and then. The tiny network has no connections: silence is all that it makes. */
export function masterCluster(
  params: Partial<MasterFollowersParams> = {}, options: Partial<MiniClusterOptions> & { nodes?: number; seed?: number } = {},
): MiniCluster {
  const { nodes = 3, seed = 1, ...rest } = options;
  const service: MasterFollowersParams = { ...usual, every: 100 * ms, readShare: 0, retryAfter: 200 * ms, opTimeout: 2 * sec, ...params };
  const all = Array.from({ length: nodes + service.dataNodes }, (_, id) => id);
  return new MiniCluster({
    detector: masterFollowers.over(null), params: { service, inner: null }, roles: masterFollowers.roles(service, nodes), latency: 1 * ms,
    random: draws(seed), watches: id => (all.includes(id) ? all.filter(peer => peer !== id) : []), ...rest,
  });
}

export const node = (cluster: MiniCluster, process: ProcessId): Node => cluster.state<MasterFollowersState>(process).part as Node;

/** Who is master in the newest term that anyone is. */
export function masterOf(cluster: MiniCluster, nodes = 3): ProcessId {
  const masters = Array.from({ length: nodes }, (_, id) => id).filter(id => node(cluster, id).office?.established);
  return masters.sort((a, b) => node(cluster, b).term - node(cluster, a).term)[0] ?? -1;
}

/** "process milestone about", and when: in ms after `from`. */
export const steps = (cluster: MiniCluster, from: number, ...wanted: readonly string[]): { at: number; text: string }[] =>
  cluster.notes().flatMap(({ at, process, note }) => {
    const name = note.kind === 'reaches' ? note.milestone : note.kind;
    return at >= from && wanted.includes(name) ? [{ at: (at - from) / ms, text: `${process} ${name}${note.kind === 'reaches' ? ` ${note.about}` : ''}` }] : [];
  });

/** The processes that claimed to be master, by term. */
export function mastersByTerm(cluster: MiniCluster): Map<number, Set<ProcessId>> {
  const masters = new Map<number, Set<ProcessId>>();
  for (const { process, note } of cluster.notes('claims')) {
    if (note.kind === 'claims') masters.set(note.epoch, (masters.get(note.epoch) ?? new Set()).add(process));
  }
  return masters;
}
