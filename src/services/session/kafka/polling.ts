/**
 * What both kinds of Kafka consumer have: a loop that polls after each batch, and beside it, in a thread of its own, the
 * heartbeats and an eye on the loop. So a consumer that hangs in its work goes on beating, and takes itself out of the group
 * when the loop has not come round for `maxPoll`; what it had it goes on working on until it polls again.
 */
import type { ProcessId } from '../../../contract.ts';
import { NEVER, type Time } from '../../../time.ts';
import { baseOf, phaseOf, reach, suspect, trust, type Begin, type Outlet } from '../state.ts';
import { startWork, workDeadline, type Worker } from '../work.ts';

export interface Polling extends Worker {
  /** A consumer that has left, or was put out, comes back as another. */
  instance: number;
  polledAt: Time;
  pollAt: Time;
  /** NEVER while it need not beat. */
  beatAt: Time;
  /** The last good answer to a heartbeat. */
  answeredAt: Time;
  /** It has left because the loop did not come round. */
  hasLeft: boolean;
}

export function startPolling(all: Begin, port: Outlet): Polling {
  const base = baseOf(all);
  return {
    ...base, work: startWork(base, all.now, port), instance: base.incarnation * 1_000_000, polledAt: all.now,
    pollAt: base.servers.length > 0 ? all.now + 1 + phaseOf(base, base.params.batch, port) : NEVER, beatAt: NEVER, answeredAt: all.now, hasLeft: false,
  };
}

export const coordinatorOf = ({ servers }: Polling): ProcessId => servers[0]!;

/** Any good answer: whoever was without word of its coordinator for a session has been looking for it. */
export function answered(state: Polling, now: Time, port: Outlet): void {
  trust(state, coordinatorOf(state), port);
  state.answeredAt = now;
}

export function watchCoordinator(state: Polling, now: Time, port: Outlet): void {
  if (now < state.answeredAt + state.params.timeout || state.beatAt === NEVER) return;
  state.answeredAt = now;
  port.close(coordinatorOf(state));
  suspect(state, coordinatorOf(state), port);
  reach(port, 'coordinatorUnknown', coordinatorOf(state));
}

/** The member checks itself. */
export function watchLoop(state: Polling, now: Time, port: Outlet): void {
  if (state.beatAt === NEVER || now < state.polledAt + state.params.maxPoll) return;
  Object.assign(state, { beatAt: NEVER, hasLeft: true });
  reach(port, 'pollTimeout', state.self);
  port.send(coordinatorOf(state), { kind: 'session.leave', instance: state.instance });
}

export function pollingDeadline(state: Polling): Time {
  const { params: { timeout, maxPoll }, beatAt, pollAt, polledAt, answeredAt } = state;
  const watched = beatAt === NEVER ? NEVER : Math.min(beatAt, polledAt + maxPoll, answeredAt + timeout);
  return Math.min(workDeadline(state), pollAt, watched);
}
