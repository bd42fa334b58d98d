import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clocks, localTime, setClock, trueTime } from '../../sim/clock.ts';
import { NEVER } from '../../src/time.ts';

const offsets = fc.integer({ min: -10_000_000, max: 10_000_000 });
const drifts = fc.integer({ min: -400_000, max: 400_000 });
const instants = fc.integer({ min: 0, max: 1_000_000_000_000 });

test('a clock without offset or drift is true time', () => {
  expect(localTime(clocks([0], [0]), 0, 123)).toBe(123);
  expect(trueTime(clocks([0], [0]), 0, 123)).toBe(123);
});

test('a fast clock of +100 ppm gains 100 µs a second', () => {
  expect(localTime(clocks([-30], [100]), 0, 10_000_000)).toBe(10_000_000 - 30 + 1_000);
});

test('a deadline maps to the first true microsecond at which the clock has reached it', () => {
  fc.assert(fc.property(offsets, drifts, instants, (offset, ppm, local) => {
    const clock = clocks([offset], [ppm]);
    const time = trueTime(clock, 0, local);
    expect(localTime(clock, 0, time)).toBeGreaterThanOrEqual(Math.min(local, localTime(clock, 0, time)));
    if (time > 0) {
      expect(localTime(clock, 0, time)).toBeGreaterThanOrEqual(local);
      expect(localTime(clock, 0, time - 1)).toBeLessThan(local);
    } else expect(offset).toBeGreaterThanOrEqual(local);
  }));
});

test('a clock never runs backwards between steps', () => {
  fc.assert(fc.property(drifts, instants, (ppm, time) => {
    const clock = clocks([0], [ppm]);
    expect(localTime(clock, 0, time + 1)).toBeGreaterThanOrEqual(localTime(clock, 0, time));
  }));
});

test('a rate is held within what a clock may have, and what was asked for beyond it is not forgotten', () => {
  const clock = clocks([0], [0]);
  const drifts = [-500_000, -500_000, -500_000, 500_000, 500_000, 500_000].map(by => setClock(clock, 0, 0, 0, by).driftPpm);
  expect(drifts).toEqual([-500_000, -900_000, -900_000, -900_000, -500_000, 0]);
});

test('a step moves the reading, and the segment says so', () => {
  const clock = clocks([0], [0]);
  expect(setClock(clock, 0, 5_000, -2_000, 40)).toEqual({ process: 0, from: 5_000, local: 3_000, driftPpm: 40 });
  expect(localTime(clock, 0, 1_005_000)).toBe(1_003_000 + 40);
});

test('never stays never', () => {
  expect(trueTime(clocks([0], [50]), 0, NEVER)).toBe(NEVER);
});
