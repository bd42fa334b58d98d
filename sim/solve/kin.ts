/** Which scenarios may share one walk: the same links and beats, judged by one estimator that differs in one number. */
import { canonical } from '../canonical.ts';
import type { EstimatorChoice } from '../../src/parameters.ts';
import type { Scenario } from '../scenario.ts';
import type { Variation } from '../walk/settings.ts';
import { walkable } from '../walk/walkable.ts';
import type { Task } from './problem.ts';

export interface Kin {
  /** Places in the list of tasks. */
  readonly members: readonly number[];
  readonly walks: boolean;
  /** One value for each member; undefined for a single one. */
  readonly vary?: Variation;
}

/** Every task in exactly one group; alone where nothing is like it. */
export function gathered(scenarios: readonly Scenario[], tasks: readonly Task[]): readonly Kin[] {
  const families = new Map<string, number[]>();
  scenarios.forEach((scenario, i) => {
    const name = walkable(scenario).walks && plainly(scenario) ? canonical([tasks[i]!.seeds, estimatorOf(scenario)!.kind, without(scenario)]) : `alone ${i}`;
    families.set(name, [...families.get(name) ?? [], i]);
  });
  return [...families.values()].flatMap(members => {
    const vary = members.length === 1 ? undefined : variationOf(members.map(i => estimatorOf(scenarios[i]!)!));
    return vary ? [{ members, walks: true, vary }] : members.map(i => ({ members: [i], walks: walkable(scenarios[i]!).walks }));
  });
}

const estimatorOf = ({ detector }: Scenario): EstimatorChoice | undefined => detector?.params['estimator'] as EstimatorChoice | undefined;

/** Every process judges as the scenario says, none in a way of its own. */
function plainly(scenario: Scenario): boolean {
  const own = canonical(estimatorOf(scenario) ?? null);
  return scenario.processes.every(({ params }) => canonical((params as { readonly estimator?: unknown }).estimator ?? null) === own);
}

/** What two kin have in common. */
function without({ detector, processes, title: _title, story: _story, expect: _expect, ...rest }: Scenario): object {
  const bare = (params: unknown): object => ({ ...params as object, estimator: null });
  return { ...rest, detector: bare(detector?.params), processes: processes.map(process => ({ ...process, params: bare(process.params) })) };
}

/** The one number in which these estimators of one kind differ; undefined where they differ in more, or in none. */
function variationOf(estimators: readonly EstimatorChoice[]): Variation | undefined {
  const [first] = estimators;
  const differing = Object.keys(first!.params).filter(key => new Set(estimators.map(({ params }) => canonical(params[key] ?? null))).size > 1);
  const [parameter] = differing;
  if (differing.length !== 1 || parameter === undefined) return undefined;
  const values = estimators.map(({ params }) => params[parameter]);
  return values.every(value => typeof value === 'number') ? { parameter, values } : undefined;
}
