/**
 * Leadership by a lease at a store: candidates compete for a key that its holder must renew. What runs out, by whose clock,
 * and what a holder does when it cannot renew, are the flavours: client-go's leader election (Kubernetes), Consul's session
 * lock, etcd's leases. Their renewals are the heartbeat, so it takes no detector.
 *
 * The store is a process, and stands for all servers behind it. What the holder works on is another (`storage`): a holder
 * whose lease was given away while it was paused, or counted by a slow clock, still writes there, unless the storage looks
 * at the token (`fencing`). Two never hold the lease by the store's record; two may well act.
 *
 * Milestones: lockTaken and stopped (of a holder, by itself), newLeader (each candidate for itself), released and
 * sessionExpired (by the store).
 */
import { NEVER } from '../time.ts';
import type { AnyDetector, Detector, Opinion, Port, ProcessId, Service, ServiceParams, Start } from '../contract.ts';
import { candidateDeadline, receiveAsCandidate, startCandidate, wakeCandidate } from './lease/candidate.ts';
import { leaseMessages, type LeaseMessage } from './lease/messages.ts';
import { leaseParameters, type LeaseParams } from './lease/parameters.ts';
import type { Candidate } from './lease/state.ts';
import { receiveAsStorage, startStorage, type Storage, type StorageDisk } from './lease/storage.ts';
import { receiveAsStore, startStore, storeDeadline, wakeStore, type Store, type StoreDisk } from './lease/store.ts';
import { clientDeadline, clientDisk, receiveAsClient, startClient, wakeClient, type Client, type ClientDisk } from './primaryBackup/client.ts';
import { transported } from './transported.ts';

export type { LeaseParams };

type Part = Candidate | Store | Storage | Client;
type Disk = StoreDisk | StorageDisk | ClientDisk;
type Params = ServiceParams<LeaseParams>;

export interface LeaseState {
  /** null on a process of another role. */
  readonly part: Part | null;
  readonly transport: LeaseParams['transport'];
  disk: Disk | null;
}

const outlet = transported();

/** To a client of `primaryBackup` every candidate is a replica. */
const asReplicas = (all: Start<LeaseParams>): Start<LeaseParams> =>
  ({ ...all, roles: all.roles.map(role => (role === 'candidate' ? 'replica' : role)) });

function begin(all: Start<LeaseParams>, disk: Disk | undefined, port: Port): Part | null {
  switch (all.roles[all.self]) {
    case 'candidate': return startCandidate(all, port);
    case 'store': return startStore(all, disk as StoreDisk | undefined, port);
    case 'storage': return startStorage(all, disk as StorageDisk | undefined);
    case 'client': return startClient(asReplicas(all), disk as ClientDisk | undefined, port, 'lease');
    default: return null;
  }
}

/** A candidate keeps nothing. */
function written({ part, disk }: LeaseState): Disk | null {
  if (part === null || part.role === 'candidate') return null;
  if (part.role !== 'client') return part.disk;
  return clientDisk(part, disk);
}

const deadlineOf = (part: Part): number => {
  if (part.role === 'candidate') return candidateDeadline(part);
  if (part.role === 'store') return storeDeadline(part);
  return part.role === 'client' ? clientDeadline(part) : NEVER;
};

function opinionOf(part: Part | null, peer: ProcessId): Opinion {
  if (part?.role === 'candidate') return part.opinions[peer] ?? 'trusted';
  return part?.role === 'store' && part.suspected.includes(peer) ? 'suspected' : 'trusted';
}

const detector: Detector<Params, LeaseState, LeaseMessage> = {
  name: 'lease',
  // they are `lease.parameters`
  parameters: {} as Detector<Params, LeaseState, LeaseMessage>['parameters'],
  messages: leaseMessages,
  init(all, to) {
    const { transport } = all.params.service;
    const disk = (all.durable ?? undefined) as Disk | undefined;
    const part = begin({ ...all, params: all.params.service }, disk, outlet(transport, to));
    const state: LeaseState = { part, transport, disk: disk ?? null };
    state.disk = written(state);
    return state;
  },
  receive(state, now, from, message, to) {
    const { part, transport } = state;
    const port = outlet(transport, to);
    if (part?.role === 'candidate') receiveAsCandidate(part, now, from, message, port);
    else if (part?.role === 'store') receiveAsStore(part, now, from, message as LeaseMessage, port);
    else if (part?.role === 'storage') receiveAsStorage(part, from, message as LeaseMessage, port);
    else if (part) receiveAsClient(part, from, message, port);
    state.disk = written(state);
  },
  wake(state, now, to) {
    const { part, transport } = state;
    const port = outlet(transport, to);
    if (part?.role === 'candidate') wakeCandidate(part, now, port);
    else if (part?.role === 'store') wakeStore(part, now, port);
    else if (part?.role === 'client') wakeClient(part, now, port);
    state.disk = written(state);
  },
  deadline: ({ part }) => (part === null ? NEVER : deadlineOf(part)),
  opinion: ({ part }, peer) => opinionOf(part, peer),
  durable: state => state.disk,
};

/** @throws with a detector inside: renewals are the heartbeat. */
function over(inner: AnyDetector | null): AnyDetector {
  if (inner) throw new Error('a lease is its own heartbeat, so it takes no detector');
  return detector;
}

export const lease: Service<LeaseParams> = {
  name: 'lease',
  summary: 'Leadership by a lease at a store, as Kubernetes, Consul and etcd have it: who may act is whoever renewed last.',
  parameters: leaseParameters,
  inner: 'none',
  /** The scenario counts the candidates; the store, the storage and the clients stand behind them. */
  roles: ({ clients }, count) => [...Array<string>(count).fill('candidate'), 'store', 'storage', ...Array<string>(clients).fill('client')],
  over,
};
