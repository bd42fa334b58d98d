import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Calendar, emptyCalendar } from '../../sim/calendar.ts';
import { Heap, emptyHeap, type EventQueue } from '../../sim/queue.ts';
import { NEVER } from '../../src/time.ts';

const before = (a: number, b: number): boolean => a < b;
const calendar = (): EventQueue => new Calendar(emptyCalendar(), before);
const heap = (): EventQueue => new Heap(emptyHeap(), before);

interface Entry { time: number; code: number }

/** The obvious oracle: sort by time, then by code. */
const sorted = (entries: readonly Entry[]): Entry[] => [...entries].sort((a, b) => a.time - b.time || a.code - b.code);

function drained(queue: EventQueue): Entry[] {
  const out: Entry[] = [];
  while (queue.size > 0) {
    const time = queue.peekTime();
    out.push({ time, code: queue.pop() });
  }
  return out;
}

const times = fc.oneof(
  fc.integer({ min: 0, max: 50 }), // storms of equal times
  fc.integer({ min: 0, max: 1_000_000 }),
  fc.integer({ min: 0, max: 4_000_000_000_000 }), // beyond 32 bits, far apart
);

test.each([['calendar', calendar], ['heap', heap]] as const)('the %s gives what a sort gives', (_, make) => {
  fc.assert(fc.property(fc.array(times, { maxLength: 400 }), all => {
    const entries = all.map((time, code) => ({ time, code }));
    const queue = make();
    for (const entry of entries) queue.push(entry.time, entry.code);
    expect(queue.size).toBe(entries.length);
    expect(drained(queue)).toEqual(sorted(entries));
    expect(queue.peekTime()).toBe(NEVER);
  }));
});

test('both queues agree while a simulation pushes and pops, never into the past', () => {
  const steps = fc.array(fc.record({ pops: fc.integer({ min: 0, max: 4 }), ahead: fc.array(times, { maxLength: 6 }) }), { maxLength: 120 });
  fc.assert(fc.property(steps, all => {
    const [fast, slow] = [calendar(), heap()];
    let now = 0;
    let code = 0;
    for (const { pops, ahead } of all) {
      for (const later of ahead) {
        fast.push(now + later, code);
        slow.push(now + later, code++);
      }
      for (let i = 0; i < pops && slow.size > 0; i++) {
        now = slow.peekTime();
        expect(fast.peekTime()).toBe(now);
        expect(fast.pop()).toBe(slow.pop());
      }
      expect(fast.size).toBe(slow.size);
    }
    expect(drained(fast)).toEqual(drained(slow));
  }));
});

test('tens of thousands of equal deadlines and a steady stream retune the calendar without losing order', () => {
  const [fast, slow] = [calendar(), heap()];
  for (let code = 0; code < 20_000; code++) for (const queue of [fast, slow]) queue.push(3_000_000, code);
  for (let code = 20_000; code < 60_000; code++) for (const queue of [fast, slow]) queue.push((code * 7_919) % 6_000_000, code);
  expect(drained(fast)).toEqual(drained(slow));
});

test('a calendar goes on from a clone of its data', () => {
  const data = emptyCalendar();
  const original = new Calendar(data, before);
  for (let code = 0; code < 500; code++) original.push((code * 7_919) % 100_003, code);
  for (let i = 0; i < 100; i++) original.pop();
  const copy = new Calendar(structuredClone(data), before);
  expect(drained(copy)).toEqual(drained(original));
});
