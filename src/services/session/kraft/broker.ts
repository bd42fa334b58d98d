/**
 * A Kafka broker towards its controller: BrokerLifecycleManager of 3.7. It registers, reads the log as far as its registration, asks to
 * be unfenced, and then beats. It learns that it leads no more when it reads so in the log: fenced and cut off it goes on leading.
 */
import type { ProcessId } from '../../../contract.ts';
import { NEVER, ms, type Time } from '../../../time.ts';
import type { Joined, Metadata, Status } from '../messages.ts';
import { brokerBackoff } from '../rules.ts';
import { baseOf, isBroken, phaseOf, reach, suspect, trust, type Outlet, type Part } from '../state.ts';
import { beliefUntil, drop, extend, hold, startWork, wakeWork, workDeadline, written, type Worker } from '../work.ts';

export interface Broker extends Worker {
  readonly part: 'broker';
  stance: 'registering' | 'starting' | 'recovery' | 'running';
  instance: number;
  /** Its registration's place in the log, and how far it has read. */
  epoch: number;
  offset: number;
  failures: number;
  /** When it speaks next; NEVER while it waits for an answer, and until when it waits. */
  speakAt: Time;
  answerBy: Time;
}

/** While it starts it does not wait for the next beat. */
const soon = 10 * ms;
const controllerOf = ({ servers }: Broker): ProcessId => servers[0]!;

function speak(state: Broker, now: Time, port: Outlet): void {
  const { stance, instance, epoch, offset, params: { timeout } } = state;
  Object.assign(state, { speakAt: NEVER, answerBy: now + Math.max(1, Math.floor(timeout / 2)) });
  if (stance === 'registering') port.send(controllerOf(state), { kind: 'session.join', instance, session: 0, timeout });
  else port.send(controllerOf(state), { kind: 'session.beat', instance, epoch, owned: null, offset, wantFence: stance === 'starting' });
}

function fails(state: Broker, now: Time, port: Outlet): void {
  suspect(state, controllerOf(state), port);
  Object.assign(state, { answerBy: NEVER, speakAt: now + brokerBackoff(state.failures, state.params.timeout), failures: state.failures + 1 });
}

function succeeds(state: Broker, speakAt: Time, port: Outlet): void {
  trust(state, controllerOf(state), port);
  Object.assign(state, { failures: 0, answerBy: NEVER, speakAt });
}

function joined(state: Broker, { instance, session, status }: Joined, now: Time, port: Outlet): void {
  if (state.stance !== 'registering' || instance !== state.instance) return;
  trust(state, controllerOf(state), port);
  if (status !== 'ok') {
    reach(port, 'duplicateRegistration', state.self);
    return void Object.assign(state, { answerBy: NEVER, speakAt: now + brokerBackoff(state.failures, state.params.timeout), failures: state.failures + 1 });
  }
  Object.assign(state, { stance: 'starting', epoch: session });
  succeeds(state, now + 1, port);
}

function beaten(state: Broker, status: Status, epoch: number, now: Time, port: Outlet): void {
  if (status === 'notHere') return fails(state, now, port);
  if (epoch !== state.epoch || state.answerBy === NEVER || state.stance === 'registering') return;
  if (status === 'unknown') {
    drop(state, port);
    Object.assign(state, { stance: 'registering', instance: state.instance + 1, offset: 0 });
    return succeeds(state, now + 1, port);
  }
  const { timeout, heartbeat } = state.params;
  if (status === 'ok') extend(state, beliefUntil(state, now, { session: timeout, connected: timeout }), port);
  succeeds(state, now + (state.stance === 'starting' ? soon : Math.max(1, heartbeat)), port);
  if (state.stance === 'starting' && state.offset >= state.epoch) state.stance = 'recovery';
  else if (state.stance === 'recovery' && status === 'ok') {
    state.stance = 'running';
    reach(port, 'running', state.self);
  }
}

function read(state: Broker, { offset, leaders, epochs }: Metadata, now: Time, port: Outlet): void {
  if (offset <= state.offset) return;
  state.offset = offset;
  const { timeout } = state.params;
  const grants = leaders.flatMap((leader, resource) => (leader === state.self ? [{ resource, epoch: epochs[resource]! }] : []));
  hold(state, grants, beliefUntil(state, now, { session: timeout, connected: timeout }), port);
}

export const broker: Part<Broker> = {
  start(all, port) {
    const base = baseOf(all);
    return {
      ...base, part: 'broker', work: startWork(base, all.now, port), stance: 'registering', instance: base.incarnation * 1_000_000, epoch: 0, offset: 0, failures: 0,
      speakAt: base.servers.length > 0 ? all.now + 1 + phaseOf(base, Math.max(1, base.params.heartbeat), port) : NEVER, answerBy: NEVER,
    };
  },
  receive(state, now, from, message, port) {
    if (message.kind === 'session.written') return written(state, message, port);
    if (from !== controllerOf(state)) return;
    if (isBroken(message)) {
      if (state.answerBy !== NEVER) fails(state, now, port);
    } else if (message.kind === 'session.joined') joined(state, message, now, port);
    else if (message.kind === 'session.beaten') beaten(state, message.status, message.epoch, now, port);
    else if (message.kind === 'session.metadata') read(state, message, now, port);
  },
  wake(state, now, port) {
    wakeWork(state, now, port);
    if (now >= state.answerBy) {
      port.close(controllerOf(state));
      fails(state, now, port);
    } else if (now >= state.speakAt) speak(state, now, port);
  },
  deadline: state => Math.min(workDeadline(state), state.speakAt, state.answerBy),
};
