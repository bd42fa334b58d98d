import type { Port, ProcessId, Time } from '../contract.ts';
import { NEVER } from '../time.ts';
import type { PullAck, PullParams, PullPing } from './pull.ts';

/** What the asking side of `pull` keeps. Columns by slot, one slot for each process that is watched. */
export interface Probing {
  readonly watches: readonly ProcessId[];
  /** The slot of a process, −1 for one that is not watched; empty if none is. */
  readonly slots: Int32Array;
  /** 1 where trusted. */
  readonly trusted: Uint8Array;
  /** The newest incarnation that answered; −1 before. */
  readonly incarnations: Float64Array;
  /** When the first ping was due: the origin of the rhythm. */
  readonly first: Float64Array;
  readonly nextPing: Float64Array;
  /** When the outstanding ping has failed; with `overlap`, when enough in a row have. */
  readonly expiry: Float64Array;
  /** Failures in a row. */
  readonly failures: Int32Array;
  readonly round: Int32Array;
  /** ≤ every `nextPing` and `expiry`; exact after each wake. */
  next: Time;
}

type Asking = Port<PullPing>;

export function beginProbing(params: PullParams, watches: readonly ProcessId[], processes: number, now: Time, port: Asking): Probing {
  const { interval, timeout, attempts, phase, overlap } = params;
  const slots = new Int32Array(watches.length > 0 ? processes : 0).fill(-1);
  watches.forEach((peer, slot) => { slots[peer] = slot; });
  const first = Float64Array.from(watches, () => (phase === 'zero' ? now : now + Math.floor(port.random() * interval)));
  const firstExpiry = (at: Time): Time => (overlap ? at + (attempts - 1) * interval + timeout : NEVER);
  return {
    watches, slots, first,
    nextPing: first.slice(),
    expiry: first.map(firstExpiry),
    trusted: new Uint8Array(watches.length).fill(1),
    incarnations: new Float64Array(watches.length).fill(-1),
    failures: new Int32Array(watches.length),
    round: new Int32Array(watches.length).fill(-1),
    next: first.reduce((least, at) => Math.min(least, at), NEVER),
  };
}

/** The place in the rhythm at or after an instant. */
const beatAt = (origin: Time, interval: number, instant: Time): Time =>
  origin + Math.ceil((instant - origin) / interval) * interval;

/** Plans the next ping of one slot, when a check has ended. */
function rest(probing: Probing, { interval, from }: PullParams, slot: number, now: Time): void {
  const next = from === 'end' ? now + interval : beatAt(probing.first[slot]!, interval, now);
  probing.nextPing[slot] = next;
  probing.next = Math.min(probing.next, next);
}

function ping(probing: Probing, { interval, timeout, overlap }: PullParams, slot: number, now: Time, port: Asking): void {
  if (overlap || probing.failures[slot] === 0) probing.round[slot]!++;
  if (!overlap) probing.expiry[slot] = now + timeout;
  probing.nextPing[slot] = overlap ? beatAt(probing.first[slot]!, interval, now + 1) : NEVER;
  port.send(probing.watches[slot]!, { kind: 'pull.ping', round: probing.round[slot]!, sentAt: now });
}

function suspect(probing: Probing, slot: number, port: Asking): void {
  if (probing.trusted[slot] === 0) return;
  probing.trusted[slot] = 0;
  port.suspect(probing.watches[slot]!);
}

/** The outstanding ping has failed: ask again, or give the peer up for this time. */
function failed(probing: Probing, params: PullParams, slot: number, now: Time, port: Asking): void {
  probing.expiry[slot] = NEVER;
  const decided = params.overlap || ++probing.failures[slot]! >= params.attempts;
  if (decided) suspect(probing, slot, port);
  if (params.overlap) return;
  if (params.from === 'start' && !decided) {
    probing.nextPing[slot] = now;
    probing.next = Math.min(probing.next, now);
    return;
  }
  if (params.from === 'start') probing.failures[slot] = 0;
  rest(probing, params, slot, now);
}

/** Whatever is due. */
export function act(probing: Probing, params: PullParams, now: Time, port: Asking): void {
  if (now < probing.next) return;
  probing.next = NEVER;
  for (let slot = 0; slot < probing.watches.length; slot++) {
    if (probing.expiry[slot]! <= now) failed(probing, params, slot, now, port);
    if (probing.nextPing[slot]! <= now) ping(probing, params, slot, now, port);
  }
  probing.next = NEVER;
  for (const column of [probing.expiry, probing.nextPing]) {
    for (let slot = 0; slot < column.length; slot++) if (column[slot]! < probing.next) probing.next = column[slot]!;
  }
}

/** Whether this answer says anything of the check that is running. */
function counts(probing: Probing, { timeout, lateAcks, overlap }: PullParams, slot: number, now: Time, ack: PullAck): boolean {
  if (ack.incarnation < probing.incarnations[slot]!) return false;
  if (now - ack.sentAt > timeout && lateAcks === 'ignore') return false;
  return overlap || ack.round === probing.round[slot];
}

/** Ends the check that is running; an answer to one that has ended already only takes its failures back. */
function succeeded(probing: Probing, params: PullParams, slot: number, now: Time, sentAt: Time): void {
  const { interval, timeout, attempts, overlap } = params;
  probing.failures[slot] = 0;
  if (overlap) {
    const before = probing.expiry[slot] === NEVER ? 0 : probing.expiry[slot]!;
    probing.expiry[slot] = Math.max(before, sentAt + attempts * interval + timeout);
    probing.next = Math.min(probing.next, probing.expiry[slot]!);
  } else if (probing.expiry[slot] !== NEVER) {
    probing.expiry[slot] = NEVER;
    rest(probing, params, slot, now);
  }
}

export function acknowledged(probing: Probing, params: PullParams, slot: number, now: Time, ack: PullAck, port: Asking): void {
  const isTooOld = params.overlap && ack.sentAt + params.attempts * params.interval + params.timeout <= now;
  if (isTooOld || !counts(probing, params, slot, now, ack)) return;
  succeeded(probing, params, slot, now, ack.sentAt);
  const isNew = ack.incarnation > probing.incarnations[slot]!;
  probing.incarnations[slot] = ack.incarnation;
  if (!isNew && probing.trusted[slot] === 1) return;
  probing.trusted[slot] = 1;
  port.trust(probing.watches[slot]!);
}

/** The peer's kernel answers in its place: the attempt has failed, or, where a connection was lost, the peer. */
export function refused(probing: Probing, params: PullParams, slot: number, now: Time, decisive: boolean, port: Asking): void {
  if (probing.expiry[slot] === NEVER || (params.overlap && !decisive)) return;
  if (decisive) probing.failures[slot] = params.attempts - 1;
  failed(probing, params, slot, now, port);
}
