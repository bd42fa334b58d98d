/** A consumer of a classic group: ConsumerCoordinator and HeartbeatThread of Kafka 3.7 with the range assignor, which revokes everything in each round. */
import type { ProcessId } from '../../../contract.ts';
import { NEVER, ms, sec, type Time } from '../../../time.ts';
import type { Beaten } from '../messages.ts';
import { isBroken, reach, suspect, type Outlet, type Part } from '../state.ts';
import { beliefUntil, drop, extend, hold, wakeWork, written } from '../work.ts';
import { answered, coordinatorOf, pollingDeadline, startPolling, watchCoordinator, watchLoop, type Polling } from './polling.ts';

export interface Consumer extends Polling {
  readonly part: 'consumer';
  stance: 'out' | 'joining' | 'syncing' | 'stable' | 'refused';
  generation: number;
  /** The next poll has to join. */
  isAskedToJoin: boolean;
  /** It is another member from then on. */
  isUnknown: boolean;
  /** When it asks again, while it waits for an answer. */
  againAt: Time;
}

/** retry.backoff.ms. */
const backoff = 100 * ms;
/** JoinGroup may take as long as a round may, and so much more. By datagrams it is asked again at every heartbeat. */
const patience = 5 * sec;

function poll(state: Consumer, now: Time, port: Outlet): void {
  Object.assign(state, { polledAt: now, pollAt: now + state.params.batch });
  if (state.stance === 'refused' || state.stance === 'joining' || state.stance === 'syncing') return;
  if (state.stance === 'out' || state.isAskedToJoin || state.hasLeft) join(state, now, port);
}

/** Everything it had is given up first: at once where it was lost, in good order where it is only asked to join. */
function join(state: Consumer, now: Time, port: Outlet): void {
  drop(state, port);
  if (state.isUnknown || state.hasLeft) state.instance++;
  Object.assign(state, { stance: 'joining', isAskedToJoin: false, isUnknown: false, hasLeft: false, beatAt: NEVER });
  ask(state, now, port);
}

function ask(state: Consumer, now: Time, port: Outlet): void {
  const { instance, params, generation } = state;
  state.againAt = now + (params.transport === 'stream' ? params.maxPoll + patience : Math.max(backoff, params.heartbeat));
  if (state.stance === 'joining') port.send(coordinatorOf(state), { kind: 'session.join', instance, session: 0, timeout: params.timeout });
  else port.send(coordinatorOf(state), { kind: 'session.synchronise', instance, epoch: generation });
}

/** What was wrong is found out by the heartbeat thread, and acted on by the loop. */
function told(state: Consumer, { status, epoch }: Beaten, now: Time, port: Outlet): void {
  if (status === 'refused') {
    Object.assign(state, { stance: 'refused', againAt: NEVER });
    return reach(port, 'refused', state.self);
  }
  if (status === 'ok' && epoch === state.generation && state.stance === 'stable') {
    answered(state, now, port);
    return extend(state, believes(state, now), port);
  }
  if (status === 'ok' || status === 'notHere' || state.stance === 'joining' || state.stance === 'out') return;
  answered(state, now, port);
  Object.assign(state, { isAskedToJoin: true, isUnknown: state.isUnknown || status === 'unknown' });
  if (state.stance === 'syncing') join(state, now, port);
}

const believes = (state: Consumer, now: Time): Time => beliefUntil(state, now, { session: state.params.timeout, connected: state.params.timeout });

export const consumer: Part<Consumer> = {
  start: (all, port) => ({
    ...startPolling(all, port), part: 'consumer', stance: 'out', generation: 0, isAskedToJoin: false, isUnknown: false, againAt: NEVER,
  }),
  receive(state, now, from, message, port) {
    if (message.kind === 'session.written') return written(state, message, port);
    if (from !== coordinatorOf(state)) return;
    if (isBroken(message)) {
      suspect(state, from, port);
      if (state.againAt !== NEVER) state.againAt = Math.min(state.againAt, now + backoff);
    } else if (message.kind === 'session.beaten') told(state, message, now, port);
    else if (message.kind === 'session.joined' && state.stance === 'joining' && message.instance === state.instance) {
      Object.assign(state, { stance: 'syncing', generation: message.session });
      answered(state, now, port);
      ask(state, now, port);
    } else if (message.kind === 'session.assigned' && state.stance === 'syncing' && message.epoch === state.generation) assigned(state, message.grants, now, port);
  },
  wake(state, now, port) {
    wakeWork(state, now, port);
    watchLoop(state, now, port);
    watchCoordinator(state, now, port);
    if (now >= state.beatAt) beat(state, now, coordinatorOf(state), port);
    if (now >= state.againAt) ask(state, now, port);
    if (now >= state.pollAt) poll(state, now, port);
  },
  deadline: state => Math.min(pollingDeadline(state), state.againAt),
};

function assigned(state: Consumer, grants: Parameters<typeof hold>[1], now: Time, port: Outlet): void {
  answered(state, now, port);
  Object.assign(state, { stance: 'stable', againAt: NEVER, beatAt: now + state.params.heartbeat, polledAt: now, pollAt: now + state.params.batch });
  hold(state, grants, believes(state, now), port);
  reach(port, 'assigned', state.self);
}

function beat(state: Consumer, now: Time, to: ProcessId, port: Outlet): void {
  state.beatAt = now + Math.max(1, state.params.heartbeat);
  port.send(to, { kind: 'session.beat', instance: state.instance, epoch: state.generation, owned: null, offset: 0, wantFence: false });
}
