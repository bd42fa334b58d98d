/**
 * The connections: a row for each end of each pair that ever spoke by stream. Plain data, cloned with the world. An end
 * knows only what its own kernel knows: the other may have forgotten, or may never have heard of it.
 */
import type { Duration, Message, ProcessId, Time } from '../src/contract.ts';
import { NEVER } from '../src/time.ts';

/** One message on its way. Immutable: every transmission of it shares it. */
export interface Segment {
  readonly seq: number;
  readonly kind: number;
  readonly message: Message;
  readonly bytes: number;
  /** When the process sent it, whenever it left. */
  readonly sentAt: Time;
}

export interface End {
  readonly self: ProcessId;
  readonly peer: ProcessId;
  /** The connection's number, the same at both ends; 0 while there is none. */
  id: number;
  /** It asked for the connection, and nobody has answered. */
  opening: boolean;
  /** When the other end first said that the connection is there, by the send instant of that packet. */
  provedAt: Time;
  /** When anything last came from the other end, and how often that was asked for since without an answer. */
  heardAt: Time;
  probes: number;
  /** Since when it waits for an answer: to its opening, or to the oldest unacknowledged segment. */
  waitsSince: Time;
  /** When everything outstanding last left together; −1 for never. */
  resentAt: Time;
  /** How long it waits before it tries again. */
  timeout: Duration;
  timedOut: boolean;
  /** When it tries again; NEVER while it waits for nothing. */
  timer: Time;
  /** The soonest live entry in the queue; NEVER for none. */
  queuedAt: Time;
  /** Not yet acknowledged, in order; while it is opening, not yet sent. */
  outgoing: Segment[];
  /** By place in `outgoing`, when it last left. */
  left: Time[];
  /** The numbers in `outgoing` of which the other end said that they have arrived. */
  readonly arrived: Set<number>;
  /** The least time from a packet's leaving to its acknowledgement; NEVER before the first that tells. */
  leastTrip: Duration;
  /** What is outstanding was sent again before its timeout. */
  isProbed: boolean;
  /** The next number that it gives, and the next that it takes. */
  next: number;
  expected: number;
  /** Arrived before their turn. */
  held: Map<number, Segment>;
}

export interface StreamData {
  /** self × n + peer → row. Rows stay: entries in the queue name them. */
  readonly rows: Map<number, number>;
  readonly ends: End[];
  /** The rows of a process. */
  readonly ofProcess: Map<ProcessId, number[]>;
  /** The number of the next connection. */
  next: number;
  /** Connections of a process that are numbered below this belong to an earlier life of it. */
  readonly lives: Map<ProcessId, number>;
  /** How much was ever handed to processes: the order of it. */
  handed: number;
}

export const noStreams = (): StreamData => ({ rows: new Map(), ends: [], ofProcess: new Map(), next: 1, lives: new Map(), handed: 0 });

/** The end of `self` towards `peer`, made when it is first asked for. */
export function endOf(streams: StreamData, self: ProcessId, peer: ProcessId, n: number): End {
  const row = streams.rows.get(self * n + peer) ?? addEnd(streams, self, peer, n);
  return streams.ends[row]!;
}

function addEnd(streams: StreamData, self: ProcessId, peer: ProcessId, n: number): number {
  const row = streams.ends.push({
    self, peer, id: 0, opening: false, provedAt: -1, heardAt: -1, probes: 0, waitsSince: -1, resentAt: -1, timeout: 0, timedOut: false,
    timer: NEVER, queuedAt: NEVER, outgoing: [], left: [], arrived: new Set(), leastTrip: NEVER, isProbed: false, next: 0, expected: 0, held: new Map(),
  }) - 1;
  streams.rows.set(self * n + peer, row);
  const own = streams.ofProcess.get(self);
  if (own) own.push(row);
  else streams.ofProcess.set(self, [row]);
  return row;
}

/** The live ends of a process, by peer. */
export function endsOf(streams: StreamData, self: ProcessId): readonly End[] {
  const rows = streams.ofProcess.get(self) ?? [];
  return rows.map(row => streams.ends[row]!).filter(end => end.id !== 0).sort((a, b) => a.peer - b.peer);
}

/** Makes it the fresh end of connection `id`. Whatever it held goes, and so does its timer. */
export function renew(end: End, id: number, opening: boolean): void {
  Object.assign(end, {
    id, opening, provedAt: -1, heardAt: -1, probes: 0, waitsSince: -1, resentAt: -1, timeout: 0, timedOut: false,
    timer: NEVER, outgoing: [], left: [], arrived: new Set(), leastTrip: NEVER, isProbed: false, next: 0, expected: 0, held: new Map(),
  });
}

/** Timers of one instant go by process, then by peer. */
export function endBefore(streams: StreamData, i: number, j: number): boolean {
  const a = streams.ends[i]!;
  const b = streams.ends[j]!;
  return (a.self - b.self || a.peer - b.peer) < 0;
}
