/** The status of the node: syncNodeStatus of the kubelet. Posted when it differs from what the API server has, or now and then. */
import type { ProcessId, Start } from '../../contract.ts';
import { NEVER, type Time } from '../../time.ts';
import { firstRun } from './firstRun.ts';
import type { Kubelet } from './kubelet.ts';
import { ask, type Outlet } from './link.ts';
import type { Answer } from './messages.ts';
import type { NodeLifecycleParams } from './parameters.ts';
import { attempts, jittered, requestTimeout } from './rules.ts';

export interface Reporting {
  isPosting: boolean;
  request: number;
  tries: number;
  /** The last that was accepted. */
  postedAt: Time;
  readonly readyAt: Time;
  /** The next run, or the end of the patience with the request. */
  until: Time;
}

export function startReporting(start: Start<NodeLifecycleParams>, server: ProcessId, port: Outlet): Reporting {
  const { params, now, incarnation } = start;
  const hasRun = params.established && incarnation === 0;
  return {
    isPosting: false, request: 0, tries: 0, postedAt: -NEVER, readyAt: hasRun ? now : now + params.becomesReady, until: firstRun(start, params.statusEvery, server, port),
  };
}

const condition = ({ readyAt }: Reporting, now: Time): 'True' | 'False' => (now >= readyAt ? 'True' : 'False');

export function wakeReport(state: Kubelet, now: Time, port: Outlet): void {
  const { reporting, own, params: { reportEvery } } = state;
  if (reporting.isPosting) return failReport(state, now, port);
  reporting.tries = 0;
  // a Node that was never seen cannot be compared: the kubelet asks for it, and posts
  if (own?.ready === condition(reporting, now) && now - reporting.postedAt < reportEvery) rest(state, now, port);
  else post(state, now, port);
}

function post(state: Kubelet, now: Time, port: Outlet): void {
  const { reporting, link, params: { statusEvery, leaseDuration } } = state;
  reporting.request = ask(link, { kind: 'nodeLifecycle.report', ready: condition(reporting, now), heartbeatAt: now }, now, port);
  Object.assign(reporting, { isPosting: true, until: now + requestTimeout(statusEvery, leaseDuration) });
}

/** A node that was not ready reports as soon as it is (fastStatusUpdateOnce). */
function rest({ reporting, params: { statusEvery } }: Kubelet, now: Time, port: Outlet): void {
  const next = now + jittered(statusEvery, port.random());
  Object.assign(reporting, { isPosting: false, until: now < reporting.readyAt ? Math.min(next, reporting.readyAt) : next });
}

export function failReport(state: Kubelet, now: Time, port: Outlet): void {
  const { reporting } = state;
  if (!reporting.isPosting) return;
  reporting.tries++;
  if (reporting.tries < attempts) post(state, now, port);
  else rest(state, now, port);
}

export function reportAnswered(state: Kubelet, { request }: Answer, now: Time, port: Outlet): void {
  const { reporting } = state;
  if (!reporting.isPosting || request !== reporting.request) return;
  reporting.postedAt = now;
  rest(state, now, port);
}
