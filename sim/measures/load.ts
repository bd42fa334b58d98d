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
    load.purposes.forEach((purpose, kind) => {
      if (purpose) sums[purpose] = (sums[purpose] ?? 0) + sumOfEvery(column, kinds, kind);
    });
    return sums;
  };
  // what kernels add for a stream has no purpose, and is no load of the detector's: both sums leave it out
  const byProcess = (column: Float64Array): number[] => {
    const sums: number[] = [];
    for (let process = 0, i = 0; process < processes; process++) {
      let sum = 0;
      for (let kind = 0; kind < kinds; kind++, i++) if (load.purposes[kind] !== null) sum += column[i]!;
      sums.push(sum);
    }
    return sums;
  };
  return {
    span: scenario.horizon, processes,
    messages: byPurpose(load.messages), bytes: byPurpose(load.bytes),
    messagesByProcess: byProcess(load.messages), bytesByProcess: byProcess(load.bytes),
    busiest: load.busiest, queued: load.queued, queueWait: load.queueWait, drops: load.queueDrops,
  };
}

function sumOfEvery(column: Float64Array, step: number, from: number): number {
  let total = 0;
  for (let i = from; i < column.length; i += step) total += column[i]!;
  return total;
}
