/** A setting as a scenario: the document with a value written at each axis. */
import type { Parameter } from '../../src/parameters.ts';
import type { Entry } from '../entry.ts';
import type { Registry } from '../registry.ts';
import { replaced, steps, valueAt, type Step } from './path.ts';

type Json = Readonly<Record<string, unknown>>;
type Table = Readonly<Record<string, Parameter<unknown>>>;
type Shelf = Readonly<Record<string, Pick<Entry<unknown>, 'parameters'>>>;

const isObject = (x: unknown): x is Json => typeof x === 'object' && x !== null && !Array.isArray(x);

/** The document with the values written at those paths, in order. @throws ScenarioError where one does not fit */
export function written(document: unknown, paths: readonly string[], values: readonly unknown[], registry: Registry): unknown {
  return paths.reduce<unknown>((changed, path, i) =>
    places(changed, steps(path)!).reduce<unknown>((here, trail) => put(here, trail, values[i], registry), changed), document);
}

/** Where the scenario lists several `detectors`, "detector.interval" means that of each. */
function places(document: unknown, trail: Step[]): readonly Step[][] {
  const list = isObject(document) && !('detector' in document) && trail[0] === 'detector' && trail.length > 1 ? document['detectors'] : undefined;
  return Array.isArray(list) ? list.map((_, i) => ['detectors', i, ...trail.slice(1)]) : [trail];
}

/** Another kind keeps what it understands too of the options beside it: `detector.kind=push,swim` with one interval. */
function put(document: unknown, trail: readonly Step[], value: unknown, registry: Registry): unknown {
  const around = trail.slice(0, -1);
  const before = trail.at(-1) === 'kind' ? valueAt(document, around) : undefined;
  const shelf = isObject(before) && before['kind'] !== value ? shelfOf(around, registry) : undefined;
  if (!shelf || typeof value !== 'string' || !Object.hasOwn(shelf, value)) return replaced(document, trail, value);
  return replaced(document, around, { kind: value, ...understood(before as Json, shelf, value) });
}

function shelfOf(around: readonly Step[], registry: Registry): Shelf | undefined {
  const name = around.findLast(step => typeof step === 'string');
  const shelves: Readonly<Record<string, keyof Registry>> = {
    detector: 'detectors', detectors: 'detectors', service: 'services', estimator: 'estimators', latency: 'latencies', loss: 'losses',
  };
  const family = name === undefined || !Object.hasOwn(shelves, name) ? undefined : shelves[name];
  return family && registry[family] as unknown as Shelf;
}

function understood(before: Json, shelf: Shelf, kind: string): Json {
  const own = (Object.hasOwn(shelf, String(before['kind'])) ? shelf[String(before['kind'])]!.parameters : {}) as Table;
  const theirs = shelf[kind]!.parameters as Table;
  return Object.fromEntries(Object.entries(before).filter(([key]) => own[key] && theirs[key] && own[key].kind === theirs[key].kind
    && own[key].kind !== 'choice'));
}
