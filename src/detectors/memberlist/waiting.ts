import type { ProcessId } from '../../contract.ts';

/**
 * The updates that wait to be sent, as `broadcasts.ts` has them, kept in order: so that a message costs what rides on it,
 * not what waits. A thousand members that begin together have a thousand updates each to tell.
 */
export interface Waiting<U> {
  size: number;
  /** By subject: 1 where an update about it waits. */
  readonly has: Uint8Array;
  /** By how often they were sent. */
  readonly levels: Level<U>[];
}

/** From `head` on, the highest rank first: the longest, then the newest. */
interface Level<U> { readonly updates: U[]; readonly ranks: number[]; head: number }

interface About { readonly about: ProcessId }

export const noneWaiting = <U>(processes: number): Waiting<U> => ({ size: 0, has: new Uint8Array(processes), levels: [] });

const perByte = 2 ** 32;
const bytesOf = (rank: number): number => Math.floor(rank / perByte);

/** The first place from `low` on whose rank is below. Ranks fall. */
function firstBelow(ranks: readonly number[], low: number, rank: number): number {
  let high = ranks.length;
  for (let from = low; from < high;) {
    const middle = (from + high) >> 1;
    if (ranks[middle]! < rank) high = middle;
    else from = middle + 1;
  }
  return high;
}

/** Mostly at one of the ends: what was sent comes back in its order, and what is new goes first. */
function insert<U>({ levels }: Waiting<U>, sent: number, update: U, rank: number): void {
  while (levels.length <= sent) levels.push({ updates: [], ranks: [], head: 0 });
  const level = levels[sent]!;
  const { updates, ranks, head } = level;
  if (head === ranks.length || ranks[ranks.length - 1]! > rank) {
    updates.push(update);
    ranks.push(rank);
  } else if (head > 0 && ranks[head]! < rank) {
    updates[head - 1] = update;
    ranks[head - 1] = rank;
    level.head--;
  } else {
    const place = firstBelow(ranks, head, rank);
    updates.splice(place, 0, update);
    ranks.splice(place, 0, rank);
  }
}

/** Those from `from` to before `to` leave. The space before the head is given back when it is most of all. */
function remove(level: Level<unknown>, from: number, to: number): void {
  const { updates, ranks, head } = level;
  if (from > head) {
    updates.splice(from, to - from);
    ranks.splice(from, to - from);
  } else level.head = to;
  if (2 * level.head < updates.length) return;
  updates.splice(0, level.head);
  ranks.splice(0, level.head);
  level.head = 0;
}

function removeOlder<U extends About>({ levels }: Waiting<U>, about: ProcessId): void {
  for (const level of levels) {
    const place = level.updates.findIndex((update, i) => i >= level.head && update.about === about);
    if (place >= 0) return remove(level, place, place + 1);
  }
}

/** A newer update takes the place of an older one about the same subject. `order`: higher than of any before, below 2³². */
export function enqueue<U extends About>(waiting: Waiting<U>, update: U, bytes: number, order: number): void {
  const { has } = waiting;
  if (has[update.about] === 1) removeOlder(waiting, update.about);
  else waiting.size++;
  has[update.about] = 1;
  insert(waiting, 0, update, bytes * perByte + order);
}

/** What is on its way into a message. */
interface Taken<U> { readonly updates: U[]; readonly ranks: number[]; readonly sent: number[]; room: number }

/** Takes out of one level what fits into the room that is left. */
function takeFitting<U>(level: Level<U>, sent: number, overhead: number, taken: Taken<U>): void {
  const { updates, ranks } = level;
  for (let place = level.head; place < updates.length;) {
    let end = place;
    for (; end < updates.length; end++) {
      const needed = overhead + bytesOf(ranks[end]!);
      if (needed > taken.room) break;
      taken.room -= needed;
      taken.updates.push(updates[end]!);
      taken.ranks.push(ranks[end]!);
      taken.sent.push(sent + 1);
    }
    const tooLong = ranks[end];
    if (end > place) remove(level, place, end);
    if (tooLong === undefined) return;
    place = firstBelow(ranks, level.head, bytesOf(tooLong) * perByte);
  }
}

/** Fills what fits into `room` bytes, each with `overhead`; one that was sent `limit` times leaves. */
export function take<U extends About>(waiting: Waiting<U>, overhead: number, room: number, limit: number): U[] {
  const { levels, has } = waiting;
  const taken: Taken<U> = { updates: [], ranks: [], sent: [], room };
  for (let i = 0; i < levels.length; i++) takeFitting(levels[i]!, i, overhead, taken);
  const { updates, ranks, sent } = taken;
  for (let i = 0; i < updates.length; i++) {
    if (sent[i]! < limit) insert(waiting, sent[i]!, updates[i]!, ranks[i]!);
    else {
      has[updates[i]!.about] = 0;
      waiting.size--;
    }
  }
  return updates;
}
