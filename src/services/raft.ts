/**
 * Raft as etcd-io/raft runs it (raft.go at cdfbeed3149e): leader election and heartbeats, and a log as small as can be so
 * that a client's write is acknowledged when a majority has it. Ongaro and Ousterhout 2014; Ongaro's thesis, 2014.
 *
 * Its own messages are the heartbeat, so it stands over no detector. A server suspects the leader when its election
 * timeout passes, and a leader suspects whom it has not heard for one. At most one leads in a term, and what is
 * acknowledged is never lost. Two may *claim* to lead, in different terms. Two never *act* at once as long as
 * `checkQuorum` is on, clocks run at one rate, and no server restarts within an election timeout of an answer.
 *
 * `flavour: 'hashicorp'` has the timers of hashicorp/raft instead, under Consul, Nomad and Vault: see lookingBack.ts.
 *
 * Not here: changes of membership, transfer of leadership, and learners.
 */
import { NEVER, type Time } from '../time.ts';
import type { Detector, Opinion, ProcessId, Service, ServiceParams } from '../contract.ts';
import { clientDeadline, clientDisk, receiveAsClient, startClient, wakeClient, type Client, type ClientDisk } from './primaryBackup/client.ts';
import { raftMessages, type RaftMessage } from './raft/messages.ts';
import { raftParameters, type RaftParams } from './raft/parameters.ts';
import { receiveAsServer, startServer, wakeServer, type ServerDisk } from './raft/server.ts';
import { deadlineOf, type Server } from './raft/state.ts';
import { transported } from './transported.ts';

export type { RaftParams };

type Disk = ServerDisk | ClientDisk | null;
export interface RaftState {
  /** null on a process that is neither server nor client. */
  readonly part: Server | Client | null;
  readonly params: RaftParams;
  disk: Disk;
}

/** The disk as it is now; the same object as before where nothing on it changed. */
function written({ part, disk }: RaftState): Disk {
  if (part === null) return null;
  if (part.role === 'client') return clientDisk(part, disk);
  const { term, vote, log } = part;
  return disk && 'log' in disk && disk.term === term && disk.vote === vote && disk.log === log ? disk : { term, vote, log };
}

function opinionOf({ part }: RaftState, peer: ProcessId): Opinion {
  return (part?.role === 'replica' ? part.opinions[part.servers.indexOf(peer)] : undefined) ?? 'trusted';
}

const outlet = transported();

const detector: Detector<ServiceParams<RaftParams>, RaftState, RaftMessage> = {
  name: 'raft',
  // its own are `raft.parameters`
  parameters: {} as Detector<ServiceParams<RaftParams>, RaftState, RaftMessage>['parameters'],
  messages: raftMessages,
  init(all, to) {
    const port = outlet(all.params.service.transport, to);
    const mine = { ...all, params: all.params.service };
    const role = all.roles[all.self];
    const disk = all.durable as Disk | undefined ?? undefined;
    const part = role === 'replica' ? startServer(mine, disk as ServerDisk | undefined, port)
      : role === 'client' ? startClient(mine, disk as ClientDisk | undefined, port, 'raft') : null;
    const state: RaftState = { part, params: mine.params, disk: disk ?? null };
    state.disk = written(state);
    return state;
  },
  receive(state, now: Time, from, message, to) {
    const { part, params } = state;
    const port = outlet(params.transport, to);
    if (!(message.kind in raftMessages)) return;
    if (part?.role === 'replica') receiveAsServer(part, now, from, message as RaftMessage, port);
    else if (part) receiveAsClient(part, from, message, port);
    state.disk = written(state);
  },
  wake(state, now, to) {
    const { part, params } = state;
    const port = outlet(params.transport, to);
    if (part?.role === 'replica') wakeServer(part, now, port);
    else if (part) wakeClient(part, now, port);
    state.disk = written(state);
  },
  deadline: ({ part }) => (part === null ? NEVER : part.role === 'client' ? clientDeadline(part) : deadlineOf(part)),
  opinion: opinionOf,
  durable: state => state.disk,
};

export const raft: Service<RaftParams> = {
  name: 'raft',
  summary: 'Raft as etcd runs it: who hears no leader for a random time stands for election, and a majority decides.',
  parameters: raftParameters,
  inner: 'none',
  roles: (params, count) => [...Array<string>(count).fill('replica'), ...Array<string>(params.clients).fill('client')],
  /** @throws over a detector: its own messages are the heartbeat. */
  over(inner) {
    if (inner) throw new Error('raft has a heartbeat of its own, so it takes no detector');
    return detector;
  },
};
