/** Leading: when a primary acts, and how its writes reach the backups. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { append, excerptOf, forget, newest, recentIndexOf, type Run } from './log.ts';
import type { Heed, Request, Stored } from './messages.ts';
import { BEFORE, acts, holderLease, largest, leaderOf, majorityOf, resource, type Office, type Outlet, type Replica, type Waiting } from './state.ts';
import { discardStrays } from './storing.ts';

/** How many operations one message brings to a backup that is behind. */
const batch = 64;

/** From now on this replica leads `epoch`. `votes`, if it was elected, are its first authority. */
export function promote(state: Replica, now: Time, epoch: number, votes: readonly Time[] | null, port: Outlet): void {
  discardStrays(state, port);
  const count = state.replicas.length;
  const { log } = state;
  const before: Run[] = log.runs.filter(run => run.from < log.end);
  Object.assign(state, { epoch, voted: epoch, adopted: epoch, heard: true, candidacy: null, promisedUntil: BEFORE, considerAt: NEVER });
  state.log = { ...log, runs: [...before, { epoch, from: log.end }] };
  state.office = {
    stored: Array<number>(count).fill(0), resent: Array<number>(count).fill(-1),
    answered: votes ? [...votes] : Array<Time>(count).fill(BEFORE),
    pending: [], until: BEFORE, announceAt: now, flushed: log.end, flushAt: NEVER,
  };
  port.note({ kind: 'claims', resource, epoch });
  extend(state, state.office, now, port);
  announce(state, state.office, now, port);
}

export function yieldOffice(state: Replica, port: Outlet): void {
  if (!state.office) return;
  state.office = null;
  port.note({ kind: 'yields', resource, epoch: state.epoch });
}

/** Tells everyone who leads, and asks the replicas to heed it. */
export function announce(state: Replica, office: Office, now: Time, port: Outlet): void {
  discardStrays(state, port);
  const { announceEvery } = state.params;
  const everywhere = Math.min(state.log.end, ...office.stored.filter((_, rank) => rank !== state.rank));
  state.log = forget(state.log, everywhere);
  const lead = {
    kind: 'primaryBackup.lead', epoch: state.epoch, sentAt: now, runs: state.log.runs, end: office.flushed, everywhere,
  } as const;
  for (const peer of state.audience) port.send(peer, lead);
  office.announceAt += (Math.floor((now - office.announceAt) / announceEvery) + 1) * announceEvery;
}

/** A replica said yes to an announcement. */
export function heeded(state: Replica, office: Office, now: Time, rank: number, heed: Heed, port: Outlet): void {
  const from = state.params.countFrom === 'send' ? heed.sentAt : now;
  office.answered[rank] = Math.max(office.answered[rank]!, from);
  learn(state, office, rank, heed, true, port);
  extend(state, office, now, port);
}

/** Invariant: with a quorum or a lease it acts only before (its majority's oldest yes) + the shorter of the two limits. */
function extend(state: Replica, office: Office, now: Time, port: Outlet): void {
  const until = authority(state, office);
  if (until <= office.until) return;
  office.until = until;
  if (until > now) port.note({ kind: 'acts', resource, epoch: state.epoch, until });
}

function authority({ params, replicas, rank }: Replica, { answered }: Office): Time {
  const needed = majorityOf(replicas.length) - 1;
  if ((!params.quorum && params.lease === 0) || needed === 0) return NEVER;
  const base = largest(answered.filter((_, i) => i !== rank), needed);
  return base + Math.min(params.lease > 0 ? holderLease(params) : NEVER, params.quorum ? params.quorumTimeout : NEVER);
}

/** What a replica has stored. The periodic answers resend what got lost; between them, progress asks for more. */
export function learn(state: Replica, office: Office, rank: number, { end, of }: Heed | Stored, periodic: boolean, port: Outlet): void {
  office.stored[rank] = Math.max(office.stored[rank]!, end);
  if (end < of && end === office.stored[rank] && (periodic || end > office.resent[rank]!)) {
    office.resent[rank] = end;
    replicate(state, office, [state.replicas[rank]!], end, Math.min(batch, office.flushed - end), port);
  }
  acknowledge(state, office, port);
}

function replicate(state: Replica, office: Office, to: readonly ProcessId[], from: number, limit: number, port: Outlet): void {
  const excerpt = excerptOf(state.log, from, limit);
  const message = { kind: 'primaryBackup.replicate', epoch: state.epoch, runs: state.log.runs, excerpt, end: office.flushed } as const;
  for (const peer of to) port.send(peer, message);
}

/** Sends what was accepted since the last time. Authority is not asked again: that is what a fence is for. */
export function flush(state: Replica, office: Office, port: Outlet): void {
  const from = office.flushed;
  office.flushed = state.log.end;
  office.flushAt = NEVER;
  replicate(state, office, state.others, from, state.log.end - from, port);
}

/** How much of the log has the copies that an acknowledgement promises. */
function committed(state: Replica, office: Office): number {
  const count = state.replicas.length;
  const copies = { async: 1, oneBackup: Math.min(2, count), majority: majorityOf(count) }[state.params.replication];
  return copies === 1 ? state.log.end : largest(office.stored.filter((_, rank) => rank !== state.rank), copies - 1);
}

function acknowledge(state: Replica, office: Office, port: Outlet): void {
  if (office.pending.length === 0) return;
  const reached = committed(state, office);
  const waiting = office.pending.findIndex(({ index }) => index >= reached);
  const done = office.pending.splice(0, waiting < 0 ? office.pending.length : waiting);
  for (const { client, operation } of done) port.send(client, { kind: 'primaryBackup.answer', operation, epoch: state.epoch });
}

/** A client's request to a replica that leads and acts. */
export function serve(state: Replica, office: Office, now: Time, client: ProcessId, request: Request, port: Outlet): void {
  const { operation } = request;
  if (request.kind === 'primaryBackup.read') {
    port.note({ kind: 'serves', resource, operation, reflects: newest(state.log), epoch: state.epoch });
    port.send(client, { kind: 'primaryBackup.answer', operation, epoch: state.epoch });
    return;
  }
  const known = recentIndexOf(state.log, operation);
  enqueue(state, office, { operation, client, index: known ?? state.log.end, since: now });
  if (known === undefined) write(state, office, now, operation, port);
  acknowledge(state, office, port);
}

function write(state: Replica, office: Office, now: Time, operation: number, port: Outlet): void {
  state.log = append(state.log, [operation]);
  port.note({ kind: 'accepts', resource, operation, epoch: state.epoch });
  if (state.params.writeTime === 0) flush(state, office, port);
  else office.flushAt = Math.min(office.flushAt, now + state.params.writeTime);
}

/** Queues by index: a repeated operation may stand before others. Those whose clients have given up are forgotten. */
function enqueue({ params }: Replica, { pending }: Office, waiting: Waiting): void {
  while (pending.length > 0 && pending[0]!.since + params.opTimeout < waiting.since) pending.shift();
  let place = pending.length;
  while (place > 0 && pending[place - 1]!.index > waiting.index) place--;
  if (pending[place - 1]?.index !== waiting.index) pending.splice(place, 0, waiting);
}

/** "Not I, or not with that token", with the leader if one is known. */
export function redirect(state: Replica, now: Time, client: ProcessId, operation: number, port: Outlet): void {
  const known = state.office ? acts(state, now) : state.heard;
  const leader = known ? leaderOf(state, state.epoch) : -1;
  port.send(client, { kind: 'primaryBackup.redirect', operation, leader, epoch: state.epoch });
}
