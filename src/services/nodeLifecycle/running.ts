/** The pods of a node: started when they are assigned to it, stopped when they are to go, and then said to be gone. */
import { NEVER, type Time } from '../../time.ts';
import type { Kubelet } from './kubelet.ts';
import { ask, type Outlet } from './link.ts';
import type { Answer, Changed } from './messages.ts';
import type { Pod } from './objects.ts';

export interface Running {
  readonly pod: Pod;
  /** null: it is to go on. */
  stopAt: Time | null;
  hasStopped: boolean;
  /** The request that says so, and when it is made next; NEVER while it waits. */
  request: number;
  tellAt: Time;
}

/** Starts an instance of an identity: from here on this node serves as it. */
function run(state: Kubelet, pod: Pod, port: Outlet): void {
  state.pods.push({ pod, stopAt: null, hasStopped: false, request: 0, tellAt: NEVER });
  port.note({ kind: 'claims', resource: pod.identity, epoch: pod.instance });
  port.note({ kind: 'acts', resource: pod.identity, epoch: pod.instance, until: NEVER });
}

export function podsChanged(state: Kubelet, { pods, whole }: Changed, now: Time, port: Outlet): void {
  for (const pod of pods) {
    const known = state.pods.find(one => one.pod.instance === pod.instance);
    if (pod.phase === 'running' && !known) run(state, pod, port);
    else if (pod.phase === 'terminating') terminate(state, pod, known, now);
    else if (pod.phase === 'deleted' && known) drop(state, known, port);
  }
  const isGone = ({ pod }: Running): boolean => !pods.some(({ instance }) => instance === pod.instance);
  if (whole) for (const one of state.pods.filter(isGone)) drop(state, one, port);
}

/** One that does not run here any more has stopped already: only the API server has to be told. */
function terminate(state: Kubelet, pod: Pod, known: Running | undefined, now: Time): void {
  if (!known) state.pods.push({ pod, stopAt: now, hasStopped: true, request: 0, tellAt: now });
  else known.stopAt ??= now + state.params.stopping;
}

function stop(one: Running, now: Time, port: Outlet): void {
  Object.assign(one, { hasStopped: true, tellAt: now });
  port.note({ kind: 'yields', resource: one.pod.identity, epoch: one.pod.instance });
}

/** There is no such pod any more: what still runs of it is ended. */
function drop(state: Kubelet, one: Running, port: Outlet): void {
  state.pods = state.pods.filter(other => other !== one);
  if (!one.hasStopped) port.note({ kind: 'yields', resource: one.pod.identity, epoch: one.pod.instance });
}

export function podsDeadline({ pods }: Kubelet): Time {
  let next = NEVER;
  for (const { stopAt, hasStopped, tellAt } of pods) next = Math.min(next, hasStopped || stopAt === null ? tellAt : stopAt);
  return next;
}

export function wakePods(state: Kubelet, now: Time, port: Outlet): void {
  for (const one of state.pods) {
    if (!one.hasStopped && one.stopAt !== null && now >= one.stopAt) stop(one, now, port);
    if (now < one.tellAt) continue;
    one.tellAt = NEVER;
    one.request = ask(state.link, { kind: 'nodeLifecycle.remove', instance: one.pod.instance }, now, port);
  }
}

/** Asked again with the next synchronisation. */
export function failRemovals({ pods, params }: Kubelet, now: Time): void {
  for (const one of pods) if (one.hasStopped && one.tellAt === NEVER) one.tellAt = now + params.statusEvery;
}

export function removalAnswered(state: Kubelet, { request }: Answer): void {
  state.pods = state.pods.filter(one => !(one.hasStopped && one.request === request));
}
