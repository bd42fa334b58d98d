/** A resolved scenario in words: what was run, every default filled in. */
import { formatDuration, type Parameter } from '../../src/parameters.ts';
import { NEVER } from '../../src/time.ts';
import type { Registry } from '../../sim/registry.ts';
import type { Choice, Fault, LinkSpec, Scenario, When } from '../../sim/scenario.ts';

type Table = Readonly<Record<string, Parameter<unknown>>>;

/** What `spelling` needs to know about the world. */
export interface Speller { readonly registry: Registry; readonly names: readonly string[] }

const isChoice = (x: unknown): x is Choice => typeof x === 'object' && x !== null && 'kind' in x && 'params' in x;

function tableOf(registry: Registry, family: keyof Registry, kind: string): Table {
  const entries = registry[family] as Readonly<Record<string, { parameters: Table }>>;
  return Object.hasOwn(entries, kind) ? entries[kind]!.parameters : {};
}

const idList = (ids: readonly number[], names: readonly string[]): string => ids.map(id => names[id] ?? String(id)).join(', ');

function listText(value: readonly unknown[], kind: Parameter<unknown>['kind'], speller: Speller): string {
  if (kind === 'processes') return idList(value as number[], speller.names);
  if (kind === 'groups') return (value as number[][]).map(group => idList(group, speller.names)).join(' | ');
  if (kind === 'pairs') return (value as number[][]).map(([a, b]) => `${speller.names[a!]} → ${speller.names[b!]}`).join(', ');
  if (kind === 'quantiles') return (value as [number, number][]).map(([share, at]) => `${share}: ${formatDuration(at)}`).join(', ');
  if (kind === 'series') return `${value.length} values`;
  if (kind === 'parts') return (value as { weight: number; law: Choice }[]).map(part => `${part.weight} × ${lawText(part.law, speller)}`).join(' + ');
  return JSON.stringify(value);
}

