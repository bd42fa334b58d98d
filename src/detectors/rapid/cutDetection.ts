/**
 * Multi-process cut detection (Suresh et al., USENIX ATC 2018, section 4.2; MultiNodeCutDetector.java at c7edd6c26d2e): many
 * observers accuse many subjects, and all are proposed together as soon as none is in doubt. Alerts are never taken back.
 */
import type { ProcessId } from '../../contract.ts';

/** K rings; a subject with L … H − 1 accusations is unstable, with H or more stable. */
export interface CutLimits { readonly k: number; readonly h: number; readonly l: number }

export interface Cut {
  /** By subject: on which rings it was accused, as bits. */
  readonly rings: Record<ProcessId, number>;
  readonly unstable: ProcessId[];
  /** Stable, and not yet proposed. */
  stable: ProcessId[];
}

export const areLimits = ({ k, h, l }: CutLimits): boolean => k >= 3 && h <= k && l >= 1 && l <= h;

export const freshCut = (): Cut => ({ rings: {}, unstable: [], stable: [] });

export function tally({ rings }: Cut, subject: ProcessId): number {
  let bits = rings[subject] ?? 0;
  let count = 0;
  for (; bits !== 0; bits &= bits - 1) count++;
  return count;
}

/** One accusation. What is to be proposed after it, if anything. */
export function accuse(cut: Cut, { h, l }: CutLimits, subject: ProcessId, ring: number): readonly ProcessId[] {
  const before = tally(cut, subject);
  cut.rings[subject] = (cut.rings[subject] ?? 0) | (1 << ring);
  const count = tally(cut, subject);
  if (count === before) return [];
  if (count === l && l < h) cut.unstable.push(subject);
  if (count === h) {
    cut.unstable.splice(0, cut.unstable.length, ...cut.unstable.filter(other => other !== subject));
    cut.stable.push(subject);
  }
  return count >= h ? proposal(cut) : [];
}

/** Everybody who is stable, unless somebody is in doubt. */
function proposal(cut: Cut): readonly ProcessId[] {
  if (cut.unstable.length > 0) return [];
  const found = cut.stable;
  cut.stable = [];
  return found;
}

/**
 * An observer that is itself accused may have gone before it could say so: its edges to those in doubt count as accusations.
 * `observers` of a subject, by ring.
 */
export function implied(cut: Cut, limits: CutLimits, observers: (subject: ProcessId) => readonly ProcessId[]): readonly ProcessId[] {
  let found: readonly ProcessId[] = [];
  for (const subject of cut.unstable.slice()) {
    observers(subject).forEach((observer, ring) => {
      if (tally(cut, observer) >= limits.l) found = [...found, ...accuse(cut, limits, subject, ring)];
    });
  }
  return found;
}
