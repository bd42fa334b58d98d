/**
 * A client's end of its connection to the API server: HTTP/2 over TCP, by client-go. One connection for everything. It is
 * given up when it could not be opened in time, or when it was silent and a ping was not answered; whatever was asked on it
 * has then failed.
 */
import type { Port, ProcessId, Signal } from '../../contract.ts';
import { NEVER, type Time } from '../../time.ts';
import type { NodeLifecycleMessage, Ping, Request, Watch } from './messages.ts';
import type { NodeLifecycleParams } from './parameters.ts';
import { dialTimeout, firstRelist, longestRelist, relistForgets } from './rules.ts';

export type Outlet = Port<NodeLifecycleMessage>;
export type Asked = Request extends infer R ? (R extends Request ? Omit<R, 'request'> : never) : never;

export interface Link {
  readonly server: ProcessId;
  readonly params: NodeLifecycleParams;
  readonly watchesOwn: boolean;
  stage: 'closed' | 'opening' | 'open';
  /** When it was last heard, or began to open. */
  heardAt: Time;
  pingedAt: Time | null;
  /** The number of the last request. */
  requests: number;
  isWatching: boolean;
  /** When it lists and watches next; NEVER while it watches. */
  watchAt: Time;
  backOff: Time;
  failedAt: Time;
}

export const newLink = (server: ProcessId, params: NodeLifecycleParams, watchesOwn: boolean, now: Time): Link => ({
  server, params, watchesOwn, stage: 'closed', heardAt: now, pingedAt: null, requests: 0, isWatching: false,
  watchAt: NEVER, backOff: firstRelist, failedAt: -NEVER,
});

/** Lists and watches from now on, if it does not yet. */
export function beginWatching(link: Link, now: Time): void {
  if (link.server >= 0 && !link.isWatching && link.watchAt === NEVER) link.watchAt = now + 1;
}

function send(link: Link, message: Request | Watch | Ping, now: Time, port: Outlet): void {
  if (link.stage === 'closed') Object.assign(link, { stage: 'opening', heardAt: now, pingedAt: null });
  port.send(link.server, message, 'stream');
}

/** The number by which the answer will be known. */
export function ask(link: Link, request: Asked, now: Time, port: Outlet): number {
  const number = ++link.requests;
  send(link, { ...request, request: number } as Request, now, port);
  return number;
}

/** Anything that comes shows that the connection works. */
export function heard(link: Link, now: Time): void {
  Object.assign(link, { stage: 'open', heardAt: now, pingedAt: null });
}

export function linkDeadline({ stage, heardAt, pingedAt, watchAt, params: { readIdle, pingTimeout } }: Link): Time {
  if (stage === 'closed') return watchAt;
  const limit = stage === 'opening' ? heardAt + dialTimeout : pingedAt === null ? later(heardAt, readIdle) : later(pingedAt, pingTimeout);
  return Math.min(watchAt, limit);
}

const later = (from: Time, by: Time): Time => (by >= NEVER ? NEVER : from + by);

/** Does what is due. False: the connection was given up, and what was asked has failed. */
export function wakeLink(link: Link, now: Time, port: Outlet): boolean {
  const { stage, heardAt, pingedAt, params: { readIdle, pingTimeout } } = link;
  const isLost = (stage === 'opening' && now >= heardAt + dialTimeout) || (stage === 'open' && pingedAt !== null && now >= later(pingedAt, pingTimeout));
  if (isLost) {
    port.close(link.server);
    lost(link, now, port);
    return false;
  }
  if (now >= link.watchAt) {
    Object.assign(link, { watchAt: NEVER, isWatching: true });
    send(link, { kind: 'nodeLifecycle.watch', own: link.watchesOwn }, now, port);
  }
  if (stage === 'open' && pingedAt === null && now >= later(heardAt, readIdle)) {
    link.pingedAt = now;
    send(link, { kind: 'nodeLifecycle.ping' }, now, port);
  }
  return true;
}

/** The connection is over: the watch is begun again, later each time. */
export function lost(link: Link, now: Time, port: Outlet): void {
  link.stage = 'closed';
  link.pingedAt = null;
  if (!link.isWatching) return;
  if (now - link.failedAt > relistForgets) link.backOff = firstRelist;
  link.isWatching = false;
  link.watchAt = now + Math.floor(link.backOff * (1 + port.random()));
  link.backOff = Math.min(2 * link.backOff, longestRelist);
  link.failedAt = now;
}

/** Whether a signal says that the connection is over. */
export const isLoss = ({ kind }: Signal | { readonly kind: string }): boolean =>
  kind === 'transport.reset' || kind === 'transport.refused' || kind === 'transport.unreachable';
