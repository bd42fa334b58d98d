import * as fc from 'fast-check';
import type { Parameter, ParameterKind } from '../../src/parameters.ts';
import { NEVER, ms, sec } from '../../src/time.ts';

type Option = Parameter<unknown>;
type Given = Readonly<Record<string, unknown>>;

const assumed: Partial<Record<ParameterKind, unknown>> = { duration: sec, count: 3, number: 1, share: 0.5, flag: false };

const clamp = (value: number, { min, max }: Option): number => Math.min(max ?? value, Math.max(min ?? value, value));

/** Within a factor of five of what is usual. */
function near(usual: number, option: Option): fc.Arbitrary<number> {
  const whole = option.kind === 'duration' || option.kind === 'count';
  return fc.integer({ min: 20, max: 500 }).map(percent => clamp(whole ? Math.round(usual * percent / 100) : usual * percent / 100, option));
}

/** What is usual three times out of four: the combination that people run. */
function valueOf(option: Option, usual: unknown): fc.Arbitrary<unknown> {
  if (option.kind === 'choice') return fc.constantFrom(...(option.choices ?? [usual]));
  if (option.kind === 'flag') return fc.boolean();
  if (typeof usual !== 'number' || usual === NEVER) return fc.constant(usual);
  const least = option.kind === 'count' ? [fc.constant(option.min ?? 0)] : [];
  const other = usual === 0 && option.kind === 'duration' ? fc.constant(300 * ms) : fc.oneof(near(usual, option), ...least);
  return fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
}

/** Undefined where an option means nothing beside the others that are given. */
function usualOf(option: Option, given: Given): unknown {
  if (option.by) return option.by.defaults[String(given[option.by.option])] ?? option.default;
  return option.default ?? assumed[option.kind];
}

/** Every legal set of options, the defaults most often. What is `given` keeps its value; options that decide over others are drawn first. */
export function parameterValues(table: unknown, given: Given = {}): fc.Arbitrary<Record<string, unknown>> {
  const options = table as Readonly<Record<string, Option>>;
  const deciding = Object.values(options).flatMap(({ by }) => (by && !(by.option in given) ? [by.option] : []));
  if (deciding.length === 0) return independent(options, given);
  const first = Object.fromEntries(deciding.map(key => [key, valueOf(options[key]!, usualOf(options[key]!, given))]));
  return fc.record(first).chain(decided => independent(options, { ...given, ...decided }));
}

function independent(options: Readonly<Record<string, Option>>, given: Given): fc.Arbitrary<Record<string, unknown>> {
  const values: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [key, option] of Object.entries(options)) {
    const usual = usualOf(option, given);
    if (key in given) values[key] = fc.constant(given[key]);
    else if (usual !== undefined) values[key] = valueOf(option, usual);
  }
  return fc.record(values);
}

/** Every combination of the options that are a choice: each is a rule of its own. */
export function choices(table: unknown): Given[] {
  const options = Object.entries(table as Readonly<Record<string, Option>>).filter(([, option]) => option.kind === 'choice');
  const extended = (made: readonly Given[], key: string, values: readonly string[]): Given[] =>
    values.flatMap(value => made.map(one => Object.assign({}, one, { [key]: value })));
  return options.reduce<Given[]>((made, [key, option]) => extended(made, key, option.choices ?? []), [{}]);
}
