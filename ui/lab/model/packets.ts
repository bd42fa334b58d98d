import type { Time } from '../../../src/contract.ts';
import { Row, causes, type Trace } from '../../../sim/trace.ts';
import { after } from './grouped.ts';
import type { TraceIndex } from './traceIndex.ts';
import type { Moving, Window } from './slices.ts';
import { sizes } from '../tokens.ts';

/** Every packet that was sent, in the order of sending. */
export interface Packets {
  readonly count: number;
  readonly row: Int32Array;
  readonly sent: Float64Array;
  /** When it arrives or, lost, would have. */
  readonly until: Float64Array;
  /** 0: it arrived and was taken, or is still under way; 1 + index into `causes`: why not. */
  readonly fate: Uint8Array;
  /** The latest `until` of each block of packets, and of all blocks so far: where a search may skip or stop. */
  readonly blockUntil: Float64Array;
  readonly untilSoFar: Float64Array;
}

const block = 64;
/** Further back than this many packets only what is still under way is looked for, not what has come to an end. */
const recent = 20_000;
/** How far along the link a packet comes, by index into `causes`: a full queue is at the sender, a missing process at the receiver. */
const reached: readonly number[] = [0.55, 0.5, 0.06, 1, 1, 1, 0.5];

export function collectPackets(trace: Trace): Packets {
  let count = 0;
  for (let i = 0; i < trace.length; i++) if (isSend(trace.code[i]!)) count++;
  const row = new Int32Array(count), sent = new Float64Array(count), until = new Float64Array(count), fate = new Uint8Array(count);
  for (let i = 0, k = 0; i < trace.length; i++) {
    if (!isSend(trace.code[i]!)) continue;
    row[k] = i;
    sent[k] = trace.time[i]!;
    until[k] = trace.x[i]!;
    fate[k++] = trace.code[i] === Row.loses ? 1 + (trace.m[i]! >>> 16) : 0;
  }
  markDropped(trace, row, sent, fate);
  return { count, row, sent, until, fate, ...blocksOf(until) };
}

const isSend = (code: number): boolean => code === Row.sends || code === Row.loses;

/** A drop happens at the far end: its row names the send instant, and the first such packet without a fate is the one. */
function markDropped(trace: Trace, row: Int32Array, sent: Float64Array, fate: Uint8Array): void {
  for (let i = 0; i < trace.length; i++) {
    if (trace.code[i] !== Row.drops) continue;
    for (let k = after(sent, trace.x[i]! - 1); k < sent.length && sent[k] === trace.x[i]; k++) {
      if (fate[k] !== 0 || !sameLinkAndKind(trace, row[k]!, i)) continue;
      fate[k] = 1 + (trace.m[i]! >>> 16);
      break;
    }
  }
}

const sameLinkAndKind = (trace: Trace, one: number, other: number): boolean => trace.a[one] === trace.a[other]
  && trace.b[one] === trace.b[other] && (trace.m[one]! & 0xffff) === (trace.m[other]! & 0xffff);

function blocksOf(until: Float64Array): Pick<Packets, 'blockUntil' | 'untilSoFar'> {
  const blockUntil = new Float64Array(Math.ceil(until.length / block)).fill(-1);
  const untilSoFar = new Float64Array(blockUntil.length);
  until.forEach((value, k) => { blockUntil[k / block | 0] = Math.max(blockUntil[k / block | 0]!, value); });
  blockUntil.forEach((value, k) => { untilSoFar[k] = Math.max(value, k > 0 ? untilSoFar[k - 1]! : -1); });
  return { blockUntil, untilSoFar };
}

export function freshMoving(limit: number = sizes.messageLimit): Moving {
  return {
    count: 0, total: 0, row: new Int32Array(limit), from: new Int32Array(limit), to: new Int32Array(limit),
    kind: new Int32Array(limit), share: new Float32Array(limit), stage: new Uint8Array(limit), age: new Float32Array(limit),
  };
}

