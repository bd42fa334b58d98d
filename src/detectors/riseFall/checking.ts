import type { Port, ProcessId, Start, Time, Via } from '../../contract.ts';
import { NEVER } from '../../time.ts';
import type { RiseFallCheck, RiseFallReport } from '../riseFall.ts';
import type { CheckResult } from './counter.ts';
import { flavours } from './flavours.ts';
import type { RiseFallParams } from './parameters.ts';

/** What the asking side keeps. Columns by slot, one slot for each process that is checked. */
export interface Checking {
  readonly options: RiseFallParams;
  readonly incarnation: number;
  readonly watches: readonly ProcessId[];
  /** The slot of a process, −1 for one that is not checked; empty if none is. */
  readonly slots: Int32Array;
  /** What its flavour counts. */
  readonly counters: unknown[];
  /** 1 where trusted. */
  readonly trusted: Uint8Array;
  /** The newest incarnation that answered; −1 before. */
  readonly incarnations: Float64Array;
  /** The number of the newest check; −1 before. */
  readonly number: Int32Array;
  /** When the next check is due; NEVER while one is under way. */
  readonly nextCheck: Float64Array;
  /** When the check that is under way has failed; NEVER without one. */
  readonly expiry: Float64Array;
  /** When the newest check was due by the rhythm, which may be before it could begin. */
  readonly planned: Float64Array;
  /** 1 where the connection ends with the check; not where the peer checks this process by the same one. */
  readonly closes: Uint8Array;
  /** ≤ every `nextCheck` and `expiry`; exact after each wake. */
  next: Time;
}

type Asking = Port<RiseFallCheck | RiseFallReport>;

export function beginChecking(options: RiseFallParams, { watches, watchedBy, roles, now, incarnation }: Start<unknown>, port: Asking): Checking {
  const slots = new Int32Array(watches.length > 0 ? roles.length : 0).fill(-1);
  watches.forEach((peer, slot) => { slots[peer] = slot; });
  const counter = flavours[options.flavour];
  const counters: unknown[] = watches.map(() => counter.begin(options));
  const first = now + Math.ceil(options.initialDelay / options.interval) * options.interval;
  const nextCheck = Float64Array.from(watches, () => (options.phase === 'zero' ? first : first + Math.floor(port.random() * options.interval)));
  return {
    options, incarnation, watches, slots, counters, nextCheck,
    trusted: Uint8Array.from(counters, state => Number(counter.trusts(state))),
    incarnations: new Float64Array(watches.length).fill(-1),
    number: new Int32Array(watches.length).fill(-1),
    expiry: new Float64Array(watches.length).fill(NEVER),
    planned: nextCheck.slice(),
    closes: Uint8Array.from(watches, peer => Number(options.check !== 'datagram' && !watchedBy.includes(peer))),
    next: nextCheck.reduce((least, at) => Math.min(least, at), NEVER),
  };
}

/** Of ticks that passed during a check, the last one is made good at once, as by a ticker that remembers one. */
function following({ planned, counters, options }: Checking, slot: number, now: Time): Time {
  const rest = flavours[options.flavour].rest(counters[slot], options);
  if (options.from === 'end') return now + rest;
  const due = planned[slot]! + rest;
  return due >= now ? due : due + Math.floor((now - due) / rest) * rest;
}

/** Ends the check that is under way, counts it, and plans the next. `isNew`: the first answer of an incarnation. */
function ended(checking: Checking, slot: number, result: CheckResult, now: Time, port: Asking, isNew = false): void {
  const { options, counters, trusted, watches } = checking;
  const counter = flavours[options.flavour];
  counter.count(counters[slot], result, options);
  checking.expiry[slot] = NEVER;
  checking.planned[slot] = following(checking, slot, now);
  checking.nextCheck[slot] = Math.max(now, checking.planned[slot]!);
  checking.next = Math.min(checking.next, checking.nextCheck[slot]!);
  const trusts = counter.trusts(counters[slot]) ? 1 : 0;
  const changed = trusts !== trusted[slot];
  if (checking.closes[slot] === 1) port.close(watches[slot]!);
  trusted[slot] = trusts;
  if (changed && trusts === 0) port.suspect(watches[slot]!);
  else if (trusts === 1 && (changed || isNew)) port.trust(watches[slot]!);
}

export const viaOf = (check: RiseFallParams['check']): Via => (check === 'datagram' ? 'datagram' : 'stream');

function ask(checking: Checking, slot: number, now: Time, port: Asking): void {
  const { options: { timeout, interval, check }, incarnation } = checking;
  checking.nextCheck[slot] = NEVER;
  checking.expiry[slot] = now + (timeout || interval);
  port.send(checking.watches[slot]!, { kind: 'riseFall.check', number: ++checking.number[slot]!, incarnation }, viaOf(check));
}

/** Whatever is due: checks that have run out of time, then those that are to begin. */
export function checkDue(checking: Checking, now: Time, port: Asking): void {
  if (now < checking.next) return;
  const { expiry, nextCheck } = checking;
  let next = NEVER;
  for (let slot = 0; slot < expiry.length; slot++) {
    if (expiry[slot]! <= now) ended(checking, slot, 'fail', now, port);
    if (nextCheck[slot]! <= now) ask(checking, slot, now, port);
    next = Math.min(next, expiry[slot]!, nextCheck[slot]!);
  }
  checking.next = next;
}

/** An answer counts if it is to the check that is under way, and from no earlier life than was heard of. */
export function reported(checking: Checking, slot: number, now: Time, report: RiseFallReport, port: Asking): void {
  const known = checking.incarnations[slot]!;
  const isCurrent = report.asked === checking.incarnation && report.number === checking.number[slot] && checking.expiry[slot] !== NEVER;
  if (!isCurrent || report.incarnation < known) return;
  checking.incarnations[slot] = report.incarnation;
  ended(checking, slot, 'pass', now, port, report.incarnation > known);
}

/** The peer's kernel has accepted a connection. That tells of no incarnation, so only the first of all ends `unheard`. */
export function accepted(checking: Checking, slot: number, now: Time, port: Asking): void {
  if (checking.options.check !== 'connect' || checking.expiry[slot] === NEVER) return;
  const isNew = checking.incarnations[slot] === -1;
  if (isNew) checking.incarnations[slot] = 0;
  ended(checking, slot, 'pass', now, port, isNew);
}

/** The peer's kernel answers that nobody listens: the check has failed at once. */
export function refused(checking: Checking, slot: number, now: Time, port: Asking): void {
  if (checking.expiry[slot] !== NEVER) ended(checking, slot, 'fail', now, port);
}
