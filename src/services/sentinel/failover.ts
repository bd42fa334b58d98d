/** The failover of the sentinel that was elected: one state at each run of its timer. */
import type { ProcessId } from '../../contract.ts';
import type { Time } from '../../time.ts';
import { elected } from './agreement.ts';
import { bestOf, electionLimit, isEligible, reconfigureTimeout } from './rules.ts';
import { masterOf, nobody, renew, replicasOf, type Failover, type Instance, type Outlet, type Sentinel } from './state.ts';

export function proceed(state: Sentinel, failover: Failover, now: Time, port: Outlet): void {
  switch (failover.state) {
    case 'waitStart': return waitStart(state, failover, now, port);
    case 'selectReplica': return selectReplica(state, failover, now, port);
    case 'sendPromotion': return sendPromotion(state, failover, now, port);
    case 'waitPromotion': // INFO of the promoted one ends it
      if (now - failover.changedAt > state.params.failoverTimeout) abort(state, port);
      return;
    case 'reconfigure': return reconfigure(state, failover, now, port);
    case 'switch':
  }
}

export function enter(failover: Failover, to: Failover['state'], now: Time): void {
  Object.assign(failover, { state: to, changedAt: now });
}

function abort(state: Sentinel, port: Outlet): void {
  state.failover = null;
  port.note({ kind: 'reaches', milestone: 'aborted', about: state.self });
}

function waitStart(state: Sentinel, failover: Failover, now: Time, port: Outlet): void {
  if (elected(state, failover.epoch, now) === state.self) {
    enter(failover, 'selectReplica', now);
    port.note({ kind: 'reaches', milestone: 'elected', about: state.self });
  } else if (now - (state.failoverAt ?? now) > electionLimit(state.params.failoverTimeout)) abort(state, port);
}

function selectReplica(state: Sentinel, failover: Failover, now: Time, port: Outlet): void {
  const promoted = choice(state, now);
  if (promoted === undefined) return abort(state, port);
  failover.promoted = promoted;
  enter(failover, 'sendPromotion', now);
}

export function choice(state: Sentinel, now: Time): ProcessId | undefined {
  const master = masterOf(state);
  const suspectedFor = master?.isSuspected ? now - master.suspectedAt! : null;
  return bestOf(replicasOf(state).map(({ id, isSuspected, isConnected, priority, offset, availableAt, toldAt, linkLostFor }) => ({
    id, isSuspected, isConnected, priority, offset, linkLostFor, silentFor: now - availableAt, infoAge: toldAt === null ? Infinity : now - toldAt,
  })).filter(prospect => isEligible(prospect, state.params.suspectAfter, suspectedFor)));
}

function sendPromotion(state: Sentinel, failover: Failover, now: Time, port: Outlet): void {
  const promoted = state.servers.find(({ id }) => id === failover.promoted)!;
  if (promoted.isConnected) {
    port.send(promoted.id, { kind: 'sentinel.follow', master: nobody, epoch: failover.epoch });
    enter(failover, 'waitPromotion', now);
  } else if (now - failover.changedAt > state.params.failoverTimeout) abort(state, port);
}

const isBusy = ({ reconfiguration }: Instance): boolean => reconfiguration === 'sent' || reconfiguration === 'underway';

/** No more than `parallelSyncs` copy from the new master at a time. */
function reconfigure(state: Sentinel, failover: Failover, now: Time, port: Outlet): void {
  const others = replicasOf(state).filter(({ id }) => id !== failover.promoted);
  let busy = others.filter(isBusy).length;
  for (const one of others) {
    if (busy >= state.params.parallelSyncs) break;
    if (one.reconfiguration === 'sent' && now - one.reconfiguredAt > reconfigureTimeout) one.reconfiguration = 'done';
    if (one.reconfiguration !== 'none' || !one.isConnected) continue;
    follow(one, failover, now, port);
    busy++;
  }
  detectEnd(state, failover, others, now, port);
}

function follow(one: Instance, { promoted, epoch }: Failover, now: Time, port: Outlet): void {
  port.send(one.id, { kind: 'sentinel.follow', master: promoted, epoch });
  Object.assign(one, { reconfiguration: 'sent', reconfiguredAt: now });
}

function detectEnd(state: Sentinel, failover: Failover, others: readonly Instance[], now: Time, port: Outlet): void {
  if (state.servers.find(({ id }) => id === failover.promoted)!.isSuspected) return;
  const isLate = now - failover.changedAt > state.params.failoverTimeout;
  if (!isLate && others.some(one => one.reconfiguration !== 'done' && !one.isSuspected)) return;
  if (isLate) for (const one of others) if (one.reconfiguration === 'none' && one.isConnected) follow(one, failover, now, port);
  enter(failover, 'switch', now);
}

/** From now on another server is the master to this sentinel: everything about the servers begins anew. */
export function switchMaster(state: Sentinel, master: ProcessId, now: Time, port: Outlet): void {
  Object.assign(state, { master, isObjective: false, failover: null, failoverAt: null, leader: nobody });
  for (const one of state.servers) {
    if (one.isSuspected) port.trust(one.id);
    renew(one, one.id === master, now);
  }
  port.note({ kind: 'reaches', milestone: 'switchMaster', about: master });
  announce(state, port);
}

export function announce({ clients, master, configEpoch }: Sentinel, port: Outlet): void {
  for (const client of clients) port.send(client, { kind: 'sentinel.switched', master, epoch: configEpoch });
}
