/** A whole protocol at a size where everybody knows everybody: a thousand processes, a million opinions. */
import { measure } from '../../sim/qos.ts';
import { simulate } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { cpuSeconds } from './measured.ts';
import type { Row } from './row.ts';
import { weather } from './workloads.ts';

const scenario = (processes: number, horizon: string): ScenarioFile =>
  ({ flatline: 1, title: 'bench', seed: 'bench', horizon, processes, watches: 'all', detector: { kind: 'lifeguard' }, network: weather });

/** Once: it is long enough. */
export function lifeguardRow(processes: number, horizon: string, target: Row['target'], onProgress: (share: number) => void): Row {
  const seconds = cpuSeconds(() => { measure(simulate(scenario(processes, horizon), { onProgress })); });
  return { name: `lifeguard ${processes}, ${horizon}`, unit: 'seconds', pairs: [[seconds]], ...(target && { target }) };
}
