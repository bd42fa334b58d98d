/**
 * Patroni's HA loop (patroni/ha.py, patroni/__main__.py, patroni/dcs/etcd3.py of 3.0): every loop_wait, or as soon as the
 * watch of the store tells of another leader, it looks after its PostgreSQL. A leader's loop renews the lease, so how old
 * that is when a host ends is a matter of the phase. A replica that sees the key go asks all members, and takes it if none is
 * ahead. Without the store a primary is stopped when the retries are over.
 */
import { NEVER, ms, sec, type Time } from '../../time.ts';
import type { ProcessId, Signal, Start } from '../../contract.ts';
import { call, touch, tryAgain } from './calls.ts';
import { askAll, answer, giveUp, isAnswered, isHealthiest, judge, mayGoOn, mayRace } from './race.ts';
import type { Answered, Checked, Cluster, PatroniMessage } from './messages.ts';
import type { PatroniParams } from './parameters.ts';
import { order } from './postgres.ts';
import { watchdogTimeout } from './rules.ts';
import { BEFORE, databaseOf, leads, nobody, opine, type Agent, type Outlet } from './state.ts';

/** How long the look at its own PostgreSQL may take. */
const checkLimit = 1 * sec;
/** Replicas sleep that much longer, so that the leader's news wakes them. */
const patience = 500 * ms;
/** The watch is renewed when its connection broke; by datagrams it is asked for again at each loop. */
const watchRetry = 1 * sec;
/** An incarnation has so many numbers to itself. */
const requestsEach = 1_000_000;

export function startAgent({ self, roles, params, now, incarnation }: Start<PatroniParams>, port: Outlet): Agent {
  const of = (role: string): ProcessId[] => roles.flatMap((each, id) => (each === role ? [id] : []));
  const [agents, databases] = [of('patroni'), of('postgres')];
  const [etcd, postgres] = [roles.indexOf('etcd'), databases[agents.indexOf(self)] ?? nobody];
  // without a store, or a database of its own, it has nothing to do
  const begins = etcd === nobody || postgres === nobody ? NEVER : now + 1 + Math.floor(port.random() * sec);
  return {
    role: 'patroni', params, self, etcd, postgres,
    members: agents.filter(id => id !== self), agents, databases, opinions: roles.map(() => null), cluster: null,
    lease: incarnation, keptAt: BEFORE, database: null, missing: 0, step: 'asleep', until: begins, nextRun: begins, isStirred: false,
    asked: incarnation * requestsEach, again: [], replies: [], standby: nobody, watchAt: begins === NEVER ? NEVER : now + 1,
  };
}

// the loop: look at the database, then at the key

function run(state: Agent, now: Time, port: Outlet): void {
  state.isStirred = false;
  if (state.params.transport === 'datagram') watch(state, now, port);
  state.asked++;
  Object.assign(state, { step: 'checking', until: now + checkLimit });
  port.send(state.postgres, { kind: 'patroni.check', asked: state.asked });
}

function watch(state: Agent, now: Time, port: Outlet): void {
  state.watchAt = NEVER;
  port.send(state.etcd, { kind: 'patroni.watch' });
  if (state.cluster === null) state.watchAt = now + watchRetry;
}

function look(state: Agent, database: Checked | null, now: Time, port: Outlet): void {
  state.database = database;
  state.missing = database === null ? state.missing + 1 : 0;
  const { cluster } = state;
  if (cluster === null) return finish(state, now, port);
  if (leads(state)) return state.missing > 1 ? release(state, now, port) : call(state, 'renewing', now, port);
  if (database === null || database.mode === 'starting' || database.mode === 'promoting') return finish(state, now, port);
  if (cluster.leader !== nobody) return follow(state, database, cluster.leader, now, port);
  if (database.mode === 'stopped') return obey(state, now, port, order('follow'));
  if (!mayRace(state)) return database.mode === 'primary' ? obey(state, now, port, order('follow')) : finish(state, now, port);
  if (database.mode === 'primary') take(state, now, port);
  else race(state, now, port);
}

/** An order is the last thing in a loop. */
function obey(state: Agent, now: Time, port: Outlet, ...orders: ReturnType<typeof order>[]): void {
  for (const each of orders) port.send(state.postgres, each);
  finish(state, now, port);
}

/** Who finds itself a primary without the lock stops it at once. */
function follow(state: Agent, database: Checked, leader: ProcessId, now: Time, port: Outlet): void {
  const upstream = databaseOf(state, leader);
  if (database.mode === 'replica' && database.upstream === upstream) finish(state, now, port);
  else obey(state, now, port, order('follow', { whom: upstream }));
}

