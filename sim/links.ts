/** The links, each made at its first send, so that a star of a hundred thousand costs a hundred thousand rows; and packets. */
import type { ProcessId, Time } from '../src/contract.ts';
import { subkey, type Key } from './random.ts';
import { doubled } from './queue.ts';

/**
 * A link is a row of 64 bytes, so that a message touches one line of the cache: whole words at the places of `Word`,
 * numbers at those of `Numeral`, both views of one buffer.
 */
export interface LinkData {
  count: number;
  words: Int32Array;
  numbers: Float64Array;
  /** Row + 1 by a hash of (from, to), 0 where free; a power of two, at most half full. */
  table: Int32Array;
  /** State of its loss law, by row, and of the overlays' by fault id. */
  readonly loss: unknown[];
  readonly overlaid: Map<string, unknown>;
}

export const rowWords = 16;
export const rowNumbers = 8;

export const Word = {
  from: 0, to: 1,
  /** The key of its weather. */
  keyA: 2, keyB: 3,
  /** Index into the scenario's link specs; 0 is the network's own. */
  spec: 4,
  /** The hash chain of its arrivals, two words. */
  chain: 5,
  /** The kind of the first message of the last send instant. */
  firstKind: 7,
} as const;

export const Numeral = {
  /** The last send instant. */
  instant: 4,
  /** When the queue and the order let the next one through. */
  busyUntil: 5, lastArrival: 6,
} as const;

const rowsIn = (buffer: ArrayBuffer): Pick<LinkData, 'words' | 'numbers'> => ({ words: new Int32Array(buffer), numbers: new Float64Array(buffer) });

export const noLinks = (): LinkData => ({
  count: 0, ...rowsIn(new ArrayBuffer(64 * 64)), table: new Int32Array(128), loss: [], overlaid: new Map(),
});

const placeOf = (table: Int32Array, from: ProcessId, to: ProcessId): number =>
  ((Math.imul(from, 0x9e3779b1) + Math.imul(to, 0x85ebca6b)) >>> 7) & (table.length - 1);

/** Whether a row is there, and this link's. */
export const joins = ({ count, words }: LinkData, row: number, from: ProcessId, to: ProcessId): boolean =>
  row < count && words[row * rowWords + Word.from] === from && words[row * rowWords + Word.to] === to;

/** The row of a link, −1 for one that has none yet. */
export function findLink({ words, table }: LinkData, from: ProcessId, to: ProcessId): number {
  for (let place = placeOf(table, from, to); ; place = (place + 1) & (table.length - 1)) {
    const row = table[place]! - 1;
    if (row < 0 || (words[row * rowWords + Word.from] === from && words[row * rowWords + Word.to] === to)) return row;
  }
}

/** Only for a link that has no row yet. `spec` says which of the scenario's specs is its own. */
export function addLink(links: LinkData, from: ProcessId, to: ProcessId, root: Key, spec: number): number {
  if (links.count * rowWords === links.words.length) growLinks(links);
  const row = links.count++;
  const { a, b } = subkey(root, from, to);
  links.words.set([from, to, a, b, spec], row * rowWords);
  links.numbers[row * rowNumbers + Numeral.instant] = -1;
  enter(links, row);
  return row;
}

function enter({ words, table }: LinkData, row: number): void {
  let place = placeOf(table, words[row * rowWords + Word.from]!, words[row * rowWords + Word.to]!);
  while (table[place] !== 0) place = (place + 1) & (table.length - 1);
  table[place] = row + 1;
}

function growLinks(links: LinkData): void {
  const grown = rowsIn(new ArrayBuffer(links.words.byteLength * 2));
  grown.words.set(links.words);
  links.words = grown.words;
  links.numbers = grown.numbers;
  links.table = new Int32Array(links.table.length * 2);
  for (let row = 0; row < links.count; row++) enter(links, row);
}

/** All rows, by sender and then by receiver. */
export function linksInOrder({ count, words }: LinkData): Uint32Array {
  const word = (row: number, place: number): number => words[row * rowWords + place]!;
  const order = (a: number, b: number): number => word(a, Word.from) - word(b, Word.from) || word(a, Word.to) - word(b, Word.to);
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  return rows.sort(order);
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

function takeSlot(packets: PacketData): number {
  const slot = packets.free;
  if (slot >= 0) {
    packets.free = packets.sentAt[slot]!;
    return slot;
  }
  if (packets.used === packets.from.length) growPackets(packets);
  return packets.used++;
}

/** Puts one into a slot. `link`: its row, −1 for what a kernel hands up, which is on none. */
export function packet(
  packets: PacketData, from: ProcessId, to: ProcessId, link: number, kind: number, copy: number, duplicate: number, stream: number,
  sentAt: Time, message: unknown,
): number {
  const slot = takeSlot(packets);
  packets.from[slot] = from;
  packets.to[slot] = to;
  packets.link[slot] = link;
  packets.kind[slot] = kind;
  packets.copy[slot] = copy;
  packets.duplicate[slot] = duplicate;
  packets.stream[slot] = stream;
  packets.sentAt[slot] = sentAt;
  packets.message[slot] = message;
  return slot;
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

