import type { FaultLaw } from './fault.ts';
import { pauseParameters, type PauseParams } from './pause.ts';

/** A whole host stops, its kernel too (a virtual machine migrates); arrivals wait in the host's stated buffer. */
export const freeze: FaultLaw<PauseParams> = {
  name: 'freeze',
  summary: 'A whole host stops for a while, its kernel too, as a virtual machine that migrates.',
  parameters: pauseParameters,
  begin(params, powers) {
    for (const process of params.process) powers.freeze(process);
  },
  end(params, powers) {
    for (const process of params.process) powers.thaw(process, params.resume);
  },
};
