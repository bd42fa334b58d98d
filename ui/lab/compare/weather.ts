/** That the columns met one weather is not promised but counted: what left at one instant on one link had one fate. */
import { causes } from '../../../sim/trace.ts';
import type { TraceIndex } from '../model.ts';

export interface SameWeather {
  /** Packets that the first column sent too: of the same kind, on the same link, at the same instant. */
  readonly shared: number;
  /** Those whose latency or loss was another, because a column's own load or its connections changed it. */
  readonly unlike: number;
}

/** Larger runs are not gone through: it would hold up the page. */
const mostPackets = 200_000;

/** Each column against the first; null where single packets were not kept, or are too many. */
export function sameWeather([first, ...others]: readonly TraceIndex[]): SameWeather | null {
  if (!first || [first, ...others].some(({ packets: { count } }) => count === 0 || count > mostPackets)) return null;
  const kinds = new Map<string, number>();
  let shared = 0, unlike = 0;
  for (const other of others) {
    for (const [mine, theirs] of instants(packetsOf(first, kinds), packetsOf(other, kinds))) {
      for (const [name, fates] of theirs) {
        const before = mine.get(name) ?? [];
        shared += Math.min(before.length, fates.length);
        unlike += fates.filter((fate, copy) => copy < before.length && fate !== before[copy]).length;
      }
    }
  }
  return { shared, unlike };
}

/** The packets of one instant by kind and link: of each when it arrives, or would have; negative if the network lost it. */
type Instant = ReadonlyMap<number, readonly number[]>;
interface Packet { readonly sent: number; readonly name: number; readonly fate: number }

/** What waits at the far end is no weather: only the network's own causes count as loss. */
const onTheWay = new Set(['loss', 'cut', 'queueFull', 'script'].map(cause => 1 + (causes as readonly string[]).indexOf(cause)));

function packetsOf({ trace, packets, count }: TraceIndex, kinds: Map<string, number>): (i: number) => Packet | undefined {
  const numbers = trace.kinds.map(kind => {
    if (!kinds.has(kind)) kinds.set(kind, kinds.size);
    return kinds.get(kind)!;
  });
  return i => {
    if (i >= packets.count) return undefined;
    const row = packets.row[i]!, until = packets.until[i]!;
    const name = (numbers[trace.m[row]! & 0xffff]! * count + trace.a[row]!) * count + trace.b[row]!;
    return { sent: packets.sent[i]!, name, fate: onTheWay.has(packets.fate[i]!) ? -until - 1 : until };
  };
}

/** The instants at which both sent something: both lists are in the order of sending. */
function* instants(mine: (i: number) => Packet | undefined, theirs: (i: number) => Packet | undefined): Generator<readonly [Instant, Instant]> {
  let i = 0, j = 0;
  for (let one = mine(i), other = theirs(j); one && other; one = mine(i), other = theirs(j)) {
    if (one.sent < other.sent) i++;
    else if (other.sent < one.sent) j++;
    else {
      const [here, there] = [instantAt(mine, i), instantAt(theirs, j)];
      yield [here.packets, there.packets];
      [i, j] = [here.next, there.next];
    }
  }
}

function instantAt(packets: (i: number) => Packet | undefined, from: number): { readonly packets: Instant; readonly next: number } {
  const { sent } = packets(from)!;
  const found = new Map<number, number[]>();
  let i = from;
  for (let one = packets(i); one?.sent === sent; one = packets(++i)) found.set(one.name, [...found.get(one.name) ?? [], one.fate]);
  return { packets: found, next: i };
}
