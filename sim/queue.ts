/**
 * The future: a time and an integer code an entry, soonest first. Two implementations behind `push`, `peekTime` and
 * `pop`: a binary heap, which is obviously right, and a calendar, which is fast. What is equal in time is ordered by
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

/**
 * A calendar (Brown, CACM 31(10), 1988): days of `width` microseconds in a ring, each an unsorted list; the current day
 * is a small heap. The width follows what a drained day held, aiming at three entries; the ring follows the size.
 */
export interface CalendarData {
  size: number;
  width: number;
  /** Everything of this day and before is in `today`. */
  day: number;
  today: HeapData;
  /** First entry of each day of the ring, −1 for none; its length is a power of two. */
  first: Int32Array;
  time: Float64Array;
  code: Int32Array;
  next: Int32Array;
  free: number;
  used: number;
  /** Days passed and entries found since the width was last looked at. */
  passed: number;
  found: number;
}

const wanted = 3;
const lookEvery = 512;

export const emptyCalendar = (): CalendarData => ({
  size: 0, width: 1_000, day: -1, today: emptyHeap(), first: new Int32Array(64).fill(-1),
  time: new Float64Array(64), code: new Int32Array(64), next: new Int32Array(64), free: -1, used: 0, passed: 0, found: 0,
});

export class Calendar implements EventQueue {
  private readonly today: Heap;

  constructor(public data: CalendarData, before: Before) {
    this.today = new Heap(data.today, before);
  }

  get size(): number { return this.data.size; }

  push(time: Time, code: number): void {
    this.data.size++;
    this.place(time, code);
  }

  peekTime(): Time {
    if (this.data.size === 0) return NEVER;
    if (this.today.data.size === 0) this.turn();
    return this.today.data.time[0]!;
  }

  pop(): number {
    if (this.today.data.size === 0) this.turn();
    this.data.size--;
    return this.today.pop();
  }

  private place(time: Time, code: number): void {
    const calendar = this.data;
    const day = Math.floor(time / calendar.width);
    if (day <= calendar.day) this.today.push(time, code);
    else this.link(this.entry(time, code), day);
  }

  private entry(time: Time, code: number): number {
    const calendar = this.data;
    let i = calendar.free;
    if (i >= 0) calendar.free = calendar.next[i]!;
    else {
      i = calendar.used++;
      if (i === calendar.time.length) {
        grow(calendar);
        calendar.next = doubled(calendar.next);
      }
    }
    calendar.time[i] = time;
    calendar.code[i] = code;
    return i;
  }

  private link(i: number, day: number): void {
    const calendar = this.data;
    const slot = day & (calendar.first.length - 1);
    calendar.next[i] = calendar.first[slot]!;
    calendar.first[slot] = i;
  }

  /** Passes empty days until one has entries, and puts them into `today`. */
  private turn(): void {
    const calendar = this.data;
    for (let empty = 0; ; empty++) {
      calendar.day++;
      calendar.passed++;
      if (this.drain() > 0) break;
      if (empty > calendar.first.length) this.leap();
    }
    if (calendar.found >= lookEvery || calendar.passed >= 64 * lookEvery) this.tune();
  }

  private drain(): number {
    const calendar = this.data;
    const slot = calendar.day & (calendar.first.length - 1);
    const end = (calendar.day + 1) * calendar.width;
    let found = 0;
    let keep = -1;
    for (let i = calendar.first[slot]!; i >= 0;) {
      const next = calendar.next[i]!;
      if (calendar.time[i]! < end) {
        this.today.push(calendar.time[i]!, calendar.code[i]!);
        calendar.next[i] = calendar.free;
        calendar.free = i;
        found++;
      } else {
        calendar.next[i] = keep;
        keep = i;
      }
      i = next;
    }
    calendar.first[slot] = keep;
    calendar.found += found;
    return found;
  }

  /** A whole round of the ring was empty: go straight to the day before the soonest entry. */
  private leap(): void {
    const calendar = this.data;
    let soonest = NEVER;
    for (const head of calendar.first) {
      for (let i = head; i >= 0; i = calendar.next[i]!) soonest = Math.min(soonest, calendar.time[i]!);
    }
    calendar.day = Math.floor(soonest / calendar.width) - 1;
  }

  private tune(): void {
    const calendar = this.data;
    const held = calendar.found / calendar.passed;
    calendar.found = 0;
    calendar.passed = 0;
    const tooFew = held < wanted / 2;
    const tooMany = held > wanted * 2;
    const crowded = calendar.size > 2 * calendar.first.length;
    if (tooFew || tooMany || crowded) this.rebuild(Math.max(1, Math.round((calendar.width * wanted) / Math.max(held, wanted / 64))));
  }

  private rebuild(width: number): void {
    const old = this.data;
    const { first, time, code, next } = old;
    let days = first.length;
    while (days < old.size) days *= 2;
    // Whatever is in `today` stays there: `day` is rounded up, so nothing can come between.
    old.day = Math.floor(((old.day + 1) * old.width - 1) / width);
    old.width = width;
    old.first = new Int32Array(days).fill(-1);
    old.time = new Float64Array(time.length);
    old.code = new Int32Array(code.length);
    old.next = new Int32Array(next.length);
    old.free = -1;
    old.used = 0;
    for (const head of first) {
      for (let i = head; i >= 0; i = next[i]!) this.place(time[i]!, code[i]!);
    }
  }
}
