import type { AnyDetector, AnyEstimator } from '../../src/contract.ts';
import { builtIn } from '../../sim/builtIn.ts';
import type { Registry } from '../../sim/registry.ts';
import { extended, type RunOptions } from '../../sim/run.ts';
import { resolve, resolveAll } from '../../sim/resolve.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { detectorChoice, ownDetector, type NameOf } from './choose.ts';
import { foreign, type ForeignKind } from './foreign.ts';
import { override } from './override.ts';
import { watched, watchedEstimator, type Pulse } from './pulse.ts';
import { readSpec, type Part, type Spec } from './spec.ts';
import type { Request } from './verb.ts';

/** What to run, each under the same weather, and what it is made of. */
export interface Plan {
  readonly registry: Registry;
  readonly entries: readonly { readonly label: string; readonly scenario: Scenario }[];
}

/** The user's own parts by name in the registry. */
interface Own { readonly registry: Registry; readonly nameOf: NameOf }

const ownName = (part: Part): string => (part.module === undefined ? part.name : `${part.module}#${part.name}`);

/** Loads the modules that the specs name, and puts what they export into the registry under the name that was typed. */
export async function withOwn(specs: readonly Spec[], estimators: readonly Spec[], pulse: Pulse): Promise<Own> {
  const own = { detectors: {} as Record<string, AnyDetector>, estimators: {} as Record<string, AnyEstimator> };
  const load = async (kind: ForeignKind, part: Part | undefined): Promise<void> => {
    if (part?.module === undefined) return;
    const before = pulse.enter('load');
    if (kind === 'detector') own.detectors[ownName(part)] = await foreign(kind, part.module, part.name);
    else own.estimators[ownName(part)] = watchedEstimator(await foreign(kind, part.module, part.name), pulse);
    pulse.leave(before);
  };
  for (const spec of specs) {
    await load('detector', spec.main);
    await load('estimator', spec.estimator);
  }
  for (const { main } of estimators) await load('estimator', main);
  return { registry: watchedThroughout(own, pulse), nameOf: ownName };
}

type Entries = Required<Pick<RunOptions, 'detectors' | 'estimators'>>;

/** Where there is an estimator of the user's, every detector shows on the pulse: it knows which process asks it. */
function watchedThroughout(own: Entries, pulse: Pulse): Registry {
  if (Object.keys(own.detectors).length + Object.keys(own.estimators).length === 0) return builtIn;
  const registry = extended(own);
  const detectors = Object.entries(registry.detectors).map(([name, detector]) => [name, watched(detector, pulse)] as const);
  return { ...registry, detectors: Object.fromEntries(detectors) };
}

/** Every detector with every estimator that was asked for; what was not asked for is the scenario's own. */
export function combined(detectors: readonly Spec[], estimators: readonly Spec[], document: unknown, registry: Registry): Spec[] {
  if (estimators.length === 0) return [...detectors];
  if (detectors.length === 0) return estimators.map(({ label, main }) => ({ label, main: ownDetector(document, registry), estimator: main }));
  return detectors.flatMap(detector => estimators.map(({ label, main }) =>
    ({ label: `${detector.label}:${label}`, main: detector.main, estimator: main })));
}

const isObject = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x);

/** The scenario as it is to be run: overridden, and once for each detector. */
export async function plan(request: Request, pulse: Pulse): Promise<Plan> {
  const changed = override(request.input.document, request.settings);
  const document = request.seed !== undefined && isObject(changed) ? { ...changed, seed: request.seed } : changed;
  const [detectors, estimators] = [request.detectors.map(readSpec), request.estimators.map(readSpec)];
  const { registry, nameOf } = await withOwn(detectors, estimators, pulse);
  const specs = combined(detectors, estimators, document, registry);
  if (specs.length === 0 || !isObject(document)) return { registry, entries: resolveAll(document, registry) };
  const { detectors: _several, ...single } = document;
  return { registry, entries: specs.map(spec => ({
    label: spec.label, scenario: resolve({ ...single, detector: detectorChoice(spec, document, registry, nameOf) }, registry),
  })) };
}

/** Whether the request runs code of the user's. */
export const runsOwnCode = ({ detectors, estimators }: Request): boolean =>
  [...detectors, ...estimators].map(readSpec).some(({ main, estimator }) => main.module !== undefined || estimator?.module !== undefined);

