/**
 * The data of a node: replication is asynchronous, a write is answered as soon as it is accepted. A replica acknowledges
 * every second; its master pings it now and then. Here a resynchronisation brings only what is lacking, and takes no time.
 */
import type { ProcessId } from '../../contract.ts';
import { NEVER, type Duration, type Time } from '../../time.ts';
import { append, emptyLog, excerptOf, forget, newest, recentIndexOf } from '../primaryBackup/log.ts';
import { adopt, store } from '../primaryBackup/storing.ts';
import type { Replicate, Request, Stored } from './messages.ts';
import { wholeSeconds } from './rules.ts';
import { sharded } from './sharded.ts';
import { followedBy, isMaster, nobody, replicasOf, shardsOf, type Attached, type ClusterNode, type Outlet } from './state.ts';

/** How many operations one message brings to a replica that is behind. */
const batch = 64;

/** REPLCONF ACK, and the wish to be attached. */
export const acknowledge = (state: ClusterNode, port: Outlet): void =>
  port.send(followedBy(state, state.self), { kind: 'clusterBus.stored', end: state.log.end });

/** To a new master. Who was a replica is cut off from now on; who was a master has never been attached. */
export function attach(state: ClusterNode, wasMaster: boolean, now: Time, port: Outlet): void {
  Object.assign(state, { attached: [], isAttached: false, lostAt: wasMaster ? null : now, heardAt: now });
  const shard = shardsOf(state.config, followedBy(state, state.self))[0] ?? state.shard;
  if (shard !== state.shard) adopt(state, emptyLog(0).runs, sharded(port, state.shard));
  state.shard = shard;
  acknowledge(state, port);
}

/** From here on the entries are written in that epoch. */
export function beginRun(state: ClusterNode, epoch: number): void {
  const { log } = state;
  state.log = { ...log, runs: [...log.runs.filter(({ from }) => from < log.end), { epoch, from: log.end }] };
}

export function cutOff(state: ClusterNode, now: Time): void {
  if (state.isAttached) Object.assign(state, { isAttached: false, lostAt: now });
}

/** In whole seconds; NEVER of a replica that was never attached since it started. */
export function dataAge({ isAttached, heardAt, lostAt }: ClusterNode, now: Time): Duration {
  if (!isAttached && lostAt === null) return NEVER;
  return wholeSeconds(now) - wholeSeconds(isAttached ? heardAt : lostAt!);
}

/** What its master does not have is discarded. */
export function replicated(state: ClusterNode, from: ProcessId, { runs, excerpt, end }: Replicate, now: Time, port: Outlet): void {
  if (from !== followedBy(state, state.self)) return;
  state.heardAt = now;
  const before = state.log.end;
  adopt(state, runs, sharded(port, state.shard));
  store(state, excerpt, sharded(port, state.shard));
  if (state.log.end === end) state.isAttached = true;
  else if (state.log.end !== before || excerpt.at > state.log.end) acknowledge(state, port);
}

export function stored(state: ClusterNode, from: ProcessId, { end }: Stored, now: Time, port: Outlet): void {
  if (!isMaster(state, state.self)) return;
  const known = state.attached.find(({ id }) => id === from);
  const replica = known ?? { id: from, acknowledgedAt: now, end: -1, resent: -1 };
  if (!known) state.attached.push(replica);
  const isStuck = replica.end === end && replica.resent === end;
  Object.assign(replica, { acknowledgedAt: now, end });
  if (known && (end === state.log.end || (end === replica.resent && !isStuck))) return;
  replica.resent = end;
  replicate(state, [replica], end, port);
}

function replicate({ log }: ClusterNode, to: readonly Attached[], from: number, port: Outlet): void {
  const excerpt = excerptOf(log, Math.min(from, log.end), batch);
  for (const { id } of to) port.send(id, { kind: 'clusterBus.replicate', runs: log.runs, excerpt, end: log.end });
}

/** MOVED to the owner; CLUSTERDOWN where the cluster is not ok, or nobody owns it. */
export function request(state: ClusterNode, client: ProcessId, message: Request, port: Outlet): void {
  const { operation, shard } = message;
  const { owners, epochs } = state.config;
  const owner = owners[shard] ?? nobody;
  if (!state.isOk || owner !== state.self) {
    return port.send(client, { kind: 'clusterBus.redirect', operation, leader: state.isOk ? owner : nobody, epoch: epochs[owner] ?? 0 });
  }
  const epoch = epochs[owner]!;
  if (message.kind === 'clusterBus.read') port.note({ kind: 'serves', resource: shard, operation, reflects: newest(state.log), epoch });
  else if (recentIndexOf(state.log, operation) === undefined) write(state, operation, shard, epoch, port);
  port.send(client, { kind: 'clusterBus.answer', operation, epoch });
}

function write(state: ClusterNode, operation: number, resource: number, epoch: number, port: Outlet): void {
  const at = state.log.end;
  state.log = append(state.log, [operation]);
  port.note({ kind: 'accepts', resource, operation, epoch });
  replicate(state, state.attached, at, port);
}

/** Once a second. */
export function tendReplication(state: ClusterNode, now: Time, port: Outlet): void {
  const { linkTimeout, pingReplicas } = state.params;
  if (!isMaster(state, state.self)) {
    if (state.isAttached && now - state.heardAt > linkTimeout) cutOff(state, now);
    return acknowledge(state, port);
  }
  state.attached = state.attached.filter(({ acknowledgedAt }) => now - acknowledgedAt <= linkTimeout);
  if (replicasOf(state, state.self).length === state.attached.length) state.log = forget(state.log, Math.min(state.log.end, ...state.attached.map(({ end }) => end)));
  if (now - state.pingedAt < pingReplicas) return;
  state.pingedAt = now;
  replicate(state, state.attached, state.log.end, port);
}
