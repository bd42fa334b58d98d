/**
 * The future: a time and an integer code an entry, soonest first. Two implementations behind `push`, `peekTime` and
 * `pop`: a binary heap, which is obviously right, here, and a calendar, which is fast, in calendar.ts. What is equal in time is ordered by
 * `before`, never by when it was pushed, so both give the same order. Their data are plain, to be cloned with the world.
 */
import { NEVER, type Time } from '../src/time.ts';

/** Does the entry with code `a` come before the one with code `b`, both being of one instant? */
export type Before = (a: number, b: number) => boolean;

export interface EventQueue {
  readonly size: number;
  push(time: Time, code: number): void;
  /** NEVER when empty. */
  peekTime(): Time;
  /** The code of the first entry, which leaves. Only when not empty. */
  pop(): number;
}

export interface HeapData { size: number; time: Float64Array; code: Int32Array }

export const emptyHeap = (capacity = 64): HeapData => ({
  size: 0, time: new Float64Array(capacity), code: new Int32Array(capacity),
});

export class Heap implements EventQueue {
  constructor(public data: HeapData, private readonly before: Before) {}

  get size(): number { return this.data.size; }

  peekTime(): Time { return this.data.size === 0 ? NEVER : this.data.time[0]!; }

  push(time: Time, code: number): void {
    const heap = this.data;
    if (heap.size === heap.time.length) grow(heap);
    let i = heap.size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap.time[parent]!;
      if (above < time || (above === time && !this.before(code, heap.code[parent]!))) break;
      heap.time[i] = above;
      heap.code[i] = heap.code[parent]!;
      i = parent;
    }
    heap.time[i] = time;
    heap.code[i] = code;
  }

  pop(): number {
    const heap = this.data;
    const first = heap.code[0]!;
    const last = --heap.size;
    if (last > 0) this.sink(heap.time[last]!, heap.code[last]!);
    return first;
  }

  private sink(time: Time, code: number): void {
    const heap = this.data;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.size) break;
      if (child + 1 < heap.size && this.precedes(child + 1, child)) child++;
      const below = heap.time[child]!;
      if (time < below || (time === below && !this.before(heap.code[child]!, code))) break;
      heap.time[i] = below;
      heap.code[i] = heap.code[child]!;
      i = child;
    }
    heap.time[i] = time;
    heap.code[i] = code;
  }

  private precedes(i: number, j: number): boolean {
    const { time, code } = this.data;
    return time[i]! < time[j]! || (time[i] === time[j] && this.before(code[i]!, code[j]!));
  }
}

function grow(heap: { time: Float64Array; code: Int32Array }): void {
  heap.time = doubled(heap.time);
  heap.code = doubled(heap.code);
}

export function doubled<T extends Float64Array | Int32Array | Uint8Array>(column: T): T {
  const larger = new (column.constructor as new (length: number) => T)(Math.max(64, column.length * 2));
  larger.set(column);
  return larger;
}
