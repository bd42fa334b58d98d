import { NEVER, type Time } from '../src/time.ts';
import { Heap, emptyHeap, type Before, type EventQueue, type HeapData } from './queue.ts';

/**
 * A calendar (Brown, CACM 31(10), 1988): days of `width` microseconds in a ring, each an unsorted list; the current day
 * is sorted, or a heap when it is crowded. The length of a day follows what a drained one held, aiming at three entries;
 * the ring follows the size.
 */
export interface CalendarData {
  size: number;
  /** A power of two, so that dividing by it is exact. */
  width: number;
  /** Everything of this day and before is in `today`. */
  day: number;
  /** The latest first, unless it is crowded: then a heap. */
  today: HeapData;
  crowded: boolean;
  /** First entry of each day of the ring, −1 for none; its length is a power of two. */
  first: Int32Array;
  /** The entries, 16 bytes each, both views of one buffer: the time at 2 i; the code at 4 i + 2, and the next of its day or of the free ones. */
  numbers: Float64Array;
  words: Int32Array;
  free: number;
  used: number;
  /** Days passed and entries found since their length was last looked at. */
  passed: number;
  found: number;
}

const wanted = 3;
const lookEvery = 512;
/** As many entries as are still sorted faster than heaped. */
const few = 24;

const entries = (count: number): Pick<CalendarData, 'numbers' | 'words'> => {
  const buffer = new ArrayBuffer(16 * count);
  return { numbers: new Float64Array(buffer), words: new Int32Array(buffer) };
};

export const emptyCalendar = (): CalendarData => ({
  size: 0, width: 1_024, day: -1, today: emptyHeap(), crowded: false, first: new Int32Array(64).fill(-1),
  ...entries(64), free: -1, used: 0, passed: 0, found: 0,
});

export class Calendar implements EventQueue {
  private readonly heap: Heap;
  /** 1 / width. */
  private rate: number;

  constructor(readonly data: CalendarData, private readonly before: Before) {
    this.heap = new Heap(data.today, before);
    this.rate = 1 / data.width;
  }

  get size(): number { return this.data.size; }

  push(time: Time, code: number): void {
    this.data.size++;
    this.place(time, code);
  }

  peekTime(): Time {
    const { data } = this;
    const { today } = data;
    if (today.size === 0) {
      if (data.size === 0) return NEVER;
      this.turn();
    }
    return today.time[data.crowded ? 0 : today.size - 1]!;
  }

  pop(): number {
    const { data } = this;
    const { today } = data;
    if (today.size === 0) this.turn();
    data.size--;
    if (!data.crowded) return today.code[--today.size]!;
    const code = this.heap.pop();
    data.crowded = today.size > 0;
    return code;
  }

  private place(time: Time, code: number): void {
    const day = Math.floor(time * this.rate);
    if (day <= this.data.day) this.insert(time, code);
    else this.link(time, code, day);
  }

  private insert(time: Time, code: number): void {
    const { data } = this;
    const { today } = data;
    if (!data.crowded && today.size >= few) this.crowd();
    if (data.crowded) {
      this.heap.push(time, code);
      return;
    }
    const { time: times, code: codes } = today;
    let i = today.size++;
    for (; i > 0; i--) {
      const other = times[i - 1]!;
      if (other > time || (other === time && this.before(code, codes[i - 1]!))) break;
      times[i] = other;
      codes[i] = codes[i - 1]!;
    }
    times[i] = time;
    codes[i] = code;
  }

  /** What is sorted is a heap, once it begins with the soonest. */
  private crowd(): void {
    const { today } = this.data;
    today.time.subarray(0, today.size).reverse();
    today.code.subarray(0, today.size).reverse();
    this.data.crowded = true;
  }

  private link(time: Time, code: number, day: number): void {
    const { data } = this;
    let i = data.free;
    if (i >= 0) data.free = data.words[4 * i + 3]!;
    else {
      i = data.used++;
      if (2 * i === data.numbers.length) enlarge(data);
    }
    const { first, words } = data;
    const slot = day & (first.length - 1);
    data.numbers[2 * i] = time;
    words[4 * i + 2] = code;
    words[4 * i + 3] = first[slot]!;
    first[slot] = i;
  }

  /** Passes empty days until one has entries, and puts them into `today`. */
  private turn(): void {
    const { data } = this;
    for (let empty = 0; ; empty++) {
      data.day++;
      data.passed++;
      if (data.first[data.day & (data.first.length - 1)]! >= 0 && this.drain() > 0) break;
      if (empty > data.first.length) this.leap();
    }
    if (data.found >= lookEvery || data.passed >= 64 * lookEvery) this.tune();
  }

  private drain(): number {
    const { data } = this;
    const { first, numbers, words } = data;
    const slot = data.day & (first.length - 1);
    const end = (data.day + 1) * data.width;
    let found = 0;
    let keep = -1;
    for (let i = first[slot]!, next = -1; i >= 0; i = next) {
      next = words[4 * i + 3]!;
      const time = numbers[2 * i]!;
      if (time < end) {
        this.insert(time, words[4 * i + 2]!);
        words[4 * i + 3] = data.free;
        data.free = i;
        found++;
      } else {
        words[4 * i + 3] = keep;
        keep = i;
      }
    }
    first[slot] = keep;
    data.found += found;
    return found;
  }

  /** A whole round of the ring was empty: go straight to the day before the soonest entry. */
  private leap(): void {
    const { data } = this;
    let soonest = NEVER;
    for (const head of data.first) {
      for (let i = head; i >= 0; i = data.words[4 * i + 3]!) soonest = Math.min(soonest, data.numbers[2 * i]!);
    }
    data.day = Math.floor(soonest * this.rate) - 1;
  }

  private tune(): void {
    const { data } = this;
    const held = Math.max(data.found / data.passed, wanted / 64);
    data.found = 0;
    data.passed = 0;
    const crowded = data.size > 2 * data.first.length;
    if (held >= wanted / 2 && held <= wanted * 2 && !crowded) return;
    let { width } = data;
    for (let fits = held; fits * 2 <= wanted * 1.5; fits *= 2) width *= 2;
    for (let fits = held; fits > wanted * 1.5 && width > 1; fits /= 2) width /= 2;
    this.rebuild(width);
  }

  private rebuild(width: number): void {
    const { data } = this;
    const { first, numbers, words } = data;
    let days = first.length;
    while (days < data.size) days *= 2;
    // Whatever is in `today` stays there: `day` is rounded up, so nothing can come between.
    this.rate = 1 / width;
    data.day = Math.floor(((data.day + 1) * data.width - 1) * this.rate);
    data.width = width;
    data.first = new Int32Array(days).fill(-1);
    Object.assign(data, entries(numbers.length / 2));
    data.free = -1;
    data.used = 0;
    for (const head of first) {
      for (let i = head; i >= 0; i = words[4 * i + 3]!) this.place(numbers[2 * i]!, words[4 * i + 2]!);
    }
  }
}

function enlarge(data: CalendarData): void {
  const larger = entries(data.numbers.length);
  larger.numbers.set(data.numbers);
  Object.assign(data, larger);
}
