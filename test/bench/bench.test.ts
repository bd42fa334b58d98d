/** The benches count what they say that they count. How fast it is, no test asks. */
import { describe, expect, test } from 'vitest';
import { frameLines, seekLines, told } from './benchLab.ts';
import { table } from './bench.ts';
import { Heap, holdLoop } from './holdLoop.ts';
import { times } from './labFrames.ts';
import { bench, count } from './measured.ts';
import { mesh, star } from './workloads.ts';

describe('the yardstick', () => {
  test('its heap gives back what a sort gives', () => {
    const heap = new Heap(501);
    const pushed = Array.from({ length: 500 }, (_, i) => (i * 7_919) % 503);
    pushed.forEach((time, i) => heap.push(time, i));
    const popped = pushed.map(() => {
      const time = heap.peek();
      expect(pushed[heap.pop()]).toBe(time);
      return time;
    });
    expect(popped).toEqual(pushed.toSorted((a, b) => a - b));
  });

  test('its clock goes as fast as its entries say: one hold of each a second', () => {
    expect(holdLoop(100, 200_000)).toBeGreaterThan(1_900);
    expect(holdLoop(100, 200_000)).toBeLessThan(2_100);
  });
});

describe('the events of a workload', () => {
  test('star: a beat a second from each until half time for one; 1 % lost; the crash is suspected', () => {
    const { ticks, deliveries, suspicions } = count(star(10, 1_000));
    expect(ticks).toBeGreaterThan(9_495);
    expect(ticks).toBeLessThan(9_506);
    expect(deliveries / ticks).toBeGreaterThan(0.985);
    expect(deliveries / ticks).toBeLessThan(0.995);
    // two losses in a row and a late third: about 5 in 100 000 a beat, besides the crash
    expect(suspicions).toBeGreaterThanOrEqual(1);
    expect(suspicions).toBeLessThan(8);
  });

  test('mesh: a tick is one, however many it sends to', () => {
    const { ticks, deliveries } = count(mesh(10, 100));
    expect(ticks).toBeGreaterThan(940);
    expect(ticks).toBeLessThan(952);
    expect(deliveries).toBeGreaterThan(ticks * 8);
    expect(deliveries).toBeLessThan(ticks * 9);
  });

  test('a bench runs the very run that was counted, and draws a table', () => {
    const row = bench(star(10, 200), 1, 1_000);
    expect(row).toMatchObject({ name: 'star 10', events: expect.any(Number) as number });
    expect(row.perSecond).toBeGreaterThan(0);
    const drawn = table([{ name: 'mesh 100', events: 1_234_567, perSecond: 2_345_678, holdsPerSecond: 10e6, ratio: 0.2345 }]);
    expect(drawn.split('\n')[3]).toMatch(/│ mesh 100 │ 1,234,567 │ +2\.35 │ +10\.00 │ +0\.23 │/);
  });
});

describe('what the page is told', () => {
  test('pass and fail by the limits, a blank page beside it', () => {
    const played = { median: 20, p95: 70, max: 120, elements: 900, processes: 100 };
    const lines = frameLines(played, { median: 16.7, p95: 16.8, max: 40 });
    expect(lines.map(line => line.slice(0, 4))).toEqual(['pass', 'fail', '    ', 'pass']);
    expect(lines[0]).toBe('pass  frame median, 100 nodes playing: 20.0 ms (at most 33.3 ms), blank page 16.7 ms');
    expect(frameLines(played, { median: 16.7, p95: 50, max: 60 })[1]).toMatch(/^pass/);
    expect(seekLines({ median: 10, p95: 51, max: 60 })[0]).toMatch(/^fail {2}seek p95 .* 51\.0 ms \(at most 50\.0 ms\)$/);
    expect(told('x', 1, 1)).toMatch(/^pass/);
  });

  test('quantiles of times', () => {
    expect(times(Array.from({ length: 100 }, (_, i) => 100 - i))).toEqual({ median: 51, p95: 96, max: 100 });
  });
});
