import type { Entry } from '../entry.ts';
import { optionSchemas, ref, type Json } from './optionSchema.ts';

export type { Json };

/* eslint-disable @typescript-eslint/no-explicit-any -- entries keep their own parameter types */
type Shelf = Readonly<Record<string, Entry<any>>>;

/** Options that stand beside an entry's own: the id and times of a fault. */
type Beside = (entry: Entry<any>) => { readonly properties: Json; readonly required: readonly string[] };

export function durationSchema(signed: boolean): Json {
  return {
    type: 'string', pattern: `^\\s*${signed ? '-?' : ''}[0-9]+(\\.[0-9]+)?(us|µs|ms|s|m|h|d)\\s*$`,
    description: 'A number and its unit: "250ms", "3s", "10m".',
  };
}

/** `{ "kind": name, …options }`, for each entry of a registry. */
export function choiceSchemas(shelf: Shelf, beside?: Beside): readonly Json[] {
  return Object.entries(shelf).map(([kind, entry]) => {
    const more = beside?.(entry) ?? { properties: {}, required: [] };
    const own = entrySchema(entry);
    return {
      ...own, ...(entry.summary && { description: entry.summary }),
      required: ['kind', ...more.required, ...(own['required'] as string[])],
      properties: { kind: { const: kind }, ...more.properties, ...(own['properties'] as Json) },
    };
  });
}

function entrySchema(entry: Entry<any>): Json {
  const { alternatives } = entry;
  return {
    type: 'object', additionalProperties: false, required: requiredOptions(entry), properties: optionSchemas(entry.parameters),
    ...(alternatives && { oneOf: alternatives.map(group => groupSchema(entry, group)) }),
  };
}

const hasDefault = (entry: Entry<any>, key: string): boolean => entry.parameters[key]!.default !== undefined;

function requiredOptions(entry: Entry<any>): string[] {
  const grouped = entry.alternatives?.flat() ?? [];
  return Object.keys(entry.parameters).filter(key => !hasDefault(entry, key) && !grouped.includes(key));
}

/** At least one option of this group and, if so, all that it cannot do without. */
function groupSchema(entry: Entry<any>, group: readonly string[]): Json {
  const needed = group.filter(key => !hasDefault(entry, key));
  return { anyOf: group.map(key => ({ required: [...new Set([key, ...needed])] })) };
}

/** A duration; a law in full; or in short, under its name. */
export function lawSchema(latencies: Shelf): Json {
  const full = choiceSchemas(latencies);
  const short = Object.entries(latencies).map(([kind, entry]) => ({
    type: 'object', additionalProperties: false, required: [kind],
    properties: { [kind]: { anyOf: [entrySchema(entry), ...positionalSchemas(entry)] } },
  }));
  return { description: 'A duration, or a law to draw one from.', anyOf: [ref('duration'), ...full, ...short] };
}

function positionalSchemas(entry: Entry<any>): readonly Json[] {
  const keys = Object.keys(entry.parameters);
  const options = optionSchemas(entry.parameters);
  if (keys.length === 1) return [options[keys[0]!]!];
  const lengths = keys.map((_, i) => i + 1).filter(length => suffices(entry, keys.slice(0, length)));
  const tuples = lengths.map(length => ({
    type: 'array', items: keys.slice(0, length).map(key => options[key]!), minItems: length, maxItems: length, additionalItems: false,
  }));
  return lengths.includes(1) ? [options[keys[0]!]!, ...tuples] : tuples;
}

function suffices(entry: Entry<any>, given: readonly string[]): boolean {
  const groups = entry.alternatives?.filter(group => group.some(key => given.includes(key)));
  return requiredOptions(entry).every(key => given.includes(key)) && (!groups || groups.length === 1);
}
