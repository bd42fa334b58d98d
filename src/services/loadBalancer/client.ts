/** A client: asks at a steady rate, answered or not, and never twice for the same. */
import type { ProcessId, Start } from '../../contract.ts';
import { NEVER, type Time } from '../../time.ts';
import type { Outlet } from './balancer.ts';
import type { LoadBalancerMessage } from './messages.ts';
import type { LoadBalancerParams } from './parameters.ts';

/** Survives a crash: numbers are not used twice. */
export interface ClientDisk { readonly issued: number }

export interface Client {
  readonly role: 'client';
  readonly params: LoadBalancerParams;
  readonly self: ProcessId;
  readonly processes: number;
  /** −1 where there is none. */
  readonly balancer: ProcessId;
  readonly resource: number;
  issued: number;
  nextAt: Time;
  /** Operation → when it is given up. In the order in which they were asked, so the first is given up first. */
  readonly waiting: Map<number, Time>;
}

export function startClient({ self, roles, params, now }: Start<LoadBalancerParams>, disk: ClientDisk | undefined, port: Outlet): Client {
  const of = (wanted: string): ProcessId[] => roles.flatMap((role, id) => (role === wanted ? [id] : []));
  const balancers = of('balancer');
  const resource = balancers.length === 0 ? 0 : of('client').indexOf(self) % balancers.length;
  return {
    role: 'client', params, self, processes: roles.length, balancer: balancers[resource] ?? -1, resource, issued: disk?.issued ?? 0,
    nextAt: balancers.length === 0 ? NEVER : now + 1 + Math.floor(port.random() * params.every), waiting: new Map(),
  };
}

/** What comes after it was given up counts no more. */
export function receiveAsClient({ waiting, resource }: Client, now: Time, message: LoadBalancerMessage, port: Outlet): void {
  if (message.kind !== 'loadBalancer.reply') return;
  const { operation, accepted } = message;
  const expiresAt = waiting.get(operation);
  waiting.delete(operation);
  if (accepted && expiresAt !== undefined && now < expiresAt) port.note({ kind: 'acknowledged', resource, operation, access: 'read' });
}

export function wakeClient(state: Client, now: Time, port: Outlet): void {
  const { waiting, params } = state;
  for (const [operation, expiresAt] of waiting) {
    if (now < expiresAt) break;
    waiting.delete(operation);
  }
  if (now < state.nextAt) return;
  const operation = state.issued++ * state.processes + state.self;
  waiting.set(operation, now + params.opTimeout);
  port.note({ kind: 'invokes', resource: state.resource, operation, access: 'read' });
  port.send(state.balancer, { kind: 'loadBalancer.request', operation });
  state.nextAt += (Math.floor((now - state.nextAt) / params.every) + 1) * params.every;
}