/** "removed leader key after trying and failing to start postgres". */
function release(state: Agent, now: Time, port: Outlet): void {
  port.send(state.etcd, { kind: 'patroni.release' });
  finish(state, now, port);
}

// with the lock

function renewed(state: Agent, now: Time, { ok }: Answered, port: Outlet): void {
  if (!ok) return lost(state, now, port);
  state.keptAt = now;
  const { database, cluster } = state;
  if (!database || !cluster) return lookAgain(state, now, port);
  guard(state, port);
  port.send(state.etcd, { kind: 'patroni.status', position: database.position, standby: state.standby });
  if (database.mode === 'replica') return obey(state, now, port, order('promote', { epoch: cluster.epoch }));
  if (database.mode === 'stopped') return recover(state, database, now, port);
  if (database.mode === 'primary' && state.params.synchronous) synchronise(state, database, port);
  finish(state, now, port);
}

/** It has tried to start one that is not there. */
function lookAgain(state: Agent, now: Time, port: Outlet): void {
  finish(state, now, port);
  state.nextRun = now + checkLimit;
  state.until = state.nextRun;
}

/** It feeds the watchdog, after each renewal and before a promotion. */
function guard({ params, postgres }: Agent, port: Outlet): void {
  if (params.watchdog) port.send(postgres, order('guard', { within: watchdogTimeout(params.ttl, params.safetyMargin) }));
}

/** PostgreSQL ended, and Patroni did not: it is started again, unless failing over was preferred. */
function recover(state: Agent, { wasPrimary }: Checked, now: Time, port: Outlet): void {
  if (state.params.primaryStartTimeout === 0 && state.members.length > 0) {
    port.send(state.etcd, { kind: 'patroni.release' });
    obey(state, now, port, order('follow'));
  } else obey(state, now, port, order(wasPrimary ? 'start' : 'follow'));
}

/** The first of its replicas is the synchronous standby; the store hears of it before PostgreSQL does. */
function synchronise(state: Agent, { attached, position }: Checked, port: Outlet): void {
  const place = state.databases.findIndex(id => attached.includes(id));
  const standby = state.agents[place] ?? nobody;
  if (standby !== state.standby) port.send(state.etcd, { kind: 'patroni.status', position, standby });
  state.standby = standby;
  port.send(state.postgres, order('synchronise', { whom: state.databases[place] ?? nobody }));
}

/** The key is another's. */
function lost(state: Agent, now: Time, port: Outlet): void {
  if (state.database?.mode === 'primary') obey(state, now, port, order('follow'));
  else finish(state, now, port);
}

// without the store

/** A primary is stopped: this is what `retryTimeout` is for. */
function unanswered(state: Agent, now: Time, port: Outlet): void {
  state.watchAt = Math.min(state.watchAt, now + 1);
  port.close(state.etcd);
  if (state.database?.mode !== 'primary') finish(state, now, port);
  else if (state.params.failsafe && state.members.length > 0) askAll(state, 'failsafe', now, port);
  else demote(state, now, port);
}

function demote(state: Agent, now: Time, port: Outlet): void {
  port.note({ kind: 'reaches', milestone: 'storeLost', about: state.self });
  port.send(state.postgres, order('follow'));
  schedule(state, now);
}

// without a leader

function race(state: Agent, now: Time, port: Outlet): void {
  opine(state, lastLeader(state), 'suspected', port);
  if (state.members.length === 0) return take(state, now, port);
  askAll(state, 'racing', now, port);
}

const lastLeader = ({ agents, databases, database }: Agent): ProcessId => agents[databases.indexOf(database?.upstream ?? nobody)] ?? nobody;

function decide(state: Agent, now: Time, port: Outlet): void {
  giveUp(state, port);
  if (state.step === 'failsafe') {
    if (!mayGoOn(state)) return demote(state, now, port);
    guard(state, port);
    return schedule(state, now);
  }
  if (isHealthiest(state) && state.cluster?.leader === nobody) take(state, now, port);
  else finish(state, now, port);
}

const take = (state: Agent, now: Time, port: Outlet): void => call(state, 'taking', now, port);

function taken(state: Agent, now: Time, { ok, epoch }: Answered, port: Outlet): void {
  if (!ok) return finish(state, now, port);
  state.keptAt = now;
  state.cluster = { ...state.cluster!, leader: state.self, epoch };
  state.standby = nobody;
  port.note({ kind: 'reaches', milestone: 'lockTaken', about: state.self });
  guard(state, port);
  obey(state, now, port, order('promote', { epoch }), order('synchronise'));
}

// when the next loop begins

function finish(state: Agent, now: Time, port: Outlet): void {
  touch(state, now, port);
  schedule(state, now);
}

