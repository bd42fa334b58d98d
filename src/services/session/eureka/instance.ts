/** An instance that registers with Eureka: DiscoveryClient. It renews its lease, and registers again where it is not known. */
import type { ProcessId } from '../../../contract.ts';
import { NEVER, sec, type Time } from '../../../time.ts';
import { baseOf, isBroken, phaseOf, suspect, trust, type Base, type Outlet, type Part } from '../state.ts';

export interface Instance extends Base {
  readonly part: 'instance';
  isRegistered: boolean;
  /** The place among its servers of the one that it asks, and how many it has tried for this renewal. */
  at: number;
  tried: number;
  speakAt: Time;
  /** NEVER while it waits for no answer. */
  answerBy: Time;
}

/** eurekaServerReadTimeoutSeconds. */
const readTimeout = 8 * sec;
const serverOf = ({ servers, at }: Instance): ProcessId => servers[at]!;

function speak(state: Instance, now: Time, port: Outlet): void {
  const { incarnation: instance, params: { timeout } } = state;
  Object.assign(state, { speakAt: NEVER, answerBy: now + readTimeout });
  if (state.isRegistered) port.send(serverOf(state), { kind: 'session.beat', instance, epoch: 1, owned: null, offset: 0, wantFence: false });
  else port.send(serverOf(state), { kind: 'session.join', instance, session: 0, timeout });
}

/** The next server, unless all have been tried: then with the next renewal. */
function fails(state: Instance, now: Time, port: Outlet): void {
  suspect(state, serverOf(state), port);
  Object.assign(state, { at: (state.at + 1) % state.servers.length, tried: state.tried + 1, answerBy: NEVER });
  const isInVain = state.tried >= state.servers.length;
  state.speakAt = now + (isInVain ? Math.max(1, state.params.heartbeat) : 1);
  if (isInVain) state.tried = 0;
}

function answered(state: Instance, isKnown: boolean, now: Time, port: Outlet): void {
  trust(state, serverOf(state), port);
  const next = isKnown ? Math.max(1, state.params.heartbeat) : 1;
  Object.assign(state, { isRegistered: isKnown, tried: 0, answerBy: NEVER, speakAt: now + next });
}

export const instance: Part<Instance> = {
  start(all, port) {
    const base = baseOf(all);
    const speakAt = base.servers.length > 0 ? all.now + 1 + phaseOf(base, Math.max(1, base.params.heartbeat), port) : NEVER;
    return { ...base, part: 'instance', isRegistered: false, at: 0, tried: 0, speakAt, answerBy: NEVER };
  },
  receive(state, now, from, message, port) {
    if (from !== serverOf(state) || state.answerBy === NEVER) return;
    if (isBroken(message)) fails(state, now, port);
    else if (message.kind === 'session.joined' && !state.isRegistered) answered(state, true, now, port);
    else if (message.kind === 'session.beaten' && state.isRegistered) answered(state, message.status === 'ok', now, port);
  },
  wake(state, now, port) {
    if (now >= state.answerBy) {
      port.close(serverOf(state));
      fails(state, now, port);
    } else if (now >= state.speakAt) speak(state, now, port);
  },
  deadline: ({ speakAt, answerBy }) => Math.min(speakAt, answerBy),
};
