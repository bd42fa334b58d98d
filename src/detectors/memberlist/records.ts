/** What one member has on record of another; 'left' says goodbye, 'failed' does not. */
export type Standing = 'trusted' | 'suspected' | 'failed' | 'left';
export interface MemberRecord { readonly standing: Standing; readonly incarnation: number }

export interface Claim {
  readonly standing: 'trusted' | 'suspected' | 'failed';
  readonly incarnation: number;
  /** Said by the member itself: then a failure is a farewell. */
  readonly byItself?: boolean;
}

export interface Ruling { readonly record: MemberRecord | null; /** Whether it changed, and is told on. */ readonly isNews: boolean }

/** Whether the claim is too old to matter: to clear a name takes a higher incarnation, to accuse the same will do. */
function isStale(record: MemberRecord, { standing, incarnation }: Claim): boolean {
  return standing === 'trusted' ? incarnation <= record.incarnation : incarnation < record.incarnation;
}

/**
 * What becomes of a record at a claim about another member (memberlist state.go: aliveNode, suspectNode, deadNode). A
 * suspicion of one that is suspected is for its timer to weigh, and no news here; those that are gone are not accused.
 */
export function ruled(record: MemberRecord | null, claim: Claim): Ruling {
  const { standing, incarnation } = claim;
  if (record === null) return standing === 'trusted' ? { record: { standing, incarnation }, isNews: true } : { record, isNews: false };
  const isGone = record.standing === 'failed' || record.standing === 'left';
  if (isStale(record, claim)) return { record, isNews: false };
  if (standing === 'suspected' && record.standing !== 'trusted') return { record, isNews: false };
  if (standing === 'failed' && isGone) return { record, isNews: false };
  return { record: { standing: standing === 'failed' && claim.byItself ? 'left' : standing, incarnation }, isNews: true };
}

/** In a whole state that was exchanged, a failure is no more than a suspicion: its subject may yet refute it (mergeState). */
export function merged(remote: Standing, incarnation: number): Claim {
  if (remote === 'left') return { standing: 'failed', incarnation, byItself: true };
  return { standing: remote === 'failed' ? 'suspected' : remote, incarnation };
}

/** The incarnation with which an accusation is refuted: above it, and above one's own (refute). */
export const refuting = (own: number, accused: number): number => Math.max(own + 1, accused + 1);
