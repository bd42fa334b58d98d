/** A balancer: it believes the detector inside, and sends each request to a backend that it trusts. */
import type { Port, ProcessId, Signal, Start } from '../../contract.ts';
import { NEVER, type Time } from '../../time.ts';
import { choose, eligible, isPanicking, newTarget, type Target } from './choosing.ts';
import type { Done, LoadBalancerMessage } from './messages.ts';
import type { LoadBalancerParams } from './parameters.ts';

export type Outlet = Port<LoadBalancerMessage>;

/** A request that is not answered yet. */
interface Pending { readonly operation: number; readonly client: ProcessId; readonly expiresAt: Time; target: ProcessId; tries: number }

export interface Balancer {
  readonly role: 'balancer';
  readonly params: LoadBalancerParams;
  readonly self: ProcessId;
  /** One for each balancer: what its clients ask of. */
  readonly resource: number;
  readonly targets: readonly Target[];
  /** By operation. */
  readonly pending: Map<number, Pending>;
  /** No later than the first expiry. */
  checkAt: Time;
  isPanicking: boolean;
  isServing: boolean;
}

export function startBalancer({ self, roles, params }: Start<LoadBalancerParams>): Balancer {
  const of = (wanted: string): ProcessId[] => roles.flatMap((role, id) => (role === wanted ? [id] : []));
  return {
    role: 'balancer', params, self, resource: of('balancer').indexOf(self), targets: of('backend').map(id => newTarget(id, true)),
    pending: new Map(), checkAt: NEVER, isPanicking: false, isServing: false,
  };
}

const targetOf = ({ targets }: Balancer, id: ProcessId): Target | undefined => targets.find(target => target.id === id);

/** Whom the detector trusts before it has heard anybody. */
export function settleIn(state: Balancer, trusts: (id: ProcessId) => boolean, port: Outlet): void {
  for (const target of state.targets) {
    target.trusted = trusts(target.id);
    port.note({ kind: 'reaches', milestone: 'balances', about: target.id });
  }
  weigh(state, port);
}

/** The detector has changed its mind. What is under way at a suspected backend is sent to another, or left there. */
export function judged(state: Balancer, id: ProcessId, trusted: boolean, now: Time, port: Outlet): void {
  const target = targetOf(state, id);
  if (!target || target.trusted === trusted) return;
  target.trusted = trusted;
  if (trusted) Object.assign(target, { trustedAt: now, load: 0, sentSince: 0, credit: 0 });
  port.note({ kind: 'reaches', milestone: trusted ? 'included' : 'excluded', about: id });
  weigh(state, port);
  if (!trusted && state.params.onSuspicion === 'reroute') evacuate(state, id, now, port);
}

/** It acts while there is anybody whom it would send a request to. */
function weigh(state: Balancer, port: Outlet): void {
  const { targets, params: { panicThreshold }, self, resource } = state;
  const panics = isPanicking(targets, panicThreshold);
  if (panics !== state.isPanicking) port.note({ kind: 'reaches', milestone: panics ? 'panic' : 'panicEnds', about: self });
  const serves = eligible(targets, panicThreshold).length > 0;
  if (serves && !state.isServing) {
    port.note({ kind: 'claims', resource, epoch: 1 });
    port.note({ kind: 'acts', resource, epoch: 1, until: NEVER });
  } else if (!serves && state.isServing) port.note({ kind: 'yields', resource, epoch: 1 });
  Object.assign(state, { isPanicking: panics, isServing: serves });
}

/** What is known to be lost there, or may be, is asked of another. */
function evacuate(state: Balancer, id: ProcessId, now: Time, port: Outlet): void {
  for (const pending of state.pending.values()) if (pending.target === id) again(state, pending, now, port);
}

export function receiveAsBalancer(state: Balancer, now: Time, from: ProcessId, message: LoadBalancerMessage, port: Outlet): void {
  if (message.kind === 'loadBalancer.request') accept(state, now, from, message.operation, port);
  else if (message.kind === 'loadBalancer.done') done(state, now, from, message, port);
}

/** The kernel of a backend says that nobody is there: its requests have failed. Whether it is trusted is the detector's affair. */
export function brokenOff(state: Balancer, now: Time, from: ProcessId, { kind }: Signal, port: Outlet): void {
  if (kind !== 'transport.opened' && targetOf(state, from)) evacuate(state, from, now, port);
}

/** A heartbeat, or an answer, has told it. */
export function told(state: Balancer, from: ProcessId, load: number): void {
  const target = targetOf(state, from);
  if (target) Object.assign(target, { load, sentSince: 0 });
}

function accept(state: Balancer, now: Time, client: ProcessId, operation: number, port: Outlet): void {
  if (state.pending.has(operation)) return;
  const target = pick(state, now, undefined, port);
  if (!target) return refuse(client, operation, port);
  const expiresAt = now + state.params.timeout;
  const pending: Pending = { operation, client, expiresAt, target: target.id, tries: 0 };
  state.pending.set(operation, pending);
  state.checkAt = Math.min(state.checkAt, expiresAt);
  dispatch(target, pending, port);
  port.note({ kind: 'reaches', milestone: 'routed', about: target.id });
}

function pick({ targets, params }: Balancer, now: Time, without: ProcessId | undefined, port: Outlet): Target | undefined {
  const among = eligible(targets, params.panicThreshold);
  return choose(without === undefined ? among : among.filter(({ id }) => id !== without), now, params, () => port.random());
}

function dispatch(target: Target, pending: Pending, port: Outlet): void {
  pending.target = target.id;
  target.outstanding++;
  target.sentSince++;
  port.send(target.id, { kind: 'loadBalancer.work', operation: pending.operation });
}

function refuse(client: ProcessId, operation: number, port: Outlet): void {
  port.note({ kind: 'reaches', milestone: 'rejected', about: client });
  port.send(client, { kind: 'loadBalancer.reply', operation, accepted: false });
}

/** To another than the one that failed, as long as it may be tried again. */
function again(state: Balancer, pending: Pending, now: Time, port: Outlet): void {
  leave(state, pending);
  const target = pending.tries < state.params.retries ? pick(state, now, pending.target, port) : undefined;
  if (!target) {
    state.pending.delete(pending.operation);
    return refuse(pending.client, pending.operation, port);
  }
  pending.tries++;
  dispatch(target, pending, port);
  port.note({ kind: 'reaches', milestone: 'rerouted', about: target.id });
}

function leave(state: Balancer, { target: id }: Pending): void {
  const target = targetOf(state, id);
  if (target && target.outstanding > 0) target.outstanding--;
}

/** An answer counts from whoever has it: also from one that was given up meanwhile. */
function done(state: Balancer, now: Time, from: ProcessId, { operation, accepted, load }: Done, port: Outlet): void {
  told(state, from, load);
  const pending = state.pending.get(operation);
  if (!pending || (!accepted && pending.target !== from)) return;
  if (!accepted) return again(state, pending, now, port);
  leave(state, pending);
  state.pending.delete(operation);
  port.send(pending.client, { kind: 'loadBalancer.reply', operation, accepted: true });
}

/** What nobody has answered in time has failed. */
export function wakeBalancer(state: Balancer, now: Time, port: Outlet): void {
  if (now < state.checkAt) return;
  state.checkAt = NEVER;
  for (const pending of state.pending.values()) {
    if (now < pending.expiresAt) state.checkAt = Math.min(state.checkAt, pending.expiresAt);
    else {
      leave(state, pending);
      state.pending.delete(pending.operation);
      refuse(pending.client, pending.operation, port);
    }
  }
}
