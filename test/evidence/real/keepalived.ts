import type { FaultName } from '../../../scenarios/systems/system.ts';
import { sec } from '../../../src/time.ts';
import type { Measured } from './measured.ts';

interface KeepalivedConfig {
  readonly vrrp_version: number;
  readonly advert_int_s: number;
  readonly priority_master: number;
  readonly priority_backup: number;
  readonly preempt: boolean;
  readonly loss_pct: number;
  readonly instances: number;
}

const faults: Readonly<Record<string, FaultName>> = { kill: 'kill', stop: 'hang', term: 'kill', blackhole: 'blackhole' };

/** "kill of the master", "return of the master after kill". */
export const keepalived: Measured<KeepalivedConfig> = {
  system: 'keepalived-vrrp',
  question(config, name) {
    const [, after] = /^return of the master after (\w+)$/.exec(name) ?? [];
    const word = after ?? name.replace(' of the master', '');
    const fault = name === 'none (all alive)' ? 'none' : faults[word];
    if (fault === undefined) return undefined;
    return {
      fault, loss: config.loss_pct / 100, ...(after !== undefined && { lasts: Math.max(10 * sec, 8 * config.advert_int_s * sec) }),
      settings: {
        vrrp_version: `${config.vrrp_version}`, advert_int: `${config.advert_int_s}`, 'priority.master': `${config.priority_master}`,
        'priority.backup': `${config.priority_backup}`, nopreempt: `${!config.preempt}`, instances: `${config.instances}`, term: `${word === 'term'}`,
      },
    };
  },
  metrics: {
    'fault to backup entering MASTER': 'milestones.master',
    'return to the backup leaving MASTER': 'milestones.backupYields',
    'false takeovers (dual master)': 'falseVerdicts.dualMaster',
  },
};