/** Loops are counted from one another, not from their ends; one that took too long is followed at once. */
function schedule(state: Agent, now: Time): void {
  const { params, cluster, isStirred } = state;
  const isReplica = cluster !== null && cluster.leader !== nobody && !leads(state);
  const next = state.nextRun + params.loopWait;
  const isLate = next <= now;
  state.nextRun = isLate || isStirred ? now + 1 * ms : next;
  Object.assign(state, { step: 'asleep', again: [], replies: [], until: state.nextRun + (isReplica && !isLate && !isStirred ? patience : 0) });
}

function stir(state: Agent, now: Time, port: Outlet): void {
  state.isStirred = true;
  if (state.step !== 'asleep') return;
  state.nextRun = now;
  run(state, now, port);
}

// what it hears

export function receiveAsAgent(state: Agent, now: Time, from: ProcessId, message: PatroniMessage | Signal, port: Outlet): void {
  switch (message.kind) {
    case 'patroni.cluster': return hear(state, message, now, port);
    case 'patroni.answered': return answered(state, message, now, port);
    case 'patroni.checked':
      if (state.step === 'checking' && message.asked === state.asked) look(state, message, now, port);
      return;
    case 'patroni.ready': return stir(state, now, port);
    case 'patroni.ask': case 'patroni.failsafe': return serve(state, from, message, port);
    case 'patroni.told': return reply(state, from, message.asked, judge(state, message), now, port);
    case 'patroni.accepted': return reply(state, from, message.asked, message.ok ? 'accepts' : 'refuses', now, port);
    case 'transport.refused': case 'transport.reset': case 'transport.unreachable': return lose(state, from, now, port);
    default: // for others
  }
}

/** Another leader wakes everybody, other news of the leader its replicas. */
function hear(state: Agent, cluster: Cluster, now: Time, port: Outlet): void {
  const before = state.cluster;
  state.cluster = cluster;
  if (state.watchAt !== NEVER && state.params.transport === 'stream') state.watchAt = NEVER;
  if (cluster.leader !== nobody) opine(state, cluster.leader, 'trusted', port);
  if (before?.leader !== cluster.leader && before && before.leader !== nobody) opine(state, before.leader, 'suspected', port);
  const isNews = before !== null && (before.position !== cluster.position || before.standby !== cluster.standby);
  if (before?.leader !== cluster.leader || (isNews && cluster.leader !== state.self)) stir(state, now, port);
}

function answered(state: Agent, message: Answered, now: Time, port: Outlet): void {
  if (message.asked === 0) state.keptAt = now;
  else if (message.asked !== state.asked) return;
  else if (state.step === 'renewing') renewed(state, now, message, port);
  else if (state.step === 'taking') taken(state, now, message, port);
}

/** The REST API tells what the last loop found. */
function serve({ database }: Agent, to: ProcessId, { kind, asked }: { kind: string; asked: number }, port: Outlet): void {
  const isPrimary = database?.mode === 'primary';
  if (kind === 'patroni.failsafe') port.send(to, { kind: 'patroni.accepted', asked, ok: !isPrimary });
  else port.send(to, { kind: 'patroni.told', asked, isPrimary, runs: database !== null && database.mode !== 'stopped', position: database?.position ?? 0 });
}

function reply(state: Agent, from: ProcessId, asked: number, is: Parameters<typeof answer>[2], now: Time, port: Outlet): void {
  if ((state.step !== 'racing' && state.step !== 'failsafe') || asked !== state.asked) return;
  answer(state, from, is);
  if (isAnswered(state)) decide(state, now, port);
}

/** A connection that is refused or reset: the store's, its PostgreSQL's, a member's. */
function lose(state: Agent, from: ProcessId, now: Time, port: Outlet): void {
  if (from === state.etcd) state.watchAt = Math.min(state.watchAt, now + watchRetry);
  else if (from === state.postgres) {
    if (state.step === 'checking') look(state, null, now, port);
  } else reply(state, from, state.asked, 'unknown', now, port);
}

export function wakeAgent(state: Agent, now: Time, port: Outlet): void {
  if (now >= state.watchAt) watch(state, now, port);
  if (state.again.length > 0 && now >= state.again[0]! && now < state.until) tryAgain(state, now, port);
  if (now < state.until) return;
  switch (state.step) {
    case 'asleep': return run(state, now, port);
    // "Error communicating with PostgreSQL. Will try again later": the lock is not renewed
    case 'checking': return finish(state, now, port);
    case 'renewing': case 'taking': return unanswered(state, now, port);
    case 'racing': case 'failsafe': return decide(state, now, port);
  }
}

export const agentDeadline = ({ watchAt, until, again }: Agent): Time => Math.min(watchAt, until, again[0] ?? NEVER);
