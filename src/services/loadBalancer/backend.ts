/** A backend: one request at a time, the others wait in line. */
import ln from '@stdlib/math-base-special-ln';
import type { ProcessId, Start } from '../../contract.ts';
import { NEVER, type Duration, type Time } from '../../time.ts';
import type { Outlet } from './balancer.ts';
import type { LoadBalancerMessage } from './messages.ts';
import type { LoadBalancerParams } from './parameters.ts';

export interface Backend {
  readonly role: 'backend';
  readonly params: LoadBalancerParams;
  /** The first is being worked on. */
  readonly line: { readonly operation: number; readonly from: ProcessId }[];
  doneAt: Time;
}

export const startBackend = ({ params }: Start<LoadBalancerParams>): Backend => ({ role: 'backend', params, line: [], doneAt: NEVER });

/** Of which its heartbeats tell. */
export const loadAt = ({ line }: Backend): number => line.length;

function lengthOf({ work, workLaw }: LoadBalancerParams, port: Outlet): Duration {
  return Math.max(1, workLaw === 'constant' ? work : Math.round(-work * ln(1 - port.random())));
}

export function receiveAsBackend(state: Backend, now: Time, from: ProcessId, message: LoadBalancerMessage, port: Outlet): void {
  if (message.kind !== 'loadBalancer.work') return;
  const { line, params } = state;
  const { operation } = message;
  if (line.length >= params.backlog) {
    port.send(from, { kind: 'loadBalancer.done', operation, accepted: false, load: line.length });
    return;
  }
  line.push({ operation, from });
  if (line.length === 1) state.doneAt = now + lengthOf(params, port);
}

export function wakeBackend(state: Backend, now: Time, port: Outlet): void {
  while (now >= state.doneAt) {
    const { operation, from } = state.line.shift()!;
    port.send(from, { kind: 'loadBalancer.done', operation, accepted: true, load: state.line.length });
    // what waited began when that was done, or when this process goes on
    state.doneAt = state.line.length > 0 ? now + lengthOf(state.params, port) : NEVER;
  }
}
