/**
 * The coordinator of a classic consumer group: GroupCoordinator of Kafka 3.7. A session ends exactly its timeout after the last
 * heartbeat; then, as after every join and leave, the group stands still until all have joined again, or for as long as the
 * slowest may take between two polls. Each such round is a generation, and an older one is refused.
 *
 * One server: its own failover, static members, and the extra round trip that gives a new member its name (KIP-394) are not here.
 */
import type { ProcessId } from '../../../contract.ts';
import { NEVER, type Time } from '../../../time.ts';
import type { Beat, Grant, Join, Status } from '../messages.ts';
import { baseOf, reach, suspect, trust, type Base, type Outlet, type Part } from '../state.ts';
import { rangeOf } from './assignors.ts';

export interface GroupMember {
  readonly member: ProcessId;
  readonly instance: number;
  readonly timeout: number;
  /** NEVER while it waits for the others. */
  expiresAt: Time;
  waits: 'join' | 'sync' | null;
}

export interface Coordinator extends Base {
  readonly part: 'coordinator';
  stance: 'empty' | 'preparing' | 'completing' | 'stable';
  generation: number;
  /** The first of them is the group's leader. */
  group: GroupMember[];
  /** When it goes on without those who have not joined again. */
  endsAt: Time;
  /** The first round of a group waits for latecomers, and how long it may still do so. */
  remaining: number | null;
  hasLatecomers: boolean;
}

const here = ({ servers, self }: Base): boolean => self === servers[0];
const find = ({ group }: Coordinator, member: ProcessId, instance: number): GroupMember | undefined =>
  group.find(each => each.member === member && each.instance === instance);

const answer = (to: ProcessId, status: Status, epoch: number, port: Outlet): void =>
  port.send(to, { kind: 'session.beaten', status, epoch, grants: null });

function joins(state: Coordinator, from: ProcessId, { instance, timeout }: Join, now: Time, port: Outlet): void {
  const { minTimeout, maxTimeout } = state.params;
  if (timeout < minTimeout || (maxTimeout > 0 && timeout > maxTimeout)) return answer(from, 'refused', 0, port);
  trust(state, from, port);
  const known = find(state, from, instance);
  // who asks again has not heard the answer, unless the leader wants a new round
  if (known && (state.stance === 'completing' || (state.stance === 'stable' && known !== state.group[0]))) return welcome(state, known, now, port);
  if (known) Object.assign(known, { waits: 'join', expiresAt: NEVER });
  else {
    state.group.push({ member: from, instance, timeout, expiresAt: NEVER, waits: 'join' });
    state.hasLatecomers = true;
  }
  prepare(state, now, port);
}

/** A round begins, if none has; and ends, if nobody is missing. */
function prepare(state: Coordinator, now: Time, port: Outlet): void {
  if (state.stance !== 'preparing') {
    const { rebalanceDelay, maxPoll } = state.params;
    const isFirst = state.stance === 'empty';
    for (const each of state.group) if (each.waits === 'sync') answer(each.member, 'rebalancing', state.generation, port);
    Object.assign(state, {
      stance: 'preparing', endsAt: now + (isFirst ? rebalanceDelay : maxPoll), remaining: isFirst ? Math.max(0, maxPoll - rebalanceDelay) : null, hasLatecomers: false,
    });
    reach(port, 'rebalancing', state.self);
  }
  if (state.remaining === null && state.group.every(({ waits }) => waits === 'join')) complete(state, now, port);
  else if (now >= state.endsAt) complete(state, now, port);
}

function complete(state: Coordinator, now: Time, port: Outlet): void {
  for (const { member, waits } of state.group) if (waits !== 'join') lose(state, member, 'removed', port);
  state.group = state.group.filter(({ waits }) => waits === 'join');
  Object.assign(state, { stance: state.group.length === 0 ? 'empty' : 'completing', endsAt: NEVER, remaining: null });
  state.generation++;
  for (const each of state.group) welcome(state, each, now, port);
}

