import type { Purpose, Time } from '../../../src/contract.ts';
import { sec } from '../../../src/time.ts';
import { causes } from '../../../sim/trace.ts';
import { after } from './grouped.ts';
import type { Window } from './slices.ts';
import type { TraceIndex } from './traceIndex.ts';

/** What a run says of its own messages, by kind: enough to know how large one is. */
export interface Sizes { readonly kinds: readonly string[]; readonly messages: ArrayLike<number>; readonly bytes: ArrayLike<number> }

const loadPurposes = ['heartbeat', 'ack', 'relay', 'gossip', 'election', 'application'] as const satisfies readonly Purpose[];

/** Everything sent for one purpose. */
export interface LoadColumn {
  readonly purpose: Purpose;
  readonly sent: Float64Array;
  /** bytes[i]: of the first i messages together. Of kinds that vary in size each counts as the mean of its kind. */
  readonly bytes: Float64Array;
}

export interface LoadRate { readonly purpose: Purpose; readonly messages: number; readonly bytes: number }

const kept = new WeakMap<TraceIndex, readonly LoadColumn[]>();

/** By purpose, those that this run has: read once for a run. What only kernels send, to say that nobody is there, is not in it. */
export function loadOf(index: TraceIndex, sizes: Sizes): readonly LoadColumn[] {
  let all = kept.get(index);
  if (!all) kept.set(index, all = collect(index, sizes));
  return all;
}

function collect({ packets, trace, purposes }: TraceIndex, sizes: Sizes): LoadColumn[] {
  const size = sizesOf(trace.kinds, sizes), columns = purposes.map(purpose => (purpose ? loadPurposes.indexOf(purpose) : -1));
  const counts = loadPurposes.map(() => 0);
  const columnOf = (packet: number): number => columns[trace.m[packets.row[packet]!]! & 0xffff]!;
  for (let k = 0; k < packets.count; k++) if (columnOf(k) >= 0) counts[columnOf(k)]! += 1;
  const sent = counts.map(count => new Float64Array(count)), bytes = counts.map(count => new Float64Array(count + 1)), next = counts.map(() => 0);
  for (let k = 0; k < packets.count; k++) {
    const column = columnOf(k);
    if (column < 0) continue;
    const i = next[column]!++;
    sent[column]![i] = packets.sent[k]!;
    bytes[column]![i + 1] = bytes[column]![i]! + size[trace.m[packets.row[k]!]! & 0xffff]!;
  }
  return loadPurposes.flatMap((purpose, i) => (counts[i]! > 0 ? [{ purpose, sent: sent[i]!, bytes: bytes[i]! }] : []));
}

/** The mean size of each kind, over all its messages. */
function sizesOf(names: readonly string[], { kinds, messages, bytes }: Sizes): Float64Array {
  const count = new Float64Array(kinds.length), sum = new Float64Array(kinds.length);
  for (let i = 0; i < messages.length; i++) {
    count[i % kinds.length]! += messages[i]!;
    sum[i % kinds.length]! += bytes[i]!;
  }
  return Float64Array.from(names, name => {
    const kind = kinds.indexOf(name);
    return kind < 0 || count[kind] === 0 ? 0 : sum[kind]! / count[kind]!;
  });
}

/** Messages and bytes a second, over the stretch (from, to]. */
export function rateOf({ sent, bytes }: LoadColumn, { from, to }: Window): { readonly messages: number; readonly bytes: number } {
  const first = after(sent, from), last = after(sent, to), seconds = Math.max(1, to - from) / sec;
  return { messages: (last - first) / seconds, bytes: (bytes[last]! - bytes[first]!) / seconds };
}

/** At an instant: over the second before it. */
export function loadAt(columns: readonly LoadColumn[], t: Time): LoadRate[] {
  return columns.map(column => ({ purpose: column.purpose, ...rateOf(column, { from: t - sec, to: t }) }));
}

/** A stretch in which queues of links had no room for what was sent. */
export interface Congestion extends Window { readonly drops: number }

const congested = new WeakMap<TraceIndex, readonly Congestion[]>();
const full = 1 + causes.indexOf('queueFull');

/** Drops less than a second apart are one stretch. */
export function congestion(index: TraceIndex): readonly Congestion[] {
  let all = congested.get(index);
  if (!all) congested.set(index, all = congestions(index));
  return all;
}

function congestions({ packets }: TraceIndex): Congestion[] {
  const all: Congestion[] = [];
  for (let k = 0; k < packets.count; k++) {
    if (packets.fate[k] !== full) continue;
    const at = packets.sent[k]!, last = all.at(-1);
    if (last && at - last.to < sec) all[all.length - 1] = { ...last, to: at, drops: last.drops + 1 };
    else all.push({ from: at, to: at, drops: 1 });
  }
  return all;
}
