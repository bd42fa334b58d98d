/**
 * Leading and following, as far as sessions need it: transactions are proposed by the leader, logged by a quorum, and then
 * applied by all. One transaction carries the whole table, which a real one only changes. Half a tick is the heartbeat between
 * them; in its answer a follower says whom of its clients it has heard.
 */
import type { ProcessId } from '../../../contract.ts';
import { NEVER, type Time } from '../../../time.ts';
import type { Ack, Commit, Follow, Propose, Request, Sync, Table, Touched } from '../messages.ts';
import { expiryBucket, lastTickOf, negotiated, quorumOf } from '../rules.ts';
import { nobody, reach, suspect, trust, type Outlet } from '../state.ts';
import { admit, applied } from './clients.ts';
import { look } from './election.ts';
import { logged, type Follower, type Tracked, type ZookeeperServer } from './state.ts';
import { closed, created, nextZxid, rowOf, sessionOf } from './table.ts';

/** initLimit: twice the syncLimit, as in zoo_sample.cfg. */
const initLimit = ({ params: { syncLimit, tick } }: ZookeeperServer): number => 2 * syncLimit * tick;
const half = ({ params: { tick } }: ZookeeperServer): number => Math.max(1, Math.floor(tick / 2));

// leading

export function lead(state: ZookeeperServer, now: Time, port: Outlet): void {
  Object.assign(state, { stance: 'leading', leader: state.self, since: now, halves: 0, tickAt: now + half(state), epoch: state.epoch + 1, followers: [], decideAt: NEVER });
  maybeServe(state, now, port);
}

/** A quorum has what this leader has. Every session gets its full timeout anew: nobody knows here when it was heard last. */
function maybeServe(state: ZookeeperServer, now: Time, port: Outlet): void {
  const ready = state.followers.filter(({ zxid }) => zxid >= logged(state).zxid).length;
  if (state.isServing || ready + 1 < quorumOf(state.servers.length)) return;
  state.isServing = true;
  reach(port, 'newLeader', state.self);
  state.tracked = [];
  commitThrough(state, logged(state), now, port);
  state.tracked = state.table.sessions.map(({ id, timeout }) => tracked(state, id, timeout, now));
}

const tracked = ({ params: { tick }, phase }: ZookeeperServer, id: number, timeout: number, now: Time): Tracked =>
  ({ id, expiresAt: expiryBucket(now, timeout, tick, phase), isClosing: false });

/** A follower says how far its log goes, and gets the whole; so does one that has missed something. */
export function joinedBy(state: ZookeeperServer, from: ProcessId, { epoch }: Follow, port: Outlet): void {
  if (state.stance !== 'leading') return;
  if (!state.isServing) state.epoch = Math.max(state.epoch, epoch + 1);
  const others = state.followers.filter(({ id }) => id !== from);
  state.followers = [...others, { id: from, lastTick: lastTickOf(ticks(state), state.params.syncLimit), zxid: -1 }];
  port.send(from, { kind: 'session.sync', epoch: state.epoch, table: logged(state) });
}

const ticks = ({ halves }: ZookeeperServer): number => Math.floor(halves / 2);
const followerOf = ({ followers }: ZookeeperServer, from: ProcessId): Follower | undefined => followers.find(({ id }) => id === from);

export function acknowledged(state: ZookeeperServer, from: ProcessId, { epoch, zxid }: Ack, now: Time, port: Outlet): void {
  const follower = followerOf(state, from);
  if (state.stance !== 'leading' || !follower || epoch !== state.epoch) return;
  heardOf(state, follower, port);
  follower.zxid = Math.max(follower.zxid, zxid);
  maybeServe(state, now, port);
  if (!state.isServing) return;
  const logs = [...state.followers.map(each => each.zxid), logged(state).zxid].sort((a, b) => b - a);
  const reached = logs[quorumOf(state.servers.length) - 1] ?? -1;
  const newest = state.pending.findLast(table => table.zxid <= reached);
  if (newest) commitThrough(state, newest, now, port);
  else port.send(from, { kind: 'session.commit', epoch: state.epoch, zxid: state.table.zxid });
}

