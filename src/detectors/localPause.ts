import type { Duration, Time } from '../contract.ts';

/**
 * A guard against one's own pauses: a monitor that stood still finds all its peers silent. Whoever looks every period
 * knows that it stood still when a look comes late, and then judges nobody for a while, so that what waits for it can
 * be heard first (Cassandra, FailureDetector.interpret, MAX_LOCAL_PAUSE).
 */
export interface LocalPause { readonly longest: Duration; lastLook: Time; lastPause: Time }

/** Takes note of a look, and tells whether silence may be judged now. */
export function mayJudge(guard: LocalPause, now: Time): boolean {
  if (now - guard.lastLook > guard.longest) guard.lastPause = now;
  guard.lastLook = now;
  return now - guard.lastPause >= guard.longest;
}
