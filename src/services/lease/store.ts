/**
 * What keeps the key: an API server with etcd behind it, the leader of Consul's servers, the leader of etcd's. One process
 * stands for all of them: that they agree among themselves is theirs to do. A crash of it is a change of leaders: the record
 * and the sessions survive, and every session lives anew, for as long as it was given at first (etcd: and an election
 * timeout); the lock delay, which Consul's leader keeps in memory, is forgotten.
 */
import { NEVER, sec, type Duration, type Time } from '../../time.ts';
import type { ProcessId, Start } from '../../contract.ts';
import { waitTime } from './consul.ts';
import type { Acquire, LeaseMessage, Look, Renew, Update } from './messages.ts';
import type { LeaseParams } from './parameters.ts';
import { etcdRefreshed, etcdTick, sessionLife } from './rules.ts';
import { expired, isKept, keep, refreshed, soonest, type Session } from './sessions.ts';
import { nextTick, nobody, type Outlet } from './state.ts';

/** etcd's default, by which a new leader prolongs every lease. */
const electionTimeout = 1 * sec;

interface Claim { readonly owner: ProcessId; readonly session: number }

/** What survives a crash. `queue`: who wants the key next, oldest first (etcd). */
export interface StoreDisk {
  readonly revision: number;
  readonly holder: Claim | null;
  readonly epoch: number;
  readonly queue: readonly Claim[];
  readonly sessions: readonly Session[];
}
interface Blocked { readonly from: ProcessId; readonly asked: number; readonly beyond: number; readonly until: Time }

export interface Store {
  readonly role: 'store';
  readonly params: LeaseParams;
  disk: StoreDisk;
  /** Questions that are answered when the record changes. */
  blocked: Blocked[];
  /** Until when nobody may take the key. */
  delayedUntil: Time;
  checkAt: Time;
  /** Who ever had a session here, and who of them has none now. */
  readonly known: ProcessId[];
  readonly suspected: ProcessId[];
}

const empty: StoreDisk = { revision: 0, holder: null, epoch: 0, queue: [], sessions: [] };

export function startStore({ params, now }: Start<LeaseParams>, disk: StoreDisk | undefined, port: Outlet): Store {
  const before = disk ?? empty;
  const life = params.flavour === 'etcd' ? etcdRefreshed(params.duration, electionTimeout) : lifeOf(params);
  return {
    role: 'store', params, disk: { ...before, sessions: refreshed(before.sessions, now, life) }, blocked: [], delayedUntil: now,
    checkAt: now + 1 + Math.floor(port.random() * etcdTick), known: [], suspected: [],
  };
}

const lifeOf = ({ flavour, duration }: LeaseParams): Duration => (flavour === 'consul' ? sessionLife(duration) : duration);

const isSame = (one: Claim | null, owner: ProcessId, session: number): boolean => one?.owner === owner && one.session === session;

export function receiveAsStore(state: Store, now: Time, from: ProcessId, message: LeaseMessage, port: Outlet): void {
  switch (message.kind) {
    case 'lease.look': return look(state, now, from, message, port);
    case 'lease.update': return update(state, from, message, port);
    case 'lease.renew': return renew(state, now, from, message, port);
    case 'lease.acquire': return acquire(state, now, from, message, port);
    default: // for others
  }
}

/** A later question of the same process takes the place of an earlier one. */
function look(state: Store, now: Time, from: ProcessId, { asked, beyond }: Look, port: Outlet): void {
  state.blocked = state.blocked.filter(each => each.from !== from);
  if (beyond === null || beyond !== state.disk.revision) tell(state, from, asked, port);
  else state.blocked.push({ from, asked, beyond, until: now + waitTime });
}

function tell({ disk: { revision, holder, epoch } }: Store, to: ProcessId, asked: number, port: Outlet): void {
  port.send(to, { kind: 'lease.record', asked, revision, holder: holder?.owner ?? nobody, session: holder?.session ?? 0, epoch });
}

/** Compare-and-swap. The token rises with each new holder, not with each renewal (leaderTransitions). */
function update(state: Store, from: ProcessId, { asked, revision, session }: Update, port: Outlet): void {
  const ok = revision === state.disk.revision;
  if (ok) {
    const isNew = !isSame(state.disk.holder, from, session);
    state.disk = { ...state.disk, revision: revision + 1, holder: { owner: from, session }, epoch: state.disk.epoch + (isNew ? 1 : 0) };
  }
  port.send(from, { kind: 'lease.updated', asked, ok, revision: state.disk.revision, epoch: state.disk.epoch });
}

