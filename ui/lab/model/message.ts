/** One message: what names it in a fault script, and what becomes of it. */
import type { ProcessId, Time } from '../../../src/contract.ts';
import { Row, type Cause } from '../../../sim/trace.ts';
import { after } from './grouped.ts';
import { freshMoving, fateOf, packetsInFlight } from './packets.ts';
import type { MessageName } from './slices.ts';
import type { TraceIndex } from './traceIndex.ts';

export interface Message extends MessageName {
  /** When it arrives or, lost, would have. */
  readonly until: Time;
  /** Why it did not reach its process, if it did not. */
  readonly lost: Cause | null;
}

/** The message of this row of the trace. */
export function messageOf(index: TraceIndex, row: number): Message {
  const { trace } = index;
  return {
    from: trace.a[row]!, to: trace.b[row]!, sent: trace.time[row]!, kind: trace.kinds[trace.m[row]! & 0xffff]!,
    copy: copyOf(index, row), until: trace.x[row]!, lost: fateOf(index, row),
  };
}

/** The row that sends the message of this name; −1 if this run has none. */
export function rowOf(index: TraceIndex, { from, to, sent, kind, copy }: MessageName): number {
  const { packets, trace } = index;
  for (let k = after(packets.sent, sent - 1); k < packets.count && packets.sent[k] === sent; k++) {
    const row = packets.row[k]!;
    if (trace.a[row] === from && trace.b[row] === to && trace.kinds[trace.m[row]! & 0xffff] === kind && copyOf(index, row) === copy) return row;
  }
  return -1;
}

/** Where the network itself makes copies, a twin has the ordinal of its original: both stand side by side in the trace. */
function copyOf({ trace, scenario }: TraceIndex, row: number): number {
  const [from, to] = [trace.a[row]!, trace.b[row]!];
  const link = scenario.links.find(one => one.from === from && one.to === to);
  if ((link?.spec ?? scenario.network).duplicate > 0) return 0;
  let copy = 0;
  for (let i = row - 1; i >= 0 && trace.time[i] === trace.time[row]; i--) {
    const sent = trace.code[i] === Row.sends || trace.code[i] === Row.loses;
    if (sent && trace.a[i] === from && trace.b[i] === to && (trace.m[i]! & 0xffff) === (trace.m[row]! & 0xffff)) copy++;
  }
  return copy;
}

/** How many are listed that are under way no more. */
const mostLate = 12;

/** The rows of what was sent last to or from this process, whatever became of it; with `other`, on their link only. */
export function messagesLately({ packets, trace }: TraceIndex, t: Time, process: ProcessId, other?: ProcessId): number[] {
  const rows: number[] = [];
  for (let k = after(packets.sent, t) - 1; k >= 0 && rows.length < mostLate; k--) {
    const row = packets.row[k]!, [from, to] = [trace.a[row]!, trace.b[row]!];
    if ((from === process && (other === undefined || to === other)) || (to === process && (other === undefined || from === other))) rows.push(row);
  }
  return rows;
}

/** The row of the message sent before or after this one on its way from the one to the other; −1 if there is none. */
export function beside(index: TraceIndex, row: number, by: 1 | -1): number {
  const { trace, links, count } = index, link = trace.a[row]! * count + trace.b[row]!;
  const sends = (i: number): boolean => trace.code[links.rows[i]!] === Row.sends || trace.code[links.rows[i]!] === Row.loses;
  let i = after(links.rows, row - 1, links.start[link], links.start[link + 1]) + by;
  while (i >= links.start[link]! && i < links.start[link + 1]! && !sends(i)) i += by;
  return i >= links.start[link]! && i < links.start[link + 1]! ? links.rows[i]! : -1;
}

/** Of more than this under way, a sample is listed. */
const mostListed = 20_000;

/** The rows of what is on its way at `t` to or from this process, what was sent last first; with `other`, of their link only. */
export function messagesUnderWay(index: TraceIndex, t: Time, process: ProcessId, other?: ProcessId): number[] {
  const moving = packetsInFlight(index, t, 0, freshMoving(Math.min(mostListed, index.packets.count)));
  const at = (end: ProcessId): boolean => other === undefined || end === other;
  return Array.from({ length: moving.count }, (_, k) => k).flatMap(k => {
    const [from, to] = [moving.from[k]!, moving.to[k]!];
    return moving.stage[k] === 0 && ((from === process && at(to)) || (to === process && at(from))) ? [moving.row[k]!] : [];
  });
}
