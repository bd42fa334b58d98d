/** client-go's leader election, as far as it decides who judges nodes: a Lease with a version, watched by each for itself. */
import { NEVER, type Time } from '../../time.ts';
import type { Controller } from './controller.ts';
import { ask, type Outlet } from './link.ts';
import type { Answer } from './messages.ts';

export interface Leading {
  /** When it began. */
  readonly identity: Time;
  isLeader: boolean;
  request: number;
  /** The version that it last saw, and since when. */
  version: number;
  seenAt: Time;
  tryAt: Time;
  /** Of a leader: when this attempt to renew began. */
  renewsSince: Time | null;
}

export const startLeading = (identity: Time, tryAt: Time): Leading => ({ identity, isLeader: false, request: 0, version: -1, seenAt: 0, tryAt, renewsSince: null });

export function leadingDeadline({ leading: { tryAt, renewsSince }, params: { renewDeadline } }: Controller): Time {
  return Math.min(tryAt, renewsSince === null ? NEVER : renewsSince + renewDeadline);
}

/** False: the lock could not be renewed in time, and the process has to end. */
export function wakeLeading(state: Controller, now: Time, port: Outlet): boolean {
  const { leading, params } = state;
  if (!params.leaderElect) return lead(leading, now);
  if (leading.renewsSince !== null && now >= leading.renewsSince + params.renewDeadline) return false;
  if (now < leading.tryAt) return true;
  if (leading.isLeader) leading.renewsSince ??= now;
  const hasExpired = leading.version >= 0 && now - leading.seenAt > params.electionLease;
  leading.request = ask(state.link, { kind: 'nodeLifecycle.lead', identity: leading.identity, expired: hasExpired ? leading.version : null }, now, port);
  // who only waits for its turn tries at random, by JitterFactor 1.2
  leading.tryAt = now + Math.floor(params.retryPeriod * (leading.isLeader ? 1 : 1 + 1.2 * port.random()));
  return true;
}

/** Without election there is nothing to wait for. */
function lead(leading: Leading, now: Time): true {
  if (now >= leading.tryAt) Object.assign(leading, { isLeader: true, tryAt: NEVER });
  return true;
}

export function electionAnswered({ leading, params }: Controller, { request, accepted, lock }: Answer, now: Time): void {
  if (!lock) return;
  if (lock.version !== leading.version) Object.assign(leading, { version: lock.version, seenAt: now });
  if (!accepted || request !== leading.request) return;
  Object.assign(leading, { isLeader: true, renewsSince: null, tryAt: now + params.retryPeriod });
}
