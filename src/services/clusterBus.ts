/**
 * Redis Cluster as 7.0 behaves (src/cluster.c; replication as far as it matters to it): every
 * node pings the others over the cluster bus and gossips about them. One that does not answer is possibly failing (PFAIL) to
 * whoever asked; when a majority of the masters that own slots said so lately, it is failing (FAIL) to everybody; then its
 * replicas stand for election, best data first, and the masters vote. Its own pings are the heartbeat: no detector inside.
 *
 * Each of the first masters owns one shard, which is a resource of its own; client i writes to the i-th. The fencing token
 * is the configuration epoch: who learns of a higher one for its shard becomes a replica, and what it alone had accepted is
 * discarded. A master that was cut off with a minority stops by itself, but only after the node timeout: until then, two
 * may act.
 *
 * Redis has two connections between two nodes, and a third for replication: here one stands for all, so who gives its link
 * up (a ping unanswered for half the node timeout) takes the other's with it, and both make it anew at the next run of their
 * timers. What matters of the links: a killed node's kernel refuses each attempt, ten a second, and then only a ping that the
 * timer put into such an attempt counts as unanswered; a hung node's kernel takes everything. Nodes know each other from the
 * beginning. A resynchronisation takes no time. Resharding, manual failover and pub/sub are not there.
 *
 * Milestones: pfail (by each observer), fail (who counted the majority), failHeard (who was told), failCleared,
 * electionDelayed, electionStart, voted, elected, promoted, demoted, refollows, stateFail and stateOk (of each node's view).
 */
import { NEVER } from '../time.ts';
import type { AnyDetector, Detector, Opinion, Port, Service, ServiceParams, Start } from '../contract.ts';
import { clientDeadline, clientDisk, receiveAsClient, startClient, wakeClient, type Client, type ClientDisk } from './primaryBackup/client.ts';
import { clusterBusMessages, type ClusterBusMessage } from './clusterBus/messages.ts';
import { nodeDisk, receiveAsNode, startNode, wake, type NodeDisk } from './clusterBus/node.ts';
import { clusterBusParameters, type ClusterBusParams } from './clusterBus/parameters.ts';
import { sharded } from './clusterBus/sharded.ts';
import { hasFailed, knownOf, type ClusterNode } from './clusterBus/state.ts';
import { transported } from './transported.ts';

export type { ClusterBusParams };

type Part = ClusterNode | Client;
type Disk = NodeDisk | ClientDisk;
type Params = ServiceParams<ClusterBusParams>;

export interface ClusterBusState {
  /** null on a process of another role. */
  readonly part: Part | null;
  readonly transport: ClusterBusParams['transport'];
  /** Of a client: to what it writes. */
  readonly shard: number;
  disk: Disk | null;
}

const by = transported();
function outlet({ transport, part, shard }: Pick<ClusterBusState, 'transport' | 'shard'> & { part: Pick<Part, 'role'> | null }, port: Port): Port {
  const out = by(transport, port);
  return part?.role === 'client' ? sharded(out, shard) : out;
}

/** Client i writes to the i-th shard, and after the last busy one begins again. */
function shardOf({ self, roles, params }: Start<Params>): number {
  const before = roles.slice(0, self).filter(role => role === 'client').length;
  return before % Math.max(1, Math.min(params.service.busyShards, roles.filter(role => role === 'master').length));
}

function begin(all: Start<Params>, port: Port): Part | null {
  const mine = { ...all, params: all.params.service };
  const disk = (all.durable ?? undefined) as Disk | undefined;
  switch (all.roles[all.self]) {
    case 'master': case 'replica': return startNode(mine, disk as NodeDisk | undefined, port);
    case 'client': return startClient(asReplicas(mine), disk as ClientDisk | undefined, port, 'clusterBus');
    default: return null;
  }
}

/** To a client of `primaryBackup` every node is a replica. */
const asReplicas = (all: Start<ClusterBusParams>): Start<ClusterBusParams> =>
  ({ ...all, roles: all.roles.map(role => (role === 'master' ? 'replica' : role)) });

function written(part: Part | null, before: Disk | null): Disk | null {
  if (part === null) return null;
  if (part.role === 'node') return nodeDisk(part, before);
  return clientDisk(part, before);
}

function opinionOf({ part }: ClusterBusState, peer: number): Opinion {
  if (part?.role !== 'node') return 'trusted';
  return hasFailed(part, peer) ? 'failed' : knownOf(part, peer)?.isPfail ? 'suspected' : 'trusted';
}

const detector: Detector<Params, ClusterBusState, ClusterBusMessage> = {
  name: 'clusterBus',
  // they are `clusterBus.parameters`
  parameters: {} as Detector<Params, ClusterBusState, ClusterBusMessage>['parameters'],
  // mstime() reads the clock that can be set
  clock: 'wall',
  messages: clusterBusMessages,
  init(all, port) {
    const { transport } = all.params.service;
    const shard = shardOf(all);
    const role = all.roles[all.self] === 'client' ? 'client' : 'node';
    const part = begin(all, outlet({ transport, shard, part: { role } }, port));
    return { part, transport, shard, disk: written(part, (all.durable as Disk | undefined) ?? null) };
  },
  receive(state, now, from, message, port) {
    const { part } = state;
    if (part?.role === 'node') receiveAsNode(part, now, from, message, outlet(state, port));
    else if (part) receiveAsClient(part, from, message, outlet(state, port));
    state.disk = written(part, state.disk);
  },
  wake(state, now, port) {
    const { part } = state;
    if (part?.role === 'node') wake(part, now, outlet(state, port));
    else if (part) wakeClient(part, now, outlet(state, port));
    state.disk = written(part, state.disk);
  },
  deadline: ({ part }) => (part === null ? NEVER : part.role === 'node' ? part.cronAt : clientDeadline(part)),
  opinion: opinionOf,
  durable: state => state.disk,
};

/** @throws with a detector inside: a node pings by a rule of its own. */
function over(inner: AnyDetector | null): AnyDetector {
  if (inner) throw new Error('clusterBus pings by a rule of its own, so it takes no detector');
  return detector;
}

export const clusterBus: Service<ClusterBusParams> = {
  name: 'clusterBus',
  summary: 'Redis Cluster: nodes gossip who does not answer, masters agree that one fails, and its replicas stand for election.',
  parameters: clusterBusParameters,
  inner: 'none',
  /** The scenario counts the nodes: masters first, then replicas; or it names them by role. Clients stand behind them. */
  roles: ({ masters, clients }, count) => [
    ...Array.from({ length: count }, (_, i) => (i < masters ? 'master' : 'replica')),
    ...Array<string>(clients).fill('client'),
  ],
  over,
};
