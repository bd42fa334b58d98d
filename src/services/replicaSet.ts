/**
 * A replica set as MongoDB runs it (election protocol version 1; src/mongo/db/repl, topology_coordinator.cpp at 0178cdf27e7e):
 * all members exchange heartbeats, the primary's answers and its oplog keep the election timers back, and who hears
 * neither for the election timeout and a bit of chance stands for election.
 *
 * It is Raft with a difference, which is why it has a service of its own. Members pull the log, and the primary's
 * heartbeat is not what it sends but what it answers. A candidate asks in a dry run first, and no voter refuses it for
 * the sake of a primary: one that only the primary cannot reach deposes it. A refused connection marks a member down
 * within three attempts, but starts no election: only the timer does. A primary steps down when it has had no sign of a
 * majority for the election timeout, which is about when the other side elects; so two may take writes for a moment. It
 * takes writes from when it has caught up until it steps down, and so long it acts. With `writeConcern: one` the writes of
 * one of the two are lost; with `majority` none is.
 *
 * All goes by stream. A disk keeps the term, the vote and the oplog. Every member copies from the primary. Not here:
 * chaining, arbiters, hidden and delayed members, reconfiguration, stepping down by command, initial sync, flow control.
 *
 * Milestones: memberDown, electionStarted (the dry run), elected, takesWrites, newPrimary (each member as it learns), stepDown.
 */
import { NEVER, type Time } from '../time.ts';
import type { Detector, Opinion, ProcessId, Service, ServiceParams, Start } from '../contract.ts';
import { clientDeadline, clientDisk, receiveAsClient, startClient, wakeClient, type Client, type ClientDisk } from './primaryBackup/client.ts';
import { receiveAsMember, startMember, wakeMember, type MemberDisk } from './replicaSet/member.ts';
import { replicaSetMessages, type ReplicaSetMessage } from './replicaSet/messages.ts';
import { replicaSetParameters, type ReplicaSetParams } from './replicaSet/parameters.ts';
import { memberDeadline, type Member, type Outlet } from './replicaSet/state.ts';
import { transported } from './transported.ts';

export type { ReplicaSetParams };

type Disk = MemberDisk | ClientDisk | null;
type Params = ServiceParams<ReplicaSetParams>;
export interface ReplicaSetState {
  /** null on a process of another role. */
  readonly part: Member | Client | null;
  disk: Disk;
}

const through = transported();

/** To a client of `primaryBackup` every member is a replica. */
const asReplicas = (all: Start<ReplicaSetParams>): Start<ReplicaSetParams> =>
  ({ ...all, roles: all.roles.map(role => (role === 'member' ? 'replica' : role)) });

function begin(all: Start<Params>, port: Outlet): Member | Client | null {
  const mine = { ...all, params: all.params.service };
  const role = all.roles[all.self];
  if (role === 'member') return startMember(mine, all.durable as MemberDisk | undefined, port);
  return role === 'client' ? startClient(asReplicas(mine), all.durable as ClientDisk | undefined, port, 'replicaSet') : null;
}

/** The disk as it is now; the same object as before where nothing on it changed. */
function written(part: Member | Client | null, disk: Disk): Disk {
  if (part === null) return null;
  if (part.role === 'client') return clientDisk(part, disk);
  const { term, vote, log } = part;
  return disk && 'log' in disk && disk.term === term && disk.vote === vote && disk.log === log ? disk : { term, vote, log };
}

function opinionOf(part: Member | Client | null, peer: ProcessId): Opinion {
  return (part?.role === 'member' ? part.opinions[part.members.indexOf(peer)] : undefined) ?? 'trusted';
}

const detector: Detector<Params, ReplicaSetState, ReplicaSetMessage> = {
  name: 'replicaSet',
  // its own are `replicaSet.parameters`
  parameters: {} as Detector<Params, ReplicaSetState, ReplicaSetMessage>['parameters'],
  messages: replicaSetMessages,
  init(all, to) {
    const part = begin(all, through('stream', to) as Outlet);
    return { part, disk: written(part, (all.durable as Disk | undefined) ?? null) };
  },
  receive(state, now: Time, from, message, to) {
    const port = through('stream', to) as Outlet;
    if (state.part?.role === 'member') receiveAsMember(state.part, now, from, message, port);
    else if (state.part) receiveAsClient(state.part, from, message, port);
    state.disk = written(state.part, state.disk);
  },
  wake(state, now, to) {
    const port = through('stream', to) as Outlet;
    if (state.part?.role === 'member') wakeMember(state.part, now, port);
    else if (state.part) wakeClient(state.part, now, port);
    state.disk = written(state.part, state.disk);
  },
  deadline: ({ part }) => (part === null ? NEVER : part.role === 'client' ? clientDeadline(part) : memberDeadline(part)),
  opinion: ({ part }, peer) => opinionOf(part, peer),
  durable: state => state.disk,
};

export const replicaSet: Service<ReplicaSetParams> = {
  name: 'replicaSet',
  summary: 'MongoDB\'s replica set: all exchange heartbeats, and who hears nothing of the primary for ten seconds stands for election.',
  parameters: replicaSetParameters,
  inner: 'none',
  roles: (params, count) => [...Array<string>(count).fill('member'), ...Array<string>(params.clients).fill('client')],
  /** @throws over a detector: its own heartbeats decide. */
  over(inner) {
    if (inner) throw new Error('replicaSet has heartbeats of its own, so it takes no detector');
    return detector;
  },
};
