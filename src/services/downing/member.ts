/** One member: what it knows, when it decides, and whether the singleton is its own. */
import { NEVER, sec, type Time } from '../../time.ts';
import type { Port, ProcessId, Start } from '../../contract.ts';
import type { DowningMessage } from './messages.ts';
import {
  changed, hasConverged, isGone, leaderOf, lifeOfVersions, merged, recordsOf, same, unreachableOf, withMember, type View,
} from './membership.ts';
import type { DowningParams } from './parameters.ts';
import { decide, isInMinority, doomed, reversed, type Decision, type Situation } from './strategies.ts';

export type Outlet = Port<DowningMessage>;
/** Pekko 1.0, coordination reference.conf: lease-operation-timeout. No answer is a no. */
const leaseTimeout = 5 * sec;
/** There is one singleton. */
export const resource = 0;

export interface Part {
  readonly role: 'member';
  readonly params: DowningParams;
  readonly self: ProcessId;
  readonly incarnation: number;
  readonly members: readonly ProcessId[];
  /** Who keeps the lease; −1 where nobody does. */
  readonly keeper: ProcessId;
  /** By place among the members: what the inner detector last said. */
  readonly suspected: boolean[];
  view: View;
  unreachable: readonly ProcessId[];
  tickAt: Time;
  gossipAt: Time;
  stableAt: Time;
  /** Since when members come and go in its view; NEVER while all is well. */
  unstableSince: Time;
  /** A decision that waits for the lease. */
  wants: { readonly decision: Decision; askAt: Time; expiresAt: Time } | null;
  /** When the lease is given back. */
  releaseAt: Time;
  /** When the singleton begins here; NEVER if not. */
  claimAt: Time;
  claims: boolean;
  stopped: boolean;
}

export function startMember({ self, roles, params, now, incarnation }: Start<DowningParams>, port: Outlet): Part {
  const members = roles.flatMap((role, id) => (role === 'member' ? [id] : []));
  const isNew = incarnation > 0;
  const view: View = {
    members: members.map((id, place) => (id === self ? { incarnation, status: isNew ? 'joining' : 'up', age: isNew ? -1 : place }
      : { incarnation: 0, status: isNew ? 'joining' : 'up', age: isNew ? -1 : place })),
    rows: members.map(id => ({ version: id === self ? incarnation * lifeOfVersions : 0, unreachable: [] })),
    seen: members.map(id => id === self || !isNew),
  };
  const within = (period: number): Time => now + 1 + Math.floor(port.random() * period);
  const part: Part = {
    role: 'member', params, self: members.indexOf(self), incarnation, members, keeper: roles.indexOf('lease'), suspected: members.map(() => false), view, unreachable: [],
    tickAt: within(params.tick), gossipAt: within(params.gossipEvery), stableAt: now + params.stableAfter, unstableSince: NEVER,
    wants: null, releaseAt: NEVER, claimAt: NEVER, claims: false, stopped: false,
  };
  if (!isNew && part.self === 0) claim(part, port);
  return part;
}

function claim(part: Part, port: Outlet): void {
  part.claims = true;
  part.claimAt = NEVER;
  const epoch = part.view.members[part.self]!.age + 1;
  port.note({ kind: 'claims', resource, epoch });
  port.note({ kind: 'acts', resource, epoch, until: NEVER });
}

/** After anything was heard: what it means for this member. */
export function settle(part: Part, now: Time, port: Outlet): void {
  if (part.stopped) return;
  const { params, self } = part;
  const mine = part.members.flatMap((_, place) => (part.suspected[place] && part.view.members[place]!.status !== 'removed' ? [place] : []));
  const row = part.view.rows[self]!;
  if (mine.join() !== row.unreachable.join()) {
    const rows = part.view.rows.map((old, place) => (place === self ? { version: row.version + 1, unreachable: mine } : old));
    part.view = changed(part.view, self, { rows });
  }
  if (isGone(part.view.members[self]!)) return stop(part, port);
  const unreachable = unreachableOf(part.view, self);
  if (unreachable.join() !== part.unreachable.join()) noticed(part, unreachable, now, port);
  if (unreachable.every(place => isGone(part.view.members[place]!))) part.unstableSince = NEVER;
  if (part.unstableSince === NEVER) part.wants = null;
  inherit(part, now, params.removalMargin);
}

