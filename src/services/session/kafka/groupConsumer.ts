/** A consumer of a KIP-848 group: AsyncKafkaConsumer of Kafka 3.7. It does as the broker says, at the next poll of its loop. */
import { NEVER, ms, type Time } from '../../../time.ts';
import type { Beaten, Grant } from '../messages.ts';
import { isBroken, reach, suspect, type Outlet, type Part } from '../state.ts';
import { beliefUntil, drop, extend, hold, wakeWork, written } from '../work.ts';
import { answered, coordinatorOf, pollingDeadline, startPolling, watchCoordinator, watchLoop, type Polling } from './polling.ts';

export interface GroupConsumer extends Polling {
  readonly part: 'groupConsumer';
  /** It has to join before it may beat. */
  isOut: boolean;
  epoch: number;
  /** What the broker wants it to have, from the next poll on. */
  wanted: readonly Grant[] | null;
  /** The broker does not know it any more: the next poll gives up everything. */
  isLost: boolean;
}

const backoff = 100 * ms;

function told(state: GroupConsumer, { status, epoch, grants }: Beaten, now: Time, port: Outlet): void {
  if (status === 'unknown' || status === 'fenced') return void Object.assign(state, { isLost: true, wanted: null, beatAt: NEVER });
  if (status !== 'ok' || state.isLost || state.hasLeft || epoch < state.epoch) return;
  answered(state, now, port);
  if (state.isOut) state.beatAt = now + state.params.heartbeat;
  Object.assign(state, { isOut: false, epoch, wanted: grants });
  // what it already has it may take up at once: nothing waits for that
  if (grants && grants.length === state.work.held.length && grants.every(grant => state.work.held.some(held => held.resource === grant.resource && held.epoch === grant.epoch))) {
    state.wanted = null;
  }
  extend(state, until(state, now), port);
}

const until = ({ params }: GroupConsumer, now: Time): Time =>
  beliefUntil({ params } as GroupConsumer, now, { session: params.timeout, connected: params.timeout });

function poll(state: GroupConsumer, now: Time, port: Outlet): void {
  Object.assign(state, { polledAt: now, pollAt: now + state.params.batch });
  if (state.isLost || state.hasLeft) {
    drop(state, port);
    Object.assign(state, { isOut: true, isLost: false, hasLeft: false, wanted: null, epoch: 0, instance: state.instance + 1, beatAt: now });
    return;
  }
  if (state.isOut && state.beatAt === NEVER) state.beatAt = now;
  if (!state.wanted) return;
  const { wanted } = state;
  const gives = state.work.held.some(held => !wanted.some(grant => grant.resource === held.resource));
  state.wanted = null;
  hold(state, wanted, until(state, state.answeredAt), port);
  reach(port, 'assigned', state.self);
  // that it has given something up is said at once
  if (gives) state.beatAt = now;
}

function beat(state: GroupConsumer, now: Time, port: Outlet): void {
  const { instance, epoch, params: { heartbeat, timeout }, work } = state;
  state.beatAt = now + Math.max(1, heartbeat);
  if (state.isOut) port.send(coordinatorOf(state), { kind: 'session.join', instance, session: 0, timeout });
  else port.send(coordinatorOf(state), { kind: 'session.beat', instance, epoch, owned: work.held.map(({ resource }) => resource), offset: 0, wantFence: false });
}

export const groupConsumer: Part<GroupConsumer> = {
  start: (all, port) => ({ ...startPolling(all, port), part: 'groupConsumer', isOut: true, epoch: 0, wanted: null, isLost: false }),
  receive(state, now, from, message, port) {
    if (message.kind === 'session.written') return written(state, message, port);
    if (from !== coordinatorOf(state)) return;
    if (isBroken(message)) {
      suspect(state, from, port);
      if (state.beatAt !== NEVER) state.beatAt = Math.min(state.beatAt, now + backoff);
    } else if (message.kind === 'session.beaten') told(state, message, now, port);
  },
  wake(state, now, port) {
    wakeWork(state, now, port);
    watchLoop(state, now, port);
    watchCoordinator(state, now, port);
    if (now >= state.pollAt) poll(state, now, port);
    if (now >= state.beatAt) beat(state, now, port);
  },
  deadline: pollingDeadline,
};
