/** Every law against those that claim it; what they do not claim, they are shown to break. */
import { describe, expect, test } from 'vitest';
import type { detectorClaims } from '../../sim/laws/claims.ts';
import { detectorLaws } from '../../sim/laws/detectorLaws.ts';
import { enforce, examine } from '../../sim/laws/law.ts';

const seed = 20_260_101;
const slow = new Set(['accuracy', 'completeness']);

export function claimedLaws(claimants: ReturnType<typeof detectorClaims>): void {
  describe.each(claimants.map(claim => [claim.subject.name, claim] as const))('detector %s', (_, { subject, claims, not }) => {
    test.each(claims)('keeps the law "%s"', name => enforce(detectorLaws[name], subject, { seed, runs: subject.roles ? 4 : slow.has(name) ? 8 : 25 }));
    if (not.length > 0) {
      test.each(not)('does not claim "%s", and breaks it', name => {
        expect(examine(detectorLaws[name], subject, { seed, runs: 1_000, shrink: false })).not.toBeNull();
      });
    }
  });
}
