/** What the page knows of the registries: their tables, as plain data. The entries themselves stay in the worker. */
import type { Parameter } from '../../src/parameters.ts';
import type { Registry } from '../../sim/registry.ts';

/** What an entry says of itself. */
export interface Entry {
  readonly summary: string;
  readonly parameters: Readonly<Record<string, Parameter<unknown>>>;
  /** Where one of several sets of options must be given. */
  readonly alternatives: readonly (readonly string[])[];
  /** A service whose own messages are the heartbeat: it takes no detector. */
  readonly standsAlone: boolean;
}
export type Entries = Readonly<Record<string, Entry>>;
const shared = ['detectors', 'services', 'estimators', 'latencies', 'losses', 'faults'] as const;
export type Tables = Readonly<Record<(typeof shared)[number], Entries>>;

interface Registered { readonly summary?: string; readonly parameters: object; readonly alternatives?: readonly (readonly string[])[]; readonly inner?: 'detector' | 'none' }

export function tablesOf(registry: Registry): Tables {
  const plain = (entries: Readonly<Record<string, Registered>>): Entries => Object.fromEntries(Object.entries(entries).map(
    ([name, { summary = '', parameters, alternatives = [], inner }]) =>
      [name, { summary, alternatives, standsAlone: inner === 'none', parameters: parameters as Entry['parameters'] }]));
  return Object.fromEntries(shared.map(name => [name, plain(registry[name] as Readonly<Record<string, Registered>>)])) as Tables;
}
