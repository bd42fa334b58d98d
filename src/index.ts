/** The library: what a failure detector is, and those that are built in. Pure; `udp.ts` runs them in real time. */
export * from './contract.ts';
export * from './parameters.ts';
export * from './time.ts';
export { normalPhi, normalPhiInverse } from './normal.ts';
export * as slidingWindows from './window.ts';
export type { SlidingWindow } from './window.ts';
export { configureForDelay, configureForMoments, configureForVariance, type ChenConfiguration, type WantedQuality } from './chenConfiguration.ts';
export { chenQuality, type ChenQuality, type DelayTail } from './chenQuality.ts';
export * from './estimators/index.ts';
export { bertier, type BertierParams, type BertierState } from './estimators/bertier.ts';
export { chen, type ChenParams, type ChenState } from './estimators/chen.ts';
export { empirical, type EmpiricalParams, type EmpiricalState } from './estimators/empirical.ts';
export {
  exponential, exponentialSuspicion, exponentialTimeout, type ExponentialParams, type ExponentialState,
} from './estimators/exponential.ts';
export { fixed, type FixedParams, type FixedState } from './estimators/fixed.ts';
export { missed, type MissedParams, type MissedState } from './estimators/missed.ts';
export { phi, type PhiParams, type PhiState } from './estimators/phi.ts';
export { twoWindow, type TwoWindowParams, type TwoWindowState } from './estimators/twoWindow.ts';
export * from './detectors/index.ts';
export { push } from './detectors/push.ts';
export { pushWith, type PushBeat, type PushParams, type PushState } from './detectors/pushWith.ts';
export { pull, type PullAck, type PullParams, type PullPing, type PullState } from './detectors/pull.ts';
export { gossip, type GossipAnswer, type GossipMessage, type GossipParams, type GossipState, type GossipTable } from './detectors/gossip.ts';
export { keepalive, type KeepaliveMessage, type KeepaliveParams, type KeepaliveState } from './detectors/keepalive.ts';
export { lifeguard, type LifeguardMessage, type LifeguardParams, type LifeguardState } from './detectors/lifeguard.ts';
export { swim, type SwimAck, type SwimMessage, type SwimParams, type SwimPing, type SwimPingReq, type SwimState } from './detectors/swim.ts';
export { riseFall, type RiseFallCheck, type RiseFallParams, type RiseFallReport, type RiseFallState } from './detectors/riseFall.ts';
export { ejectionTime, successRateThreshold } from './detectors/riseFall/outlierEjection.ts';
export * from './services/index.ts';
