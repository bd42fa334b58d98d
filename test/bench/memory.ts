/** What the engine holds, and whether it goes on holding more. */
import type { Engine } from '../../sim/engine.ts';
import { begin } from '../../sim/run.ts';
import { bytesInUse, bytesOf } from './measured.ts';
import type { Row } from './row.ts';
import { plugIn, resolved, type Workload } from './workloads.ts';

/** All that the engine holds once every timer has been moved a few times, by link. The scenario itself is not counted. */
export function bytesPerLink(workload: Workload, target?: Row['target']): Row {
  const scenario = resolved(workload);
  const bytes = bytesOf(() => {
    const engine = begin(scenario, plugIn);
    engine.advance(5_000_000);
    return engine;
  });
  return { name: `memory a link, ${workload.name}`, unit: 'bytes', pairs: [[bytes / workload.links]], ...(target && { target }) };
}

/**
 * Growth from a tenth of the run to its end, without the opinions on record: those are what the run is for. A number
 * kept of each of 10⁹ heartbeats would be 8 GB.
 */
export function longRow(workload: Workload, onProgress: (share: number) => void): Row {
  const engine = begin(resolved(workload), plugIn);
  const { horizon } = engine.scenario;
  let early = 0;
  for (let part = 1; part <= 1_000; part++) {
    engine.advance(Math.floor((horizon * part) / 1_000));
    if (part === 100) early = bytesInUse() - recorded(engine);
    onProgress(part / 1_000);
  }
  return { name: `memory, ${workload.name} for ${workload.seconds} s: growth`, unit: 'bytes', pairs: [[bytesInUse() - recorded(engine) - early]], target: { atMost: 1e6 } };
}

/** The columns of the record so far. */
const recorded = (engine: Engine): number =>
  Object.values(engine.trace()).reduce((sum: number, column: unknown) => sum + (ArrayBuffer.isView(column) ? column.byteLength : 0), 0);
