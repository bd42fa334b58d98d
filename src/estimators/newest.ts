import type { Beat } from '../contract.ts';

/** What a rule keeps that hears newer beats only. Before the first: −1. */
export interface Newest { newest: number }

/**
 * Takes note of a beat, and tells whether it is newer than all before it. Beats overtake each other and are
 * duplicated on the way; a rule that ignores such beats is not moved by them. (Whole incarnations are compared by
 * the detector, which starts the estimator afresh at a higher one.)
 */
export function advances(state: Newest, beat: Beat): boolean {
  if (beat.seq <= state.newest) return false;
  state.newest = beat.seq;
  return true;
}
