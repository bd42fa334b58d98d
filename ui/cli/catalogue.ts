/** Everything that has a name: what `list` lists and `describe` describes. */
import type { Parameter } from '../../src/parameters.ts';
import { builtIn } from '../../sim/builtIn.ts';
import type { Registry } from '../../sim/registry.ts';
import { systems } from '../../scenarios/systems/index.ts';
import { shipped, shippedNames } from './shipped.ts';

export const families = ['scenarios', 'systems', 'detectors', 'estimators', 'services', 'latencies', 'losses', 'faults'] as const;
export type Family = (typeof families)[number];

/** One of a family, for people. */
export const singular: Readonly<Record<Family, string>> = {
  scenarios: 'scenario', systems: 'system', detectors: 'detector', estimators: 'estimator', services: 'service',
  latencies: 'latency law', losses: 'loss law', faults: 'fault',
};

export interface Listed { readonly family: Family; readonly name: string; readonly summary: string }

/** An entry of a registry, as far as it is described. */
export interface Described {
  readonly summary?: string;
  readonly parameters: Readonly<Record<string, Parameter<unknown>>>;
  readonly alternatives?: readonly (readonly string[])[];
}

export const entriesOf = (family: Exclude<Family, 'scenarios' | 'systems'>, registry: Registry = builtIn): Readonly<Record<string, Described>> =>
  registry[family] as Readonly<Record<string, Described>>;

/** Everything of one family, in the order of its registry; scenarios by name. */
export function listed(family: Family, home: string): Listed[] {
  if (family === 'scenarios') return shippedNames(home).map(name => ({ family, name, summary: shipped(home, name).title ?? '' }));
  if (family === 'systems') return systems.map(({ name, title, version, summary }) => ({ family, name, summary: `${title} ${version}. ${summary}` }));
  return Object.entries(entriesOf(family)).map(([name, entry]) => ({ family, name, summary: entry.summary ?? '' }));
}

/** Everything that bears that name; "estimators/phi" or "estimator phi" where several do. */
export function named(subject: string, home: string): Listed[] {
  const [, family, name] = /^(?:(\w+)[/ ])?(.+)$/.exec(subject)!;
  return families.filter(each => family === undefined || each === family || singular[each].startsWith(family))
    .flatMap(each => listed(each, home)).filter(each => each.name === name);
}
