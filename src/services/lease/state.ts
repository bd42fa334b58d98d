import { NEVER, type Time } from '../../time.ts';
import type { Opinion, Port, ProcessId } from '../../contract.ts';
import type { LeaseMessage, Waiting } from './messages.ts';
import type { LeaseParams } from './parameters.ts';

export type Outlet = Port<LeaseMessage>;

/** There is one key. */
export const resource = 0;
export const nobody: ProcessId = -1;
/** Before every clock reading. */
export const BEFORE: Time = -NEVER;

/** What a holder has. */
export interface Office {
  readonly epoch: number;
  /** Its own deadline, by its own clock; NEVER: until it is told otherwise. Nothing checks it before each act. */
  until: Time;
  /** Accepted writes that have not been sent to the storage yet, and when they are. */
  unsent: number[];
  sendAt: Time;
}

/** What a request to the store waits for; the number that its answer must repeat, and until when it may come. */
export interface Call { readonly step: 'look' | 'update' | 'acquire' | 'watch'; readonly asked: number; readonly until: Time }

export interface Candidate {
  readonly role: 'candidate';
  readonly params: LeaseParams;
  readonly self: ProcessId;
  readonly store: ProcessId;
  readonly storage: ProcessId;
  /** By process: what it last called out; null before the first. */
  readonly opinions: (Opinion | null)[];
  /** The record as last seen, and when it was seen to change. */
  holder: ProcessId;
  revision: number;
  epoch: number;
  observedAt: Time;
  /** Who it is to the store: another after each restart and each loss. When the store last answered for it, −NEVER for not yet. */
  session: number;
  answeredAt: Time;
  /** Requests are numbered; an answer to an earlier one is late, and says nothing. */
  asked: number;
  call: Call | null;
  /** When it asks next for the key, and when to keep its session. */
  callAt: Time;
  renewAt: Time;
  /** Since when the renewal under way has been tried; null while there is none. */
  begunAt: Time | null;
  /** Ticks that come by a phase of their own. */
  tickAt: Time;
  office: Office | null;
  /** What clients wait for: from a request to the storage's answer. */
  waiting: Waiting[];
}

/** Says what it thinks of another candidate, once. */
export function opine(state: Candidate, peer: ProcessId, opinion: 'trusted' | 'suspected', port: Outlet): void {
  if (peer === nobody || peer === state.self || state.opinions[peer] === opinion) return;
  state.opinions[peer] = opinion;
  if (opinion === 'trusted') port.trust(peer);
  else port.suspect(peer);
}

/** The next instant of a steady tick after `now`. */
export const nextTick = (tickAt: Time, every: number, now: Time): Time =>
  (now < tickAt ? tickAt : tickAt + (Math.floor((now - tickAt) / every) + 1) * every);
