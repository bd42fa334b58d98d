/** Laws of failure detection, for any detector that keeps the contract. Needs fast-check. */
export { detectorClaims, estimatorClaims, serviceClaims, subjectOf, type Claim } from './claims.ts';
export { detectorLaws, type DetectorSubject, type Reference, type Verdict } from './detectorLaws.ts';
export { estimatorLaws, type EstimatorSubject } from './estimatorLaws.ts';
export { enforce, examine, type Breach, type Effort, type Law } from './law.ts';
export { parameterValues } from './parameterValues.ts';
export { play, type Setting } from './smallWorld.ts';
export { detectorMutants, mutantSubject, plainPush } from './detectorMutants.ts';
export { estimatorMutants } from './estimatorMutants.ts';
