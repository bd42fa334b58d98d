/** Every law against every registered estimator and detector, in each combination of its choices. */
import { describe, expect, test } from 'vitest';
import { detectors } from '../../../src/detectors/index.ts';
import { estimators } from '../../../src/estimators/index.ts';
import { services } from '../../../src/services/index.ts';
import { detectorClaims, estimatorClaims, serviceClaims } from '../../../sim/laws/claims.ts';
import { detectorLaws } from '../../../sim/laws/detectorLaws.ts';
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

const slow = new Set(['accuracy', 'completeness']);

const claimants = [...detectorClaims(detectors, estimators), ...serviceClaims(services, detectors)];

describe.each(claimants.map(claim => [claim.subject.name, claim] as const))('detector %s', (_, { subject, claims, not }) => {
  test.each(claims)('keeps the law "%s"', name => enforce(detectorLaws[name], subject, { seed, runs: slow.has(name) || subject.roles ? 8 : 25 }));
  if (not.length > 0) {
    test.each(not)('does not claim "%s", and breaks it', name => {
      expect(examine(detectorLaws[name], subject, { seed, runs: 100, shrink: false })).not.toBeNull();
    });
  }
});