/** One value in the spelling that a scenario uses. */
export function valueText(value: unknown, kind: Parameter<unknown>['kind'], speller: Speller): string {
  if (value === null || value === undefined) return 'none';
  if (kind === 'duration' && typeof value === 'number') return formatDuration(value);
  if (kind === 'process' && typeof value === 'number') return speller.names[value] ?? String(value);
  if (kind === 'bandwidth' && typeof value === 'number') return value === 0 ? 'unlimited' : `${value} bit/s`;
  if (Array.isArray(value)) return listText(value, kind, speller);
  if (isChoice(value)) return kind === 'estimator' ? choiceText('estimators', value, speller) : lawText(value, speller);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const isOff = (value: unknown): boolean => value === 0 || value === NEVER || value === false || value === null;

/** Which options are worth a word: all; all but those left at a default that is "none"; those not left at their default. */
type Telling = 'all' | 'atWork' | 'changed';

function paramsText(table: Table, params: Readonly<Record<string, unknown>>, speller: Speller, telling: Telling): string {
  return Object.entries(params)
    .filter(([key, value]) => telling === 'all' || value !== table[key]?.default || (telling === 'atWork' && !isOff(value)))
    .map(([key, value]) => `${key} ${valueText(value, table[key]?.kind ?? 'text', speller)}`).join(', ');
}

/** "phi (flavour akka, threshold 8)". */
export function choiceText(family: keyof Registry, choice: Choice, speller: Speller): string {
  // of a service, what it does not do is half of what it is
  const text = paramsText(tableOf(speller.registry, family, choice.kind), choice.params, speller, family === 'services' ? 'all' : 'atWork');
  return text === '' ? choice.kind : `${choice.kind} (${text})`;
}

const lawText = (law: Choice, speller: Speller): string => choiceText('latencies', law, speller);

/** "40s", "1m … 61s", "exponential (mean 5s)". */
export function whenText(when: When, speller: Speller): string {
  if (typeof when === 'number') return formatDuration(when);
  const { low, high } = when.params as { low?: number; high?: number };
  if (when.kind === 'uniform' && low !== undefined && high !== undefined) return `${formatDuration(low)} … ${formatDuration(high)}`;
  return lawText(when, speller);
}

/** A network or one link of it: the law of delay, and whatever else is not at its plainest. */
export function linkText(spec: LinkSpec, speller: Speller): string {
  const { latency, loss, duplicate, reorder, reorderBy, order, bandwidth, queue, background, coherence, resend, keepaliveAfter, keepaliveEvery, keepaliveProbes } = spec;
  return [
    `latency ${lawText(latency, speller)}`,
    loss ? `loss ${choiceText('losses', loss, speller)}` : 'no loss',
    duplicate > 0 && `duplicate ${duplicate}`,
    reorder > 0 && `reorder ${reorder} by ${formatDuration(reorderBy)}`,
    order === 'fifo' && 'in order',
    bandwidth > 0 && `bandwidth ${bandwidth} bit/s with a queue of ${queue} bytes`,
    background > 0 && `background ${background}`,
    coherence > 0 && `coherence ${formatDuration(coherence)}`,
    resend === 'early' && 'lost segments of streams sent again early, as by Linux',
    keepaliveAfter !== NEVER && `TCP keepalive after ${formatDuration(keepaliveAfter)}, every ${formatDuration(keepaliveEvery)}, ${keepaliveProbes} times`,
  ].filter(Boolean).join('; ');
}

/** "40s for 4s: pause (process n3)". */
export function faultText(fault: Fault, speller: Speller): string {
  const table = tableOf(speller.registry, 'faults', fault.kind);
  const params = paramsText(table, fault.params, speller, 'changed');
  const times = [
    whenText(fault.at, speller),
    fault.lasts !== null && `for ${whenText(fault.lasts, speller)}`,
    fault.every !== null && `every ${whenText(fault.every, speller)}`,
  ].filter(Boolean).join(' ');
  return `${times}: ${fault.kind}${params === '' ? '' : ` (${params})`}`;
}

/** Its detector with every option, or that it needs none. */
export function detectorText(scenario: Scenario, registry: Registry): string {
  const names = scenario.processes.map(each => each.name);
  return scenario.detector ? choiceText('detectors', scenario.detector, { registry, names }) : 'none: the service watches by itself';
}

function watchesText({ watches, processes }: Scenario): string {
  const pairs = watches.reduce((sum, list) => sum + list.length, 0);
  const monitors = watches.filter(list => list.length > 0).length;
  if (pairs === processes.length * (processes.length - 1)) return 'everyone watches everyone';
  if (monitors === 1) return `${processes[watches.findIndex(list => list.length > 0)]!.name} watches ${pairs === 1 ? 'one' : `${pairs} others`}`;
  return `${pairs} watched pairs`;
}

const most = 8;

/** Name and text of each line that says what was run. */
export function ranLines(scenario: Scenario, registry: Registry): [string, string][] {
  const speller: Speller = { registry, names: scenario.processes.map(each => each.name) };
  const warmUp = scenario.warmUp > 0 ? `, warm-up ${formatDuration(scenario.warmUp)}` : '';
  const faults = scenario.faults.slice(0, most).map((fault, i): [string, string] => [i === 0 ? 'Faults' : '', faultText(fault, speller)]);
  const more = scenario.faults.length - faults.length;
  return [
    ['Processes', `${scenario.processes.length}; ${watchesText(scenario)}`],
    ['Time', `${formatDuration(scenario.horizon)}${warmUp}`],
    ...(scenario.detector ? [['Detector', detectorText(scenario, registry)] as [string, string]] : []),
    ...(scenario.service ? [['Service', choiceText('services', scenario.service, speller)] as [string, string]] : []),
    ['Network', linkText(scenario.network, speller)],
    ...scenario.links.slice(0, most).map(({ from, to, spec }): [string, string] =>
      ['', `${speller.names[from]} → ${speller.names[to]}: ${linkText(spec, speller)}`]),
    ...faults,
    ...(more > 0 ? [['', `and ${more} more`] as [string, string]] : []),
  ];
}
