/**
 * The coordinator of a KIP-848 group: GroupMetadataManager of Kafka 3.7. It deals the partitions out itself. A member hears in the
 * answer to its heartbeat what to give up, says so in the next, and gets what is free by then; the others go on meanwhile. Who is
 * not heard for the session timeout, or has not given up in time what it was asked to, is fenced.
 */
import type { ProcessId } from '../../../contract.ts';
import { NEVER, type Time } from '../../../time.ts';
import type { Beat, Join, Status } from '../messages.ts';
import { baseOf, reach, suspect, trust, type Base, type Outlet, type Part } from '../state.ts';
import { sticky } from './assignors.ts';

interface Member {
  readonly member: ProcessId;
  readonly instance: number;
  readonly timeout: number;
  epoch: number;
  expiresAt: Time;
  /** What it has, as far as is known here. */
  has: readonly number[];
  /** By when it must have given up what it was asked to. */
  releaseBy: Time;
}

export interface GroupCoordinator extends Base {
  readonly part: 'groupCoordinator';
  epoch: number;
  group: Member[];
  /** By partition: who is to have it, and with which epoch it was given out. */
  target: ProcessId[];
  since: number[];
  isSettled: boolean;
}

const answer = (to: ProcessId, status: Status, port: Outlet): void => port.send(to, { kind: 'session.beaten', status, epoch: 0, grants: null });
const find = ({ group }: GroupCoordinator, member: ProcessId, instance: number): Member | undefined =>
  group.find(each => each.member === member && each.instance === instance);

/** Whoever comes or goes makes another epoch of the group, and another target. */
function deal(state: GroupCoordinator, port: Outlet): void {
  state.epoch++;
  state.target = sticky(state.target, state.group.map(({ member }) => member));
  state.isSettled = false;
  reach(port, 'rebalancing', state.self);
}

function joins(state: GroupCoordinator, from: ProcessId, { instance, timeout }: Join, now: Time, port: Outlet): void {
  trust(state, from, port);
  let one = find(state, from, instance);
  if (!one) {
    // an earlier one of the same process goes on for the rest of its session, and so do its partitions
    one = { member: from, instance, timeout, epoch: 0, expiresAt: NEVER, has: [], releaseBy: NEVER };
    state.group.push(one);
    deal(state, port);
  }
  one.has = [];
  reconcile(state, one, now, port);
}

function beats(state: GroupCoordinator, from: ProcessId, { instance, epoch, owned }: Beat, now: Time, port: Outlet): void {
  const one = find(state, from, instance);
  if (!one) return answer(from, 'unknown', port);
  // the answer that brought the newer epoch may have been lost
  if (epoch > one.epoch) return answer(from, 'fenced', port);
  trust(state, from, port);
  if (owned) one.has = one.has.filter(partition => owned.includes(partition) || isMine(state, one, partition));
  reconcile(state, one, now, port);
}

/** Of two members of one process, the later has its share. */
const isMine = ({ target, group }: GroupCoordinator, one: Member, partition: number): boolean =>
  target[partition] === one.member && group.findLast(({ member }) => member === one.member) === one;

/** One step nearer to the target: first what it has too much, then what nobody else has. */
function reconcile(state: GroupCoordinator, one: Member, now: Time, port: Outlet): void {
  one.expiresAt = now + one.timeout;
  const kept = one.has.filter(partition => isMine(state, one, partition));
  if (kept.length < one.has.length) {
    one.releaseBy = Math.min(one.releaseBy, now + state.params.maxPoll);
    return give(state, one, kept, port);
  }
  Object.assign(one, { releaseBy: NEVER, epoch: state.epoch });
  for (const [partition] of state.target.entries()) {
    const isFree = !state.group.some(({ has }) => has.includes(partition));
    if (!isMine(state, one, partition) || !isFree) continue;
    one.has = [...one.has, partition];
    state.since[partition] = state.epoch;
  }
  give(state, one, one.has, port);
  settle(state, port);
}

function give({ since }: GroupCoordinator, { member, epoch }: Member, partitions: readonly number[], port: Outlet): void {
  port.send(member, { kind: 'session.beaten', status: 'ok', epoch, grants: partitions.map(resource => ({ resource, epoch: since[resource]! })) });
}

function settle(state: GroupCoordinator, port: Outlet): void {
  const isSettled = state.target.every((owner, partition) => state.group.some(({ member, has }) => member === owner && has.includes(partition)));
  if (isSettled && !state.isSettled) reach(port, 'rebalanced', state.self);
  state.isSettled = isSettled;
}

function goes(state: GroupCoordinator, gone: readonly Member[], milestone: string, port: Outlet): void {
  if (gone.length === 0) return;
  state.group = state.group.filter(each => !gone.includes(each));
  for (const { member } of gone) {
    reach(port, milestone, member);
    if (!state.group.some(each => each.member === member)) suspect(state, member, port);
  }
  deal(state, port);
}

export const groupCoordinator: Part<GroupCoordinator> = {
  start: all => ({
    ...baseOf(all), part: 'groupCoordinator', epoch: (all.durable as number | null | undefined) ?? 0, group: [], isSettled: false,
    target: Array<ProcessId>(all.params.resources).fill(-1), since: Array<number>(all.params.resources).fill(0),
  }),
  receive(state, now, from, message, port) {
    if (state.self !== state.servers[0]) {
      if (message.kind === 'session.join' || message.kind === 'session.beat') answer(from, 'notHere', port);
    } else if (message.kind === 'session.join') joins(state, from, message, now, port);
    else if (message.kind === 'session.beat') beats(state, from, message, now, port);
    else if (message.kind === 'session.leave') goes(state, state.group.filter(each => each.member === from && each.instance === message.instance), 'left', port);
  },
  wake(state, now, port) {
    goes(state, state.group.filter(({ expiresAt }) => expiresAt <= now), 'sessionExpired', port);
    goes(state, state.group.filter(({ releaseBy }) => releaseBy <= now), 'removed', port);
  },
  deadline: ({ group }) => Math.min(NEVER, ...group.map(({ expiresAt, releaseBy }) => Math.min(expiresAt, releaseBy))),
  disk: ({ epoch }) => epoch,
};
