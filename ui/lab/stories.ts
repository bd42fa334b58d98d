import type { ScenarioFile } from '../../sim/scenario.ts';

const files = import.meta.glob<ScenarioFile>(['../../scenarios/*.json', '!../../scenarios/{schema,firstSteps}.json'], { eager: true, import: 'default' });

/** Every published scenario but the first, by the name of its file. */
export const stories: Readonly<Record<string, ScenarioFile>> =
  Object.fromEntries(Object.entries(files).map(([path, file]) => [path.replace(/^.*\/(.*)\.json$/, '$1'), file]));
