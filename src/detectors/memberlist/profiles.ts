import type { Duration } from '../../contract.ts';
import { ms, sec } from '../../time.ts';

export interface Profile {
  readonly probeInterval: Duration;
  readonly probeTimeout: Duration;
  readonly indirectChecks: number;
  readonly suspicionMult: number;
  readonly suspicionMaxTimeoutMult: number;
  readonly retransmitMult: number;
  readonly gossipInterval: Duration;
  readonly gossipNodes: number;
  readonly gossipToTheFailed: Duration;
  readonly pushPullInterval: Duration;
  readonly streamTimeout: Duration;
  /** One more than the highest local health score. */
  readonly awarenessMax: number;
}

const lan: Profile = {
  probeInterval: sec, probeTimeout: 500 * ms, indirectChecks: 3, suspicionMult: 4, suspicionMaxTimeoutMult: 6, retransmitMult: 4,
  gossipInterval: 200 * ms, gossipNodes: 3, gossipToTheFailed: 30 * sec, pushPullInterval: 30 * sec, streamTimeout: 10 * sec, awarenessMax: 8,
};

/** memberlist config.go: DefaultLANConfig, DefaultWANConfig, DefaultLocalConfig. */
export const profiles = {
  lan,
  wan: {
    ...lan, probeInterval: 5 * sec, probeTimeout: 3 * sec, suspicionMult: 6, gossipInterval: 500 * ms, gossipNodes: 4,
    gossipToTheFailed: 60 * sec, pushPullInterval: 60 * sec, streamTimeout: 30 * sec,
  },
  local: {
    ...lan, probeTimeout: 200 * ms, indirectChecks: 1, suspicionMult: 3, retransmitMult: 2, gossipInterval: 100 * ms,
    gossipToTheFailed: 15 * sec, pushPullInterval: 15 * sec, streamTimeout: sec,
  },
} as const satisfies Record<string, Profile>;
