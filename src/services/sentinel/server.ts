/**
 * A Redis server, master or replica: replication is asynchronous, and a master goes on accepting writes until it is told
 * to follow another, or until too few replicas acknowledge (`minReplicasToWrite`).
 */
import { NEVER, sec, type Duration, type Time } from '../../time.ts';
import type { ProcessId, Signal, Start } from '../../contract.ts';
import { append, emptyLog, excerptOf, forget, newest, recentIndexOf, type Log } from '../primaryBackup/log.ts';
import { adopt, store } from '../primaryBackup/storing.ts';
import type { Follow, Replicate, Request, SentinelMessage, Stored } from './messages.ts';
import type { SentinelParams } from './parameters.ts';
import { nobody, resource, type Outlet } from './state.ts';

/** Of replicas, their acknowledgements, and lags: `replicationCron`. */
const cronEvery = 1 * sec;
/** repl-timeout: after so much silence a replication link is lost. */
const linkTimeout = 60 * sec;
/** How many operations one message brings to a replica that is behind. */
const batch = 64;

/** What is on its disk: every write at once, as with appendfsync always. */
export interface ServerDisk { readonly log: Log; readonly master: ProcessId; readonly epoch: number }

interface Attached { readonly id: ProcessId; acknowledgedAt: Time; end: number; resent: number }

export interface Server {
  readonly role: 'server';
  readonly params: SentinelParams;
  readonly self: ProcessId;
  readonly servers: readonly ProcessId[];
  readonly sentinels: readonly ProcessId[];
  /** Whom it follows; nobody: it is a master. */
  master: ProcessId;
  /** Of the failover that made its master one: for the record. */
  epoch: number;
  log: Log;
  /** Of a master: who replicates from it, and whether enough of them do, as the cron last counted. */
  attached: Attached[];
  isServing: boolean;
  pingedAt: Time;
  /** Of a replica: null while its link stands. */
  lostAt: Time | null;
  heardAt: Time;
  cronAt: Time;
}

export function startServer({ self, roles, params, now }: Start<SentinelParams>, disk: ServerDisk | undefined, port: Outlet): Server {
  const of = (...wanted: string[]): ProcessId[] => roles.flatMap((role, id) => (wanted.includes(role) ? [id] : []));
  const fresh: ServerDisk = { log: emptyLog(1), master: roles[self] === 'master' ? nobody : roles.indexOf('master'), epoch: 1 };
  const state: Server = {
    role: 'server', params, self, servers: of('master', 'replica'), sentinels: of('sentinel'), ...(disk ?? fresh),
    attached: [], isServing: false, pingedAt: now, lostAt: now, heardAt: now, cronAt: now + 1 + Math.floor(port.random() * cronEvery),
  };
  if (state.master === nobody) lead(state, now, port);
  else acknowledge(state, port);
  return state;
}

function lead(state: Server, now: Time, port: Outlet): void {
  port.note({ kind: 'claims', resource, epoch: state.epoch });
  count(state, now, port);
}

/** Lags are differences of whole seconds, so a replica counts for up to a second longer than it says. */
function count(state: Server, now: Time, port: Outlet): void {
  const { minReplicasToWrite, minReplicasMaxLag } = state.params;
  const seconds = (at: Time): Duration => Math.floor(at / sec) * sec;
  const good = state.attached.filter(({ acknowledgedAt }) => seconds(now) - seconds(acknowledgedAt) <= minReplicasMaxLag).length;
  const isServing = minReplicasToWrite === 0 || good >= minReplicasToWrite;
  if (isServing === state.isServing) return;
  state.isServing = isServing;
  port.note({ kind: 'acts', resource, epoch: state.epoch, until: isServing ? NEVER : now });
}

export function receiveAsServer(state: Server, now: Time, from: ProcessId, message: SentinelMessage | Signal, port: Outlet): void {
  switch (message.kind) {
    case 'sentinel.ping': return port.send(from, { kind: 'sentinel.pong', reply: 'PONG' });
    case 'sentinel.info': return tell(state, from, now, port);
    case 'sentinel.hello':
      for (const sentinel of state.sentinels) if (sentinel !== from) port.send(sentinel, message);
      return;
    case 'sentinel.follow': return follow(state, message, now, port);
    case 'sentinel.replicate': return replicated(state, from, message, now, port);
    case 'sentinel.stored': return stored(state, from, message, now, port);
    case 'sentinel.write': case 'sentinel.read': return request(state, from, message, port);
    case 'transport.refused': case 'transport.reset': case 'transport.unreachable':
      if (from === state.master) state.lostAt ??= now;
      return;
    default: // for sentinels and clients
  }
}

