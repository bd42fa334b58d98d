/**
 * Where a detector or a service is found by its kind alone, without the registry that lists them all: each is a file,
 * named like its one export, and both like the kind.
 */
import type { ScenarioFile } from '../../sim/scenario.ts';

/** All but what the worker holds from the start, and what that is made of. */
const files = {
  detectors: import.meta.glob(['../../src/detectors/*.ts', '!**/{index,push,pull,watchlist,probing,localPause}.ts']),
  services: import.meta.glob(['../../src/services/*.ts', '!**/index.ts']),
};
export type Family = keyof typeof files;

/** What a file names, whatever else is wrong with it. */
export function kindsIn({ detector, detectors, service }: ScenarioFile): { readonly family: Family; readonly kind: string }[] {
  const kindOf = (choice: unknown): unknown => (choice as { readonly kind?: unknown } | null | undefined)?.kind;
  const inside = [detector, ...(Array.isArray(detectors) ? detectors : [])].map(choice => ({ family: 'detectors' as const, kind: kindOf(choice) }));
  return [...inside, { family: 'services' as const, kind: kindOf(service) }]
    .flatMap(({ family, kind }) => typeof kind === 'string' ? [{ family, kind }] : []);
}

/** Fetches the file of that kind: undefined if there is none. What it holds may also be a part that entries share. */
export function fileOf(family: Family, kind: string): (typeof files)[Family][string] | undefined {
  const path = `../../src/${family}/${kind}.ts`;
  return Object.hasOwn(files[family], path) ? files[family][path] : undefined;
}

/** A shared part has no table. */
export function entryIn(module: unknown, kind: string): object | undefined {
  const found = (module as Readonly<Record<string, unknown>>)[kind];
  return typeof found === 'object' && found !== null && 'parameters' in found ? found : undefined;
}
