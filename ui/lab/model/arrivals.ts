import type { ProcessId, Time } from '../../../src/contract.ts';
import { Row, causes } from '../../../sim/trace.ts';
import { afterTime } from './grouped.ts';
import type { Arrival, Pair, Window } from './slices.ts';
import { fateOf } from './packets.ts';
import type { TraceIndex } from './traceIndex.ts';

/** What shows a monitor that its peer runs: beats and answers; where a detector has neither, any message. */
export function evidenceKinds(index: TraceIndex): Uint8Array {
  let kinds = evidence.get(index);
  if (!kinds) {
    const { purposes } = index;
    const some = purposes.some(purpose => purpose === 'heartbeat' || purpose === 'ack');
    kinds = Uint8Array.from(purposes, purpose => Number(some ? purpose === 'heartbeat' || purpose === 'ack' : purpose !== null));
    evidence.set(index, kinds);
  }
  return kinds;
}

const evidence = new WeakMap<TraceIndex, Uint8Array>();

/** The beats from peer to monitor that were taken within the window, and those that should have come but were lost. */
export function arrivals(index: TraceIndex, pair: Pair, window: Window): Arrival[] {
  const { trace } = index;
  const found: Arrival[] = [];
  eachBeat(index, pair, window, row => {
    const code = trace.code[row]!, kind = trace.kinds[trace.m[row]! & 0xffff]!;
    const sent = code === Row.loses ? trace.time[row]! : trace.x[row]!;
    const at = code === Row.loses ? trace.x[row]! : trace.time[row]!;
    found.push({ at, sent, kind, lost: code === Row.receives ? null : causes[trace.m[row]! >>> 16]! });
  });
  return found.sort((one, other) => one.at - other.at);
}

/** Rows that end a beat's way on this link: taken, lost or dropped. */
function eachBeat(index: TraceIndex, pair: Pair, window: Window, visit: (row: number) => void): void {
  const { trace, links, count } = index;
  const kinds = evidenceKinds(index), link = pair.peer * count + pair.monitor;
  for (let i = afterTime(trace, links, link, window.from - 1); i < links.start[link + 1]!; i++) {
    const row = links.rows[i]!;
    if (trace.time[row]! > window.to) break;
    if (trace.code[row] !== Row.sends && kinds[trace.m[row]! & 0xffff]) visit(row);
  }
}

/** The last beat of `peer` that `monitor` took at or before `t`: its row, or −1. */
export function lastHeard(index: TraceIndex, monitor: ProcessId, peer: ProcessId, t: Time): number {
  const { trace, links, count } = index;
  const kinds = evidenceKinds(index), link = peer * count + monitor;
  for (let i = afterTime(trace, links, link, t) - 1; i >= links.start[link]!; i--) {
    const row = links.rows[i]!;
    if (trace.code[row] === Row.receives && kinds[trace.m[row]! & 0xffff]) return row;
  }
  return -1;
}

/** The gaps between the last beats taken, oldest first, at most `limit` of them: the arrival window as seen from outside. */
export function gaps(index: TraceIndex, pair: Pair, t: Time, limit = 1_000): Float64Array {
  const { trace, links, count } = index;
  const kinds = evidenceKinds(index), link = pair.peer * count + pair.monitor;
  const found: number[] = [];
  let later: Time | null = null;
  for (let i = afterTime(trace, links, link, t) - 1; i >= links.start[link]! && found.length < limit; i--) {
    const row = links.rows[i]!;
    if (trace.code[row] !== Row.receives || !kinds[trace.m[row]! & 0xffff]) continue;
    if (later !== null) found.push(later - trace.time[row]!);
    later = trace.time[row]!;
  }
  return Float64Array.from(found.reverse());
}

/** What became of the beats sent after the one last heard, oldest first: null for one that is still under way. */
export function sinceHeard(index: TraceIndex, pair: Pair, t: Time): (Exclude<Arrival['lost'], null> | null)[] {
  const { trace, links, count } = index;
  const heard = lastHeard(index, pair.monitor, pair.peer, t);
  const kinds = evidenceKinds(index), link = pair.peer * count + pair.monitor;
  const sentAfter = heard < 0 ? -1 : trace.x[heard]!;
  const fates: (string | null)[] = [];
  for (let i = afterTime(trace, links, link, sentAfter); i < links.start[link + 1]!; i++) {
    const row = links.rows[i]!, code = trace.code[row];
    if (trace.time[row]! > t) break;
    if (code === Row.loses && kinds[trace.m[row]! & 0xffff]) fates.push(causes[trace.m[row]! >>> 16]!);
    else if (code === Row.sends && kinds[trace.m[row]!]) fates.push(fateOf(index, row));
  }
  return fates;
}
