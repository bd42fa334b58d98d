/** The benches count what they say that they count. How fast it is, no test asks. */
import { describe, expect, test } from 'vitest';
import { detectorClaims } from '../../sim/laws/claims.ts';
import { detectorLaws } from '../../sim/laws/detectorLaws.ts';
import { enforce } from '../../sim/laws/law.ts';
import { estimators } from '../../src/estimators/index.ts';
import { BareCalendar } from './bareCalendar.ts';
import { bareLoop, type Counts } from './bareLoop.ts';
import { contractLoop } from './contractLoop.ts';
import { frameLines, heapLine, openingLines, seekLines, sweepLines, taskLine, told } from './benchLab.ts';
import { Dice } from './dice.ts';
import { times } from './labFrames.ts';
import { bytesOf, median } from './measured.ts';
import { bytesPerLink, longRow } from './memory.ts';
import { plainPush } from './plainPush.ts';
import { summary, table, type Row } from './row.ts';
import { count, speedRows, traceRows } from './speed.ts';
import { mesh, star, workloads } from './workloads.ts';
import { compiled, yardstickOf } from './yardstick.ts';

describe('the bare loop', () => {
  test('its calendar gives back what a sort gives, however many are due at once', () => {
    const queue = new BareCalendar(2_000, 100, 5_000_000);
    const dice = new Dice(3);
    const pushed = Array.from({ length: 1_000 }, (_, i) => (i % 3 === 0 ? 3_000_000 : Math.floor(dice.uniform() * 4_000_000)));
    pushed.forEach((time, i) => queue.push(time, i));
    const popped = pushed.map(() => {
      const code = queue.pop();
      expect(pushed[code]).toBe(queue.time);
      return queue.time;
    });
    expect(popped).toEqual(pushed.toSorted((a, b) => a - b));
  });

  test('its exponentials have mean 1 and median ln 2, also in the tail', () => {
    const dice = new Dice(5);
    const drawn = Array.from({ length: 400_000 }, () => dice.exponential());
    const n = drawn.length;
    expect(Math.abs(drawn.reduce((sum, x) => sum + x, 0) / n - 1)).toBeLessThan(4 / Math.sqrt(n));
    for (const p of [0.5, 0.01, 1e-4]) {
      const above = drawn.filter(x => x > -Math.log(p)).length;
      expect(Math.abs(above - n * p)).toBeLessThan(4 * Math.sqrt(n * p * (1 - p)));
    }
  });
});

/** Beats until half time from one, until the end from the others; 1 % lost, and what is on its way at the end. */
function expectWorkload({ ticks, delivered, suspicions }: Counts, shape: 'star' | 'mesh', n: number, seconds: number): void {
  const links = shape === 'star' ? n : n * (n - 1);
  const beats = (n - 0.5) * seconds;
  const sent = shape === 'star' ? beats : beats * (n - 1);
  const received = shape === 'star' ? sent : sent - (n - 1) * seconds / 2;
  expect(Math.abs(ticks - beats)).toBeLessThanOrEqual(n);
  expect(Math.abs(delivered - 0.99 * received)).toBeLessThan(4 * Math.sqrt(received * 0.0099) + 2 * links);
  // Two losses in a row, then a third or a later arrival; and everybody who is left notices the crash.
  const mistakes = 5.05e-5 * links * (seconds - 3);
  expect(Math.abs(suspicions - (shape === 'star' ? 1 : n - 1) - mistakes)).toBeLessThan(5 + 4 * Math.sqrt(mistakes));
}

describe('the events of a workload are as many as arithmetic says', () => {
  const sizes = [['star', 10, 10_000], ['star', 300, 100], ['mesh', 20, 100]] as const;

  test.each(sizes)('%s of %d for %d s, in the engine', (shape, n, seconds) =>
    expectWorkload(count(shape === 'star' ? star(n, seconds) : mesh(n, seconds)), shape, n, seconds));

  test.each(sizes)('%s of %d for %d s, in the bare loop', (shape, n, seconds) => expectWorkload(bareLoop(shape, n, seconds), shape, n, seconds));

  test.each(sizes)('%s of %d for %d s, in what the contract costs', (shape, n, seconds) => expectWorkload(contractLoop(shape, n, seconds), shape, n, seconds));

  test('and in the C++ loop, where there is a compiler', context => {
    const yardstick = compiled();
    if (!yardstick) return context.skip('no g++');
    try {
      for (const [shape, n, seconds] of sizes) {
        const timed = yardstick.run(shape === 'star' ? star(n, seconds) : mesh(n, seconds));
        expectWorkload(timed, shape, n, seconds);
        expect(timed.cpu).toBeGreaterThan(0);
      }
    } finally {
      yardstick.remove();
    }
  });

  test('a million heartbeats or two each', () => {
    for (const [{ links, n, seconds, shape }] of workloads) {
      expect(shape === 'star' ? n : links).toBe(links);
      expect(links * seconds).toBeGreaterThanOrEqual(800_000);
      expect(links * seconds).toBeLessThanOrEqual(2_000_000);
    }
  });
});

describe('the plug-in detector keeps the laws', () => {
  const claim = detectorClaims({ plain: plainPush }, estimators)[0]!;
  test.each(claim.claims)('%s', name => enforce(detectorLaws[name], claim.subject, { seed: 11, runs: 30 }));
});

