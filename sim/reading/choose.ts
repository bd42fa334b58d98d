import type { EstimatorChoice } from '../../src/parameters.ts';
import type { Entry } from '../entry.ts';
import type { Registry } from '../registry.ts';
import type { Choice } from '../scenario.ts';
import { nearestName } from './nearestName.ts';
import { readOptions, type Given } from './options.ts';
import { Place } from './place.ts';
import { printed } from './printed.ts';
import type { Select } from './select.ts';

/* eslint-disable @typescript-eslint/no-explicit-any -- entries keep their own parameter types */
type Shelf = Readonly<Record<string, Entry<any>>>;

/** What the readers of options need to know around them. */
export interface Context {
  readonly registry: Registry;
  /** Reads process selectors; absent where no option may name a process. */
  readonly select?: Select;
  /** How many laws this one stands inside. */
  readonly depth?: number;
}

/** Laws may be made of laws, but not for ever. */
const deepest = 8;

export function entryNamed(place: Place, what: string, shelf: Shelf): { kind: string; entry: Entry<any> } {
  const kind = place.at('kind');
  if (!kind.given) place.fail(`${what} needs a "kind": one of ${Object.keys(shelf).join(', ')}`);
  const name = kind.text(`the kind of ${what}`);
  const entry = Object.hasOwn(shelf, name) ? shelf[name] : undefined;
  return entry ? { kind: name, entry } : kind.fail(`no ${what} is called ${printed(name)}${nearestName(name, Object.keys(shelf))}`);
}

/** `{ "kind": …, …options }`. */
export function readChoice(place: Place, what: string, shelf: Shelf, context: Context): Choice {
  place.record(what);
  const { kind, entry } = entryNamed(place, what, shelf);
  return { kind, params: readOptions(named(place, kind, entry), entry, kind, context) };
}

export const readDetector = (place: Place, context: Context): Choice => readChoice(place, 'detector', context.registry.detectors, context);
export const readService = (place: Place, context: Context): Choice => readChoice(place, 'service', context.registry.services, context);
export const readLoss = (place: Place, context: Context): Choice => readChoice(place, 'loss law', context.registry.losses, context);
export const readEstimator = (place: Place, context: Context): EstimatorChoice =>
  readChoice(place, 'estimator', context.registry.estimators, context);

/** A latency law in full, in short (`{ "uniform": ["60s", "61s"] }`), or as the duration that it always is. */
export function readLaw(place: Place, what: string, context: Context): Choice {
  const shelf: Shelf = context.registry.latencies;
  const inside = { ...context, depth: (context.depth ?? 0) + 1 };
  if (inside.depth > deepest) place.fail(`laws may stand inside one another at most ${deepest} deep`);
  if (typeof place.value === 'string' || typeof place.value === 'number') {
    return { kind: 'constant', params: { value: place.duration(what, { min: 0 }) } };
  }
  place.record(`${what}: a latency law or a duration`);
  const short = place.at('kind').given ? undefined : shortForm(place, shelf);
  if (!short) return readChoice(place, 'latency law', shelf, inside);
  return { kind: short.kind, params: readOptions(short.given, short.entry, short.kind, inside) };
}

function shortForm(place: Place, shelf: Shelf): { kind: string; entry: Entry<any>; given: Given } | undefined {
  const keys = Object.keys(place.record('a latency law'));
  const kind = keys[0];
  const entry = keys.length === 1 && kind !== undefined && Object.hasOwn(shelf, kind) ? shelf[kind] : undefined;
  return entry && { kind: kind!, entry, given: positional(place.at(kind!), kind!, entry) };
}

/** Options in the order of the table; or by name; or the one option there is. */
function positional(place: Place, kind: string, entry: Entry<any>): Given {
  const options = Object.keys(entry.parameters);
  const { value } = place;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return named(place, kind, entry, []);
  if (options.length === 1 || !Array.isArray(value)) return { place, options: new Map([[options[0]!, place]]) };
  return { place, options: new Map(place.list(`the options of ${kind}`, options.length).map((item, i) => [options[i]!, item])) };
}

/** The options of an entry that are given by name, beside the `others` that are read elsewhere. */
export function named(place: Place, kind: string, entry: Entry<any>, others: readonly string[] = ['kind']): Given {
  const options = Object.keys(entry.parameters);
  const keys = place.keys([...others, ...options], kind);
  return { place, options: new Map(keys.filter(key => options.includes(key)).map(key => [key, place.at(key)])) };
}
