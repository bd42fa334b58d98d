import { formatDuration, type Parameter } from '../../src/parameters.ts';
import type { Registry } from '../../sim/registry.ts';
import { nearestName } from '../../sim/reading/nearestName.ts';
import { usage } from './failure.ts';
import type { Part, Spec } from './spec.ts';

type Json = Readonly<Record<string, unknown>>;
type Table = Readonly<Record<string, Parameter<unknown>>>;

const isObject = (x: unknown): x is Json => typeof x === 'object' && x !== null && !Array.isArray(x);
const objectAt = (of: unknown, key: string): Json => (isObject(of) && isObject(of[key]) ? of[key] : {});

/** Of what the scenario's own detector says, what another one understands too: the same interval makes a fair comparison. */
export function carried(from: Json, to: Table, own: Table): Record<string, unknown> {
  return Object.fromEntries(Object.entries(from).filter(([key, value]) => {
    const [mine, theirs] = [own[key], to[key]];
    if (!mine || !theirs || mine.kind !== theirs.kind) return false;
    return mine.kind !== 'choice' || (theirs.choices ?? []).includes(String(value));
  }));
}

/** Whether `given` picks another variant (a flavour, a rule) than `base` says: then the rest of base no longer fits. */
const changesVariant = (given: Json, base: Json, table: Table): boolean =>
  Object.entries(given).some(([key, value]) => table[key]?.kind === 'choice' && base[key] !== value);

/** The estimator as a scenario spells it; what the scenario says of the same one is kept. */
export function estimatorChoice(part: Part, kind: string, base: Json, interval: unknown, registry: Registry): Json {
  const estimator = registry.estimators[kind];
  if (!Object.hasOwn(registry.estimators, kind) || !estimator) {
    throw usage(`no estimator is called ${JSON.stringify(kind)}${nearestName(kind, Object.keys(registry.estimators))}`);
  }
  const table = estimator.parameters as Table;
  const { kind: before, ...kept } = base;
  const keeps = before === kind && !changesVariant(part.given, base, table);
  const needsInterval = interval !== undefined && table.interval?.kind === 'duration';
  return { kind, ...(needsInterval && { interval }), ...(keeps && kept), ...part.given };
}

function unknownDetector(kind: string, registry: Registry): never {
  throw usage(`no detector is called ${JSON.stringify(kind)}${nearestName(kind, Object.keys(registry.detectors))}`);
}

/** Names of the user's own parts once they are in the registry; a part's own name otherwise. */
export type NameOf = (part: Part) => string;

/** The detector as a scenario spells it, from what was asked for and what the scenario says already. */
export function detectorChoice(spec: Spec, document: unknown, registry: Registry, nameOf: NameOf): Json {
  const base = objectAt(document, 'detector');
  const asked = nameOf(spec.main);
  const isEstimator = !Object.hasOwn(registry.detectors, asked) && Object.hasOwn(registry.estimators, asked) && !spec.estimator;
  if (isEstimator) return detectorChoice({ ...spec, main: ownDetector(document, registry), estimator: spec.main }, document, registry, nameOf);
  if (!Object.hasOwn(registry.detectors, asked)) return unknownDetector(asked, registry);
  const table = registry.detectors[asked]!.parameters as Table;
  const { kind: before, ...kept } = base;
  const own = registry.detectors[String(before)]?.parameters as Table | undefined;
  const choice: Json = { kind: asked, ...(before === asked ? kept : carried(kept, table, own ?? {})), ...spec.main.given };
  if (!spec.estimator) return choice;
  if (table.estimator?.kind !== 'estimator') throw usage(`${spec.label}: ${asked} has no estimator to choose`);
  const interval = choice.interval ?? durationDefault(table.interval);
  const estimator = estimatorChoice(spec.estimator, nameOf(spec.estimator), objectAt(choice, 'estimator'), interval, registry);
  return { ...choice, estimator };
}

/** Estimators that count on an interval are told the detector's, said or not. */
const durationDefault = (parameter: Parameter<unknown> | undefined): string | undefined =>
  (parameter?.kind === 'duration' && typeof parameter.default === 'number' ? formatDuration(parameter.default) : undefined);

/** An estimator asked for by itself goes into the scenario's own detector; into push where that one has no use for it. */
export function ownDetector(document: unknown, { detectors }: Registry): Part {
  const { kind } = objectAt(document, 'detector');
  const takesOne = typeof kind === 'string' && Object.hasOwn(detectors, kind) && (detectors[kind]!.parameters as Table).estimator?.kind === 'estimator';
  return { name: takesOne ? kind : 'push', given: {} };
}
