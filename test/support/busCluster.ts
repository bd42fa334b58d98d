/** Nodes of a Redis Cluster on the tiny network, for the tests of that service. */
import type { ProcessId } from '../../src/contract.ts';
import { defaults } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { clusterBus, type ClusterBusParams, type ClusterBusState } from '../../src/services/clusterBus.ts';
import type { ClusterNode } from '../../src/services/clusterBus/state.ts';
import { overlap } from './database.ts';
import { MiniCluster, type MiniClusterOptions } from './miniCluster.ts';

const all = defaults(clusterBus.parameters) as ClusterBusParams;

/** Every node draws a number of its own, always the same: timers run at 5, 25, 45 … ms, then every 100 ms and a part of one. */
export const drawOf = (process: ProcessId): number => [0.05, 0.25, 0.45, 0.65, 0.85, 0.15, 0.35, 0.55, 0.75][process] ?? 0.5;

/** Three masters, nodes 0 to 2, with a replica each, 3 to 5; one client that writes to the shard of node 0. The tiny network has no streams. */
export function nodes(params: Partial<ClusterBusParams>, options: Partial<MiniClusterOptions> & { nodes?: number } = {}): MiniCluster {
  const service: ClusterBusParams = { ...all, nodeTimeout: 2 * sec, transport: 'datagram', every: 20 * ms, readShare: 0, retryAfter: 100 * ms, ...params };
  const { nodes: count = 6, ...rest } = options;
  return new MiniCluster({
    detector: clusterBus.over(null), params: { service, inner: null }, roles: clusterBus.roles(service, count), random: drawOf, ...rest,
  });
}

export function nodeOf(cluster: MiniCluster, process: ProcessId): ClusterNode {
  const { part } = cluster.state<ClusterBusState>(process);
  if (part?.role !== 'node') throw new Error(`${process} is no node`);
  return part;
}

export interface Reached { readonly at: number; readonly process: ProcessId; readonly milestone: string; readonly about: ProcessId }

/** What was reached, of those names. */
export const reached = (cluster: MiniCluster, ...names: readonly string[]): Reached[] => cluster.notes('reaches').flatMap(({ at, process, note }) =>
  (note.kind === 'reaches' && names.includes(note.milestone) ? [{ at, process, milestone: note.milestone, about: note.about }] : []));

/** What was sent of that kind. */
export const sent = (cluster: MiniCluster, kind: string, from: ProcessId, to: ProcessId): number[] => cluster.effects.flatMap(({ at, what, process, detail }) =>
  (what === 'send' && process === from && (detail as { kind: string }).kind === kind && (detail as { to: number }).to === to ? [at] : []));

/** How long two act on that shard at once. */
export function overlapOn(cluster: MiniCluster, shard: number): number {
  const notes = cluster.notes().filter(({ note }) => 'resource' in note && note.resource === shard);
  return overlap({ now: cluster.now, notes: () => notes } as unknown as MiniCluster);
}
