import type { Duration, ProcessId } from '../../contract.ts';
import { ms } from '../../time.ts';
import { confirmedShare, leastSuspicion } from './scaling.ts';

/** How long a suspicion lasts, and how many others must confirm it to make it as short as it can be. */
export interface SuspicionBounds { readonly confirmations: number; readonly least: Duration; readonly longest: Duration }

/** memberlist state.go, suspectNode: in a group too small for that many others, none are waited for. */
export function suspicionBounds(mult: number, maxMult: number, n: number, interval: Duration): SuspicionBounds {
  const wanted = mult - 2;
  const least = leastSuspicion(mult, n, interval);
  return { confirmations: n - 2 < wanted ? 0 : wanted, least, longest: maxMult * least };
}

/**
 * What is left of a suspicion that began `elapsed` ago and that `heard` others have confirmed; none or less: it is over.
 * Lifeguard (section on dogpile), with memberlist's floor to whole milliseconds (suspicion.go, remainingSuspicionTime).
 */
export function remainingSuspicion(heard: number, { confirmations, least, longest }: SuspicionBounds, elapsed: Duration): Duration {
  if (confirmations < 1) return least - elapsed;
  const raw = longest - confirmedShare(heard, confirmations) * (longest - least);
  return Math.max(least, Math.floor(raw / ms) * ms) - elapsed;
}

/** One suspicion: who has confirmed it. The first accuser and repetitions never count, and after enough nobody does. */
export interface Suspicion { readonly accusers: readonly ProcessId[]; readonly bounds: SuspicionBounds }

export const suspicion = (accuser: ProcessId, bounds: SuspicionBounds): Suspicion => ({ accusers: [accuser], bounds });

export const confirmations = ({ accusers }: Suspicion): number => accusers.length - 1;

/** The suspicion with one more accuser; itself where that is no news. */
export function confirmed(before: Suspicion, accuser: ProcessId): Suspicion {
  const { accusers, bounds } = before;
  const isNews = confirmations(before) < bounds.confirmations && !accusers.includes(accuser);
  return isNews ? { ...before, accusers: [...accusers, accuser] } : before;
}

/** From the beginning of the suspicion to its end, as things stand. */
export const suspicionLasts = (one: Suspicion): Duration => remainingSuspicion(confirmations(one), one.bounds, 0);
