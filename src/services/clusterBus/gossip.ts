/** Pings, and what goes with them: who may be failing, who is, and how a few opinions become an agreement. */
import type { ProcessId } from '../../contract.ts';
import type { Time } from '../../time.ts';
import type { Gossip, Header } from './messages.ts';
import { clockTolerance, failureUndo, gossipWanted, isFailing, isReportValid, wholeSeconds } from './rules.ts';
import {
  configure, followedBy, hasFailed, healthOf, isMaster, knownOf, nobody, shardsOf, voices, type ClusterNode, type Known, type Outlet,
} from './state.ts';

export function headerOf(state: ClusterNode): Header {
  const { self, config, epoch, log, params: { noFailover } } = state;
  const follows = followedBy(state, self);
  const chief = follows === nobody ? self : follows;
  return { epoch, configEpoch: config.epochs[chief]!, shards: shardsOf(config, chief), follows, offset: log.end, noFailover };
}

/** As dictGetRandomKey: a bucket, then one of those in it, so that who shares a bucket is drawn less often. */
export function draw({ table }: ClusterNode, port: Outlet): ProcessId {
  const bucket = table[Math.floor(port.random() * table.length)]!;
  return bucket.length === 1 ? bucket[0]! : bucket[Math.floor(port.random() * bucket.length)]!;
}

/** Some nodes at random, and all those that may be failing. */
export function gossipOf(state: ClusterNode, port: Outlet): Gossip[] {
  const wanted = gossipWanted(state.known.length + 1);
  const picked: Known[] = [];
  let fresh = state.known.length - 1;
  for (let i = 0; i < 3 * wanted && fresh > 0 && picked.length < wanted; i++) {
    const one = knownOf(state, draw(state, port));
    if (!one || one.isPfail || picked.includes(one)) continue;
    if (one.link !== 'none' || shardsOf(state.config, one.id).length > 0) picked.push(one);
    fresh--;
  }
  picked.push(...state.known.filter(one => one.isPfail).slice(0, state.pfails));
  return picked.map(one => ({ about: one.id, health: healthOf(state, one), pongAt: wholeSeconds(one.pongAt) }));
}

export function ping(state: ClusterNode, one: Known, port: Outlet): void {
  port.send(one.id, { kind: 'clusterBus.ping', header: headerOf(state), gossip: gossipOf(state, port) });
}

export function pong(state: ClusterNode, to: ProcessId, isAnswer: boolean, port: Outlet): void {
  port.send(to, { kind: 'clusterBus.pong', header: headerOf(state), gossip: gossipOf(state, port), isAnswer });
}

/** A pong that nobody asked for brings the news to everybody at once, or to those for whom `to` holds. */
export function announce(state: ClusterNode, port: Outlet, to: (one: Known) => boolean = () => true): void {
  for (const one of state.known) if (one.link !== 'none' && to(one)) pong(state, one.id, false, port);
}

/** Only a master's word about another counts as a report; anybody's word about its pongs is taken. */
export function digest(state: ClusterNode, from: ProcessId, gossip: readonly Gossip[], now: Time, port: Outlet): void {
  for (const { about, health, pongAt } of gossip) {
    const one = knownOf(state, about);
    if (!one) continue;
    if (isMaster(state, from)) {
      if (health === 'fine') one.reports = one.reports.filter(({ by }) => by !== from);
      else {
        report(one, from, now);
        failIfAgreed(state, one, now, port);
      }
    }
    if (health !== 'fine' || one.pingSentAt !== null || reportsOn(state, one, now) > 0) continue;
    if (pongAt <= now + clockTolerance && pongAt > one.pongAt) one.pongAt = pongAt;
  }
}

function report(one: Known, by: ProcessId, now: Time): void {
  const known = one.reports.find(each => each.by === by);
  if (known) known.at = now;
  else one.reports.push({ by, at: now });
}

function reportsOn({ params }: ClusterNode, one: Known, now: Time): number {
  one.reports = one.reports.filter(({ at }) => isReportValid(now - at, params.nodeTimeout));
  return one.reports.length;
}

function failIfAgreed(state: ClusterNode, one: Known, now: Time, port: Outlet): void {
  if (!one.isPfail || !isFailing(voices(state).length, reportsOn(state, one, now), isMaster(state, state.self))) return;
  port.note({ kind: 'reaches', milestone: 'fail', about: one.id });
  fail(state, one, now, port);
  for (const other of state.known) {
    if (other.link !== 'none') port.send(other.id, { kind: 'clusterBus.fail', header: headerOf(state), about: one.id });
  }
}

export function fail(state: ClusterNode, one: Known, now: Time, port: Outlet): void {
  Object.assign(one, { isPfail: false, failedAt: now });
  configure(state, { failed: [...state.config.failed, one.id] });
  port.fail(one.id);
}

/** It answered. PFAIL ends at once; FAIL where nothing hangs on it, or where nobody has replaced it for long. */
export function answered(state: ClusterNode, one: Known, now: Time, port: Outlet): void {
  Object.assign(one, { pongAt: now, pingSentAt: null });
  if (one.isPfail) {
    one.isPfail = false;
    state.isStateDue = true;
    trust(one, port);
  } else if (hasFailed(state, one.id)) clearFailure(state, one, now, port);
  else if (!one.isHeard) trust(one, port);
}

function clearFailure(state: ClusterNode, one: Known, now: Time, port: Outlet): void {
  const serves = isMaster(state, one.id) && shardsOf(state.config, one.id).length > 0;
  if (serves && now - one.failedAt <= failureUndo(state.params.nodeTimeout)) return;
  configure(state, { failed: state.config.failed.filter(id => id !== one.id) });
  port.note({ kind: 'reaches', milestone: 'failCleared', about: one.id });
  trust(one, port);
}

function trust(one: Known, port: Outlet): void {
  one.isHeard = true;
  port.trust(one.id);
}
