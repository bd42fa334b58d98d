/** Watching: links, pings, INFO, hellos, and when silence becomes SDOWN. */
import type { Time } from '../../time.ts';
import { helloPeriod, infoPeriod, infoPeriodInTrouble, isMisreporting, isSuspect, linkGrace, pingEvery, pingPeriod } from './rules.ts';
import { type Instance, type Outlet, type Sentinel } from './state.ts';

/** One try a second; a ping goes first. */
export function reconnect(one: Instance, now: Time, port: Outlet): void {
  if (one.isConnected || (one.triedAt !== null && now - one.triedAt < pingPeriod)) return;
  Object.assign(one, { isConnected: true, connectedAt: now, triedAt: now });
  ping(one, now, port);
}

function ping(one: Instance, now: Time, port: Outlet): void {
  port.send(one.id, { kind: 'sentinel.ping' });
  one.pingedAt = now;
  one.unansweredSince ??= now;
}

export function sendPeriodically(state: Sentinel, one: Instance, now: Time, port: Outlet): void {
  if (!one.isConnected) return;
  if (!one.isSentinel && (one.toldAt === null || now - one.toldAt > infoEvery(state, one))) port.send(one.id, { kind: 'sentinel.info' });
  const every = pingEvery(state.params.suspectAfter);
  if (now - one.answeredAt > every && (one.pingedAt === null || now - one.pingedAt > every / 2)) ping(one, now, port);
  if (now - one.publishedAt > helloPeriod) publish(state, one, now, port);
}

function infoEvery({ master, isObjective, failover }: Sentinel, one: Instance): number {
  const troubled = one.id !== master && (isObjective || failover !== null || one.linkLostFor !== 0);
  return troubled ? infoPeriodInTrouble : infoPeriod;
}

/** From the promotion on it is the new master that is announced. */
function publish(state: Sentinel, one: Instance, now: Time, port: Outlet): void {
  const { self: sentinel, epoch, configEpoch, failover } = state;
  const isPromoted = failover?.state === 'reconfigure' || failover?.state === 'switch';
  port.send(one.id, { kind: 'sentinel.hello', sentinel, epoch, master: isPromoted ? failover.promoted : state.master, configEpoch });
  one.publishedAt = now;
}

/** At its next run the timer publishes to everybody. */
export function publishSoon({ servers, sentinels }: Sentinel): void {
  for (const one of [...servers, ...sentinels]) one.publishedAt -= helloPeriod + 1;
}

export function judge(state: Sentinel, one: Instance, now: Time, port: Outlet): void {
  const { suspectAfter } = state.params;
  const elapsed = one.unansweredSince !== null ? now - one.unansweredSince : one.isConnected ? 0 : now - one.availableAt;
  closeHanging(one, suspectAfter, now, port);
  const isImpostor = one.id === state.master && !one.isReportedMaster && isMisreporting(now - one.reportedSince, suspectAfter);
  if (isSuspect(elapsed, suspectAfter) || isImpostor) suspect(state, one, now, port);
  else if (one.isSuspected) {
    one.isSuspected = false;
    port.trust(one.id);
  }
}

/** A hanging ping may hang in the link. */
function closeHanging(one: Instance, suspectAfter: number, now: Time, port: Outlet): void {
  const hangs = one.unansweredSince !== null && now - one.unansweredSince > suspectAfter / 2 && now - one.answeredAt > suspectAfter / 2;
  if (!one.isConnected || now - one.connectedAt <= linkGrace || !hangs) return;
  one.isConnected = false;
  port.close(one.id);
}

function suspect(state: Sentinel, one: Instance, now: Time, port: Outlet): void {
  if (one.isSuspected) return;
  Object.assign(one, { isSuspected: true, suspectedAt: now });
  port.suspect(one.id);
  if (one.id === state.master) port.note({ kind: 'reaches', milestone: 'sdown', about: one.id });
}
