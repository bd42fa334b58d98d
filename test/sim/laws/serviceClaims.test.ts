/** Every law against every registered service, over each detector that it takes. */
import { detectors } from '../../../src/detectors/index.ts';
import { services } from '../../../src/services/index.ts';
import { serviceClaims } from '../../../sim/laws/claims.ts';
import { claimedLaws } from '../../support/claimedLaws.ts';

claimedLaws(serviceClaims(services, detectors));
