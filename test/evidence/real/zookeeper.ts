import type { FaultName } from '../../../scenarios/systems/system.ts';
import type { Measured } from './measured.ts';

interface ZookeeperConfig {
  readonly tickTime_ms: number;
  readonly session_timeout_requested_ms: number;
  readonly servers: number;
  readonly client_ping_every: string;
}

/** A client that stops talking with its socket open, or with it reset: either way only its silence counts. */
const faults: Readonly<Record<string, FaultName>> = { 'session silent': 'hang', 'session rst': 'kill' };

export const zookeeper: Measured<ZookeeperConfig> = {
  system: 'zookeeper',
  question(config, name) {
    const fault = faults[name];
    if (!fault || config.client_ping_every !== 'timeout/3') return undefined;
    return {
      fault, target: 'holder',
      settings: {
        servers: `${config.servers}`, tickTime: `${config.tickTime_ms}`, sessionTimeout: `${config.session_timeout_requested_ms}`,
      },
    };
  },
  metrics: {
    'fault to the ephemeral node gone': 'milestones.ephemeralGone',
    'last client message to the ephemeral node gone': 'milestones.ephemeralGoneAfterLastMessage',
  },
};
