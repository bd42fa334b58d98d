import { phi, type PhiParams, type PhiState } from '../../../src/estimators/phi.ts';
import { NEVER, ms } from '../../../src/time.ts';
import { beatOf } from '../../support/listen.ts';

/** The two spellings in which the vectors give Akka's options; times in ms. */
export type AkkaConfig = Readonly<Record<'threshold' | 'maxSampleSize' | 'minStdDeviation' | 'acceptableHeartbeatPause' | 'firstHeartbeatEstimate', number>>
  | Readonly<Record<'threshold' | 'max_sample' | 'min_std' | 'pause' | 'first', number>>;

function optionsOf(config: AkkaConfig): PhiParams {
  const own = 'max_sample' in config
    ? { window: config.max_sample, floor: config.min_std, pause: config.pause, first: config.first }
    : { window: config.maxSampleSize, floor: config.minStdDeviation, pause: config.acceptableHeartbeatPause, first: config.firstHeartbeatEstimate };
  return {
    flavour: 'akka', threshold: config.threshold, window: own.window, minStdDeviation: own.floor * ms,
    acceptableHeartbeatPause: own.pause * ms, firstHeartbeatEstimate: own.first * ms, expectedResponseAfter: NEVER,
  };
}

/** The φ estimator behind the interface of Akka's detector, in ms. */
export function akkaDetector(config: AkkaConfig, flavour: 'akka' | 'hazelcast' = 'akka') {
  const state: PhiState = phi.init({ ...optionsOf(config), flavour }, 0);
  let beats = 0;
  return {
    isMonitoring: () => beats > 0,
    heartbeat(at: number): void { phi.observe(state, at * ms, beatOf(beats++)); },
    isAvailable: (at: number): boolean => at * ms < phi.freshUntil(state),
    /** As Akka shows it, without the cap that keeps levels finite. */
    phi(at: number): number {
      const shown = phi.explain!(state, at * ms)['phi']!;
      return shown === Number.MAX_VALUE ? Infinity : shown;
    },
    statistics(at: number) {
      const { samples, mean, deviation } = phi.explain!(state, at * ms);
      return { windowSize: samples!, mean: mean! / ms, std: deviation! / ms };
    },
    /** How long after a heartbeat at that instant it is available, in whole µs. */
    patience: (at: number): number => phi.freshUntil(state) - at * ms,
  };
}

export type AkkaDetector = ReturnType<typeof akkaDetector>;
