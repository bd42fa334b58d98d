/** A sentinel: its timer, and what it does with each message. */
import type { Time } from '../../time.ts';
import type { ProcessId, Signal, Start } from '../../contract.ts';
import { answer, askOthers, count, hear, maybeStart } from './agreement.ts';
import { enter, proceed, switchMaster } from './failover.ts';
import type { Hello, SentinelMessage, Told } from './messages.ts';
import type { SentinelParams } from './parameters.ts';
import { helloPeriod, infoPeriod, isAvailable, isTilting, pingEvery, steadyTick, tickAfter, tiltPeriod } from './rules.ts';
import { instanceOf, masterOf, newInstance, nobody, replicasOf, type Instance, type Outlet, type Sentinel, type SentinelDisk } from './state.ts';
import { judge, publishSoon, reconnect, sendPeriodically } from './watching.ts';

export function startSentinel({ self, roles, params, now }: Start<SentinelParams>, disk: SentinelDisk | undefined, port: Outlet): Sentinel {
  const of = (...wanted: string[]): ProcessId[] => roles.flatMap((role, id) => (id !== self && wanted.includes(role) ? [id] : []));
  const draw = port.random();
  const state: Sentinel = {
    role: 'sentinel', params, self, clients: of('client'),
    sentinels: of('sentinel').map(id => newInstance(id, true, now)),
    servers: of('master', 'replica').map(id => newInstance(id, false, now)),
    ...(disk ?? { master: Math.max(nobody, roles.indexOf('master')), configEpoch: 1, epoch: 1, leader: nobody, leaderEpoch: 0 }),
    isObjective: false, failover: null, failoverAt: null, tiltedAt: null, previousAt: now, draw,
    nextAt: now + 1 + Math.floor(draw * (params.phase === 'uniform' ? pingEvery(params.suspectAfter) : steadyTick)),
  };
  const master = masterOf(state);
  if (master) master.isReportedMaster = true;
  return state;
}

/** After a step of the clock backwards the timer's next run seems far away: the event loop runs it all the same. */
export const isDue = (state: Sentinel, now: Time): boolean => now >= state.nextAt || now < state.previousAt;

export function wakeSentinel(state: Sentinel, now: Time, port: Outlet): void {
  if (!isDue(state, now)) return;
  state.draw = port.random();
  if (isTilting(now - state.previousAt)) {
    state.tiltedAt = now;
    port.note({ kind: 'reaches', milestone: 'tilt', about: state.self });
  }
  state.previousAt = now;
  const late = Math.max(0, now - state.nextAt);
  state.nextAt = state.params.timer === 'steady' && now >= state.nextAt
    ? state.nextAt + (Math.floor(late / steadyTick) + 1) * steadyTick : now + (state.params.timer === 'steady' ? steadyTick : tickAfter(state.draw));
  run(state, now, port);
}

function run(state: Sentinel, now: Time, port: Outlet): void {
  const master = masterOf(state);
  if (master) tend(state, master, now, port);
  for (const one of [...replicasOf(state), ...state.sentinels]) tend(state, one, now, port);
  if (state.failover?.state === 'switch') switchMaster(state, state.failover.promoted, now, port);
}

function tend(state: Sentinel, one: Instance, now: Time, port: Outlet): void {
  reconnect(one, now, port);
  sendPeriodically(state, one, now, port);
  if (state.tiltedAt !== null) {
    if (now - state.tiltedAt < tiltPeriod) return;
    state.tiltedAt = null;
  }
  judge(state, one, now, port);
  if (one.id === state.master) lookAfter(state, one, now, port);
}

function lookAfter(state: Sentinel, master: Instance, now: Time, port: Outlet): void {
  count(state, master, port);
  if (maybeStart(state, now, port)) askOthers(state, master, now, true, port);
  if (state.failover) proceed(state, state.failover, now, port);
  askOthers(state, master, now, false, port);
}

export function receiveAsSentinel(state: Sentinel, now: Time, from: ProcessId, message: SentinelMessage | Signal, port: Outlet): void {
  const one = instanceOf(state, from);
  if (!one) return;
  switch (message.kind) {
    case 'sentinel.ping': return port.send(from, { kind: 'sentinel.pong', reply: 'PONG' });
    case 'sentinel.pong': return ponged(one, message.reply, now, port);
    case 'sentinel.told': return told(state, one, message, now, port);
    case 'sentinel.hello': return heard(state, message, now, port);
    case 'sentinel.ask': return answer(state, from, message, now, port);
    case 'sentinel.opine': return hear(one, message, now);
    case 'transport.refused': case 'transport.reset': case 'transport.unreachable':
      one.isConnected = false;
      return;
    default: // for servers and clients
  }
}

