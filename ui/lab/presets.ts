import type { ScenarioFile } from '../../sim/scenario.ts';
import type { Presets } from './address.ts';
import type { Script } from './state.ts';

const files = import.meta.glob<ScenarioFile>(['../../scenarios/*.json', '!../../scenarios/schema.json'], { eager: true, import: 'default' });

/** The story that the page opens with. */
export const firstPreset = 'firstSteps';

/** The published scenarios by the name of their file, the first one first. */
export const presets: Presets = Object.fromEntries(Object.entries(files)
  .map(([path, file]): [string, ScenarioFile] => [path.replace(/^.*\/(.*)\.json$/, '$1'), file])
  .sort(([one], [other]) => Number(other === firstPreset) - Number(one === firstPreset) || (one < other ? -1 : 1)));

/** For when there are no scenarios beside the page. */
const fallback: ScenarioFile = {
  flatline: 1, title: 'One crash among five', seed: 'first-steps', horizon: '60s', processes: 5,
  story: 'Five processes send each other a heartbeat every second. After three seconds one of them ends. How long until the others know?',
  detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3s' } },
  network: { latency: { kind: 'lognormal', median: '5ms', p99: '60ms' }, loss: { kind: 'independent', average: 0.05 } },
  faults: [{ id: 'crash', at: '3s', for: '20s', kind: 'crash', how: 'kill', process: 3 }],
};

export const firstScript: Script = { preset: presets[firstPreset] ? firstPreset : '', file: presets[firstPreset] ?? fallback, variant: 0 };
