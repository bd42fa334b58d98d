/**
 * A PostgreSQL, which does what its Patroni orders: it starts as what it was, follows whom it is told, and is promoted. As
 * a primary it takes writes for as long as it runs, whatever has become of the leader's key: that is for its Patroni to
 * know, and for a watchdog. Whoever follows another gives up what that one does not have, as pg_rewind makes it.
 */
import { NEVER, sec, type Duration, type Time } from '../../time.ts';
import type { ProcessId, Signal, Start } from '../../contract.ts';
import { append, emptyLog, excerptOf, forget, newest, recentIndexOf, type Log } from '../primaryBackup/log.ts';
import { adopt, store } from '../primaryBackup/storing.ts';
import { firstEpoch } from './etcd.ts';
import type { Mode, Order, PatroniMessage, Replicate, Request } from './messages.ts';
import type { PatroniParams } from './parameters.ts';
import { nobody, resource, type Outlet } from './state.ts';

/** How often a replica tells how far it has come, and asks to be attached: ours; what came is told at once besides. */
const reportEvery = 1 * sec;
/** wal_sender_timeout: a replica that was silent for longer is not attached. */
const senderTimeout = 60 * sec;
/** How many operations one message brings to a replica that is behind. */
const batch = 64;

/** What is on its disk; `wasPrimary`: it was not shut down as a replica. */
export interface PostgresDisk { readonly log: Log; readonly epoch: number; readonly wasPrimary: boolean }

interface Attached { readonly id: ProcessId; heardAt: Time; end: number; resent: number }
interface Pending { readonly operation: number; readonly client: ProcessId; readonly index: number; readonly since: Time }

export interface Postgres {
  readonly role: 'postgres';
  readonly params: PatroniParams;
  readonly self: ProcessId;
  readonly agent: ProcessId;
  /** Clients that write here or nowhere: they are sent to nobody else. */
  readonly locals: readonly ProcessId[];
  mode: Mode;
  /** When starting or promoting comes to its end, and what it is then. */
  readyAt: Time;
  becomes: 'replica' | 'primary';
  upstream: ProcessId;
  disk: PostgresDisk;
  attached: Attached[];
  /** For whom writes wait; those that do. */
  standby: ProcessId;
  pending: Pending[];
  reportAt: Time;
  /** When the watchdog resets it. */
  guardAt: Time;
}

/** At the very beginning the first is the primary, and the others follow it; one that starts again waits for its Patroni. */
export function startPostgres({ self, roles, params, now, incarnation }: Start<PatroniParams>, disk: PostgresDisk | undefined, port: Outlet): Postgres {
  const of = (role: string): ProcessId[] => roles.flatMap((each, id) => (each === role ? [id] : []));
  const servers = of('postgres');
  const place = servers.indexOf(self);
  const isFirst = place === 0;
  const state: Postgres = {
    role: 'postgres', params, self, agent: of('patroni')[place] ?? nobody, locals: of('local'), mode: 'stopped', readyAt: NEVER, becomes: 'replica', upstream: nobody,
    disk: disk ?? { log: emptyLog(firstEpoch), epoch: firstEpoch, wasPrimary: isFirst }, attached: [], standby: nobody, pending: [],
    reportAt: now + 1 + Math.floor(port.random() * reportEvery), guardAt: NEVER,
  };
  if (incarnation > 0) return state;
  if (isFirst) lead(state, port);
  else beginFollowing(state, servers[0]!, port);
  return state;
}

function lead(state: Postgres, port: Outlet): void {
  Object.assign(state, { mode: 'primary', upstream: nobody, attached: [], pending: [], readyAt: NEVER });
  state.disk = { ...state.disk, wasPrimary: true };
  claim(state, port);
}

function claim({ disk: { epoch } }: Postgres, port: Outlet): void {
  port.note({ kind: 'claims', resource, epoch });
  port.note({ kind: 'acts', resource, epoch, until: NEVER });
}

/** What waits for a standby is never answered. */
function stop(state: Postgres, port: Outlet): void {
  if (state.mode === 'primary') port.note({ kind: 'yields', resource, epoch: state.disk.epoch });
  Object.assign(state, { mode: 'stopped', attached: [], pending: [], standby: nobody, guardAt: NEVER, readyAt: NEVER });
}

