import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import { cellAt, drawMatrix, lanesHeight, lanesLayout, linkAt, matrixLayout, minimapTimeAt, nodeAt, packetAt, pairAt, ringLayout, sidesOf, suspicionTimeAt, svgPen, timeAt } from '../../../../ui/lab/charts/index.ts';
import { suspicionPlot, thresholdWords } from '../../../../ui/lab/charts/suspicion.ts';
import { binned } from '../../../../ui/lab/charts/arrivals.ts';
import { isWhole } from '../../../../ui/lab/charts/partition.ts';
import { sidesBy } from '../../../../ui/lab/model/sides.ts';
import { stacked, timeTicks, xOf } from '../../../../ui/lab/charts/lanesLayout.ts';
import { index, moment } from '../../../../ui/lab/model.ts';
import type { Portrayed } from '../../../../ui/lab/protocol.ts';
import { light } from '../../../../ui/lab/tokens.ts';
import { labStory } from '../../../support/labStory.ts';

const { trace, scenario } = labStory();
const story = index(trace, scenario);
const square = { width: 409, height: 409 };

describe('the ring', () => {
  test.each([1, 2, 5, 25, 40, 41, 43, 60, 70, 100])('of %i: nobody stands on anybody, and all stand inside', count => {
    const { x, y, outer } = ringLayout(count, square);
    for (let i = 0; i < count; i++) {
      expect(Math.min(x[i]!, y[i]!, 409 - x[i]!, 409 - y[i]!)).toBeGreaterThan(outer);
      for (let j = 0; j < i; j++) expect(Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!), `${i} and ${j}`).toBeGreaterThan(1.8 * outer);
    }
  });

  test.each([3, 5, 9, 25])('in a flat frame before a room, %d processes use its width, apart and inside', count => {
    const frame = { width: 980, height: 300, scale: 1.5 }, { x, y, outer } = ringLayout(count, frame);
    if (count <= 5) expect(outer).toBeGreaterThan(30);
    for (let i = 0; i < count; i++) {
      expect(Math.hypot(x[i]! - x[(i + 1) % count]!, y[i]! - y[(i + 1) % count]!)).toBeGreaterThanOrEqual(2 * outer);
      expect(y[i]! - outer).toBeGreaterThanOrEqual(18);
      expect(y[i]! + outer).toBeLessThanOrEqual(frame.height - 18);
    }
  });

  test('the first stands at twelve, the others clockwise', () => {
    const { x, y, centreX, centreY, radius } = ringLayout(4, square);
    expect([x[0], y[0]]).toEqual([centreX, centreY - radius]);
    expect([Math.round(x[1]! - centreX), Math.round(y[1]! - centreY)]).toEqual([Math.round(radius), 0]);
  });

  test('a point hits the node on it, or none; a target is never smaller than 24 px', () => {
    for (const count of [5, 100]) {
      const layout = ringLayout(count, square);
      for (let i = 0; i < count; i++) expect(nodeAt(layout, layout.x[i]!, layout.y[i]!)).toBe(i);
      expect(nodeAt(layout, layout.x[0]!, layout.y[0]! - 11.9)).toBe(0);
      expect(nodeAt(layout, layout.centreX, layout.centreY)).toBe(-1);
    }
  });

  test('a point near a link hits it from its nearer end', () => {
    const layout = ringLayout(5, square), { x, y } = layout;
    const at = (from: number, to: number, share: number): [number, number] => [x[from]! + share * (x[to]! - x[from]!), y[from]! + share * (y[to]! - y[from]!)];
    expect(linkAt(layout, ...at(0, 1, 0.4))).toEqual({ from: 0, to: 1 });
    expect(linkAt(layout, ...at(0, 1, 0.6))).toEqual({ from: 1, to: 0 });
    expect(linkAt(layout, x[2]!, y[2]!)).toBeNull();
    expect(linkAt(layout, layout.centreX, layout.centreY)).toBeNull();
  });

  test('a line parts those on its two sides', () => {
    const sides = sidesOf(ringLayout(6, square), 204, 0, 205, 409);
    expect(sides.map(side => side.length)).toEqual([3, 3]);
    expect(sides.flat().sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sides.some(side => [1, 2].every(i => side.includes(i)) && ![4, 5].some(i => side.includes(i)))).toBe(true);
  });

  test('a message under the pointer is found by its row', () => {
    const layout = ringLayout(5, square), now = moment(story, 10 * sec + 5_000), kept = now.moving.row[0]!;
    const found = new Set<number>();
    for (let x = 0; x < 409; x += 4) for (let y = 0; y < 409; y += 4) found.add(packetAt(now, layout, x, y));
    expect(now.moving.count).toBe(20);
    expect([...found].filter(row => row >= 0)).toHaveLength(20);
    expect(found.has(kept)).toBe(true);
  });
});

describe('sides of a partition', () => {
  test('follow from who still hears whom, directly or by way of others', () => {
    expect([...sidesBy(moment(story, 48 * sec).cuts, 5)]).toEqual([0, 0, 2, 2, 2]);
    expect([...sidesBy(moment(story, 10 * sec).cuts, 5)]).toEqual([0, 0, 0, 0, 0]);
    const oneWay = new Uint8Array(9);
    oneWay[1] = 1;
    expect([...sidesBy(oneWay, 3)]).toEqual([0, 0, 0]);
  });

  test('are whole where each stands together on the ring', () => {
    expect(isWhole(Int32Array.of(0, 0, 2, 2, 2))).toBe(true);
    expect(isWhole(Int32Array.of(0, 1, 1, 0, 0))).toBe(true);
    expect(isWhole(Int32Array.of(0, 1, 2))).toBe(true);
    expect(isWhole(Int32Array.of(0, 1, 0, 1))).toBe(false);
    expect(isWhole(Int32Array.of(0, 0, 0))).toBe(true);
  });
});