function ponged(one: Instance, reply: string, now: Time, port: Outlet): void {
  one.answeredAt = now;
  if (!isAvailable(reply)) return;
  Object.assign(one, { availableAt: now, unansweredSince: null });
  // SDOWN ends at the next run of the timer
  if (one.isHeard || one.isSuspected) return;
  one.isHeard = true;
  port.trust(one.id);
}

function told(state: Sentinel, one: Instance, { follows, linkLostFor, priority, offset }: Told, now: Time, port: Outlet): void {
  const isMaster = follows === nobody;
  if (!isMaster && follows !== one.follows) one.followsSince = now;
  if (isMaster !== one.isReportedMaster) {
    Object.assign(one, { isReportedMaster: isMaster, reportedSince: now });
    if (!isMaster) one.followsSince = now;
  }
  Object.assign(one, { toldAt: now, linkLostFor, priority, offset, ...(!isMaster && { follows }) });
  if (state.tiltedAt !== null || one.id === state.master) return;
  if (isMaster) mastered(state, one, now, port);
  else followed(state, one, now, port);
}

/** A replica says that it is a master: the one that was promoted, or one that has to be told. */
function mastered(state: Sentinel, one: Instance, now: Time, port: Outlet): void {
  const { failover } = state;
  if (failover?.state === 'waitPromotion' && failover.promoted === one.id) {
    state.configEpoch = failover.epoch;
    enter(failover, 'reconfigure', now);
    port.note({ kind: 'reaches', milestone: 'promoted', about: one.id });
    return publishSoon(state);
  }
  const patience = 4 * helloPeriod;
  if (failover?.promoted === one.id || !isSane(state, now) || wasSuspected(one, patience, now) || now - one.reportedSince <= patience) return;
  send(state, one, port);
  port.note({ kind: 'reaches', milestone: 'demoted', about: one.id });
}

function followed(state: Sentinel, one: Instance, now: Time, port: Outlet): void {
  const patience = state.params.failoverTimeout;
  const isAstray = one.follows !== state.master && now - one.followsSince > patience;
  if (isAstray && isSane(state, now) && !wasSuspected(one, patience, now)) send(state, one, port);
  if (one.reconfiguration === 'sent' && one.follows === state.failover?.promoted) one.reconfiguration = 'underway';
  if (one.reconfiguration === 'underway' && one.linkLostFor === 0) one.reconfiguration = 'done';
}

const send = ({ master, configEpoch }: Sentinel, one: Instance, port: Outlet): void =>
  port.send(one.id, { kind: 'sentinel.follow', master, epoch: configEpoch });

/** Only then is anybody made to follow it. */
function isSane(state: Sentinel, now: Time): boolean {
  const master = masterOf(state);
  return master !== undefined && master.isReportedMaster && !master.isSuspected && !state.isObjective
    && master.toldAt !== null && now - master.toldAt < 2 * infoPeriod;
}

const wasSuspected = ({ suspectedAt }: Instance, within: number, now: Time): boolean => suspectedAt !== null && now - suspectedAt <= within;

/** The newer configuration holds, whatever a sentinel thinks of it. */
function heard(state: Sentinel, { sentinel, epoch, master, configEpoch }: Hello, now: Time, port: Outlet): void {
  if (sentinel === state.self) return;
  state.epoch = Math.max(state.epoch, epoch);
  if (configEpoch <= state.configEpoch) return;
  state.configEpoch = configEpoch;
  if (master !== state.master) switchMaster(state, master, now, port);
}

export function sentinelDisk({ master, configEpoch, epoch, leader, leaderEpoch }: Sentinel, before: unknown): SentinelDisk {
  const old = before as SentinelDisk | undefined;
  const isSame = old?.master === master && old.configEpoch === configEpoch && old.epoch === epoch
    && old.leader === leader && old.leaderEpoch === leaderEpoch;
  return isSame ? old : { master, configEpoch, epoch, leader, leaderEpoch };
}