function begin(state: Postgres, mode: 'starting' | 'promoting', becomes: Postgres['becomes'], readyAt: Time): void {
  Object.assign(state, { mode, becomes, readyAt });
}

function beginFollowing(state: Postgres, upstream: ProcessId, port: Outlet): void {
  Object.assign(state, { mode: 'replica', upstream, readyAt: NEVER });
  state.disk = { ...state.disk, wasPrimary: false };
  report(state, port);
}

function report(state: Postgres, port: Outlet): void {
  if (state.mode === 'replica' && state.upstream !== nobody) port.send(state.upstream, { kind: 'patroni.stored', end: state.disk.log.end });
}

export function receiveAsPostgres(state: Postgres, now: Time, from: ProcessId, message: PatroniMessage | Signal, port: Outlet): void {
  switch (message.kind) {
    case 'patroni.check': return tell(state, from, message.asked, port);
    case 'patroni.order':
      if (from === state.agent) obey(state, now, message, port);
      return;
    case 'patroni.replicate': return replicated(state, from, message, port);
    case 'patroni.stored': return stored(state, from, message.end, now, port);
    case 'patroni.write': case 'patroni.read': return request(state, from, message, now, port);
    case 'transport.refused': case 'transport.reset': case 'transport.unreachable':
      state.attached = state.attached.filter(({ id }) => id !== from);
      return;
    default: // for others
  }
}

function tell({ mode, disk, upstream, attached }: Postgres, to: ProcessId, asked: number, port: Outlet): void {
  port.send(to, {
    kind: 'patroni.checked', asked, mode, wasPrimary: disk.wasPrimary, epoch: disk.epoch, position: disk.log.end, upstream, attached: attached.map(({ id }) => id),
  });
}

function obey(state: Postgres, now: Time, { what, epoch, whom, within }: Order, port: Outlet): void {
  const { startTime, promoteTime } = state.params;
  if (what === 'guard') state.guardAt = now + within;
  else if (what === 'synchronise') synchronise(state, whom, port);
  else if (what === 'follow') follow(state, whom, now + startTime, port);
  else if (what === 'start' && state.mode === 'stopped') begin(state, 'starting', 'primary', now + startTime);
  else if (what === 'promote') promote(state, epoch, now + promoteTime, port);
}

/** A primary that takes its own key again goes on, on another timeline. */
function promote(state: Postgres, epoch: number, readyAt: Time, port: Outlet): void {
  if ((state.mode !== 'replica' && state.mode !== 'primary') || (state.mode === 'primary' && epoch <= state.disk.epoch)) return;
  if (epoch > state.disk.epoch) state.disk = { ...state.disk, epoch, log: onTimeline(state.disk.log, epoch) };
  if (state.mode === 'replica') begin(state, 'promoting', 'primary', readyAt);
  else claim(state, port);
}

const onTimeline = (log: Log, epoch: number): Log => ({ ...log, runs: [...log.runs.filter(({ from }) => from < log.end), { epoch, from: log.end }] });

/** A primary is stopped at once, and starts as a replica. */
function follow(state: Postgres, upstream: ProcessId, readyAt: Time, port: Outlet): void {
  if (state.mode === 'replica') {
    if (upstream !== state.upstream) beginFollowing(state, upstream, port);
    return;
  }
  if (state.mode === 'primary') port.note({ kind: 'reaches', milestone: 'demoted', about: state.self });
  stop(state, port);
  state.upstream = upstream;
  begin(state, 'starting', 'replica', readyAt);
}

function synchronise(state: Postgres, standby: ProcessId, port: Outlet): void {
  state.standby = standby;
  commit(state, port);
}

/** From its primary, and to be kept as that one has it. */
function replicated(state: Postgres, from: ProcessId, { epoch, runs, excerpt, end }: Replicate, port: Outlet): void {
  if (from !== state.upstream || state.mode !== 'replica') return;
  const keeper = { log: state.disk.log };
  const before = keeper.log.end;
  adopt(keeper, runs, port);
  store(keeper, excerpt, port);
  state.disk = { ...state.disk, log: keeper.log, epoch };
  if (keeper.log.end !== before || keeper.log.end < end) report(state, port);
}

