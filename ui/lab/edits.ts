/** What a hand does to the running cluster: each is a line of the fault script, added, changed or taken away. */
import type { ProcessId, Time } from '../../src/contract.ts';
import { formatDuration, parseDuration } from '../../src/parameters.ts';
import { NEVER } from '../../src/time.ts';
import type { FaultLine, Scenario, ScenarioFile } from '../../sim/scenario.ts';
import type { NewLine } from './deeds.ts';
import { described } from './lineWords.ts';
import type { Message } from './model/message.ts';
import { instant } from './model/words.ts';

/** A new script, and the sentence that says what is new in it. */
export interface Edit {
  readonly file: ScenarioFile;
  readonly said: string;
  /** Done to the cluster at this moment: what was seen to happen after it becomes an old future. */
  readonly at?: Time;
  /** What the new future may be called. */
  readonly name?: string;
}

/** A line about one message is timed by when that was sent, every other one by `at`. */
export function added(file: ScenarioFile, at: Time, line: NewLine, names: readonly string[]): Edit {
  const faults = file.faults ?? [];
  const { kind, ...options } = line;
  const timed = kind === 'message' ? {} : { at: formatDuration(at) };
  const whole: FaultLine = { id: freshId(faults), ...timed, kind: String(kind), ...options };
  const name = described(whole, names);
  return { file: { ...file, faults: [...faults, whole] }, said: `Added: ${kind === 'message' ? '' : `${instant(at)} `}${name}`, at, name };
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
  const name = described(open.line, names);
  return { file: edit.file, said: `Ended at ${instant(at)}: ${name}`, at, name: `${name} ended` };
}

/** The line that says what happens to this message. */
export const lineOf = (file: ScenarioFile, scenario: Scenario | null, message: Message): FaultLine | undefined =>
  file.faults?.find(line => {
    if (line.kind !== 'message') return false;
    const { from, to, sent, message: kind, copy = 0 } = scenario?.faults.find(fault => fault.id === line.id)?.params ?? line;
    const at = typeof sent === 'string' ? parseDuration(sent) : sent;
    return from === message.from && to === message.to && at === message.sent && kind === message.kind && copy === message.copy;
  });

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

/** What cuts or worsens the path from one to the other now, in either direction, newest first. */
export const hindering = (file: ScenarioFile, scenario: Scenario | null, one: ProcessId, other: ProcessId, at: Time): OpenFault[] =>
  openFaults(file, at).filter(({ line }) => hinders(line, scenario, one, other)).sort((x, y) => y.since - x.since);

function hinders(line: FaultLine, scenario: Scenario | null, one: ProcessId, other: ProcessId): boolean {
  if (line.kind !== 'partition' && line.kind !== 'link') return false;
  const { groups, from, to, pairs } = scenario?.faults.find(fault => fault.id === line.id)?.params ?? line;
  const sides = listOf(groups).map(listOf);
  const side = (process: ProcessId): number => sides.findIndex(group => group.includes(process));
  const apart = side(one) >= 0 && side(other) >= 0 && side(one) !== side(other);
  const leads = (p: ProcessId, q: ProcessId): boolean => listOf(from).includes(p) && listOf(to).includes(q);
  const paired = listOf(pairs).map(listOf).some(pair => pair.includes(one) && pair.includes(other));
  return apart || leads(one, other) || leads(other, one) || paired;
}

/** As the resolved scenario has them; of a line that is too new for it, as it was written by hand. */
const processesOf = (line: FaultLine, scenario: Scenario | null): readonly unknown[] =>
  listOf(scenario?.faults.find(fault => fault.id === line.id)?.params['process'] ?? line['process']);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** Ids key the random times of a fault, so an id is never used twice. */
function freshId(faults: readonly FaultLine[]): string {
  for (let i = 1; ; i++) if (!faults.some(line => line.id === `hand${i}`)) return `hand${i}`;
}

const without = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
