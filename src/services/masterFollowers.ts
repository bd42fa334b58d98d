/**
 * Elasticsearch's cluster coordination, 7.0 and later, and OpenSearch's: every follower checks its master, and the master every
 * node of the cluster; who loses its master looks for its peers, and if they are a quorum, they elect one by pre-votes and
 * votes; and every change of the cluster is a state that the master publishes and a quorum accepts. Names of classes are
 * those of server/src/main/java/org/elasticsearch/cluster/coordination. Its checks are the heartbeat: it takes no detector.
 *
 * All goes by streams. A process that ends resets its connections, which fails it at once; one that hangs or is cut off is
 * found by the timeouts alone, and holds up each publication for `publish.timeout`. A state that a quorum of the voters has
 * accepted is never lost. At most one node is master in a term. Two may claim to be, in different terms; two never act, as
 * long as clocks run at one rate and no node restarts while it has promised to follow: a master acts from the commit of its
 * first state for as long as a quorum follows it on silence alone. What says so in the messages (`keeps`, `promised`) is
 * there for the measures only, and decides nothing else than when a master acts and takes changes. It still answers reads
 * while it only claims: they may be stale.
 *
 * A node's disk keeps its term and the newest accepted state. Not here: the validation of joins (one round trip more),
 * voting exclusions, abdication, shards, and all of Zen before 7.0 but how it repeated its checks.
 *
 * Milestones: masterFailed (a follower gives its master up), nodeFailed and nodeLags (the master a node), electionStarted,
 * elected, newMaster, nodeRemoved and nodeAdded (each node as it applies a state), joined, stepsDown.
 */
import { NEVER, type Time } from '../time.ts';
import type { Detector, Opinion, ProcessId, Service, ServiceParams, Start } from '../contract.ts';
import { masterFollowersMessages, type MasterFollowersMessage } from './masterFollowers/messages.ts';
import { receiveAsNode, roleOfNodes, startNode, wakeNode, type NodeDisk } from './masterFollowers/node.ts';
import { masterFollowersParameters, type MasterFollowersParams } from './masterFollowers/parameters.ts';
import { nodeDeadline, type Node, type Outlet } from './masterFollowers/state.ts';
import { clientDeadline, clientDisk, receiveAsClient, startClient, wakeClient, type Client, type ClientDisk } from './primaryBackup/client.ts';
import { transported } from './transported.ts';

export type { MasterFollowersParams };

type Disk = NodeDisk | ClientDisk | null;
type Params = ServiceParams<MasterFollowersParams>;
export interface MasterFollowersState {
  /** null on a process of another role. */
  readonly part: Node | Client | null;
  disk: Disk;
}

const through = transported();

/** To a client of `primaryBackup` every node is a replica. */
const asReplicas = (all: Start<MasterFollowersParams>): Start<MasterFollowersParams> =>
  ({ ...all, roles: all.roles.map(role => (role === 'node' ? 'replica' : role)) });

function begin(all: Start<Params>, port: Outlet): Node | Client | null {
  const mine = { ...all, params: all.params.service };
  const role = all.roles[all.self]!;
  if (roleOfNodes.includes(role)) return startNode(mine, all.durable as NodeDisk | undefined, port);
  return role === 'client' ? startClient(asReplicas(mine), all.durable as ClientDisk | undefined, port, 'masterFollowers') : null;
}

/** The disk as it is now; the same object as before where nothing on it changed. */
function written(part: Node | Client | null, disk: Disk): Disk {
  if (part === null) return null;
  if (part.role === 'client') return clientDisk(part, disk);
  const { term, accepted } = part;
  return disk && 'term' in disk && disk.term === term && disk.accepted === accepted ? disk : { term, accepted };
}

function opinionOf(part: Node | Client | null, peer: ProcessId): Opinion {
  return (part?.role === 'node' ? part.opinions[part.nodes.indexOf(peer)] : undefined) ?? 'trusted';
}

const detector: Detector<Params, MasterFollowersState, MasterFollowersMessage> = {
  name: 'masterFollowers',
  // its own are `masterFollowers.parameters`
  parameters: {} as Detector<Params, MasterFollowersState, MasterFollowersMessage>['parameters'],
  messages: masterFollowersMessages,
  init(all, to) {
    const part = begin(all, through('stream', to) as Outlet);
    return { part, disk: written(part, (all.durable as Disk | undefined) ?? null) };
  },
  receive(state, now: Time, from, message, to) {
    const port = through('stream', to) as Outlet;
    if (state.part?.role === 'node') receiveAsNode(state.part, now, from, message, port);
    else if (state.part) receiveAsClient(state.part, from, message, port);
    state.disk = written(state.part, state.disk);
  },
  wake(state, now, to) {
    const port = through('stream', to) as Outlet;
    if (state.part?.role === 'node') wakeNode(state.part, now, port);
    else if (state.part) wakeClient(state.part, now, port);
    state.disk = written(state.part, state.disk);
  },
  deadline: ({ part }) => (part === null ? NEVER : part.role === 'client' ? clientDeadline(part) : nodeDeadline(part)),
  opinion: ({ part }, peer) => opinionOf(part, peer),
  durable: state => state.disk,
};

export const masterFollowers: Service<MasterFollowersParams> = {
  name: 'masterFollowers',
  summary: 'Elasticsearch: followers check the master, the master checks all nodes, and a quorum accepts every change of the cluster.',
  parameters: masterFollowersParameters,
  inner: 'none',
  roles: ({ dataNodes, clients }, count) =>
    [...Array<string>(count).fill('node'), ...Array<string>(dataNodes).fill('data'), ...Array<string>(clients).fill('client')],
  /** @throws over a detector: its own checks are the heartbeat. */
  over(inner) {
    if (inner) throw new Error('masterFollowers has checks of its own, so it takes no detector');
    return detector;
  },
};
