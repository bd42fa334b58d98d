/** What a replica does with each message and at each wake. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId, Start } from '../../contract.ts';
import { askAgain, bound, consider, counted, follow, listen, promise, stepAside, vote } from './election.ts';
import { emptyLog, forget, type Log } from './log.ts';
import type { Lead, PrimaryBackupMessage, Replicate, Request } from './messages.ts';
import { announce, flush, heeded, learn, promote, redirect, serve } from './office.ts';
import type { PrimaryBackupParams } from './parameters.ts';
import { BEFORE, acts, guarded, leaderOf, newestEpoch, resource, type Outlet, type Replica, type Stray } from './state.ts';
import { discardStrays, store, storeStray } from './storing.ts';

/** What survives a crash of a replica. */
export interface ReplicaDisk { readonly epoch: number; readonly voted: number; readonly log: Log; readonly strays: readonly Stray[] }

export function startReplica(start: Start<PrimaryBackupParams>, disk: ReplicaDisk | undefined, port: Outlet): Replica {
  const state = blank(start, disk);
  const { now } = start;
  if (start.incarnation === 0 && !disk) {
    if (state.rank === 0) promote(state, now, 1, null, port);
    return state;
  }
  // until when it had promised is not known any more: only to whom it can have been
  promise(state, now, leaderOf(state, newestEpoch(state)));
  listen(state, now);
  return state;
}

function blank({ self, roles, peers, params }: Start<PrimaryBackupParams>, disk: ReplicaDisk | undefined): Replica {
  const replicas = roles.flatMap((role, id) => (role === 'replica' ? [id] : []));
  const { epoch, voted, log, strays } = disk ?? { epoch: 1, voted: 0, log: emptyLog(1), strays: [] };
  return {
    role: 'replica', params, self, rank: replicas.indexOf(self), replicas,
    others: replicas.filter(id => id !== self && peers.includes(id)),
    audience: peers.filter(id => id !== self && (roles[id] === 'replica' || roles[id] === 'client')),
    suspected: replicas.map(() => false), shaken: false,
    epoch, heard: true, voted, adopted: 0, log, strays,
    promisedTo: -1, promisedUntil: BEFORE, listenUntil: BEFORE, sparedUntil: BEFORE, considerAt: NEVER, office: null, candidacy: null,
  };
}

export function receiveAsReplica(state: Replica, now: Time, from: ProcessId, message: PrimaryBackupMessage, port: Outlet): void {
  const rank = state.replicas.indexOf(from);
  switch (message.kind) {
    case 'primaryBackup.write': case 'primaryBackup.read': return request(state, now, from, message, port);
    case 'primaryBackup.lead': return lead(state, now, from, message, port);
    case 'primaryBackup.replicate': return replicate(state, now, from, message, port);
    case 'primaryBackup.canvass': return vote(state, now, from, message, port);
    case 'primaryBackup.vote':
      if (state.candidacy) counted(state, state.candidacy, now, rank, message, port);
      return;
    case 'primaryBackup.heed':
      if (state.office && message.epoch === state.epoch) heeded(state, state.office, now, rank, message, port);
      return;
    case 'primaryBackup.stored':
      if (state.office && message.epoch === state.epoch) learn(state, state.office, rank, message, false, port);
      return;
    case 'primaryBackup.stale':
      if (state.office && message.epoch > state.epoch) stepAside(state, now, message.epoch, port);
      return;
    default: // answers and redirects are for clients
  }
}

function lead(state: Replica, now: Time, from: ProcessId, { epoch, runs, sentAt, end, everywhere }: Lead, port: Outlet): void {
  if (epoch < newestEpoch(state)) {
    if (guarded(state.params)) port.send(from, { kind: 'primaryBackup.stale', epoch: newestEpoch(state) });
    return;
  }
  if (bound(state, now, from)) return;
  follow(state, now, from, epoch, runs, port);
  discardStrays(state, port);
  state.log = forget(state.log, Math.min(everywhere, state.log.end));
  promise(state, now, from);
  port.send(from, { kind: 'primaryBackup.heed', epoch, sentAt, end: state.log.end, of: end });
}

function replicate(state: Replica, now: Time, from: ProcessId, { epoch, runs, excerpt, end }: Replicate, port: Outlet): void {
  if (epoch < newestEpoch(state)) return late(state, from, epoch, excerpt.at, excerpt.operations, port);
  if (bound(state, now, from)) return;
  follow(state, now, from, epoch, runs, port);
  discardStrays(state, port);
  store(state, excerpt, port);
  port.send(from, { kind: 'primaryBackup.stored', epoch, end: state.log.end, of: end });
}

/** A write with an old token: a fence refuses it and says why; without one it is stored like any other. */
function late(state: Replica, from: ProcessId, epoch: number, at: number, operations: readonly number[], port: Outlet): void {
  if (state.params.fencing) {
    for (const operation of operations) port.note({ kind: 'fences', resource, operation, epoch });
    port.send(from, { kind: 'primaryBackup.stale', epoch: newestEpoch(state) });
    return;
  }
  storeStray(state, epoch, operations, port);
  const end = at + operations.length;
  port.send(from, { kind: 'primaryBackup.stored', epoch, end, of: end });
}

function request(state: Replica, now: Time, from: ProcessId, message: Request, port: Outlet): void {
  const { fencing } = state.params;
  if (fencing && state.office && message.epoch > state.epoch) stepAside(state, now, message.epoch, port);
  if (!state.office || !acts(state, now)) return redirect(state, now, from, message.operation, port);
  if (fencing && message.kind === 'primaryBackup.write' && message.epoch < state.epoch) {
    port.note({ kind: 'fences', resource, operation: message.operation, epoch: message.epoch });
    return redirect(state, now, from, message.operation, port);
  }
  serve(state, state.office, now, from, message, port);
}

export function wakeReplica(state: Replica, now: Time, port: Outlet): void {
  const { office, candidacy } = state;
  if (office && now >= office.flushAt) flush(state, office, port);
  if (office && now >= office.announceAt) announce(state, office, now, port);
  if (candidacy && now >= candidacy.askAt) askAgain(state, candidacy, now, port);
  if (now >= state.considerAt) consider(state, now, port);
}

export function replicaDeadline({ office, candidacy, considerAt }: Replica): Time {
  if (office) return Math.min(office.flushAt, office.announceAt);
  return Math.min(candidacy?.askAt ?? NEVER, considerAt);
}
