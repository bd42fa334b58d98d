import type { ProcessId, Time } from '../../../src/contract.ts';
import { Row } from '../../../sim/trace.ts';
import type { TraceIndex } from './traceIndex.ts';

/** `lost`: acknowledged to a client, and the last process that had it has thrown it away. */
export const writeFates = ['accepted', 'fenced', 'lost'] as const;
export type WriteFate = (typeof writeFates)[number];

/** What became of a write, and when. */
export interface Write {
  readonly at: Time;
  readonly resource: number;
  /** Who said so. */
  readonly process: ProcessId;
  readonly operation: number;
  /** Under whose authority it was written. */
  readonly epoch: number;
  readonly fate: WriteFate;
}

const kept = new WeakMap<TraceIndex, ReadonlyMap<number, readonly Write[]>>();

/** By resource, in the order of time: read once for a run. */
export function writesOf(index: TraceIndex): ReadonlyMap<number, readonly Write[]> {
  let all = kept.get(index);
  if (!all) kept.set(index, all = collect(index));
  return all;
}

interface Held { readonly holders: Set<ProcessId>; acknowledged: boolean; lost: Write | null }

function collect({ trace }: TraceIndex): Map<number, Write[]> {
  const all = new Map<number, Write[]>(), operations = new Map<string, Held>();
  const tell = (write: Write): void => {
    const list = all.get(write.resource);
    if (list) list.push(write); else all.set(write.resource, [write]);
  };
  for (let row = 0; row < trace.length && trace.notes.length > 0; row++) {
    if (trace.code[row] !== Row.notes) continue;
    const note = trace.notes[trace.x[row]!]!, at = trace.time[row]!, process = trace.a[row]!;
    if (!('operation' in note)) continue;
    const held = heldOf(operations, `${note.resource} ${note.operation}`);
    const write = (fate: WriteFate): Write => ({ at, process, resource: note.resource, operation: note.operation, epoch: 'epoch' in note ? note.epoch : 0, fate });
    if (note.kind === 'acknowledged') held.acknowledged ||= note.access === 'write';
    else if (note.kind === 'accepts' || note.kind === 'stores') {
      held.holders.add(process);
      held.lost = null;
      if (note.kind === 'accepts') tell(write('accepted'));
    } else if (note.kind === 'fences') tell(write('fenced'));
    else if (note.kind === 'discards' && held.holders.delete(process) && held.holders.size === 0) held.lost = write('lost');
  }
  for (const { acknowledged, lost } of operations.values()) if (acknowledged && lost) tell(lost);
  for (const list of all.values()) list.sort((one, other) => one.at - other.at);
  return all;
}

function heldOf(operations: Map<string, Held>, key: string): Held {
  let held = operations.get(key);
  if (!held) operations.set(key, held = { holders: new Set(), acknowledged: false, lost: null });
  return held;
}
