import type { FaultName } from '../../../scenarios/systems/system.ts';
import { sec } from '../../../src/time.ts';
import type { Measured } from './measured.ts';

interface SerfConfig {
  readonly n_agents: number;
  readonly profile: string;
  readonly loss_pct: number;
  readonly loss_kind: string;
}

const faults: Readonly<Record<string, FaultName>> = { kill: 'kill', stop: 'hang', blackhole: 'blackhole', 'none (all alive)': 'none' };

export const serf: Measured<SerfConfig> = {
  system: 'serf',
  question(config, name) {
    const joins = name.startsWith('join of ');
    const fault = joins ? 'none' : faults[name];
    // who asks whom next is a matter of chance, so that a hundred runs know the median to 75 ms only
    return fault && {
      runs: config.n_agents <= 8 ? 1_000 : 300,
      fault, loss: config.loss_pct / 100, lossOf: config.loss_kind === 'all' ? 'all' : 'datagram', ...(joins && { lasts: 20 * sec }),
      settings: { agents: `${config.n_agents}`, profile: config.profile },
    };
  },
  metrics: {
    "fault to first 'suspect' anywhere": 'milestones.firstSuspect', "fault to first 'failed' anywhere": 'milestones.firstFailed',
    "fault to 'failed' at the median observer": 'milestones.medianFailed', "fault to 'failed' at the last observer": 'milestones.lastFailed',
    'spread: first to last observer': 'milestones.spread', 'ms until all know all': 'milestones.allKnowAll', 'false events': 'falseVerdicts.failed',
  },
};
