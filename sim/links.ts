/** The links: a row each, made at the first send, so that a star of a hundred thousand costs a hundred thousand rows. */
import type { ProcessId } from '../src/contract.ts';
import { subkey, type Key } from './random.ts';
import { doubled } from './queue.ts';

export interface LinkData {
  count: number;
  /** from × n + to → row. */
  readonly rows: Map<number, number>;
  from: Int32Array;
  to: Int32Array;
  /** The key of its weather. */
  keyA: Int32Array;
  keyB: Int32Array;
  /** Index into the scenario's link specs; 0 is the network's own. */
  spec: Int32Array;
  /** State of its loss law, and of the overlays' by fault id. */
  readonly loss: unknown[];
  readonly overlaid: Map<string, unknown>;
  /** The hash chain of its arrivals. */
  chainA: Int32Array;
  chainB: Int32Array;
  /** The last send instant, the kind of the first message then, and when the queue and the order let the next one through. */
  instant: Float64Array;
  firstKind: Int32Array;
  busyUntil: Float64Array;
  lastArrival: Float64Array;
}

export const noLinks = (): LinkData => ({
  count: 0, rows: new Map(), from: new Int32Array(64), to: new Int32Array(64), keyA: new Int32Array(64), keyB: new Int32Array(64),
  spec: new Int32Array(64), loss: [], overlaid: new Map(), chainA: new Int32Array(64), chainB: new Int32Array(64),
  instant: new Float64Array(64), firstKind: new Int32Array(64), busyUntil: new Float64Array(64), lastArrival: new Float64Array(64),
});

/** Only for a link that has no row yet. `spec` says which of the scenario's specs is its own. */
export function addLink(links: LinkData, from: ProcessId, to: ProcessId, n: number, root: Key, spec: number): number {
  if (links.count === links.from.length) growLinks(links);
  const row = links.count++;
  const key = subkey(root, from, to);
  links.rows.set(from * n + to, row);
  links.from[row] = from;
  links.to[row] = to;
  links.keyA[row] = key.a;
  links.keyB[row] = key.b;
  links.spec[row] = spec;
  links.instant[row] = -1;
  return row;
}

const columns = ['from', 'to', 'keyA', 'keyB', 'spec', 'chainA', 'chainB', 'instant', 'firstKind', 'busyUntil', 'lastArrival'] as const;

function growLinks(links: LinkData): void {
  const table = links as unknown as Record<string, Float64Array | Int32Array>;
  for (const column of columns) table[column] = doubled(table[column]!);
}

/** Packets in flight: a slot each, used again after arrival. */
export interface PacketData {
  used: number;
  free: number;
  from: Int32Array;
  to: Int32Array;
  link: Int32Array;
  kind: Int32Array;
  copy: Int32Array;
  /** 0 for the original, 1 and up for what the network made of it. */
  duplicate: Int32Array;
  /** 0 for a datagram. Of a stream: the connection's number while it is on its way, less than 0 once a kernel has handed it up. */
  stream: Int32Array;
  /** Also the next free slot, of a free one. */
  sentAt: Float64Array;
  readonly message: unknown[];
}

export const noPackets = (): PacketData => ({
  used: 0, free: -1, from: new Int32Array(64), to: new Int32Array(64), link: new Int32Array(64), kind: new Int32Array(64),
  copy: new Int32Array(64), duplicate: new Int32Array(64), stream: new Int32Array(64), sentAt: new Float64Array(64), message: [],
});

export function takeSlot(packets: PacketData): number {
  const slot = packets.free;
  if (slot >= 0) {
    packets.free = packets.sentAt[slot]!;
    return slot;
  }
  if (packets.used === packets.from.length) growPackets(packets);
  return packets.used++;
}

export function freeSlot(packets: PacketData, slot: number): void {
  packets.message[slot] = null;
  packets.sentAt[slot] = packets.free;
  packets.free = slot;
}

function growPackets(packets: PacketData): void {
  const table = packets as unknown as Record<string, Float64Array | Int32Array>;
  for (const column of ['from', 'to', 'link', 'kind', 'copy', 'duplicate', 'stream', 'sentAt']) table[column] = doubled(table[column]!);
}

/** Before another packet of the same instant: by receiver, sender, send instant, kind, copy, duplicate. */
export function packetBefore(packets: PacketData, a: number, b: number): boolean {
  return (packets.to[a]! - packets.to[b]! || packets.from[a]! - packets.from[b]! || packets.sentAt[a]! - packets.sentAt[b]!
    || packets.kind[a]! - packets.kind[b]! || packets.copy[a]! - packets.copy[b]! || packets.duplicate[a]! - packets.duplicate[b]!) < 0;
}