function noticed(part: Part, unreachable: readonly ProcessId[], now: Time, port: Outlet): void {
  for (const place of unreachable) {
    if (!part.unreachable.includes(place)) port.note({ kind: 'reaches', milestone: 'unreachable', about: part.members[place]! });
  }
  part.unreachable = unreachable;
  part.stableAt = now + part.params.stableAfter;
  if (part.unstableSince === NEVER) part.unstableSince = now;
}

/** Whoever is down ends itself: its system terminates, and with it all that it did. */
function stop(part: Part, port: Outlet): void {
  if (part.claims) port.note({ kind: 'yields', resource, epoch: part.view.members[part.self]!.age + 1 });
  Object.assign(part, { claims: false, claimAt: NEVER, stopped: true, wants: null });
  port.note({ kind: 'reaches', milestone: 'shutDown', about: part.members[part.self]! });
}

/** The singleton is the oldest member's. Who becomes it waits, so that the last one's may end. */
function inherit(part: Part, now: Time, margin: number): void {
  const { members } = part.view;
  const my = members[part.self]!;
  const isOldest = my.status === 'up' && members.every(({ status, age }) => status === 'removed' || age < 0 || age >= my.age);
  if (!isOldest) part.claimAt = NEVER;
  else if (!part.claims && part.claimAt === NEVER) part.claimAt = now + margin;
}

export function receiveAsMember(part: Part, now: Time, from: ProcessId, message: DowningMessage, port: Outlet): void {
  const place = part.members.indexOf(from);
  if (part.stopped || (place < 0 && message.kind !== 'downing.granted')) return;
  if (message.kind === 'downing.gossip') hear(part, from, message.view, port);
  else if (message.kind === 'downing.join') welcome(part, place, message.incarnation);
  else if (message.kind === 'downing.granted') leased(part, message.granted, now, port);
  settle(part, now, port);
}

function hear(part: Part, from: ProcessId, view: View, port: Outlet): void {
  // one that was removed, and does not know it, is told; it tells nobody anything
  const known = part.view.members[part.members.indexOf(from)]!;
  const theirs = view.members[part.members.indexOf(from)]!;
  const isOutcast = isGone(known) && theirs.incarnation <= known.incarnation;
  if (!isOutcast) part.view = merged(part.view, view, part.self);
  if (!same(part.view, view)) port.send(from, { kind: 'downing.gossip', view: part.view });
}

/** A new incarnation takes the place of the old one, which is thereby gone. */
function welcome(part: Part, place: ProcessId, incarnation: number): void {
  if (part.view.members[part.self]!.status !== 'up' || part.view.members[place]!.incarnation >= incarnation) return;
  part.view = withMember(part.view, part.self, place, { incarnation, status: 'joining', age: -1 });
}

export function wakeMember(part: Part, now: Time, port: Outlet): void {
  if (part.stopped) return;
  if (now >= part.claimAt) claim(part, port);
  if (part.wants && now >= part.wants.askAt) ask(part, now, port);
  if (part.wants && now >= part.wants.expiresAt) {
    leased(part, false, now, port);
    settle(part, now, port);
  }
  if (now >= part.releaseAt) {
    part.releaseAt = NEVER;
    port.send(part.keeper, { kind: 'downing.release' });
  }
  if (now >= part.tickAt) {
    part.tickAt = following(part.tickAt, part.params.tick, now);
    tick(part, now, port);
    settle(part, now, port);
  }
  if (now >= part.gossipAt && !part.stopped) {
    part.gossipAt = following(part.gossipAt, part.params.gossipEvery, now);
    gossip(part, port);
  }
}

const following = (last: Time, period: number, now: Time): Time => last + (Math.floor((now - last) / period) + 1) * period;

