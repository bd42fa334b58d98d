import first from '../../scenarios/firstSteps.json';
import type { ScenarioFile } from '../../sim/scenario.ts';
import type { Script } from './state.ts';

/** The story that the page opens with. */
export const firstPreset = 'firstSteps';

/** What `flatline serve` has put into the page. */
const served = globalThis.document?.querySelector('#served')?.textContent;

export const firstScript: Script = served
  ? { preset: '', file: (JSON.parse(served) as { scenario: ScenarioFile }).scenario, variant: 0 }
  : { preset: firstPreset, file: first as ScenarioFile, variant: 0 };

/** The published scenarios by the name of their file, the first one first: the others come when they are asked for. */
export const presets: Record<string, ScenarioFile> = { [firstPreset]: first as ScenarioFile };

/** Has all stories put among the presets, if they are not there; without them, the page has the first one still. */
export function fetchStories(then: () => void): void {
  if (whole) return then();
  import('./stories.ts').then(({ stories }) => {
    Object.assign(presets, { ...stories, ...presets });
    whole = true;
  }).then(then, then);
}
let whole = false;