function welcome({ generation }: Coordinator, to: GroupMember, now: Time, port: Outlet): void {
  const { member, instance, timeout } = to;
  Object.assign(to, { waits: null, expiresAt: now + timeout });
  port.send(member, { kind: 'session.joined', instance, session: generation, timeout, status: 'ok' });
}

function lose(state: Coordinator, member: ProcessId, milestone: string, port: Outlet): void {
  reach(port, milestone, member);
  suspect(state, member, port);
}

/** The leader brings what everybody gets; who asked before waited for it. */
function synchronise(state: Coordinator, from: ProcessId, instance: number, epoch: number, now: Time, port: Outlet): void {
  const asking = find(state, from, instance);
  if (!asking) return answer(from, 'unknown', 0, port);
  if (epoch !== state.generation) return answer(from, 'fenced', state.generation, port);
  if (state.stance === 'preparing') return answer(from, 'rebalancing', epoch, port);
  Object.assign(asking, { waits: 'sync', expiresAt: NEVER });
  if (state.stance === 'completing' && asking === state.group[0]) {
    state.stance = 'stable';
    reach(port, 'rebalanced', state.self);
  }
  if (state.stance === 'stable') for (const each of state.group) if (each.waits === 'sync') give(state, each, now, port);
}

function give(state: Coordinator, to: GroupMember, now: Time, port: Outlet): void {
  Object.assign(to, { waits: null, expiresAt: now + to.timeout });
  const grants: Grant[] = rangeOf(state.params.resources, state.group.map(({ member }) => member), to.member)
    .map(resource => ({ resource, epoch: state.generation }));
  port.send(to.member, { kind: 'session.assigned', epoch: state.generation, grants });
}

function beats(state: Coordinator, from: ProcessId, { instance, epoch }: Beat, now: Time, port: Outlet): void {
  const one = find(state, from, instance);
  if (!one) return answer(from, 'unknown', 0, port);
  if (epoch !== state.generation) return answer(from, 'fenced', state.generation, port);
  trust(state, from, port);
  if (one.waits === null) one.expiresAt = now + one.timeout;
  answer(from, state.stance === 'preparing' ? 'rebalancing' : 'ok', epoch, port);
}

function goes(state: Coordinator, gone: readonly GroupMember[], milestone: string, now: Time, port: Outlet): void {
  if (gone.length === 0) return;
  state.group = state.group.filter(each => !gone.includes(each));
  for (const { member } of gone) lose(state, member, milestone, port);
  prepare(state, now, port);
}

/** The first round of a group is prolonged as long as others come. */
function roundOver(state: Coordinator, now: Time, port: Outlet): void {
  const { remaining, hasLatecomers, params: { rebalanceDelay } } = state;
  const more = Math.min(rebalanceDelay, remaining ?? 0);
  if (!hasLatecomers || more <= 0) return complete(state, now, port);
  Object.assign(state, { endsAt: now + more, remaining: remaining! - more, hasLatecomers: false });
}

export const coordinator: Part<Coordinator> = {
  start: all => ({
    ...baseOf(all), part: 'coordinator', stance: 'empty', generation: (all.durable as number | null | undefined) ?? 0, group: [], endsAt: NEVER, remaining: null, hasLatecomers: false,
  }),
  receive(state, now, from, message, port) {
    if (!here(state)) {
      if (message.kind === 'session.join' || message.kind === 'session.beat') answer(from, 'notHere', 0, port);
    } else if (message.kind === 'session.join') joins(state, from, message, now, port);
    else if (message.kind === 'session.synchronise') synchronise(state, from, message.instance, message.epoch, now, port);
    else if (message.kind === 'session.beat') beats(state, from, message, now, port);
    else if (message.kind === 'session.leave') goes(state, state.group.filter(each => each.member === from && each.instance === message.instance), 'left', now, port);
  },
  wake(state, now, port) {
    goes(state, state.group.filter(({ expiresAt }) => expiresAt <= now), 'sessionExpired', now, port);
    if (now >= state.endsAt) roundOver(state, now, port);
  },
  deadline: ({ endsAt, group }) => Math.min(endsAt, ...group.map(({ expiresAt }) => expiresAt)),
  /** The generation is in the offsets topic. */
  disk: ({ generation }) => generation,
};
