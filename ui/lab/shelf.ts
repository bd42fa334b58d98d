/**
 * Where a detector or a service is found by its kind alone, without the registry that lists them all: each is a file,
 * named like its one export, and both like the kind.
 */
import type { ScenarioFile } from '../../sim/scenario.ts';

/** All but what the worker holds from the start, and what that is made of. */
const files = {
  detectors: import.meta.glob(['../../src/detectors/*.ts', '!**/{index,push,pushWith,watchlist,probing,localPause}.ts']),
  services: import.meta.glob(['../../src/services/*.ts', '!**/index.ts']),
};
export type Family = keyof typeof files;
export const families = Object.keys(files) as readonly Family[];

/** Every kind that a file names, wherever in it, and whatever else is wrong with it. */
export const kindsIn = (file: ScenarioFile): readonly string[] =>
  [...new Set([...JSON.stringify(file).matchAll(/"kind":"([^"\\]+)"/g)].map(([, kind]) => kind!))];

/** Fetches the file of that kind: undefined if there is none. What it holds may also be a part that entries share. */
export function fileOf(family: Family, kind: string): (typeof files)[Family][string] | undefined {
  const path = `../../src/${family}/${kind}.ts`;
  return Object.hasOwn(files[family], path) ? files[family][path] : undefined;
}

/** A shared part has no table. */
export function entryIn(module: unknown, kind: string): object | undefined {
  const found = (module as Readonly<Record<string, unknown>> | undefined)?.[kind];
  return typeof found === 'object' && found !== null && 'parameters' in found ? found : undefined;
}
