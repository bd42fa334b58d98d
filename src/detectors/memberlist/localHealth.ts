import type { Duration } from '../../contract.ts';

/** How a round of probing ended, seen from the one that asked. */
export interface RoundEnd {
  readonly answered: boolean;
  /** Helpers that can say that they had no answer either, and how many of them said so. */
  readonly nacksExpected: number;
  readonly nacks: number;
  /** The ping never left. */
  readonly localError?: boolean;
}

/**
 * Lifeguard's local health multiplier: the share of one's own fault in what went wrong (memberlist state.go, probeNode).
 * Helpers that are silent too speak for one's own deafness; without any, the failure itself counts.
 */
export function healthChange({ answered, nacksExpected, nacks, localError = false }: RoundEnd): number {
  if (localError) return 0;
  if (answered) return -1;
  return nacksExpected > 0 ? Math.max(0, nacksExpected - nacks) : 1;
}

/** Within [0, most − 1] (memberlist awareness.go). */
export const health = (score: number, change: number, most: number): number => Math.min(most - 1, Math.max(0, score + change));

export const scaled = (timeout: Duration, score: number): Duration => timeout * (score + 1);
