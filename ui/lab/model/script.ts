import type { Time } from '../../../src/contract.ts';
import type { Fault } from '../../../sim/scenario.ts';
import { Row } from '../../../sim/trace.ts';
import type { TraceIndex } from './traceIndex.ts';
import type { Window } from './slices.ts';
import { listed } from './words.ts';

/** One time that a line of the fault script took hold. */
export interface Occurrence {
  /** Index into the scenario's faults. */
  readonly fault: number;
  readonly from: Time;
  /** Its beginning, if it has no end within the run. */
  readonly to: Time;
  readonly ends: boolean;
}

const found = new WeakMap<TraceIndex, readonly Occurrence[]>();

/** What the script did within the window, in the order in which it began. */
export function occurrences(index: TraceIndex, window: Window): Occurrence[] {
  let all = found.get(index);
  if (!all) found.set(index, all = collect(index));
  return all.filter(one => (!one.ends || one.to >= window.from) && one.from <= window.to);
}

function collect({ trace, faults }: TraceIndex): Occurrence[] {
  const open = new Map<string, number>(), all: Occurrence[] = [];
  for (const row of faults) {
    const fault = trace.a[row]!, key = `${fault} ${trace.b[row]!}`, t = trace.time[row]!;
    if (trace.code[row] === Row.begins) open.set(key, all.push({ fault, from: t, to: t, ends: false }) - 1);
    else if (open.has(key)) all[open.get(key)!] = { ...all[open.get(key)!]!, to: t, ends: true };
  }
  return all;
}

/** "pause n3", "partition n0 | n1 and n2", "link n0→n2". */
export function faultWords(index: TraceIndex, fault: Fault): string {
  const names = (value: unknown): string => listed((Array.isArray(value) ? value : [value]).map(id => index.names[id as number] ?? String(id)), 3);
  const { process, from, to, groups } = fault.params;
  if (process !== undefined) return `${fault.kind} ${names(process)}`;
  if (Array.isArray(groups)) return `${fault.kind} ${groups.map(names).join(' | ')}`;
  return from !== undefined && to !== undefined ? `${fault.kind} ${names(from)}→${names(to)}` : fault.kind;
}
