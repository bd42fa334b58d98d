/** A node: its kubelet, and the pods that it runs. Who is here is the whole machine: a pod ends with it. */
import type { ProcessId, Signal, Start } from '../../contract.ts';
import type { Time } from '../../time.ts';
import { failLease, leaseAnswered, startLeasing, wakeLease, type Leasing } from './leasing.ts';
import { beginWatching, heard, isLoss, linkDeadline, lost, newLink, wakeLink, type Link, type Outlet } from './link.ts';
import type { Answer, Changed, NodeLifecycleMessage } from './messages.ts';
import type { NodeObject } from './objects.ts';
import type { NodeLifecycleParams } from './parameters.ts';
import { failReport, reportAnswered, startReporting, wakeReport, type Reporting } from './reporting.ts';
import { failRemovals, podsChanged, podsDeadline, removalAnswered, wakePods, type Running } from './running.ts';

export interface Kubelet {
  readonly role: 'node';
  readonly params: NodeLifecycleParams;
  readonly self: ProcessId;
  readonly link: Link;
  readonly leasing: Leasing;
  readonly reporting: Reporting;
  /** Its own Node, as it last heard; null: not yet. */
  own: NodeObject | null;
  pods: Running[];
}

export function startKubelet(start: Start<NodeLifecycleParams>, server: ProcessId, port: Outlet): Kubelet {
  const { self, params, now } = start;
  const link = newLink(server, params, true, now);
  beginWatching(link, now);
  return {
    role: 'node', params, self, link, own: null, pods: [],
    leasing: startLeasing(start, server, port), reporting: startReporting(start, server, port),
  };
}

export const kubeletDeadline = (state: Kubelet): Time =>
  Math.min(linkDeadline(state.link), state.leasing.until, state.reporting.until, podsDeadline(state));

export function receiveAsKubelet(state: Kubelet, now: Time, from: ProcessId, message: NodeLifecycleMessage | Signal, port: Outlet): void {
  if (from !== state.link.server) return;
  if (isLoss(message)) {
    lost(state.link, now, port);
    return failAll(state, now, port);
  }
  heard(state.link, now);
  if (message.kind === 'nodeLifecycle.answer') answered(state, message, now, port);
  else if (message.kind === 'nodeLifecycle.changed') changed(state, message, now, port);
}

function answered(state: Kubelet, answer: Answer, now: Time, port: Outlet): void {
  leaseAnswered(state, answer, now, port);
  reportAnswered(state, answer, now, port);
  removalAnswered(state, answer);
}

function changed(state: Kubelet, message: Changed, now: Time, port: Outlet): void {
  state.own = message.nodes.find(({ id }) => id === state.self) ?? state.own;
  podsChanged(state, message, now, port);
  wakePods(state, now, port);
}

function failAll(state: Kubelet, now: Time, port: Outlet): void {
  failRemovals(state, now);
  failLease(state, now, port);
  failReport(state, now, port);
}

export function wakeKubelet(state: Kubelet, now: Time, port: Outlet): void {
  if (now < kubeletDeadline(state)) return;
  if (!wakeLink(state.link, now, port)) failAll(state, now, port);
  if (now >= state.leasing.until) wakeLease(state, now, port);
  if (now >= state.reporting.until) wakeReport(state, now, port);
  wakePods(state, now, port);
}