describe('a row', () => {
  const row: Row = { name: 'star 10', unit: 'heartbeats/s', pairs: [[2e6, 4e6], [1e6, 4e6], [4e6, 5e6]], against: 'C++ loop', target: { atLeast: 0.5 } };

  test('is judged by the median of its ratios', () => {
    expect(summary(row)).toEqual({ engine: 2e6, beside: 4e6, ratio: 0.5, pass: true });
    expect(summary({ ...row, target: { atLeast: 0.51 } }).pass).toBe(false);
    expect(summary({ name: 'm', unit: 'bytes', pairs: [[161]], target: { atMost: 160 } })).toEqual({ engine: 161, pass: false });
    expect(median([3, 1, 2, 10])).toBe(2.5);
  });

  test('is a line of at most 80 columns', () => {
    const slow: Row = { name: 'lifeguard 1 000, 1h', unit: 'seconds', pairs: [[84.06]], target: { atMost: 60 } };
    const lines = table([row, slow]).split('\n');
    expect(lines[1]!.trim().split(/ {2,}/)).toEqual(['star 10', '2.00 M/s', '4.00 M/s', 'C++ loop', '0.50', '≥ 0.50', 'pass']);
    expect(lines[2]!.trim().split(/ {2,}/)).toEqual(['lifeguard 1 000, 1h', '84.1 s', '≤ 60 s', 'fail']);
  });
});

describe('a bench', () => {
  test('runs the very run that was counted, and keeps every pair', () => {
    const rows = speedRows(star(10, 200), 0.3, () => ({ ticks: 0, delivered: 1_000, suspicions: 0, cpu: 0.5 }), 3);
    expect(rows.map(row => [row.against, row.pairs.length])).toEqual([['C++ loop', 3], ['bare JS loop', 3], ['the contract alone', 3]]);
    expect(rows[0]!.pairs.every(([engine, beside]) => engine > 0 && beside === 2_000)).toBe(true);
    expect(speedRows(star(10, 200), 0.3, undefined, 1).map(row => row.against)).toEqual(['bare JS loop', 'the contract alone']);
  });

  test('weighs what is held', () => {
    expect(bytesOf(() => new Float64Array(1e6))).toBeGreaterThan(7.9e6);
    expect(bytesOf(() => new Float64Array(1e6))).toBeLessThan(8.2e6);
    expect(bytesPerLink(star(2_000, 8)).pairs[0]![0]).toBeGreaterThan(16);
    expect(traceRows(star(50, 400), 1)[1]!.pairs[0]![0]).toBeGreaterThan(8);
    expect(longRow(star(20, 2_000), () => {}).unit).toBe('bytes');
  });

  test('asks another program, if told to', () => {
    const said = '{"ticks":5,"delivered":3,"suspicions":1,"cpu":2}';
    expect(yardstickOf(`node -p JSON.stringify(${said})`)(star(10, 8))).toEqual(JSON.parse(said));
    expect(() => yardstickOf('/no/such/program')(star(10, 8))).toThrow(/no\/such\/program failed/);
  });
});

describe('what the page is told', () => {
  test('pass and fail by the limits, a blank page beside it', () => {
    const played = { median: 16.8, p95: 35, max: 120, js: 7.9, elements: 900, processes: 100 };
    const lines = frameLines(played, { median: 16.7, p95: 16.8, max: 40 }, 999);
    expect(lines.map(line => line.slice(0, 4))).toEqual(['fail', 'pass', 'fail', 'pass', 'pass', 'pass']);
    expect(lines[1]).toBe('pass  frame median, 100 nodes playing: 16.8 ms (at most 17.0 ms), blank page 16.7 ms');
    expect(openingLines({ ready: 1_400, slow: 5_001, fault: 190 }).map(line => line.slice(0, 4))).toEqual(['pass', 'fail', 'pass']);
    expect(taskLine('while it rains', [])).toBe('pass  tasks over 50 ms while it rains: none');
    expect(taskLine('while it rains', [[812.2, 64.1], [900, 51]])).toBe('fail  tasks over 50 ms while it rains: 64 at 812, 51 at 900 ms');
    expect(sweepLines({ tasks: [], keys: [40, 208], pressed: 9 })[1]).toBe('fail  longest of a key until it is painted meanwhile: 208.0 ms (at most 200.0 ms), 9 keys');
    expect(heapLine({ before: 30e6, after: 29e6, minutes: 20 })).toBe('pass  heap after 20 minutes of playing: -1.0 MB (at most +20 MB), of 29.0 MB');
    expect(heapLine({ before: 30e6, after: 51e6, minutes: 20 })).toMatch(/^fail/);
    expect(frameLines(played, { median: 16.7, p95: 50, max: 60 }, 1_000)[2]).toMatch(/^pass/);
    expect(seekLines({ median: 10, p95: 51, max: 60 })[0]).toMatch(/^fail {2}seek p95 .* 51\.0 ms \(at most 50\.0 ms\)$/);
    expect(told('x', 1, 1)).toMatch(/^pass/);
  });

  test('quantiles of times', () => {
    expect(times(Array.from({ length: 100 }, (_, i) => 100 - i))).toEqual({ median: 51, p95: 96, max: 100 });
  });
});
