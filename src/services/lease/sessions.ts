/** Sessions with a time to live, as a store keeps them: Consul's sessions, etcd's leases. Times are the store's clock. */
import { NEVER, type Duration, type Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';

export interface Session { readonly id: number; readonly owner: ProcessId; readonly expiresAt: Time }

/** Begins a session, or prolongs it. */
export function keep(sessions: readonly Session[], id: number, owner: ProcessId, expiresAt: Time): readonly Session[] {
  return [...sessions.filter(each => each.id !== id || each.owner !== owner), { id, owner, expiresAt }];
}

export const isKept = (sessions: readonly Session[], id: number, owner: ProcessId): boolean =>
  sessions.some(each => each.id === id && each.owner === owner);

export const expired = (sessions: readonly Session[], now: Time): readonly Session[] => sessions.filter(({ expiresAt }) => expiresAt <= now);

export const soonest = (sessions: readonly Session[]): Time => sessions.reduce((least, { expiresAt }) => Math.min(least, expiresAt), NEVER);

/** None ends sooner than `life` from now: what a store that has just begun to keep them does. */
export const refreshed = (sessions: readonly Session[], now: Time, life: Duration): readonly Session[] =>
  sessions.map(each => ({ ...each, expiresAt: now + life }));