function stored(state: Postgres, from: ProcessId, end: number, now: Time, port: Outlet): void {
  if (state.mode !== 'primary') return;
  const known = state.attached.find(({ id }) => id === from);
  const replica = known ?? { id: from, heardAt: now, end: -1, resent: -1 };
  if (!known) state.attached.push(replica);
  const isStuck = replica.end === end && replica.resent === end;
  Object.assign(replica, { heardAt: now, end });
  if (!known || (end !== state.disk.log.end && (end !== replica.resent || isStuck))) {
    replica.resent = end;
    replicate(state, [replica], end, port);
  }
  commit(state, port);
}

function replicate({ disk: { epoch, log } }: Postgres, to: readonly Attached[], from: number, port: Outlet): void {
  const excerpt = excerptOf(log, Math.min(from, log.end), batch);
  for (const { id } of to) port.send(id, { kind: 'patroni.replicate', epoch, runs: log.runs, excerpt, end: log.end });
}

function request(state: Postgres, client: ProcessId, { kind, operation }: Request, now: Time, port: Outlet): void {
  const { log, epoch } = state.disk;
  const leader = state.locals.includes(client) ? nobody : state.upstream;
  if (state.mode !== 'primary') return port.send(client, { kind: 'patroni.redirect', operation, leader, epoch });
  if (kind === 'patroni.read') {
    port.note({ kind: 'serves', resource, operation, reflects: newest(log), epoch });
    return port.send(client, { kind: 'patroni.answer', operation, epoch });
  }
  const known = recentIndexOf(log, operation);
  if (known === undefined) state.disk = { ...state.disk, log: append(log, [operation]) };
  enqueue(state, { operation, client, index: known ?? log.end, since: now });
  if (known === undefined) replicate(state, state.attached, log.end, port);
  commit(state, port);
}

/** By index. Those whose clients have given up are forgotten, but not what was written for them. */
function enqueue(state: Postgres, one: Pending): void {
  const kept = state.pending.filter(({ index, since }) => index !== one.index && since + state.params.opTimeout >= one.since);
  state.pending = [...kept, one].sort((a, b) => a.index - b.index);
}

/** Committed, and answered: at once, or when the synchronous standby has it. */
function commit(state: Postgres, port: Outlet): void {
  const { epoch, log } = state.disk;
  const reached = state.standby === nobody ? log.end : state.attached.find(({ id }) => id === state.standby)?.end ?? 0;
  const done = state.pending.filter(({ index }) => index < reached);
  state.pending = state.pending.filter(({ index }) => index >= reached);
  for (const { operation, client } of done) {
    port.note({ kind: 'accepts', resource, operation, epoch });
    port.send(client, { kind: 'patroni.answer', operation, epoch });
  }
}

export function wakePostgres(state: Postgres, now: Time, port: Outlet): void {
  if (now >= state.guardAt) bite(state, port);
  if (now >= state.readyAt) finish(state, port);
  if (now < state.reportAt) return;
  state.reportAt += (Math.floor((now - state.reportAt) / reportEvery) + 1) * reportEvery;
  report(state, port);
  state.attached = state.attached.filter(({ heardAt }) => now - heardAt <= senderTimeout);
  const servers = state.attached.map(({ end }) => end);
  if (state.mode === 'primary' && servers.length > 0) state.disk = { ...state.disk, log: forget(state.disk.log, Math.min(...servers)) };
}

/** The watchdog resets the host; here, its PostgreSQL. */
function bite(state: Postgres, port: Outlet): void {
  port.note({ kind: 'reaches', milestone: 'watchdog', about: state.self });
  stop(state, port);
}

function finish(state: Postgres, port: Outlet): void {
  const isRestart = state.mode === 'starting' && state.becomes === 'primary';
  if (state.becomes === 'primary') lead(state, port);
  else beginFollowing(state, state.upstream, port);
  if (isRestart) port.note({ kind: 'reaches', milestone: 'restarted', about: state.self });
  else if (state.becomes === 'primary') port.note({ kind: 'reaches', milestone: 'promoted', about: state.self });
  if (state.agent !== nobody) port.send(state.agent, { kind: 'patroni.ready' });
}

export const postgresDeadline = ({ guardAt, readyAt, reportAt }: Postgres): Time => Math.min(guardAt, readyAt, reportAt);

/** Of an order, what the others leave empty. */
export const order = (what: Order['what'], given: Partial<Order> = {}): Order =>
  ({ kind: 'patroni.order', what, epoch: 0, whom: nobody, within: 0 as Duration, ...given });
