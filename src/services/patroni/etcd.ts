/** The store: one etcd with the leader's key, tied to a lease, and watchers of it. It looks for expired leases every 500 ms. */
import { NEVER, sec, type Time } from '../../time.ts';
import type { ProcessId, Start } from '../../contract.ts';
import { etcdRefreshed, etcdTick } from '../lease/rules.ts';
import { expired, keep, refreshed, soonest, type Session } from '../lease/sessions.ts';
import { nextTick } from '../lease/state.ts';
import type { Keepalive, PatroniMessage, Status, Take } from './messages.ts';
import type { PatroniParams } from './parameters.ts';
import { nobody, type Outlet } from './state.ts';

const electionTimeout = 1 * sec;

export interface EtcdDisk {
  readonly leases: readonly Session[];
  readonly leader: { readonly owner: ProcessId; readonly lease: number } | null;
  readonly epoch: number;
  readonly position: number;
  readonly standby: ProcessId;
}

export interface Etcd {
  readonly role: 'etcd';
  readonly params: PatroniParams;
  disk: EtcdDisk;
  watchers: ProcessId[];
  readonly checkAt: Time;
  readonly known: ProcessId[];
  readonly suspected: ProcessId[];
}

/** The timeline on which all begin. */
export const firstEpoch = 1;

/** The first agent led before it all began. */
function bootstrapped({ roles, params, now }: Start<PatroniParams>): EtcdDisk {
  const owner = roles.indexOf('patroni');
  if (owner < 0) return { leases: [], leader: null, epoch: firstEpoch, position: 0, standby: nobody };
  const leases = [{ id: 0, owner, expiresAt: now + params.ttl }];
  return { leases, leader: { owner, lease: 0 }, epoch: firstEpoch, position: 0, standby: nobody };
}

/** After a restart every lease lives anew: see the lease service. */
export function startEtcd(start: Start<PatroniParams>, disk: EtcdDisk | undefined, port: Outlet): Etcd {
  const { params, now } = start;
  return {
    role: 'etcd', params,
    disk: disk ? { ...disk, leases: refreshed(disk.leases, now, etcdRefreshed(params.ttl, electionTimeout)) } : bootstrapped(start),
    watchers: [], checkAt: now + 1 + Math.floor(port.random() * etcdTick), known: [], suspected: [],
  };
}

export function receiveAsEtcd(state: Etcd, now: Time, from: ProcessId, message: PatroniMessage, port: Outlet): void {
  switch (message.kind) {
    case 'patroni.watch':
      if (!state.watchers.includes(from)) state.watchers.push(from);
      return tell(state, [from], port);
    case 'patroni.keepalive': return keepalive(state, now, from, message, port);
    case 'patroni.take': return take(state, now, from, message, port);
    case 'patroni.status': return publish(state, from, message, port);
    case 'patroni.release':
      if (state.disk.leader?.owner === from) lead(state, null, port);
      return;
    default: // for others
  }
}

function tell({ disk: { leader, epoch, position, standby } }: Etcd, to: readonly ProcessId[], port: Outlet): void {
  for (const each of to) port.send(each, { kind: 'patroni.cluster', leader: leader?.owner ?? nobody, epoch, position, standby });
}

/** A lease that has expired is granted anew; the key of a leader is tied to it, or created again, unless another has it. */
function keepalive(state: Etcd, now: Time, from: ProcessId, { asked, lease, leads }: Keepalive, port: Outlet): void {
  const { disk } = state;
  const ok = !leads || disk.leader === null || disk.leader.owner === from;
  state.disk = { ...disk, leases: keep(disk.leases, lease, from, now + state.params.ttl) };
  trust(state, from, port);
  if (leads && disk.leader === null) lead(state, { owner: from, lease }, port);
  else if (leads && ok && disk.leader!.lease !== lease) state.disk = { ...state.disk, leader: { owner: from, lease } };
  port.send(from, { kind: 'patroni.answered', asked, ok, epoch: state.disk.epoch });
}

/** Grants a lease first, if it is gone. Also yes to whoever has the key already: the answer to an earlier try may have been lost. */
function take(state: Etcd, now: Time, from: ProcessId, { asked, lease }: Take, port: Outlet): void {
  if (state.disk.leader === null) {
    state.disk = { ...state.disk, leases: keep(state.disk.leases, lease, from, now + state.params.ttl) };
    trust(state, from, port);
    lead(state, { owner: from, lease }, port);
  }
  port.send(from, { kind: 'patroni.answered', asked, ok: state.disk.leader?.owner === from, epoch: state.disk.epoch });
}

/** Every holder after another begins a timeline; one that comes back to its own key does not. */
function lead(state: Etcd, leader: EtcdDisk['leader'], port: Outlet): void {
  state.disk = { ...state.disk, leader, epoch: state.disk.epoch + (leader ? 1 : 0) };
  tell(state, state.watchers, port);
}

function publish(state: Etcd, from: ProcessId, { position, standby }: Status, port: Outlet): void {
  const { disk } = state;
  if (disk.leader?.owner !== from || (disk.position === position && disk.standby === standby)) return;
  state.disk = { ...disk, position, standby };
  tell(state, state.watchers, port);
}

function trust(state: Etcd, owner: ProcessId, port: Outlet): void {
  const place = state.suspected.indexOf(owner);
  if (place < 0 && state.known.includes(owner)) return;
  if (place >= 0) state.suspected.splice(place, 1);
  else state.known.push(owner);
  port.trust(owner);
}

export const etcdDeadline = ({ disk, checkAt }: Etcd): Time => {
  const first = soonest(disk.leases);
  return first === NEVER ? NEVER : nextTick(checkAt, etcdTick, first - 1);
};

export function wakeEtcd(state: Etcd, now: Time, port: Outlet): void {
  if (now < etcdDeadline(state)) return;
  const ended = expired(state.disk.leases, now);
  state.disk = { ...state.disk, leases: state.disk.leases.filter(each => !ended.includes(each)) };
  for (const { owner } of ended) {
    if (state.suspected.includes(owner) || state.disk.leases.some(each => each.owner === owner)) continue;
    state.suspected.push(owner);
    port.suspect(owner);
    port.note({ kind: 'reaches', milestone: 'leaseExpired', about: owner });
  }
  const { leader } = state.disk;
  if (leader && ended.some(({ id, owner }) => id === leader.lease && owner === leader.owner)) lead(state, null, port);
}