function heardOf(state: ZookeeperServer, follower: Follower, port: Outlet): void {
  follower.lastTick = lastTickOf(ticks(state), state.params.syncLimit);
  trust(state, follower.id, port);
}

function commitThrough(state: ZookeeperServer, table: Table, now: Time, port: Outlet): void {
  state.pending = state.pending.filter(({ zxid }) => zxid > table.zxid);
  for (const { id } of state.followers) port.send(id, { kind: 'session.commit', epoch: state.epoch, zxid: table.zxid });
  applied(state, table, port);
  const known = state.tracked.filter(({ id }) => rowOf(table, id));
  const fresh = table.sessions.filter(({ id }) => !known.some(each => each.id === id));
  state.tracked = [...known, ...fresh.map(({ id, timeout }) => tracked(state, id, timeout, now))];
}

function propose(state: ZookeeperServer, table: Table, now: Time, port: Outlet): void {
  state.pending.push(table);
  for (const { id } of state.followers) port.send(id, { kind: 'session.propose', epoch: state.epoch, table });
  if (state.servers.length === 1) commitThrough(state, table, now, port);
}

/** From a follower or of a client of its own: a new session, or is this one still one? A connection made anew counts as heard. */
export function requested(state: ZookeeperServer, from: ProcessId, request: Request, now: Time, port: Outlet): void {
  if (!state.isServing || state.stance !== 'leading') return;
  const { member, instance, session, timeout } = request;
  if (session !== 0) return answer(state, from, request, touch(state, session, now), port);
  const newest = logged(state);
  const known = sessionOf(newest, member, instance);
  if (known && sessionOf(state.table, member, instance)) return answer(state, from, { ...request, session: known.id }, touch(state, known.id, now), port);
  if (known) return;
  const { tick, minTimeout, maxTimeout } = state.params;
  propose(state, created(newest, nextZxid(newest.zxid, state.epoch), { member, instance, timeout: negotiated(timeout, tick, minTimeout, maxTimeout) }), now, port);
}

function answer(state: ZookeeperServer, from: ProcessId, { member, instance, session }: Request, isValid: boolean, port: Outlet): void {
  if (from === state.self) admit(state, member, instance, session, isValid, port);
  else port.send(from, { kind: 'session.valid', member, instance, session, isValid });
}

/** SessionTrackerImpl.touchSession: one that is closing cannot be saved. */
export function touch(state: ZookeeperServer, session: number, now: Time): boolean {
  const one = state.tracked.find(({ id }) => id === session);
  const row = rowOf(state.table, session);
  if (!one || one.isClosing || !row) return false;
  one.expiresAt = expiryBucket(now, row.timeout, state.params.tick, state.phase);
  return true;
}

export function touched(state: ZookeeperServer, from: ProcessId, { epoch, sessions }: Touched, now: Time, port: Outlet): void {
  const follower = followerOf(state, from);
  if (state.stance !== 'leading' || !follower || epoch !== state.epoch) return;
  heardOf(state, follower, port);
  for (const session of sessions) touch(state, session, now);
}

function expire(state: ZookeeperServer, now: Time, port: Outlet): void {
  const due = state.tracked.filter(({ expiresAt, isClosing }) => !isClosing && expiresAt <= now);
  if (due.length === 0) return;
  for (const one of due) {
    one.isClosing = true;
    const member = rowOf(state.table, one.id)?.member ?? nobody;
    reach(port, 'sessionExpired', member);
    suspect(state, member, port);
  }
  const newest = logged(state);
  propose(state, closed(newest, nextZxid(newest.zxid, state.epoch), due.map(({ id }) => id)), now, port);
}

/** Leader.lead: pings every half tick, the count of the synchronised every second time. */
function tickAsLeader(state: ZookeeperServer, now: Time, port: Outlet): void {
  state.halves++;
  const inSync = state.followers.filter(({ lastTick, zxid }) => zxid >= 0 && ticks(state) <= lastTick);
  for (const { id } of state.followers) if (!inSync.some(each => each.id === id)) suspect(state, id, port);
  const isLost = state.isServing && state.halves % 2 === 0 && inSync.length + 1 < quorumOf(state.servers.length);
  if (isLost || (!state.isServing && now - state.since >= initLimit(state))) return look(state, now, port);
  for (const { id } of state.followers) port.send(id, { kind: 'session.tick', epoch: state.epoch });
}

