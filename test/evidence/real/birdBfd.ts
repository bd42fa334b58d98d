import type { FaultName } from '../../../scenarios/systems/system.ts';
import type { Measured } from './measured.ts';

interface BirdConfig {
  readonly min_tx_ms: number;
  readonly min_rx_ms: number;
  readonly multiplier: number;
  readonly loss_pct: number;
  readonly sessions: number;
  readonly idle_tx_ms: number;
  readonly demand: boolean;
  readonly echo: boolean;
}

const faults: Readonly<Record<string, FaultName>> = { kill: 'kill', stop: 'hang', blackhole: 'blackhole', 'none (all alive)': 'none' };

export const birdBfd: Measured<BirdConfig> = {
  system: 'bird2-bfd',
  model: 'bird-bfd',
  question(config, name) {
    const fault = faults[name];
    // neither is modelled, and BIRD has neither
    if (fault === undefined || config.demand || config.echo) return undefined;
    return {
      fault, loss: config.loss_pct / 100,
      settings: {
        'min tx interval': `${config.min_tx_ms}ms`, 'min rx interval': `${config.min_rx_ms}ms`, 'idle tx interval': `${config.idle_tx_ms}ms`,
        multiplier: `${config.multiplier}`, sessions: `${config.sessions}`,
      },
    };
  },
  metrics: { 'fault to session down at the peer': 'milestones.down', 'false downs': 'falseVerdicts.down' },
};
