/** The heartbeat: component-helpers' lease controller (apimachinery/lease/controller.go), as a kubelet runs it. */
import type { ProcessId, Start } from '../../contract.ts';
import type { Duration, Time } from '../../time.ts';
import { firstRun } from './firstRun.ts';
import type { Kubelet } from './kubelet.ts';
import { ask, type Outlet } from './link.ts';
import type { Answer } from './messages.ts';
import type { NodeLifecycleParams } from './parameters.ts';
import { attempts, firstSleep, jittered, longestSleep, renewEvery, requestTimeout } from './rules.ts';

/**
 * resting → updating; five updates that failed → ensuring, with sleeping in between until one succeeds → updating, up to five
 * times again → resting. A lease that was never seen begins with ensuring.
 */
export interface Leasing {
  stage: 'resting' | 'updating' | 'ensuring' | 'sleeping';
  /** What it waits for an answer to. */
  request: number;
  tries: number;
  isKnown: boolean;
  /** This run has ensured the lease: when updating fails again it ends. */
  isSecond: boolean;
  sleep: Duration;
  /** The end of the rest, of the sleep, or of the patience with the request. */
  until: Time;
}

export function startLeasing(start: Start<NodeLifecycleParams>, server: ProcessId, port: Outlet): Leasing {
  const until = firstRun(start, renewEvery(start.params.leaseDuration), server, port);
  return { stage: 'resting', request: 0, tries: 0, isKnown: false, isSecond: false, sleep: firstSleep, until };
}

export function wakeLease(state: Kubelet, now: Time, port: Outlet): void {
  const { leasing } = state;
  if (leasing.stage === 'sleeping') return ensure(state, now, port);
  if (leasing.stage !== 'resting') return failLease(state, now, port);
  Object.assign(leasing, { tries: 0, isSecond: false, sleep: firstSleep });
  if (leasing.isKnown) update(state, now, port);
  else ensure(state, now, port);
}

function update(state: Kubelet, now: Time, port: Outlet): void {
  const request = ask(state.link, { kind: 'nodeLifecycle.renew', renewTime: now }, now, port);
  wait(state, 'updating', request, now);
}

function ensure(state: Kubelet, now: Time, port: Outlet): void {
  const request = ask(state.link, { kind: 'nodeLifecycle.ensure', renewTime: now }, now, port);
  wait(state, 'ensuring', request, now);
}

function wait({ leasing, params: { statusEvery, leaseDuration } }: Kubelet, stage: Leasing['stage'], request: number, now: Time): void {
  Object.assign(leasing, { stage, request, until: now + requestTimeout(statusEvery, leaseDuration) });
}

function rest({ leasing, params }: Kubelet, now: Time, port: Outlet): void {
  Object.assign(leasing, { stage: 'resting', until: now + jittered(renewEvery(params.leaseDuration), port.random()) });
}

/** The request timed out, or the connection broke. */
export function failLease(state: Kubelet, now: Time, port: Outlet): void {
  const { leasing } = state;
  if (leasing.stage === 'ensuring') {
    leasing.sleep = Math.min(2 * leasing.sleep, longestSleep);
    Object.assign(leasing, { stage: 'sleeping', until: now + leasing.sleep });
  } else if (leasing.stage === 'updating') {
    leasing.tries++;
    if (leasing.tries < attempts) update(state, now, port);
    else if (leasing.isSecond) rest(state, now, port);
    else ensure(state, now, port);
  }
}

export function leaseAnswered(state: Kubelet, { request, accepted }: Answer, now: Time, port: Outlet): void {
  const { leasing } = state;
  if (request !== leasing.request) return;
  if (leasing.stage === 'updating') return rest(state, now, port);
  if (leasing.stage !== 'ensuring') return;
  Object.assign(leasing, { isKnown: true, isSecond: true, tries: 0 });
  // not accepted: it was made by that request, and needs no renewal now
  if (accepted) update(state, now, port);
  else rest(state, now, port);
}
