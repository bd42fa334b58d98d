/** Patroni as it was measured: the instants of its log, and of clients that write on each host, in ms from the fault. */
import type { Question } from '../../../scenarios/systems/play.ts';
import type { Measured } from './measured.ts';

interface PatroniConfig {
  readonly ttl_s: number;
  readonly loop_wait_s: number;
  readonly retry_timeout_s: number;
  readonly hosts: number;
  readonly synchronous_mode: boolean;
  readonly watchdog: boolean;
  readonly master_start_timeout_s: number;
}

const faults: Readonly<Record<string, Pick<Question, 'fault' | 'target'>>> = {
  host: { fault: 'host', target: 'primary' }, blackhole: { fault: 'blackhole', target: 'primary' },
  patroni: { fault: 'kill', target: 'patroni' }, pg: { fault: 'kill', target: 'postgres' },
};

export const patroni: Measured<PatroniConfig> = {
  system: 'patroni',
  question(config, name) {
    const what = faults[name];
    return what && {
      ...what, release: '3.0.2',
      settings: {
        hosts: `${config.hosts}`, ttl: `${config.ttl_s}`, loop_wait: `${config.loop_wait_s}`, retry_timeout: `${config.retry_timeout_s}`,
        primary_start_timeout: `${config.master_start_timeout_s}`, synchronous_mode: `${config.synchronous_mode}`, watchdog: `${config.watchdog}`,
      },
    };
  },
  metrics: {
    'fault to \'promoted self to leader\' (lock taken)': 'milestones.lockTaken',
    'fault to first write accepted by the new primary': 'milestones.firstWrite',
    'fault to the restarted old primary accepting writes (no failover)': 'milestones.restarted',
    'old primary accepts local writes for': 'milestones.oldPrimaryStops',
    'split-brain: both accept writes (observed until 15 s after the failover)': 'milestones.splitBrain',
  },
};
