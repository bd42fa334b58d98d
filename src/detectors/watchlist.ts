import type { AnyEstimator, Beat, Duration, Opinion, Port, ProcessId, Time } from '../contract.ts';
import { NEVER } from '../time.ts';
import { mayJudge, type LocalPause } from './localPause.ts';

/**
 * A monitor's view of all whom it watches, by any estimator. Columns by slot, one slot for each process watched.
 * Plain data: the estimator is an argument of every function.
 */
export interface Watchlist {
  readonly watches: readonly ProcessId[];
  /** The slot of a process, −1 for one that is not watched; empty if none is. */
  readonly slots: Int32Array;
  /** What the estimator is made with, at first and at each new incarnation. */
  readonly params: unknown;
  readonly estimates: unknown[];
  /** The newest incarnation heard of; −1 before the first beat. */
  readonly incarnations: Float64Array;
  /** 1 where trusted. */
  readonly trusted: Uint8Array;
  /** When the opinion next changes if nothing more is heard. */
  readonly due: Float64Array;
  /** ≤ every `due`: a beat moves its own `due` only, so this may lie too early, and then a wake finds nothing to do. */
  next: Time;
  readonly checks: Checks;
  /** Null where pauses of its own are not guarded against. */
  readonly guard: LocalPause | null;
}

/** When a monitor looks. `every` 0: at once, whenever an estimator changes its mind. */
export interface Checks {
  readonly every: Duration;
  readonly first: Time;
  /** A look that comes later than this after the one before was held back by a pause. By default: no guard. */
  readonly longestPause?: Duration;
}

/** That of a process that watches nobody: one for all, since nothing in it ever changes. */
const nobody: Watchlist = {
  watches: [], slots: new Int32Array(0), params: undefined, estimates: [], incarnations: new Float64Array(0),
  trusted: new Uint8Array(0), due: new Float64Array(0), next: NEVER, checks: { every: 0, first: 0 }, guard: null,
};

export function watchlist(
  estimator: AnyEstimator, params: unknown, watches: readonly ProcessId[], processes: number, checks: Checks, now: Time,
): Watchlist {
  if (watches.length === 0) return nobody;
  const slots = new Int32Array(processes).fill(-1);
  watches.forEach((peer, slot) => { slots[peer] = slot; });
  const estimates = watches.map(() => estimator.init(params, now));
  const list: Watchlist = {
    watches, slots, params, estimates, checks, next: NEVER,
    incarnations: new Float64Array(watches.length).fill(-1),
    trusted: Uint8Array.from(estimates, estimate => Number(now < estimator.freshUntil(estimate) && freshFrom(estimator, estimate, now) === now)),
    due: new Float64Array(watches.length),
    guard: guardOf(checks, now),
  };
  for (let slot = 0; slot < watches.length; slot++) postpone(list, estimator, slot, now);
  awaitLook(list, now);
  return list;
}

function guardOf({ every, longestPause = NEVER }: Checks, now: Time): LocalPause | null {
  return every === 0 || longestPause === NEVER ? null : { longest: longestPause, lastLook: now, lastPause: now - longestPause };
}

/** −1 for a process that is not watched. */
export const slotOf = (list: Watchlist, peer: ProcessId): number => list.slots[peer] ?? -1;

export const opinionOf = (list: Watchlist, peer: ProcessId): Opinion =>
  list.trusted[slotOf(list, peer)] === 0 ? 'suspected' : 'trusted';

const freshFrom = (estimator: AnyEstimator, estimate: unknown, now: Time): Time =>
  estimator.freshFrom === undefined ? now : Math.max(now, estimator.freshFrom(estimate));

/** Before the first scheduled look there is none; after it, one every `every`. */
function atCheck({ every, first }: Checks, instant: Time): Time {
  if (every === 0 || instant === NEVER) return instant;
  return Math.min(NEVER, first + Math.max(0, Math.ceil((instant - first) / every)) * every);
}

/** Awaits the next change of opinion of one slot, fresh from `from` until `until`. A monitor that polls notices it at the check that follows. */
function foresee(list: Watchlist, slot: number, from: Time, until: Time): void {
  if (!(until <= Infinity)) throw new Error(`its freshness point is ${until}, not a time`);
  let change = until;
  if (list.trusted[slot] === 0) change = from < until ? from : NEVER;
  else if (list.guard !== null) change = Math.max(until, list.guard.lastPause + list.guard.longest);
  const due = list.checks.every === 0 ? change : atCheck(list.checks, change);
  list.due[slot] = due;
  if (due < list.next) list.next = due;
}

/** Brings the opinion of one slot to what its estimator says now. */
function settle(list: Watchlist, estimator: AnyEstimator, slot: number, now: Time, port: Port<never>, judges = true): void {
  const estimate = list.estimates[slot];
  const until = estimator.freshUntil(estimate);
  const from = freshFrom(estimator, estimate, now);
  const trusted = now < until && from === now ? 1 : 0;
  if (trusted !== list.trusted[slot] && (judges || trusted === 1)) {
    list.trusted[slot] = trusted;
    if (trusted === 1) port.trust(list.watches[slot]!);
    else port.suspect(list.watches[slot]!);
  }
  foresee(list, slot, from, until);
}

/** Awaits its next change, and leaves the opinion for the next look. */
function postpone(list: Watchlist, estimator: AnyEstimator, slot: number, now: Time): void {
  const estimate = list.estimates[slot];
  foresee(list, slot, freshFrom(estimator, estimate, now), estimator.freshUntil(estimate));
}

/** One that guards against its own pauses must look every time; else only when something is due. */
function awaitLook(list: Watchlist, now: Time): void {
  if (list.guard !== null) list.next = Math.min(list.next, atCheck(list.checks, now + 1));
}

/** Every change of opinion that is due. Afterwards `next` is exact, and later than now. */
export function settleDue(list: Watchlist, estimator: AnyEstimator, now: Time, port: Port<never>): void {
  const { due, guard } = list;
  const judges = guard === null || mayJudge(guard, now);
  list.next = NEVER;
  for (let slot = 0; slot < due.length; slot++) {
    if (due[slot]! <= now) settle(list, estimator, slot, now, port, judges);
    else if (due[slot]! < list.next) list.next = due[slot]!;
  }
  awaitLook(list, now);
}

/**
 * Takes a beat of a watched process: O(1). Beats are ordered by incarnation here, by sequence number in the
 * estimator. The first of an incarnation calls `trust` even if the process was trusted already.
 */
export function hear(list: Watchlist, estimator: AnyEstimator, slot: number, now: Time, beat: Beat, port: Port<never>): void {
  const known = list.incarnations[slot]!;
  if (beat.incarnation < known) return;
  const isNew = beat.incarnation > known;
  if (isNew) {
    list.incarnations[slot] = beat.incarnation;
    if (known >= 0) list.estimates[slot] = estimator.init(list.params, now);
  }
  estimator.observe(list.estimates[slot], now, beat);
  const wasTrusted = list.trusted[slot] === 1;
  if (list.checks.every === 0) settle(list, estimator, slot, now, port);
  else postpone(list, estimator, slot, now);
  if (isNew && wasTrusted && list.trusted[slot] === 1) port.trust(list.watches[slot]!);
}