// following

export function follow(state: ZookeeperServer, leader: ProcessId, now: Time, port: Outlet): void {
  Object.assign(state, { stance: 'following', leader, since: now, heardAt: now, tickAt: now + half(state), decideAt: NEVER });
  askToFollow(state, port);
}

function askToFollow(state: ZookeeperServer, port: Outlet): void {
  port.send(state.leader, { kind: 'session.follow', epoch: state.epoch, zxid: logged(state).zxid });
}

function heardLeader(state: ZookeeperServer, from: ProcessId, epoch: number, now: Time, port: Outlet): boolean {
  if (state.stance !== 'following' || from !== state.leader || epoch < state.epoch) return false;
  state.heardAt = now;
  trust(state, from, port);
  return true;
}

export function synchronised(state: ZookeeperServer, from: ProcessId, { epoch, table }: Sync, now: Time, port: Outlet): void {
  if (!heardLeader(state, from, epoch, now, port)) return;
  Object.assign(state, { epoch, pending: table.zxid > state.table.zxid ? [table] : [] });
  port.send(from, { kind: 'session.ack', epoch, zxid: table.zxid });
}

export function proposed(state: ZookeeperServer, from: ProcessId, { epoch, table }: Propose, now: Time, port: Outlet): void {
  if (epoch !== state.epoch || !heardLeader(state, from, epoch, now, port)) return;
  if (table.zxid > logged(state).zxid) state.pending.push(table);
  port.send(from, { kind: 'session.ack', epoch, zxid: logged(state).zxid });
}

/** What was never proposed here was lost on the way: it asks for the whole. */
export function committed(state: ZookeeperServer, from: ProcessId, { epoch, zxid }: Commit, now: Time, port: Outlet): void {
  if (epoch !== state.epoch || !heardLeader(state, from, epoch, now, port)) return;
  const table = state.pending.find(each => each.zxid === zxid);
  if (!table && state.table.zxid < zxid) return askToFollow(state, port);
  if (!state.isServing) reach(port, 'following', from);
  state.isServing = true;
  state.pending = state.pending.filter(each => each.zxid > zxid);
  if (table) applied(state, table, port);
}

export function ticked(state: ZookeeperServer, from: ProcessId, epoch: number, now: Time, port: Outlet): void {
  if (epoch !== state.epoch || !heardLeader(state, from, epoch, now, port)) return;
  port.send(from, { kind: 'session.touched', epoch, sessions: state.touched });
  state.touched = [];
}

/** The read timeout of its connection to the leader. */
const patience = (state: ZookeeperServer): Time => state.heardAt + (state.isServing ? state.params.syncLimit * state.params.tick : initLimit(state));

function tickAsFollower(state: ZookeeperServer, now: Time, port: Outlet): void {
  if (now >= patience(state)) {
    suspect(state, state.leader, port);
    return look(state, now, port);
  }
  if (!state.isServing) askToFollow(state, port);
}

// both

export function wakeSettled(state: ZookeeperServer, now: Time, port: Outlet): void {
  if (state.stance === 'leading' && state.isServing) expire(state, now, port);
  const isLate = state.stance === 'following' && now >= patience(state);
  if (now < state.tickAt && !isLate) return;
  if (!isLate) state.tickAt += (Math.floor((now - state.tickAt) / half(state)) + 1) * half(state);
  if (state.stance === 'leading') tickAsLeader(state, now, port);
  else tickAsFollower(state, now, port);
}

export function settledDeadline(state: ZookeeperServer): Time {
  if (state.stance === 'following') return Math.min(state.tickAt, patience(state));
  return Math.min(state.tickAt, ...(state.isServing ? state.tracked.filter(({ isClosing }) => !isClosing).map(({ expiresAt }) => expiresAt) : []));
}

/** The connection to one of the ensemble has ended. */
export function parted(state: ZookeeperServer, from: ProcessId, now: Time, port: Outlet): void {
  if (state.stance === 'following' && from === state.leader) {
    suspect(state, from, port);
    look(state, now, port);
  } else if (state.stance === 'leading') state.followers = state.followers.filter(({ id }) => id !== from);
}

