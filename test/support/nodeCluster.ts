/** Kubelets, an API server and controllers on the tiny network, for the tests of that service. */
import type { ProcessId } from '../../src/contract.ts';
import { defaults } from '../../src/parameters.ts';
import { ms } from '../../src/time.ts';
import { nodeLifecycle, type NodeLifecycleParams, type NodeLifecycleState } from '../../src/services/nodeLifecycle.ts';
import type { ApiServer } from '../../src/services/nodeLifecycle/apiServer.ts';
import type { Controller } from '../../src/services/nodeLifecycle/controller.ts';
import type { Kubelet } from '../../src/services/nodeLifecycle/kubelet.ts';
import { MiniCluster, type MiniClusterOptions } from './miniCluster.ts';

export const usual = defaults(nodeLifecycle.parameters) as NodeLifecycleParams;

/** So many nodes, then the API server, then the controllers. Nobody draws anything but 0, and every loop begins at once. */
export function nodes(count: number, params: Partial<NodeLifecycleParams> = {}, options: Partial<MiniClusterOptions> = {}): MiniCluster {
  const service: NodeLifecycleParams = { ...usual, phase: 'zero', ...params };
  return new MiniCluster({
    detector: nodeLifecycle.over(null), params: { service, inner: null }, roles: nodeLifecycle.roles(service, count), random: 0,
    watches: id => (id > count ? Array.from({ length: count }, (_, node) => node) : []), ...options,
  });
}

function partOf(cluster: MiniCluster, process: ProcessId): Kubelet | ApiServer | Controller {
  const { part } = cluster.state<NodeLifecycleState>(process);
  if (!part) throw new Error('neither node nor API server nor controller');
  return part;
}
export const kubelet = (cluster: MiniCluster, process: ProcessId): Kubelet => partOf(cluster, process) as Kubelet;
export const apiServer = (cluster: MiniCluster, process: ProcessId): ApiServer => partOf(cluster, process) as ApiServer;
export const controller = (cluster: MiniCluster, process: ProcessId): Controller => partOf(cluster, process) as Controller;

/** "milestone about" by the instant in ms, in the order in which they came. */
export const milestones = (cluster: MiniCluster, ...names: readonly string[]): (readonly [number, string])[] =>
  cluster.notes('reaches').flatMap(({ at, note }) =>
    (note.kind === 'reaches' && (names.length === 0 || names.includes(note.milestone)) ? [[at / ms, `${note.milestone} ${note.about}`] as const] : []));

/** The instants at which a message of that kind left, in ms. */
export const sent = (cluster: MiniCluster, kind: string, from: ProcessId): number[] => cluster.effects.flatMap(({ at, what, process, detail }) =>
  (what === 'send' && process === from && (detail as { kind: string }).kind === `nodeLifecycle.${kind}` ? [at / ms] : []));
