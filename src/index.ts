/** The library: what a failure detector is, and those that are built in. Pure; `udp.ts` runs them in real time. */
export * from './contract.ts';
export * from './parameters.ts';
export * from './time.ts';
export * from './estimators/index.ts';
export * from './detectors/index.ts';
export { push, pushWith } from './detectors/push.ts';
export type { PushBeat, PushParams, PushState } from './detectors/push.ts';
export { fixed } from './estimators/fixed.ts';
export type { FixedParams, FixedState } from './estimators/fixed.ts';
