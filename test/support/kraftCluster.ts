/** KRaft's voters in the tiny network, for the tests of that service. */
import type { ProcessId } from '../../src/contract.ts';
import { defaults } from '../../src/parameters.ts';
import { ms } from '../../src/time.ts';
import { kraft, type KraftParams, type KraftState } from '../../src/services/kraft.ts';
import type { Server } from '../../src/services/kraft/state.ts';
import { MiniCluster, type MiniClusterOptions } from './miniCluster.ts';
import { draws } from './raftCluster.ts';

export const usual = defaults(kraft.parameters) as KraftParams;

export function kraftCluster(params: Partial<KraftParams> = {}, options: Partial<MiniClusterOptions> & { servers?: number; seed?: number } = {}): MiniCluster {
  const { servers = 3, seed = 1, ...rest } = options;
  const service: KraftParams = { ...usual, every: 40 * ms, retryAfter: 100 * ms, readShare: 0.25, ...params };
  return new MiniCluster({
    detector: kraft.over(null), params: { service, inner: null }, roles: kraft.roles(service, servers), latency: 3 * ms, random: draws(seed), ...rest,
  });
}

export const server = (cluster: MiniCluster, process: ProcessId): Server => cluster.state<KraftState>(process).part as Server;

/** Who leads in the newest epoch that anyone leads; −1 for nobody. */
export function leaderOf(cluster: MiniCluster, servers = 3): ProcessId {
  const leading = Array.from({ length: servers }, (_, id) => id).filter(id => server(cluster, id).office);
  return leading.sort((a, b) => server(cluster, b).epoch - server(cluster, a).epoch)[0] ?? -1;
}
