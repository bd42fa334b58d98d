/** Every law against every registered estimator, in each combination of its choices. */
import { describe, expect, test } from 'vitest';
import { estimators } from '../../../src/estimators/index.ts';
import { estimatorClaims } from '../../../sim/laws/claims.ts';
import { estimatorLaws } from '../../../sim/laws/estimatorLaws.ts';
import { enforce, examine } from '../../../sim/laws/law.ts';

const seed = 20_260_101;

describe.each(estimatorClaims(estimators).map(claim => [claim.subject.name, claim] as const))('estimator %s', (_, { subject, claims, not }) => {
  test.each(claims)('keeps the law "%s"', name => enforce(estimatorLaws[name], subject, { seed, runs: name === 'bounded' ? 5 : 150 }));
  if (not.length > 0) {
    test.each(not)('does not claim "%s", and breaks it', name => {
      expect(examine(estimatorLaws[name], subject, { seed, runs: 2_000 })).not.toBeNull();
    });
  }
});
