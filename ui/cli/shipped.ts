import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioFile } from '../../sim/scenario.ts';

/** The scenarios that come with Flatline, by name; `home` is the folder that they lie in. */
export function shippedNames(home: string): string[] {
  return readdirSync(home).filter(file => /^[A-Za-z]\w*\.json$/.test(file) && file !== 'schema.json').map(file => file.slice(0, -5)).sort();
}

export const shipped = (home: string, name: string): ScenarioFile =>
  JSON.parse(readFileSync(join(home, `${name}.json`), 'utf8')) as ScenarioFile;