/** One that expired is answered with no, and never comes back; etcd and Consul both end it for good. */
function renew(state: Store, now: Time, from: ProcessId, { session, opens }: Renew, port: Outlet): void {
  const ok = opens || isKept(state.disk.sessions, session, from);
  if (ok) {
    state.disk = { ...state.disk, sessions: keep(state.disk.sessions, session, from, now + lifeOf(state.params)) };
    trust(state, from, port);
  }
  port.send(from, { kind: 'lease.renewed', session, ok });
}

function trust(state: Store, owner: ProcessId, port: Outlet): void {
  const place = state.suspected.indexOf(owner);
  if (place < 0 && state.known.includes(owner)) return;
  if (place >= 0) state.suspected.splice(place, 1);
  else state.known.push(owner);
  port.trust(owner);
}

function acquire(state: Store, now: Time, from: ProcessId, { asked, session }: Acquire, port: Outlet): void {
  const { disk, params } = state;
  const isMember = isKept(disk.sessions, session, from);
  const mine = { owner: from, session };
  if (isMember && disk.holder === null && now >= state.delayedUntil) grant(state, mine, port);
  else if (isMember && params.flavour === 'etcd' && ![disk.holder, ...disk.queue].some(each => isSame(each, from, session))) {
    state.disk = { ...disk, queue: [...disk.queue, mine] };
  }
  const { holder, revision, epoch } = state.disk;
  port.send(from, { kind: 'lease.acquired', asked, ok: isSame(holder, from, session), revision, epoch });
}

function grant(state: Store, holder: Claim | null, port: Outlet): void {
  const { disk } = state;
  state.disk = { ...disk, holder, revision: disk.revision + 1, epoch: disk.epoch + (holder ? 1 : 0), queue: disk.queue.filter(each => each !== holder) };
  for (const { from, asked } of state.blocked) tell(state, from, asked, port);
  state.blocked = [];
}

/** Of several sessions that end together all are gone before anything is handed on. */
function expire(state: Store, now: Time, port: Outlet): void {
  const ended = expired(state.disk.sessions, now);
  if (ended.length === 0) return;
  const gone = ({ owner, session }: Claim): boolean => ended.some(each => each.id === session && each.owner === owner);
  const { sessions, queue, holder } = state.disk;
  state.disk = { ...state.disk, sessions: sessions.filter(each => !ended.includes(each)), queue: queue.filter(each => !gone(each)) };
  for (const { owner } of ended) suspect(state, owner, port);
  if (!holder || !gone(holder)) return;
  port.note({ kind: 'reaches', milestone: 'released', about: holder.owner });
  if (state.params.flavour === 'consul') state.delayedUntil = now + state.params.lockDelay;
  grant(state, state.disk.queue[0] ?? null, port);
}

/** Of a session that was replaced by another of the same process nothing follows. */
function suspect(state: Store, owner: ProcessId, port: Outlet): void {
  if (state.suspected.includes(owner) || state.disk.sessions.some(each => each.owner === owner)) return;
  state.suspected.push(owner);
  port.suspect(owner);
  port.note({ kind: 'reaches', milestone: 'sessionExpired', about: owner });
}

/** etcd looks at fixed ticks; Consul's timers are exact. */
const expiryAt = ({ params, disk, checkAt }: Store): Time => {
  const first = soonest(disk.sessions);
  if (first === NEVER || params.flavour !== 'etcd') return first;
  return nextTick(checkAt, etcdTick, first - 1);
};

export function wakeStore(state: Store, now: Time, port: Outlet): void {
  if (now >= expiryAt(state)) expire(state, now, port);
  const due = state.blocked.filter(({ until }) => until <= now);
  if (due.length === 0) return;
  state.blocked = state.blocked.filter(({ until }) => until > now);
  for (const { from, asked } of due) tell(state, from, asked, port);
}

export const storeDeadline = (state: Store): Time =>
  Math.min(expiryAt(state), state.blocked.reduce((least, { until }) => Math.min(least, until), NEVER));
