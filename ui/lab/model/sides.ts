import type { Time } from '../../../src/contract.ts';
import { Row } from '../../../sim/trace.ts';
import type { Window } from './slices.ts';
import type { TraceIndex } from './traceIndex.ts';

/** A stretch in which the cuts part the processes: those on one side still hear each other, directly or by way of others. */
export interface Parting extends Window {
  /** By process: the least process of its side. */
  readonly side: Int32Array;
}

/** Processes that still hear each other, directly or by way of others, are on one side: named by its least member. */
export function sidesBy(cuts: Uint8Array, count: number): Int32Array {
  const side = Int32Array.from({ length: count }, (_, i) => i);
  const root = (i: number): number => {
    while (side[i] !== i) i = side[i]!;
    return i;
  };
  for (let one = 0; one < count; one++) {
    for (let other = one + 1; other < count; other++) {
      if (cuts[one * count + other] && cuts[other * count + one]) continue;
      const a = root(one), b = root(other);
      side[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return side.map((_, i) => root(i));
}

const found = new WeakMap<TraceIndex, readonly Parting[]>();

/** When the cluster was parted, and how: read once for a run. Cuts of single links part nobody, and are not in it. */
export function partings(index: TraceIndex): readonly Parting[] {
  let all = found.get(index);
  if (!all) found.set(index, all = collect(index));
  return all;
}

function collect({ trace, worldly, count, end }: TraceIndex): Parting[] {
  const cuts = new Uint8Array(count * count), all: Parting[] = [];
  let open: { from: Time; side: Int32Array } | null = null;
  const settle = (at: Time): void => {
    const side = sidesBy(cuts, count);
    if (open && open.side.every((one, i) => one === side[i])) return;
    if (open && at > open.from) all.push({ ...open, to: at });
    open = side.some(one => one !== side[0]) ? { from: at, side } : null;
  };
  const rows = worldly.filter(row => trace.code[row] === Row.cuts || trace.code[row] === Row.joins);
  rows.forEach((row, i) => {
    cuts[trace.a[row]! * count + trace.b[row]!] = trace.code[row] === Row.cuts ? 1 : 0;
    const next = rows[i + 1];
    if (next === undefined || trace.time[next] !== trace.time[row]) settle(trace.time[row]!);
  });
  cuts.fill(0);
  settle(end);
  return all;
}