describe('lanes', () => {
  const pairs = [{ monitor: 1, peer: 3 }, { monitor: 0, peer: 4 }], size = { width: 818, height: 400 };
  const layout = lanesLayout(story, { pairs }, size);

  test('a place is an instant and back; outside it is the nearest', () => {
    const window = { from: 15 * sec, to: 60 * sec };
    for (const t of [15, 22.01, 43.333333, 60]) expect(timeAt(layout, window, xOf(layout, window, t * sec)) / sec).toBeCloseTo(t, 5);
    expect(timeAt(layout, window, 0)).toBe(15 * sec);
    expect(timeAt(layout, window, 5_000)).toBe(60 * sec);
  });

  test('a height is a pair, or the gap between', () => {
    for (const { pair, y, height } of layout.pairs) expect(pairAt(layout, y + height / 2)).toBe(pair);
    expect(pairAt(layout, layout.pairs[1]!.y - 3)).toBeNull();
    expect(pairAt(layout, 2)).toBeNull();
    expect(lanesHeight(story, pairs, size)).toBeGreaterThan(layout.pairs[1]!.y + 24);
  });

  test('those that overlap get rows of their own', () => {
    const spans = [{ from: 0, to: 10 }, { from: 5, to: 8 }, { from: 8, to: 9 }, { from: 10, to: 12 }];
    expect([...stacked(spans).values()]).toEqual([0, 1, 1, 0]);
  });

  test('ticks are round, within the window, and told apart', () => {
    for (const window of [{ from: 0, to: 60 * sec }, { from: 21.998 * sec, to: 22.013 * sec }, { from: 0, to: 3_600 * sec }]) {
      const ticks = timeTicks(window, 700);
      expect(ticks.length).toBeGreaterThan(3);
      expect(ticks.every(({ t }) => t >= window.from && t <= window.to)).toBe(true);
      expect(new Set(ticks.map(({ words }) => words)).size).toBe(ticks.length);
    }
  });
});

describe('the matrix', () => {
  test.each([2, 5, 25, 100])('of %i lies within its frame, and a cell is a pair', count => {
    const layout = matrixLayout(count, square), { left, top, cell } = layout;
    expect(left + count * cell).toBeLessThanOrEqual(409);
    expect(top + count * cell).toBeLessThanOrEqual(409);
    expect(cellAt(layout, left + 1.5 * cell, top + 0.5 * cell)).toEqual({ monitor: 0, peer: 1 });
    expect(cellAt(layout, left + 0.5 * cell, top + 0.5 * cell)).toBeNull();
    expect(cellAt(layout, left - 1, top + 1)).toBeNull();
    expect(cellAt(layout, left + count * cell + 1, top + 1)).toBeNull();
  });

  test('graver beliefs are larger marks, and truth is a frame round the column', () => {
    const pen = svgPen({ width: 320, height: 320 }, light);
    drawMatrix(pen, { index: story, moment: moment(story, 48 * sec) }, { width: 320, height: 320 }, light);
    const widths = (attribute: string): number[] => [...pen.svg().matchAll(new RegExp(`<rect[^>]* width="([\\d.]+)"[^>]*${attribute}`, 'g'))].map(match => Number(match[1]));
    const trusted = widths(`fill="${light.trusted}"`), suspected = widths(`fill="${light.suspected}"`);
    expect([trusted.length, suspected.length]).toEqual([4, 12]);
    expect(Math.min(...suspected) - Math.max(...trusted)).toBeGreaterThan(10);
    expect(widths(`fill="none" stroke="${light.text}"`)).toHaveLength(1);
  });
});

describe('the other charts', () => {
  test('an instant under the pointer', () => {
    const size = { width: 324, height: 190 }, window = { from: 10 * sec, to: 20 * sec }, { left, right } = suspicionPlot(size);
    expect(suspicionTimeAt(size, window, (left + right) / 2)).toBe(15 * sec);
    expect(minimapTimeAt(story, { width: 640, height: 48 }, 320)).toBe(30 * sec);
  });

  test.each<[Partial<Portrayed>, string]>([
    [{ kind: 'duration', threshold: 3 * sec, parts: [{ name: 'timeout', length: 3 * sec }] }, 'suspects after 3.00 s of silence'],
    [{ kind: 'duration', threshold: 1.507 * sec, parts: [{ name: 'expected arrival', length: 1.007 * sec }, { name: 'margin', length: 500 * ms }] }, 'suspects after 1.51 s of silence now'],
    [{ kind: 'number', symbol: 'φ', threshold: 8, parts: [{ name: 'mean interval', length: sec }, { name: 'acceptable pause', length: 3.113 * sec }] }, 'suspects at φ 8 = 4.11 s of silence now'],
    [{ kind: 'share', symbol: 'suspicion', threshold: 0.99, parts: [{ name: 'mean interval', length: 4.605 * sec }] }, 'suspects at suspicion 0.99 = 4.61 s of silence now'],
    [{ kind: 'count', threshold: 3, parts: [] }, 'suspects at 3 missed'],
  ])('the threshold in its own terms: %j', (portrait, words) => {
    expect(thresholdWords({ estimator: 'any', at: 0, level: 0, deadline: 0, decides: 0, explained: {}, portrait: portrait as Portrayed })).toBe(words);
    expect(thresholdWords(null)).toBe('suspects');
  });

  test('every gap falls into one bin, the last included', () => {
    expect([...binned(Float64Array.of(0, 4, 5, 9, 10, 11), 10, 2)]).toEqual([2, 4]);
  });
});
