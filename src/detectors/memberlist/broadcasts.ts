/** An update that waits to be sent: one for each subject, since a newer one takes its place. */
export interface Broadcast { readonly about: string | number; readonly bytes: number; readonly sent: number; readonly order: number }

/** memberlist queue.go: what was sent least often first, then the longest, then the newest. */
const before = (a: Broadcast, b: Broadcast): number => a.sent - b.sent || b.bytes - a.bytes || b.order - a.order;

export function enqueued<B extends Broadcast>(queue: readonly B[], broadcast: B): B[] {
  return [...queue.filter(({ about }) => about !== broadcast.about), broadcast];
}

export interface Packed<B> { readonly packed: readonly B[]; readonly queue: readonly B[] }

/** Fills what fits into `room` bytes, each with `overhead`; one that was sent `limit` times leaves the queue. */
export function pack<B extends Broadcast>(queue: readonly B[], overhead: number, room: number, limit: number): Packed<B> {
  const packed: B[] = [];
  const left: B[] = [];
  let used = 0;
  for (const one of queue.toSorted(before)) {
    if (used + overhead + one.bytes > room) {
      left.push(one);
      continue;
    }
    used += overhead + one.bytes;
    packed.push(one);
    if (one.sent + 1 < limit) left.push({ ...one, sent: one.sent + 1 });
  }
  return { packed, queue: left };
}
