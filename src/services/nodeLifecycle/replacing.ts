/** What replaces pods: the controller of the workload, and a scheduler that spreads them over nodes in good standing. */
import type { ProcessId } from '../../contract.ts';
import type { Time } from '../../time.ts';
import type { Controller } from './controller.ts';
import { ask, type Outlet } from './link.ts';
import type { Answer } from './messages.ts';

/**
 * One at a time. Of a StatefulSet an identity that nobody has any more; of a Deployment a new pod for each that is going
 * or gone, since nobody asks who it was.
 */
export function replace(state: Controller, now: Time, port: Outlet): void {
  if (!state.leading.isLeader || !state.nodes || state.creating !== 0) return;
  const identity = missing(state);
  const node = identity === undefined ? undefined : place(state);
  if (identity === undefined || node === undefined) return;
  state.creating = ask(state.link, { kind: 'nodeLifecycle.create', identity, node }, now, port);
  port.note({ kind: 'reaches', milestone: 'replaced', about: node });
}

/** undefined: none; null: any. */
function missing({ params: { workload }, nodes, pods }: Controller): number | null | undefined {
  const wanted = nodes!.size;
  if (workload === 'deployment') return [...pods.values()].filter(({ phase }) => phase === 'running').length < wanted ? null : undefined;
  const taken = new Set([...pods.values()].map(({ identity }) => identity));
  for (let identity = 0; identity < wanted; identity++) if (!taken.has(identity)) return identity;
  return undefined;
}

/** Ready, without a taint, and with the fewest pods; the first of several. */
function place({ nodes, pods }: Controller): ProcessId | undefined {
  const load = new Map<ProcessId, number>();
  for (const { node } of pods.values()) load.set(node, (load.get(node) ?? 0) + 1);
  const fit = [...nodes!.values()].filter(({ ready, taint }) => ready === 'True' && taint === 'none').map(({ id }) => id);
  return fit.sort((a, b) => (load.get(a) ?? 0) - (load.get(b) ?? 0) || a - b)[0];
}

export function creationAnswered(state: Controller, { request }: Answer): void {
  if (request === state.creating) state.creating = 0;
}
