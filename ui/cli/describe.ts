import { formatDuration, type Parameter } from '../../src/parameters.ts';
import { NEVER } from '../../src/time.ts';
import { entriesOf, families, listed, named, singular, type Described, type Family, type Listed } from './catalogue.ts';
import { badInput } from './failure.ts';
import { compactJson } from './compactJson.ts';
import { csv } from './csv.ts';
import { didYouMean } from './didYouMean.ts';
import { withForms, withQuiet } from './options.ts';
import { shipped } from './shipped.ts';
import { plainSystem } from './system.ts';
import { systemText } from './systemText.ts';
import { systemNamed } from '../../scenarios/systems/index.ts';
import { spelt } from '../../scenarios/systems/options.ts';
import { valueText } from './spelling.ts';
import { builtIn } from '../../sim/builtIn.ts';
import { wrap } from './text.ts';
import { boldFor, type Answer, type Request, type Verb } from './verb.ts';

type AnyParameter = Parameter<unknown>;

const kindNames: Partial<Record<AnyParameter['kind'], string>> = {
  duration: 'duration, such as "250ms"', count: 'whole number', share: 'share from 0 to 1', flag: 'true or false',
  bandwidth: 'bits per second', bytes: 'bytes', law: 'latency law', process: 'a process', processes: 'processes',
  groups: 'groups of processes', pairs: 'pairs of processes', quantiles: '[share, duration] pairs', parts: 'weighted laws',
};

const speller = { registry: builtIn, names: [] };
const shown = (value: unknown, kind: AnyParameter['kind']): string => valueText(value, kind, speller);

/** What may be written there: "duration, 1us or more". */
export function rangeText({ kind, min, max, choices }: AnyParameter): string {
  if (choices) return `one of ${choices.join(', ')}`;
  const what = kindNames[kind] ?? kind;
  const bound = (value: number): string => (kind === 'duration' ? formatDuration(value) : String(value));
  const high = max === undefined || max === NEVER ? undefined : max;
  if (kind === 'share' && (min ?? 0) === 0 && (high ?? 1) === 1) return what;
  if (min !== undefined && high !== undefined) return `${what}, ${bound(min)} to ${bound(high)}`;
  if (min !== undefined) return min === 0 ? what : `${what}, at least ${bound(min)}`;
  return high === undefined ? what : `${what}, at most ${bound(high)}`;
}

function parameterText(name: string, parameter: AnyParameter, columns: number, bold: (text: string) => string): string {
  const { default: usual, kind, low, high, source, choices, by } = parameter;
  const others = Object.entries(by?.defaults ?? {}).map(([when, value]) => `${shown(value, kind)} with ${by!.option} ${when}`).join(', ');
  const line = (label: string, text: string) => wrap(`${label}${text}`, columns, '      ').replace(/^ {2}/, '');
  const first = `   ${usual === undefined ? 'must be given' : `default ${shown(usual, kind)}`}`;
  const fits = name.length + first.length + others.length + 4 <= columns;
  return [
    `  ${bold(name)}${first}${others !== '' && fits ? `; ${others}` : ''}`,
    ...(others !== '' && !fits ? [line('', others)] : []),
    line('', rangeText(parameter)),
    line(choices ? '' : 'Too low: ', low), line(choices ? '' : 'Too high: ', high),
    ...(source === undefined ? [] : [line('Source: ', source)]),
  ].join('\n');
}

/** An entry of a registry, for people. */
export function entryText(of: Listed, entry: Described, columns: number, bold: (text: string) => string): string {
  const parameters = Object.entries(entry.parameters).map(([name, each]) => parameterText(name, each, columns, bold));
  const groups = entry.alternatives?.map(group => group.join(' with ')).join(', or ');
  return [
    `${bold(of.name)}, ${/^[aeiou]/.test(singular[of.family]) ? 'an' : 'a'} ${singular[of.family]}`,
    ...(of.summary === '' ? [] : [wrap(of.summary, columns)]),
    ...(parameters.length === 0 ? ['It has no parameters.'] : parameters),
    ...(groups ? [wrap(`Give ${groups}, not more than one of these.`, columns)] : []),
  ].join('\n\n');
}

function scenarioText(name: string, home: string, columns: number, bold: (text: string) => string): string {
  const { title = '', story = '', ...rest } = shipped(home, name);
  const head = wrap(`${name}, a scenario: ${title}`, columns).replace(name, bold(name));
  return [head, wrap(story, columns), compactJson(rest, columns), `Run it: npx flatline run ${name}`].join('\n\n');
}

const plainParameter = ({ default: usual, kind, min, max, choices, low, high, source }: AnyParameter) => ({
  kind, default: usual === undefined ? null : shown(usual, kind),
  ...(min !== undefined && { min }), ...(max !== undefined && { max }), ...(choices && { choices }), low, high, ...(source && { source }),
});

const plain = (of: Listed, home: string) => of.family === 'scenarios' ? { ...of, scenario: shipped(home, of.name) }
  : of.family === 'systems' ? { family: of.family, ...plainSystem(systemNamed(of.name)) }
  : { ...of, parameters: Object.fromEntries(Object.entries(parametersOf(of)).map(([name, each]) => [name, plainParameter(each)])) };

const parametersOf = ({ family, name }: Listed): Readonly<Record<string, AnyParameter>> =>
  family === 'scenarios' || family === 'systems' ? {} : entriesOf(family)[name]!.parameters;

const parameterRows = (of: Listed) => of.family === 'systems' ? optionRows(of) : Object.entries(parametersOf(of)).map(([name, { default: usual, kind, low, high, source }]) =>
  [of.family, of.name, name, kind, usual === undefined ? '' : shown(usual, kind), low, high, source]);

const optionRows = ({ family, name }: Listed) => Object.entries(systemNamed(name).options).map(([option, { default: usual, meaning, source, ...rest }]) =>
  [family, name, option, rest.kind, spelt(usual, { default: usual, meaning, ...rest }), meaning, '', source]);

function text(of: Listed, home: string, columns: number, bold: (text: string) => string): string {
  if (of.family === 'scenarios') return scenarioText(of.name, home, columns, bold);
  if (of.family === 'systems') return systemText(systemNamed(of.name), columns, bold);
  return entryText(of, entriesOf(of.family)[of.name]!, columns, bold);
}

async function answer({ subject = '', form, home, columns, paints }: Request): Promise<Answer> {
  const bold = boldFor(paints);
  const found = named(subject, home);
  if (found.length === 0) {
    const names = families.flatMap((family: Family) => listed(family, home)).map(({ name }) => name);
    throw badInput(`nothing here is called ${JSON.stringify(subject)}${didYouMean(subject, [...new Set(names)])}; see \`flatline list\``);
  }
  if (form === 'json') return { out: JSON.stringify(found.map(each => plain(each, home)), null, 2) };
  if (form === 'csv') {
    return { out: csv([['family', 'name', 'parameter', 'kind', 'default', 'tooLow', 'tooHigh', 'source'], ...found.flatMap(parameterRows)]) };
  }
  return { out: found.map(each => text(each, home, columns, bold)).join('\n\n') };
}

export const describe: Verb = {
  name: 'describe',
  reads: 'nothing',
  define: command => withQuiet(withForms(command
    .description('Explain a detector, estimator, service, system, law, fault or scenario: each parameter, and what goes wrong when it is too low or too high')
    .argument('<name>', 'anything that `flatline list` lists'))),
  answer,
};
