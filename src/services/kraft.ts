/**
 * Raft as the controllers of Kafka run it (KRaft: raft/ of Kafka 3.7; KIP-595): followers fetch from their leader, and the fetches are the
 * heartbeat in both directions. A follower whose fetches are not answered for `fetchTimeout` stands for election at once; a leader from
 * which no majority has fetched for one and a half of these resigns, and names who should stand next. At most one leads in an epoch, and
 * what is acknowledged is never lost.
 *
 * Unlike in etcd nobody asks first whether it could win, and a voter grants a later epoch even while its leader is well: so two may *act* at
 * once, for as long as the old leader has not heard of the new one, and one that was cut off deposes a leader when it returns.
 *
 * Not here: observers (brokers), changes of the voters, snapshots but as a log that begins late, the linger before a write.
 *
 * Milestones: candidate, newLeader, resigned.
 */
import { NEVER, type Time } from '../time.ts';
import type { Detector, Opinion, ProcessId, Service, ServiceParams } from '../contract.ts';
import { kraftMessages, type KraftMessage } from './kraft/messages.ts';
import { kraftParameters, type KraftParams } from './kraft/parameters.ts';
import { receiveAsServer, startServer, wakeServer, type ServerDisk } from './kraft/server.ts';
import { deadlineOf, type Server } from './kraft/state.ts';
import { clientDeadline, clientDisk, receiveAsClient, startClient, wakeClient, type Client, type ClientDisk } from './primaryBackup/client.ts';
import { transported } from './transported.ts';

export type { KraftParams };

type Disk = ServerDisk | ClientDisk | null;
export interface KraftState {
  /** null on a process that is neither server nor client. */
  readonly part: Server | Client | null;
  readonly transport: KraftParams['transport'];
  disk: Disk;
}

/** The disk as it is now; the same object as before where nothing on it changed. */
function written({ part, disk }: KraftState): Disk {
  if (part === null) return null;
  if (part.role === 'client') return clientDisk(part, disk);
  const { epoch, vote, leader, log } = part;
  const isSame = disk && 'log' in disk && disk.epoch === epoch && disk.vote === vote && disk.leader === leader && disk.log === log;
  return isSame ? disk : { epoch, vote, leader, log };
}

const opinionOf = ({ part }: KraftState, peer: ProcessId): Opinion =>
  (part?.role === 'replica' ? part.opinions[part.servers.indexOf(peer)] : undefined) ?? 'trusted';

const outlet = transported();

const detector: Detector<ServiceParams<KraftParams>, KraftState, KraftMessage> = {
  name: 'kraft',
  // its own are `kraft.parameters`
  parameters: {} as Detector<ServiceParams<KraftParams>, KraftState, KraftMessage>['parameters'],
  messages: kraftMessages,
  init(all, to) {
    const params = all.params.service;
    const port = outlet(params.transport, to);
    const mine = { ...all, params };
    const disk = (all.durable as Disk | undefined) ?? null;
    const role = all.roles[all.self];
    const part = role === 'replica' ? startServer(mine, (disk ?? undefined) as ServerDisk | undefined, port)
      : role === 'client' ? startClient(mine, (disk ?? undefined) as ClientDisk | undefined, port, 'kraft') : null;
    const state: KraftState = { part, transport: params.transport, disk };
    state.disk = written(state);
    return state;
  },
  receive(state, now: Time, from, message, to) {
    const { part } = state;
    const port = outlet(state.transport, to);
    if (part?.role === 'replica') receiveAsServer(part, now, from, message, port);
    else if (part) receiveAsClient(part, from, message, port);
    state.disk = written(state);
  },
  wake(state, now, to) {
    const { part } = state;
    const port = outlet(state.transport, to);
    if (part?.role === 'replica') wakeServer(part, now, port);
    else if (part) wakeClient(part, now, port);
    state.disk = written(state);
  },
  deadline: ({ part }) => (part === null ? NEVER : part.role === 'client' ? clientDeadline(part) : deadlineOf(part)),
  opinion: opinionOf,
  durable: state => state.disk,
};

export const kraft: Service<KraftParams> = {
  name: 'kraft',
  summary: 'Raft by fetching, as Kafka’s controllers run it: followers ask, and whoever is not answered, or not asked, gives the leader up.',
  parameters: kraftParameters,
  inner: 'none',
  roles: (params, count) => [...Array<string>(count).fill('replica'), ...Array<string>(params.clients).fill('client')],
  /** @throws over a detector: fetches are the heartbeat. */
  over(inner) {
    if (inner) throw new Error('kraft has a heartbeat of its own, so it takes no detector');
    return detector;
  },
};
