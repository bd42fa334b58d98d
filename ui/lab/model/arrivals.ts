import type { ProcessId, Time } from '../../../src/contract.ts';
import { Row, causes } from '../../../sim/trace.ts';
import { afterTime } from './grouped.ts';
import type { Arrival, Pair, Window } from './slices.ts';
import type { TraceIndex } from './traceIndex.ts';

/**
 * What shows a monitor that its peer runs. A detector counts its own messages only: the answers where it asks, all of
 * them where it has neither questions nor heartbeats, or where any traffic proves life. A service alone counts both.
 */
export function evidenceKinds(index: TraceIndex): Uint8Array {
  let kinds = evidence.get(index);
  if (!kinds) evidence.set(index, kinds = Uint8Array.from(evidenceOf(index), Number));
  return kinds;
}

function evidenceOf({ purposes, trace, scenario: { detector } }: TraceIndex): boolean[] {
  const own = trace.kinds.map((kind, i) => purposes[i] !== null && (!detector || kind.startsWith(`${detector.kind}.`)));
  const those = (...wanted: (typeof purposes)[number][]): boolean[] => purposes.map((purpose, i) => own[i]! && wanted.includes(purpose));
  const answers = those('ack'), beats = those('heartbeat', 'ack');
  if (detector?.kind === 'keepalive' || !beats.includes(true)) return own;
  return detector && answers.includes(true) ? answers : beats;
}

/** The questions, by kind: heartbeats of an owner that has answers; of a detector, its own. */
function questionKinds({ purposes, trace, scenario: { detector } }: TraceIndex): Uint8Array {
  const owner = (kind: number): string => trace.kinds[kind]!.split('.')[0]!;
  const answers = new Set(purposes.flatMap((purpose, kind) => (purpose === 'ack' ? [owner(kind)] : [])));
  return Uint8Array.from(purposes, (purpose, kind) => Number(purpose === 'heartbeat' && answers.has(owner(kind)) && (!detector || owner(kind) === detector.kind)));
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

/** The packets of these kinds that were sent on a link after `from` and until `t`: their rows, oldest first. */
export function sentOn({ trace, links, count }: TraceIndex, from: ProcessId, to: ProcessId, since: Time, t: Time, kinds: Uint8Array): number[] {
  const link = from * count + to, rows: number[] = [];
  for (let i = afterTime(trace, links, link, since); i < links.start[link + 1]! && trace.time[links.rows[i]!]! <= t; i++) {
    const row = links.rows[i]!, code = trace.code[row];
    if ((code === Row.sends || code === Row.loses) && kinds[trace.m[row]! & 0xffff]) rows.push(row);
  }
  return rows;
}

/** The beats sent after the one last heard, oldest first. */
export function sinceHeard(index: TraceIndex, { monitor, peer }: Pair, t: Time): number[] {
  const heard = lastHeard(index, monitor, peer, t);
  return sentOn(index, peer, monitor, heard < 0 ? -1 : index.trace.x[heard]!, t, evidenceKinds(index));
}

/** What a monitor asked of a peer before `t`, since the peer sent what was last heard of it: it waits for an answer. */
export function unanswered(index: TraceIndex, { monitor, peer }: Pair, t: Time): number[] {
  const heard = lastHeard(index, monitor, peer, t);
  return sentOn(index, monitor, peer, heard < 0 ? -1 : index.trace.x[heard]!, t - 1, questionKinds(index));
}