function tell(state: Server, from: ProcessId, now: Time, port: Outlet): void {
  const { master: follows, lostAt, log, params: { priority } } = state;
  const linkLostFor = follows === nobody || lostAt === null ? 0 : Math.max(1, now - lostAt);
  port.send(from, { kind: 'sentinel.told', follows, linkLostFor, priority, offset: log.end });
}

/** REPLICAOF: at once, whatever it was. */
function follow(state: Server, { master, epoch }: Follow, now: Time, port: Outlet): void {
  const wasMaster = state.master === nobody;
  if (master === state.master || master === state.self) return;
  if (wasMaster) port.note({ kind: 'yields', resource, epoch: state.epoch });
  Object.assign(state, { master, epoch, attached: [], isServing: false, lostAt: now, heardAt: now });
  if (master === nobody) {
    const { log } = state;
    state.log = { ...log, runs: [...log.runs.filter(({ from }) => from < log.end), { epoch, from: log.end }] };
    lead(state, now, port);
  } else acknowledge(state, port);
}

/** REPLCONF ACK, and the wish to be attached. */
const acknowledge = (state: Server, port: Outlet): void => port.send(state.master, { kind: 'sentinel.stored', end: state.log.end });

/** A resynchronisation: what its master does not have is discarded. */
function replicated(state: Server, from: ProcessId, { epoch, runs, excerpt, end }: Replicate, now: Time, port: Outlet): void {
  if (from !== state.master) return;
  Object.assign(state, { epoch, heardAt: now });
  const before = state.log.end;
  adopt(state, runs, port);
  store(state, excerpt, port);
  if (state.log.end === end) state.lostAt = null;
  else if (state.log.end !== before || excerpt.at > state.log.end) acknowledge(state, port);
}

function stored(state: Server, from: ProcessId, { end }: Stored, now: Time, port: Outlet): void {
  if (state.master !== nobody) return;
  const known = state.attached.find(({ id }) => id === from);
  const replica = known ?? { id: from, acknowledgedAt: now, end: -1, resent: -1 };
  if (!known) state.attached.push(replica);
  const isStuck = replica.end === end && replica.resent === end;
  Object.assign(replica, { acknowledgedAt: now, end });
  if (!known || (end !== state.log.end && (end !== replica.resent || isStuck))) {
    replica.resent = end;
    replicate(state, [replica], end, port);
  }
  if (!known) count(state, now, port);
}

function replicate(state: Server, to: readonly Attached[], from: number, port: Outlet): void {
  const { epoch, log } = state;
  const excerpt = excerptOf(log, Math.min(from, log.end), batch);
  for (const { id } of to) port.send(id, { kind: 'sentinel.replicate', epoch, runs: log.runs, excerpt, end: log.end });
}

function request(state: Server, client: ProcessId, message: Request, port: Outlet): void {
  const { operation } = message;
  const { epoch } = state;
  if (state.master !== nobody) return port.send(client, { kind: 'sentinel.redirect', operation, leader: state.master, epoch });
  if (message.kind === 'sentinel.read') port.note({ kind: 'serves', resource, operation, reflects: newest(state.log), epoch });
  else if (!state.isServing) return port.send(client, { kind: 'sentinel.redirect', operation, leader: nobody, epoch });
  else if (recentIndexOf(state.log, operation) === undefined) write(state, operation, port);
  port.send(client, { kind: 'sentinel.answer', operation, epoch });
}

/** Answered as soon as it is accepted: the replicas hear of it meanwhile. */
function write(state: Server, operation: number, port: Outlet): void {
  const at = state.log.end;
  state.log = append(state.log, [operation]);
  port.note({ kind: 'accepts', resource, operation, epoch: state.epoch });
  replicate(state, state.attached, at, port);
}

export function wakeServer(state: Server, now: Time, port: Outlet): void {
  if (now < state.cronAt) return;
  state.cronAt += (Math.floor((now - state.cronAt) / cronEvery) + 1) * cronEvery;
  if (state.master !== nobody) {
    if (now - state.heardAt > linkTimeout) state.lostAt ??= now;
    return acknowledge(state, port);
  }
  state.attached = state.attached.filter(({ acknowledgedAt }) => now - acknowledgedAt <= linkTimeout);
  count(state, now, port);
  if (state.servers.length - 1 === state.attached.length) state.log = forget(state.log, Math.min(...state.attached.map(({ end }) => end)));
  if (now - state.pingedAt < state.params.pingReplicas) return;
  state.pingedAt = now;
  replicate(state, state.attached, state.log.end, port);
}

export function serverDisk({ log, master, epoch }: Server, before: unknown): ServerDisk {
  const old = before as ServerDisk | undefined;
  return old?.log === log && old.master === master && old.epoch === epoch ? old : { log, master, epoch };
}

