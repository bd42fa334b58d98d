import type { ProcessId } from '../../src/contract.ts';
import type { FaultLaw, ResumeOrder } from './fault.ts';

export interface PauseParams { process: readonly ProcessId[]; resume: ResumeOrder }

export const pauseParameters: FaultLaw<PauseParams>['parameters'] = {
  process: { default: undefined, kind: 'processes', low: 'one process', high: 'several pause together' },
  resume: {
    default: 'messages', kind: 'choice', choices: ['messages', 'timers'],
    low: 'messages: what waited is received first, and counts as fresh',
    high: 'timers: deadlines expire first, and everybody looks silent to one who slept',
  },
};

/** A process stops (garbage collection, CPU quota, fsync); its kernel goes on, and what arrives waits. */
export const pause: FaultLaw<PauseParams> = {
  name: 'pause',
  summary: 'A process stops for a while (garbage collection, CPU quota, fsync); its kernel goes on.',
  parameters: pauseParameters,
  begin(params, powers) {
    for (const process of params.process) powers.pause(process);
  },
  end(params, powers) {
    for (const process of params.process) powers.resume(process, params.resume);
  },
};
