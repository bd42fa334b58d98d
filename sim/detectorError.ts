import type { ProcessId, Time } from '../src/contract.ts';
import { formatDuration } from '../src/parameters.ts';

/** A detector that threw, spun or lied: the run stops with the virtual time, the process and the cause. */
export class DetectorError extends Error {
  override readonly name = 'DetectorError';
  constructor(readonly at: Time, readonly process: ProcessId, readonly problem: string, options?: ErrorOptions) {
    super(`at ${formatDuration(at)}, process ${process}: ${problem}`, options);
  }
}
