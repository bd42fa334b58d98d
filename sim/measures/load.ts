import type { Purpose } from '../../src/contract.ts';
import type { Load } from '../engine.ts';
import type { Scenario } from '../scenario.ts';
import type { LoadData } from './measured.ts';

/** What was sent in the whole run, start-up included, by purpose and by process. */
export function measureLoad(scenario: Pick<Scenario, 'horizon' | 'processes'>, load: Load): LoadData {
  const processes = scenario.processes.length;
  const kinds = load.kinds.length;
  const byPurpose = (column: Float64Array): Partial<Record<Purpose, number>> => {
    const sums: Partial<Record<Purpose, number>> = {};
    column.forEach((count, i) => {
      const purpose = load.purposes[i % kinds];
      if (purpose) sums[purpose] = (sums[purpose] ?? 0) + count;
    });
    return sums;
  };
  // what kernels add for a stream has no purpose, and is no load of the detector's: both sums leave it out
  const byProcess = (column: Float64Array): number[] => Array.from({ length: processes }, (_, process) =>
    sum(column.subarray(process * kinds, (process + 1) * kinds).filter((_count, i) => load.purposes[i] !== null)));
  return {
    span: scenario.horizon, processes,
    messages: byPurpose(load.messages), bytes: byPurpose(load.bytes),
    messagesByProcess: byProcess(load.messages), bytesByProcess: byProcess(load.bytes),
    busiest: load.busiest, queued: load.queued, queueWait: load.queueWait, drops: load.queueDrops,
  };
}

const sum = (column: Float64Array): number => column.reduce((total, x) => total + x, 0);
