/** The taint eviction controller (pkg/controller/tainteviction): a timer for each pod of a tainted node. */
import { NEVER, type Time } from '../../time.ts';
import type { Controller } from './controller.ts';
import { ask, type Outlet } from './link.ts';
import type { Answer } from './messages.ts';
import type { NodeObject, Pod } from './objects.ts';
import { attempts, deleteAgain } from './rules.ts';

export interface Eviction { readonly instance: number; at: Time; tries: number; request: number }

/**
 * Whenever it hears of a node or its pods. The timer of a pod begins when this controller hears of the taint, not when the
 * taint was put there; a change from one taint to the other leaves it as it is.
 */
export function tended(state: Controller, { id, taint }: NodeObject, now: Time): void {
  const { unreachableToleration, notReadyToleration } = state.params;
  for (const { instance, node, phase } of state.pods.values()) {
    if (node !== id || phase !== 'running') continue;
    if (taint === 'none') state.evictions.delete(instance);
    else if (!state.evictions.has(instance)) {
      const toleration = taint === 'unreachable' ? unreachableToleration : notReadyToleration;
      if (toleration < NEVER) state.evictions.set(instance, { instance, at: now + toleration, tries: 0, request: 0 });
    }
  }
}

export const untended = ({ evictions }: Controller, { instance }: Pod): void => { evictions.delete(instance); };

export function evictionDeadline({ evictions }: Controller): Time {
  let next = NEVER;
  for (const { at } of evictions.values()) next = Math.min(next, at);
  return next;
}

export function wakeEvictions(state: Controller, now: Time, port: Outlet): void {
  for (const one of state.evictions.values()) {
    if (now < one.at) continue;
    const forced = state.params.workload === 'forced';
    one.request = ask(state.link, { kind: 'nodeLifecycle.delete', instance: one.instance, forced }, now, port);
    one.at = NEVER;
  }
}

export function evictionAnswered({ evictions }: Controller, { request }: Answer): void {
  for (const one of evictions.values()) if (one.request === request) evictions.delete(one.instance);
}

/** Five times, and then not again while the taint stays: retries in deletePodHandler. */
export function failEvictions({ evictions }: Controller, now: Time): void {
  for (const one of evictions.values()) {
    if (one.request === 0 || one.at !== NEVER) continue;
    one.tries++;
    if (one.tries < attempts) one.at = now + deleteAgain;
  }
}