/** The packets to be seen at one instant, newest first; kept from frame to frame. */
let shown = new Int32Array(4_096);

/**
 * Fills `into` with the messages on their way at `t`, and with those that arrived or were lost less than `fade` ago. When
 * there are more than it holds, every second, fourth, … packet is taken: always the same ones, so that nothing flickers.
 */
export function packetsInFlight(index: TraceIndex, t: Time, fade = 0, into: Moving = freshMoving()): Moving {
  into.total = collectShown(index.packets, t, fade);
  into.count = 0;
  let stride = 1;
  while (into.total / stride > into.row.length) stride *= 2;
  for (let i = 0; i < into.total && into.count < into.row.length; i++) {
    if (shown[i]! % stride === 0) fill(index, shown[i]!, t, fade, into);
  }
  return into;
}

/** Gathers in `shown` the packets that are to be seen at `t`, and counts them. */
function collectShown(packets: Packets, t: Time, fade: number): number {
  let count = 0;
  const last = after(packets.sent, t) - 1;
  for (let packet = last; packet >= 0; packet--) {
    const linger = last - packet < recent ? fade : 0, at = packet / block | 0;
    if (packets.untilSoFar[at]! + linger <= t) break;
    if (packets.blockUntil[at]! + linger <= t) packet = at * block;
    else if (endOf(packets, packet) + linger > t) {
      if (count === shown.length) shown = wider(shown);
      shown[count++] = packet;
    }
  }
  return count;
}

function wider(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const twice = new Int32Array(column.length * 2);
  twice.set(column);
  return twice;
}

/** The packets that are under way at some time within the window, newest first; null if they are more than `limit`. */
export function packetsWithin({ packets }: TraceIndex, { from, to }: Window, limit: number): number[] | null {
  const found: number[] = [];
  for (let packet = after(packets.sent, to) - 1; packet >= 0; packet--) {
    const at = packet / block | 0;
    if (packets.untilSoFar[at]! < from) break;
    if (packets.blockUntil[at]! < from) packet = at * block;
    else if (packets.until[packet]! >= from && found.push(packet) > limit) return null;
  }
  return found;
}

/** How many packets were sent within the window. */
export const sentWithin = ({ packets: { sent } }: TraceIndex, { from, to }: Window): number => after(sent, to) - after(sent, from - 1);

/** When its way ends: where it was lost, or at the receiver. */
function endOf(packets: Packets, packet: number): Time {
  const sent = packets.sent[packet]!;
  return sent + (packets.until[packet]! - sent) * reachOf(packets.fate[packet]!);
}

/** How far along its way a packet of this fate comes: 0 … 1. */
export const reachOf = (fate: number): number => fate === 0 ? 1 : reached[fate - 1] ?? 1;

function fill(index: TraceIndex, packet: number, t: Time, fade: number, into: Moving): void {
  const { trace, packets } = index;
  const k = into.count++, row = packets.row[packet]!, sent = packets.sent[packet]!, fate = packets.fate[packet]!;
  const end = endOf(packets, packet), until = packets.until[packet]!;
  into.row[k] = row;
  into.from[k] = trace.a[row]!;
  into.to[k] = trace.b[row]!;
  into.kind[k] = trace.m[row]! & 0xffff;
  into.share[k] = Math.min((t - sent) / Math.max(1, until - sent), reachOf(fate));
  into.stage[k] = t < end ? 0 : fate === 0 ? 1 : 2;
  into.age[k] = t < end || fade === 0 ? 0 : Math.min(1, (t - end) / fade);
}

/** Why the packet of this row did not reach its process; null if it did, or may yet. */
export function fateOf(index: TraceIndex, row: number): (typeof causes)[number] | null {
  const { packets } = index;
  const packet = after(packets.row, row) - 1;
  return packet >= 0 && packets.row[packet] === row && packets.fate[packet] ? causes[packets.fate[packet]! - 1]! : null;
}
