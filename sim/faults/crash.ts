import type { ProcessId } from '../../src/contract.ts';
import type { How } from '../trace.ts';
import type { FaultLaw } from './fault.ts';

export interface CrashParams { process: readonly ProcessId[]; how: How; restart: boolean }

/** Three ways to disappear. In truth all three are crashed while they last. */
export const crash: FaultLaw<CrashParams> = {
  name: 'crash',
  summary: 'A process ends, hangs, or its host falls silent.',
  parameters: {
    process: { default: undefined, kind: 'processes', low: 'one process', high: 'several fail as one' },
    how: {
      default: 'kill', kind: 'choice', choices: ['kill', 'hang', 'blackhole'],
      low: 'kill: the process ends, its kernel answers for it; hang: the process stops, its kernel still accepts',
      high: 'blackhole: every packet to and from its host is cut, while its processes run on, and go on talking to each other',
    },
    restart: { default: false, kind: 'flag', low: 'a hang or blackhole keeps all state', high: 'its end is a restart, as after a power cut' },
  },
  begin(params, powers) {
    for (const process of params.process) powers.crash(process, params.how);
  },
  end(params, powers) {
    for (const process of params.process) powers.recover(process, params.how, params.restart);
  },
};
