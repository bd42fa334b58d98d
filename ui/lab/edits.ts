/** What a hand does to the running cluster: each is a line of the fault script, added, changed or taken away. */
import type { ProcessId, Time } from '../../src/contract.ts';
import { formatDuration, parseDuration } from '../../src/parameters.ts';
import { NEVER } from '../../src/time.ts';
import type { FaultLine, Scenario, ScenarioFile } from '../../sim/scenario.ts';
import { instant } from './model/words.ts';

/** A new script, and the sentence that says what is new in it. */
export interface Edit { readonly file: ScenarioFile; readonly said: string }
export type NewLine = Omit<FaultLine, 'id' | 'at'>;

/** How long a pause lasts that is made by hand. */
export const handPause = '4s';

export const crash = (process: ProcessId, how: 'kill' | 'hang' | 'blackhole'): NewLine => ({ kind: 'crash', how, process });
export const pause = (process: ProcessId): NewLine => ({ kind: 'pause', for: handPause, process });
export const partition = (sides: readonly (readonly ProcessId[])[]): NewLine => ({ kind: 'partition', groups: sides });
export const cutBoth = (one: ProcessId, other: ProcessId): NewLine => ({ kind: 'partition', pairs: [[one, other]] });
export const cutOneWay = (from: ProcessId, to: ProcessId): NewLine => ({ kind: 'partition', from, to });

export function added(file: ScenarioFile, at: Time, line: NewLine, names: readonly string[]): Edit {
  const faults = file.faults ?? [];
  const { kind, ...options } = line;
  const whole: FaultLine = { id: freshId(faults), at: formatDuration(at), kind: String(kind), ...options };
  return { file: { ...file, faults: [...faults, whole] }, said: `Added: ${instant(at)} ${described(whole, names)}` };
}

export function removed(file: ScenarioFile, id: string, names: readonly string[]): Edit {
  const line = file.faults?.find(one => one.id === id);
  return { file: { ...file, faults: (file.faults ?? []).filter(one => one.id !== id) }, said: line ? `Removed: ${described(line, names)}` : '' };
}

/** `undefined` takes an option away. */
export function changed(file: ScenarioFile, id: string, options: Readonly<Record<string, unknown>>, names: readonly string[]): Edit {
  const faults = (file.faults ?? []).map(line => (line.id === id ? without({ ...line, ...options }) as FaultLine : line));
  const line = faults.find(one => one.id === id);
  return { file: { ...file, faults }, said: line ? `Changed: ${described(line, names)}` : '' };
}

/** The fault ends now: its `for` is what has passed since it began. */
export function ended(file: ScenarioFile, open: OpenFault, at: Time, names: readonly string[]): Edit {
  const edit = changed(file, open.line.id, { for: formatDuration(Math.max(1, at - open.since)), every: undefined, until: undefined }, names);
  return { file: edit.file, said: `Ended at ${instant(at)}: ${described(open.line, names)}` };
}

export interface OpenFault { readonly line: FaultLine; readonly since: Time }

/** The lines of the script that hold at `at`. Only those with a fixed time can be known from the script alone. */
export function openFaults(file: ScenarioFile, at: Time): OpenFault[] {
  return (file.faults ?? []).flatMap(line => {
    const since = typeof line.at === 'string' ? parseDuration(line.at) : undefined;
    const lasts = line.for === undefined ? NEVER : typeof line.for === 'string' ? parseDuration(line.for) : undefined;
    if (since === undefined || lasts === undefined || line.every !== undefined) return [];
    return since <= at && at < since + lasts ? [{ line, since }] : [];
  });
}

const hostKinds = new Set(['crash', 'pause', 'freeze']);

/** What holds this process now, newest first. */
export const holding = (file: ScenarioFile, scenario: Scenario | null, process: ProcessId, at: Time): OpenFault[] =>
  openFaults(file, at).filter(({ line }) => hostKinds.has(line.kind) && processesOf(line, scenario).includes(process))
    .sort((one, other) => other.since - one.since);

