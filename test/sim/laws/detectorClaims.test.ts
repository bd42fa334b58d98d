/** Every law against every registered detector, with each estimator in each of its choices. */
import { detectors } from '../../../src/detectors/index.ts';
import { estimators } from '../../../src/estimators/index.ts';
import { detectorClaims } from '../../../sim/laws/claims.ts';
import { claimedLaws } from '../../support/claimedLaws.ts';

claimedLaws(detectorClaims(detectors, estimators));
