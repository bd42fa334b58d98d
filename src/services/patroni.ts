/**
 * Patroni 3.0 over etcd's v3 API: an agent beside each PostgreSQL keeps a leader's key in a store by a lease, promotes a
 * replica when the key is gone, starts a PostgreSQL that ended, and stops one that may not be primary any more.
 *
 * The lease tells the others when they may begin. What makes the old primary end is its own Patroni: without that nothing
 * does but a watchdog, so a Patroni that was killed alone leaves two primaries. A primary that is cut off is stopped when
 * its retries are over, before its lease is: if loop_wait + 2 × retry_timeout ≤ ttl.
 *
 * The store is one process, and always of one mind. Here are no timelines to be fetched, no slots, no tags, no pause, no
 * switchover on demand; maximum_lag_on_failover and pre-promote scripts are not there, and starting, promoting and rewinding
 * take a fixed time. A disk keeps every write.
 *
 * Milestones: leaseExpired (of an agent, by the store), lockTaken ("promoted self to leader by acquiring session lock"),
 * promoted, demoted, restarted, watchdog, storeLost ("demoting self because DCS is not accessible and I was a leader").
 */
import { NEVER } from '../time.ts';
import type { AnyDetector, Detector, Opinion, Port, ProcessId, Service, ServiceParams, Start } from '../contract.ts';
import { agentDeadline, receiveAsAgent, startAgent, wakeAgent } from './patroni/agent.ts';
import { etcdDeadline, receiveAsEtcd, startEtcd, wakeEtcd, type Etcd, type EtcdDisk } from './patroni/etcd.ts';
import { patroniMessages, type PatroniMessage } from './patroni/messages.ts';
import { patroniParameters, type PatroniParams } from './patroni/parameters.ts';
import { postgresDeadline, receiveAsPostgres, startPostgres, wakePostgres, type Postgres, type PostgresDisk } from './patroni/postgres.ts';
import type { Agent } from './patroni/state.ts';
import { clientDeadline, clientDisk, receiveAsClient, startClient, wakeClient, type Client, type ClientDisk } from './primaryBackup/client.ts';
import { transported } from './transported.ts';

export type { PatroniParams };

type Part = Agent | Etcd | Postgres | Client;
type Disk = EtcdDisk | PostgresDisk | ClientDisk;
type Params = ServiceParams<PatroniParams>;

export interface PatroniState {
  /** null on a process of another role. */
  readonly part: Part | null;
  readonly transport: PatroniParams['transport'];
  disk: Disk | null;
}

const outlet = transported();

/** A local client knows one server: the one in its own place. */
function asReplicas(all: Start<PatroniParams>): Start<PatroniParams> {
  const of = (role: string): ProcessId[] => all.roles.flatMap((each, id) => (each === role ? [id] : []));
  const own = all.roles[all.self] === 'local' ? of('postgres')[of('local').indexOf(all.self)] : undefined;
  return { ...all, roles: all.roles.map((role, id) => (role === 'postgres' && (own === undefined || own === id) ? 'replica' : role === 'replica' ? '' : role)) };
}

/** One with nobody to write to does nothing. */
const startWriter = (all: Start<PatroniParams>, disk: ClientDisk | undefined, port: Port): Client | null =>
  (all.roles.includes('replica') ? startClient(all, disk, port, 'patroni') : null);

function begin(all: Start<PatroniParams>, disk: Disk | undefined, port: Port): Part | null {
  switch (all.roles[all.self]) {
    case 'patroni': return startAgent(all, port);
    case 'etcd': return startEtcd(all, disk as EtcdDisk | undefined, port);
    case 'postgres': return startPostgres(all, disk as PostgresDisk | undefined, port);
    case 'client': case 'local': return startWriter(asReplicas(all), disk as ClientDisk | undefined, port);
    default: return null;
  }
}

/** An agent keeps nothing. */
function written({ part, disk }: PatroniState): Disk | null {
  if (part === null || part.role === 'patroni') return null;
  if (part.role !== 'client') return part.disk;
  return clientDisk(part, disk);
}

function deadlineOf(part: Part): number {
  switch (part.role) {
    case 'patroni': return agentDeadline(part);
    case 'etcd': return etcdDeadline(part);
    case 'postgres': return postgresDeadline(part);
    case 'client': return clientDeadline(part);
  }
}

function opinionOf(part: Part | null, peer: ProcessId): Opinion {
  if (part?.role === 'patroni') return part.opinions[peer] ?? 'trusted';
  return part?.role === 'etcd' && part.suspected.includes(peer) ? 'suspected' : 'trusted';
}

const detector: Detector<Params, PatroniState, PatroniMessage> = {
  name: 'patroni',
  // they are `patroni.parameters`
  parameters: {} as Detector<Params, PatroniState, PatroniMessage>['parameters'],
  messages: patroniMessages,
  init(all, to) {
    const { transport } = all.params.service;
    const disk = (all.durable ?? undefined) as Disk | undefined;
    const part = begin({ ...all, params: all.params.service }, disk, outlet(transport, to));
    const state: PatroniState = { part, transport, disk: disk ?? null };
    state.disk = written(state);
    return state;
  },
  receive(state, now, from, message, to) {
    const { part, transport } = state;
    const port = outlet(transport, to);
    if (part?.role === 'patroni') receiveAsAgent(part, now, from, message, port);
    else if (part?.role === 'etcd') receiveAsEtcd(part, now, from, message as PatroniMessage, port);
    else if (part?.role === 'postgres') receiveAsPostgres(part, now, from, message, port);
    else if (part) receiveAsClient(part, from, message, port);
    state.disk = written(state);
  },
  wake(state, now, to) {
    const { part, transport } = state;
    const port = outlet(transport, to);
    if (part?.role === 'patroni') wakeAgent(part, now, port);
    else if (part?.role === 'etcd') wakeEtcd(part, now, port);
    else if (part?.role === 'postgres') wakePostgres(part, now, port);
    else if (part) wakeClient(part, now, port);
    state.disk = written(state);
  },
  deadline: ({ part }) => (part === null ? NEVER : deadlineOf(part)),
  opinion: ({ part }, peer) => opinionOf(part, peer),
  durable: state => state.disk,
};

/** @throws with a detector inside: renewals are the heartbeat. */
function over(inner: AnyDetector | null): AnyDetector {
  if (inner) throw new Error('patroni is its own heartbeat, so it takes no detector');
  return detector;
}

export const patroni: Service<PatroniParams> = {
  name: 'patroni',
  summary: 'Patroni: agents that keep a leader’s key in a store by a lease, and stop, start and promote the PostgreSQL beside them.',
  parameters: patroniParameters,
  inner: 'none',
  roles: ({ layout, clients }, count) => [
    ...(layout === 'named' ? Array<string>(count).fill('') : [...Array<string>(count).fill('patroni'), ...Array<string>(count).fill('postgres'), 'etcd']),
    ...Array<string>(clients).fill('client'),
  ],
  over,
};