/** What cuts the path from one to the other now, in either direction, newest first. */
export const cutting = (file: ScenarioFile, scenario: Scenario | null, one: ProcessId, other: ProcessId, at: Time): OpenFault[] =>
  openFaults(file, at).filter(({ line }) => separates(line, scenario, one, other)).sort((x, y) => y.since - x.since);

function separates(line: FaultLine, scenario: Scenario | null, one: ProcessId, other: ProcessId): boolean {
  if (line.kind !== 'partition') return false;
  const { groups, from, to, pairs } = scenario?.faults.find(fault => fault.id === line.id)?.params ?? line;
  const sides = listOf(groups).map(listOf);
  const side = (process: ProcessId): number => sides.findIndex(group => group.includes(process));
  const apart = side(one) >= 0 && side(other) >= 0 && side(one) !== side(other);
  const cuts = (p: ProcessId, q: ProcessId): boolean => listOf(from).includes(p) && listOf(to).includes(q);
  const paired = listOf(pairs).map(listOf).some(pair => pair.includes(one) && pair.includes(other));
  return apart || cuts(one, other) || cuts(other, one) || paired;
}

/** As the resolved scenario has them; of a line that is too new for it, as it was written by hand. */
const processesOf = (line: FaultLine, scenario: Scenario | null): readonly unknown[] =>
  listOf(scenario?.faults.find(fault => fault.id === line.id)?.params['process'] ?? line['process']);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** "crash n3 (kill)", "partition n0 n1 | n2 n3 n4". */
export function described(line: FaultLine, names: readonly string[]): string {
  const { id: _id, at: _at, for: lasts, every, until: _until, kind, ...options } = line;
  const name = (selector: unknown): string =>
    Array.isArray(selector) ? selector.map(name).join(' ') : typeof selector === 'number' ? names[selector] ?? String(selector) : String(selector);
  if (kind === 'message') return onePacket(options, name);
  const words = Object.entries(options).map(([option, value]) => {
    if (option === 'process' || option === 'host') return name(value);
    if (option === 'groups' && Array.isArray(value)) return value.map(name).join(' | ');
    if (option === 'pairs' && Array.isArray(value)) return value.map(pair => listOf(pair).map(name).join(' – ')).join(', ');
    if (option === 'how') return `(${String(value)})`;
    if (option === 'from') return `from ${name(value)}`;
    if (option === 'to') return `to ${name(value)}`;
    return value === true ? option : `${option} ${plainly(value)}`;
  }).sort((x, y) => Number(x.startsWith('(')) - Number(y.startsWith('(')));
  const ends = typeof lasts === 'string' && every === undefined ? ` for ${lasts}` : '';
  return `${[kind, ...words].join(' ')}${ends}`;
}

function onePacket({ from, to, sent, message, do: done, copy }: Readonly<Record<string, unknown>>, name: (selector: unknown) => string): string {
  const deed = typeof done === 'object' && done !== null && 'delay' in done ? `delay by ${plainly(done.delay)}` : plainly(done);
  const which = copy ? `, copy ${plainly(copy)}` : '';
  return `${deed}: ${plainly(message)} from ${name(from)} to ${name(to)}, sent at ${plainly(sent)}${which}`;
}

/** "independent (average 0.7)": a law as it would be said. */
export function plainly(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(plainly).join(' ');
  const { kind, ...options } = value as Readonly<Record<string, unknown>>;
  const words = Object.entries(options).map(([option, one]) => `${option} ${plainly(one)}`).join(', ');
  return kind === undefined ? words : words ? `${String(kind)} (${words})` : String(kind);
}

/** Ids key the random times of a fault, so an id is never used twice. */
function freshId(faults: readonly FaultLine[]): string {
  for (let i = 1; ; i++) if (!faults.some(line => line.id === `hand${i}`)) return `hand${i}`;
}

const without = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
