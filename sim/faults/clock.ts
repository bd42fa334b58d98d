import type { Duration, ProcessId } from '../../src/contract.ts';
import type { FaultLaw } from './fault.ts';

export interface ClockParams { process: readonly ProcessId[]; step: Duration; driftPpm: number }

/** A clock is set, or runs fast or slow. Only wall clocks step; every clock drifts. */
export const clock: FaultLaw<ClockParams> = {
  name: 'clock',
  summary: 'A clock is set, or runs fast or slow.',
  parameters: {
    process: { default: undefined, kind: 'processes', low: 'one process', high: 'a whole host’s' },
    step: { default: 0, kind: 'duration', low: 'backwards: silence looks shorter', high: 'forwards: everybody looks silent' },
    driftPpm: { default: 0, kind: 'number', min: -500_000, max: 500_000, low: 'slow: it notices late', high: 'fast: it notices early' },
  },
  begin(params, powers) {
    for (const process of params.process) {
      if (params.step !== 0) powers.step(process, params.step);
      if (params.driftPpm !== 0) powers.drift(process, params.driftPpm);
    }
  },
  end(params, powers) {
    for (const process of params.process) {
      if (params.step !== 0) powers.step(process, -params.step);
      if (params.driftPpm !== 0) powers.drift(process, -params.driftPpm);
    }
  },
};
