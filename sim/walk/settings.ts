/** One scenario at several settings of its estimator. The weather is the same: beats do not depend on who judges them. */
import type { PushParams } from '../../src/detectors/pushWith.ts';
import type { EstimatorChoice } from '../../src/parameters.ts';
import type { Registry } from '../registry.ts';
import type { Choice, Scenario } from '../scenario.ts';

/** A number among the estimator's parameters, and its values; durations in microseconds. */
export interface Variation { readonly parameter: string; readonly values: readonly number[] }

export interface Setting {
  /** null for the scenario as it is. */
  readonly value: number | null;
  readonly scenario: Scenario;
}

/** @throws RangeError for a parameter that not every estimator of the scenario has */
export function settingsOf(scenario: Scenario, variation: Variation | undefined, registry: Registry): readonly Setting[] {
  if (variation === undefined) return [{ value: null, scenario }];
  const own = (scenario.detector?.params as Partial<PushParams> | undefined)?.estimator;
  if (scenario.service || !own) throw new RangeError(`${scenario.service?.kind ?? scenario.detector?.kind} is judged by no estimator of its own, so there is none to vary`);
  for (const kind of kindsOf(scenario)) check(kind, variation, registry);
  return variation.values.map(value => ({ value, scenario: at(scenario, variation.parameter, value) }));
}

/** The estimators by which its monitors judge. */
export function kindsOf({ processes, watches }: Scenario): ReadonlySet<string> {
  return new Set(processes.filter((_, q) => watches[q]!.length > 0).map(({ params }) => (params as PushParams).estimator.kind));
}

function check(kind: string, { parameter, values }: Variation, registry: Registry): void {
  const table: Record<string, { readonly kind: string; readonly min?: number; readonly max?: number } | undefined> = registry.estimators[kind]!.parameters;
  const numeric = Object.keys(table).filter(name => ['duration', 'count', 'number', 'share'].includes(table[name]!.kind));
  if (!numeric.includes(parameter)) throw new RangeError(`the estimator "${kind}" has no ${parameter} to vary: choose ${numeric.join(', ')}`);
  const { min = -Infinity, max = Infinity } = table[parameter]!;
  const wrong = values.find(value => !(value >= min && value <= max));
  if (wrong !== undefined) throw new RangeError(`${parameter} of "${kind}" cannot be ${wrong}: from ${min} to ${max}`);
}

function at(scenario: Scenario, parameter: string, value: number): Scenario {
  const set = (params: unknown): Record<string, unknown> => {
    const given = params as Record<string, unknown> & { readonly estimator: EstimatorChoice };
    return { ...given, estimator: { ...given.estimator, params: { ...given.estimator.params as object, [parameter]: value } } };
  };
  const detector: Choice = { kind: scenario.detector!.kind, params: set(scenario.detector!.params) };
  // Whoever has the scenario's own parameters, or shares another's, goes on sharing them.
  const known = new Map<unknown, unknown>([[scenario.detector!.params, detector.params]]);
  const processes = scenario.processes.map(process => {
    if (!known.has(process.params)) known.set(process.params, set(process.params));
    return { ...process, params: known.get(process.params) };
  });
  return { ...scenario, detector, processes };
}
