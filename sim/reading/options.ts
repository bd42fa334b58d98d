import { defaultOf, defaults, type EstimatorChoice, type Parameter } from '../../src/parameters.ts';
import type { Entry } from '../entry.ts';
import type { Registry } from '../registry.ts';
import type { Context } from './choose.ts';
import { readOption } from './kinds.ts';
import { Place } from './place.ts';

/* eslint-disable @typescript-eslint/no-explicit-any -- entries keep their own parameter types */
type Params = Readonly<Record<string, unknown>>;

/** Which options the file gives, and where; `place` is where a missing one is missing. */
export interface Given { readonly place: Place; readonly options: ReadonlyMap<string, Place> }

/** Complete parameters: what is given, checked, and the defaults. */
export function readOptions(given: Given, entry: Entry<any>, kind: string, context: Context): Params {
  const unused = unusedOptions(given, entry, kind);
  const read = readGiven(given, entry, context);
  const params: Record<string, unknown> = {};
  for (const [key, parameter] of Object.entries<Parameter<unknown>>(entry.parameters)) {
    const value = key in read ? read[key] : usual(entry, key, read, context.registry);
    if (value !== undefined) params[key] = value;
    else if (!unused.has(key)) given.place.fail(`${kind} needs "${key}" (${words[parameter.kind] ?? parameter.kind})`);
  }
  return checkedTogether(given, entry, params);
}

/** Parameters laid over the defaults of a table, both in internal units. */
export function completed(entry: Entry<any>, params: Params, registry: Registry): Params {
  const keys = Object.keys(defaults(entry.parameters, params));
  return { ...Object.fromEntries(keys.map(key => [key, usual(entry, key, params, registry)])), ...params };
}

/** Given options laid over complete parameters: for one process that differs from the rest. */
export function overlaidOptions(given: Given, entry: Entry<any>, base: Params, context: Context): Params {
  return checkedTogether(given, entry, { ...base, ...readGiven(given, entry, context) });
}

function readGiven(given: Given, entry: Entry<any>, context: Context): Params {
  return Object.fromEntries([...given.options].map(([key, place]) => [key, readOption(place, key, entry.parameters[key]!, context)]));
}

function usual(entry: Entry<any>, key: string, given: Params, registry: Registry): unknown {
  const value = defaultOf(entry.parameters as Record<string, Parameter<unknown>>, key, given);
  return entry.parameters[key]!.kind === 'estimator' && value ? completedEstimator(value as unknown as EstimatorChoice, registry) : value;
}

/** An estimator that a table names as its default, with everything that it leaves open. */
function completedEstimator(choice: EstimatorChoice, registry: Registry): EstimatorChoice {
  const entry = registry.estimators[choice.kind];
  return entry ? { kind: choice.kind, params: completed(entry, choice.params, registry) } : choice;
}

function checkedTogether(given: Given, entry: Entry<any>, params: Params): Params {
  const problem = entry.problem?.(params);
  if (!problem) return params;
  const [key, rest] = /^(\w+)(.*)$/.exec(problem.at)!.slice(1) as [string, string];
  const place = given.options.get(key) ?? given.place.at(key);
  return new Place(place.value, place.path + rest).fail(`${key} ${problem.says}`);
}

/** Of alternative groups of options exactly one is used; the options of the others need not be given. */
function unusedOptions(given: Given, entry: Entry<any>, kind: string): ReadonlySet<string> {
  if (!entry.alternatives) return new Set();
  const named = entry.alternatives.map(group => group.join(' and '));
  const used = entry.alternatives.filter(group => group.some(key => given.options.has(key)));
  if (used.length === 0) given.place.fail(`${kind} needs ${named.join(', or ')}`);
  if (used.length > 1) {
    const second = used[1]!.find(key => given.options.has(key))!;
    given.options.get(second)!.fail(`${kind} takes only one of these: ${named.join(', or ')}`);
  }
  return new Set(entry.alternatives.flat().filter(key => !used[0]!.includes(key)));
}

const words: Readonly<Record<string, string>> = {
  duration: 'a duration such as "250ms"', count: 'a whole number', share: 'a number from 0 to 1', law: 'a latency law or a duration',
  bandwidth: 'a bandwidth such as "64kbit/s"', bytes: 'a size such as "64kB"', parts: 'a list of { "weight", "law" }',
  quantiles: 'a list such as [[0.5, "1ms"], [0.99, "20ms"]]', series: 'a list such as { "us": [0, 100, 250] }',
  process: 'a process', processes: 'the processes', groups: 'lists of processes', pairs: 'pairs of processes', number: 'a number',
  flag: 'true or false', text: 'a text', loss: 'a loss law', estimator: 'an estimator', choice: 'one of its choices',
  todo: '"drop" or { "delay": "2s" }',
};
