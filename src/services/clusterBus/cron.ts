/** clusterCron: links, pings, PFAIL, at 10 Hz or a little less with a phase of its own. */
import type { Time } from '../../time.ts';
import { follow } from './configuration.ts';
import { standForElection } from './election.ts';
import { draw, ping } from './gossip.ts';
import { tendReplication } from './replication.ts';
import { cronAfter, halfTimeout, isPossiblyFailing, migrationDelay, randomCandidates, runsPerSecond } from './rules.ts';
import { judgeCluster } from './standing.ts';
import { followedBy, hasFailed, isMaster, knownOf, replicasOf, shardsOf, type ClusterNode, type Known, type Outlet } from './state.ts';

/** After a step of the clock backwards the timer's next run seems far away: the event loop runs it all the same. */
export const isDue = (state: ClusterNode, now: Time): boolean => now >= state.cronAt || now < state.previousAt;

export function wakeNode(state: ClusterNode, now: Time, port: Outlet): void {
  if (!isDue(state, now)) return;
  state.cronAt = now + cronAfter(port.random());
  state.previousAt = now;
  state.runs++;
  if (state.runs % runsPerSecond === 1) tendReplication(state, now, port);
  run(state, now, port);
}

function run(state: ClusterNode, now: Time, port: Outlet): void {
  state.pfails = state.known.filter(({ isPfail }) => isPfail).length;
  for (const one of state.known) reconnect(state, one, now, port);
  if (state.runs % runsPerSecond === 0) pingRandom(state, now, port);
  const before = state.known.filter(({ isPfail }) => isPfail).length;
  for (const one of state.known) tend(state, one, now, port);
  const isNews = state.known.filter(({ isPfail }) => isPfail).length > before;
  if (!isMaster(state, state.self)) {
    standForElection(state, now, port);
    migrate(state, now, port);
  }
  if (isNews || !state.isOk) judgeCluster(state, now, port);
}

/** A ping opens it, and counts as sent when the link is there. */
function reconnect(state: ClusterNode, one: Known, now: Time, port: Outlet): void {
  if (one.link !== 'none') return;
  Object.assign(one, { link: 'opening', linkedAt: now });
  ping(state, one, port);
  if (state.params.transport === 'datagram') linked(one, now);
}

/** Anything that comes shows that it stands. */
export function linked(one: Known, now: Time): void {
  if (one.link !== 'opening') return;
  one.link = 'open';
  one.pingSentAt ??= now;
}

/** Of five drawn at random, the one whose last pong is oldest. */
function pingRandom(state: ClusterNode, now: Time, port: Outlet): void {
  let stalest: Known | undefined;
  for (let i = 0; i < randomCandidates; i++) {
    const one = knownOf(state, draw(state, port));
    if (!one || one.link === 'none' || one.pingSentAt !== null) continue;
    if (!stalest || stalest.pongAt > one.pongAt) stalest = one;
  }
  if (stalest) pingNow(state, stalest, now, port);
}

function pingNow(state: ClusterNode, one: Known, now: Time, port: Outlet): void {
  one.pingSentAt = now;
  ping(state, one, port);
}

function tend(state: ClusterNode, one: Known, now: Time, port: Outlet): void {
  const { nodeTimeout } = state.params;
  const half = halfTimeout(nodeTimeout);
  const pingDelay = one.pingSentAt === null ? null : now - one.pingSentAt;
  const dataDelay = one.dataAt === null ? Infinity : now - one.dataAt;
  if (one.link !== 'none' && now - one.linkedAt > nodeTimeout && pingDelay !== null && pingDelay > half && dataDelay > half) {
    one.link = 'none';
    port.close(one.id);
  }
  if (one.link !== 'none' && pingDelay === null && now - one.pongAt > half) return pingNow(state, one, now, port);
  if (!isPossiblyFailing(pingDelay, dataDelay, nodeTimeout) || one.isPfail || hasFailed(state, one.id)) return;
  one.isPfail = true;
  port.suspect(one.id);
  port.note({ kind: 'reaches', milestone: 'pfail', about: one.id });
}

/** The lowest replica of the master that has most goes over to one that has lost all of its own. */
function migrate(state: ClusterNode, now: Time, port: Outlet): void {
  const { self, params: { migration, migrationBarrier } } = state;
  const own = followedBy(state, self);
  const masters = state.known.filter(({ id }) => isMaster(state, id) && !hasFailed(state, id));
  const working = (id: number): number[] => [...replicasOf(state, id).map(one => one.id), ...(own === id ? [self] : [])].filter(each => !hasFailed(state, each));
  const most = Math.max(0, ...masters.map(({ id }) => working(id).length));
  const orphans = masters.filter(one => working(one.id).length === 0 && one.isMigrationTarget && shardsOf(state.config, one.id).length > 0);
  for (const one of state.known) one.orphanedAt = orphans.includes(one) ? one.orphanedAt ?? now : null;
  if (!migration || !state.isOk || orphans.length === 0 || most < 2 || working(own).length !== most) return;
  if (working(own).filter(id => !knownOf(state, id)?.isPfail).length <= migrationBarrier) return;
  const lowest = Math.min(self, ...masters.filter(({ id }) => working(id).length === most).flatMap(({ id }) => working(id)));
  const target = orphans[0]!;
  if (lowest === self && now - target.orphanedAt! > migrationDelay) follow(state, target.id, now, port);
}
