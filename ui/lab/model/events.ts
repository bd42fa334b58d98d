import type { ProcessId, Time } from '../../../src/contract.ts';
import { Row } from '../../../sim/trace.ts';
import { after, afterRows, type Grouped } from './grouped.ts';
import { happenings, nearest, type HappeningKind, type Happenings } from './happenings.ts';
import type { Pair } from './slices.ts';
import type { TraceIndex } from './traceIndex.ts';

/** What a step goes to: everything; opinions that changed, and leaders; one kind of happening; what concerns one process; or one watched pair. */
export type EventFilter = 'all' | 'verdicts' | { readonly kind: HappeningKind } | { readonly process: ProcessId } | Pair;

/** The first row after `t`; −1 if there is none. */
export function nextEvent(index: TraceIndex, t: Time, filter: EventFilter): number {
  if (typeof filter === 'object' && 'kind' in filter) return rowOf(happenings(index, filter.kind), t, 1);
  if (filter === 'verdicts') return index.verdicts[afterRows(index.trace, index.verdicts, t)] ?? -1;
  const { trace } = index;
  if (filter === 'all' || 'process' in filter) {
    for (let row = afterTime(index, t); row < trace.length; row++) if (concerns(index, row, filter)) return row;
    return -1;
  }
  let best = -1;
  for (const [grouped, g] of columnsOf(index, filter)) {
    const i = afterRows(trace, grouped.rows, t, grouped.start[g]!, grouped.start[g + 1]!);
    if (i < grouped.start[g + 1]! && (best < 0 || grouped.rows[i]! < best)) best = grouped.rows[i]!;
  }
  return best;
}

/** The last row before `t`; −1 if there is none. */
export function previousEvent(index: TraceIndex, t: Time, filter: EventFilter): number {
  if (typeof filter === 'object' && 'kind' in filter) return rowOf(happenings(index, filter.kind), t, -1);
  const before = t - 1;
  if (filter === 'verdicts') return index.verdicts[afterRows(index.trace, index.verdicts, before) - 1] ?? -1;
  const { trace } = index;
  if (filter === 'all' || 'process' in filter) {
    for (let row = afterTime(index, before) - 1; row >= 0; row--) if (concerns(index, row, filter)) return row;
    return -1;
  }
  let best = -1;
  for (const [grouped, g] of columnsOf(index, filter)) {
    const i = afterRows(trace, grouped.rows, before, grouped.start[g]!, grouped.start[g + 1]!) - 1;
    if (i >= grouped.start[g]!) best = Math.max(best, grouped.rows[i]!);
  }
  return best;
}

function rowOf(of: Happenings, t: Time, by: 1 | -1): number {
  const place = nearest(of, t, by);
  return place < 0 ? -1 : of.row[place]!;
}

/** All rows of one instant that pass the filter: what is to be told after a step. */
export function rowsAt(index: TraceIndex, t: Time, filter: EventFilter): number[] {
  const rows: number[] = [];
  for (let row = afterTime(index, t - 1); row < index.trace.length && index.trace.time[row] === t; row++) {
    if (concerns(index, row, filter)) rows.push(row);
  }
  return rows;
}

const afterTime = (index: TraceIndex, t: Time): number => after(index.trace.time, t, 0, index.trace.length);

const twoSided = new Set<number>([Row.trusts, Row.suspects, Row.fails, Row.cuts, Row.joins, Row.sends, Row.loses, Row.receives, Row.drops]);

function concerns(index: TraceIndex, row: number, filter: EventFilter): boolean {
  if (filter === 'all') return true;
  const { trace } = index;
  if (filter === 'verdicts') return index.verdicts[after(index.verdicts, row) - 1] === row;
  if ('kind' in filter) return happenings(index, filter.kind).row.includes(row);
  const a = trace.a[row]!, b = trace.b[row]!, code = trace.code[row]!;
  if (code === Row.begins || code === Row.ends) return false;
  if ('process' in filter) return a === filter.process || (twoSided.has(code) && b === filter.process);
  if (code <= Row.fails) return a === filter.monitor && b === filter.peer;
  if (twoSided.has(code)) return (a === filter.monitor && b === filter.peer) || (a === filter.peer && b === filter.monitor);
  return a === filter.monitor || a === filter.peer;
}

/** Where the rows of a pair lie: its opinions, both truths, and the packets and cuts of both directions. */
function columnsOf(index: TraceIndex, { monitor, peer }: Pair): (readonly [Grouped, number])[] {
  const there = monitor * index.count + peer, back = peer * index.count + monitor;
  return [
    [index.opinions, there], [index.truths, monitor], [index.truths, peer], [index.notes, monitor], [index.notes, peer],
    [index.links, there], [index.links, back], [index.cuts, there], [index.cuts, back],
  ];
}