function gossip(part: Part, port: Outlet): void {
  const { self, members, unreachable, incarnation, view } = part;
  if (view.members[self]!.status === 'joining') {
    for (const id of members) if (id !== members[self]) port.send(id, { kind: 'downing.join', incarnation });
  }
  const partners = members.filter((_, place) => place !== self && !unreachable.includes(place) && !isGone(view.members[place]!));
  const partner = partners[Math.floor(port.random() * partners.length)];
  if (partner !== undefined) port.send(partner, { kind: 'downing.gossip', view });
}

function situationOf({ view, unreachable }: Part): Situation {
  return { members: view.members.map(member => ({ ...member, status: member.status === 'removed' ? 'down' : member.status })), unreachable, records: recordsOf(view),
    seenBy: view.seen.flatMap((seen, place) => (seen ? [place] : [])), withRole: null };
}

function tick(part: Part, now: Time, port: Outlet): void {
  const { params, view, unreachable, self } = part;
  const isUnstable = part.unstableSince !== NEVER && now - part.unstableSince > params.stableAfter + params.removeAllWhenUnstable;
  if (isUnstable && params.strategy !== 'off') return act(part, 'downAll', now, port);
  if (leaderOf(view, unreachable) !== self) return;
  leaderActions(part, port);
  const isOpen = unreachable.some(place => !isGone(view.members[place]!));
  if (params.strategy === 'off' || !isOpen || now < part.stableAt || part.wants) return;
  const decision = decide(params, situationOf(part));
  if (decision !== 'acquireLease' && decision !== 'acquireLeaseIndirectly') return act(part, decision, now, port);
  const waits = decision === 'acquireLease' && isInMinority(situationOf(part));
  part.wants = { decision, askAt: now + (waits ? params.leaseDelay : 0), expiresAt: NEVER };
  if (!waits) ask(part, now, port);
}

/** Once all that can be reached have seen the same: the down are removed, the joining are up. */
function leaderActions(part: Part, port: Outlet): void {
  if (!hasConverged(part.view, part.unreachable)) return;
  let { view } = part;
  for (const [place, member] of view.members.entries()) {
    if (member.status === 'down') {
      view = withMember(view, part.self, place, { ...member, status: 'removed' });
      port.note({ kind: 'reaches', milestone: 'removed', about: part.members[place]! });
    } else if (member.status === 'joining' && member.incarnation > 0) {
      const age = 1 + Math.max(...view.members.map(each => each.age));
      view = withMember(view, part.self, place, { ...member, status: 'up', age });
      port.note({ kind: 'reaches', milestone: 'up', about: part.members[place]! });
    }
  }
  part.view = view;
}

function ask(part: Part, now: Time, port: Outlet): void {
  Object.assign(part.wants!, { askAt: NEVER, expiresAt: now + leaseTimeout });
  if (part.keeper >= 0) port.send(part.keeper, { kind: 'downing.acquire' });
}

function leased(part: Part, granted: boolean, now: Time, port: Outlet): void {
  if (!part.wants) return;
  const { decision } = part.wants;
  part.wants = null;
  if (granted) part.releaseAt = now + part.params.leaseReleaseAfter;
  act(part, granted ? decision : reversed(decision), now, port);
}

function act(part: Part, decision: Decision, now: Time, port: Outlet): void {
  const lost = doomed(part.params, situationOf(part), decision);
  port.note({ kind: 'reaches', milestone: decision, about: part.members[part.self]! });
  for (const place of lost) {
    part.view = withMember(part.view, part.self, place, { ...part.view.members[place]!, status: 'down' });
    port.note({ kind: 'reaches', milestone: 'downed', about: part.members[place]! });
  }
  Object.assign(part, { unstableSince: NEVER, stableAt: now + part.params.stableAfter });
  // those that are to go hear of it before this one may go itself
  for (const id of part.members) if (id !== part.members[part.self]) port.send(id, { kind: 'downing.gossip', view: part.view });
}

export function memberDeadline({ stopped, tickAt, gossipAt, claimAt, wants, releaseAt }: Part): Time {
  return stopped ? NEVER : Math.min(tickAt, gossipAt, claimAt, releaseAt, wants?.askAt ?? NEVER, wants?.expiresAt ?? NEVER);
}
