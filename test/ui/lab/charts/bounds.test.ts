import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { estimators } from '../../../../src/estimators/index.ts';
import { ms, sec } from '../../../../src/time.ts';
import { builtIn } from '../../../../sim/builtIn.ts';
import { begin } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { Row } from '../../../../sim/trace.ts';
import { drawArrivals, drawLanes, drawMatrix, drawMinimap, drawSuspicion, drawTopology, lanesHeight, ringLayout } from '../../../../ui/lab/charts/index.ts';
import { watched } from '../../../../ui/lab/estimates.ts';
import { index, moment, type TraceIndex } from '../../../../ui/lab/model.ts';
import { loadOf } from '../../../../ui/lab/model/load.ts';
import { light, sizes } from '../../../../ui/lab/tokens.ts';
import { countingPen, type CountingPen } from '../../../support/countingPen.ts';
import { Story, labStory } from '../../../support/labStory.ts';
import { expectApart } from '../../../support/wordsApart.ts';

/** A hundred processes; at 1 s so many messages are under way, a tenth of them lost. */
function crowd(messages: number): TraceIndex {
  const story = new Story(100, 10 * sec).start();
  for (let i = 0; i < messages; i++) {
    const from = i % 100, to = (from + 1 + (i * 7) % 99) % 100;
    if (i % 10 === 0) story.lost(990 * ms, from, to, 30 * ms);
    else story.packet(990 * ms, from, to, 30 * ms);
  }
  story.row(0.5 * sec, Row.crashes, 3).row(0.6 * sec, Row.pauses, 5);
  story.eachPair((q, p) => { if ((q + p) % 5 === 0) story.row(0.7 * sec, Row.suspects, q, p); });
  return index(story.trace(), story.scenario());
}

const square = { width: 409, height: 409 };
function topology(run: TraceIndex, count: number): CountingPen {
  const pen = countingPen(409, 409);
  drawTopology(pen, { index: run, moment: moment(run, sec, { fade: 100 * ms }), layout: ringLayout(count, square), arrowheads: true }, square, light);
  return pen;
}

describe('a frame of a hundred processes', () => {
  test('with a thousand messages takes at most one stroke for each message and ten for each process', () => {
    const pen = topology(crowd(1_000), 100);
    expect(pen.calls['circle']).toBeGreaterThan(900);
    expect(pen.total()).toBeLessThan(1_000 + 10 * 100);
  });

  test('with ten thousand messages takes no more than the limit, and says how many there are', () => {
    const pen = topology(crowd(10_000), 100);
    expect(pen.total()).toBeLessThan(sizes.messageLimit + 10 * 100);
    expect(pen.words.map(({ words }) => words)).toContainEqual(expect.stringMatching(/^1,250 of 10,000 messages drawn$/));
  });

  test('its matrix is one picture', () => {
    const pen = countingPen(409, 409), run = crowd(0);
    drawMatrix(pen, { index: run, moment: moment(run, sec), pair: { monitor: 1, peer: 2 } }, square, light);
    expect(pen.calls['cells']).toBe(1);
    expect(pen.total()).toBeLessThan(60);
  });

  test('nothing large is allocated for a moment: its columns are the same ones', () => {
    const run = crowd(1_000), now = moment(run, 0);
    const columns = [now.truth, now.since, now.beliefs, now.cuts, now.moving.row, now.moving.share];
    const later = moment(run, sec, {}, now);
    expect([later.truth, later.since, later.beliefs, later.cuts, later.moving.row, later.moving.share].every((column, i) => column === columns[i])).toBe(true);
  });
});

/** One pair; the monitor changes its mind every few milliseconds for ten minutes, on a quarter of a million beats. */
function flapping(): TraceIndex {
  const story = new Story(2, 600 * sec).start();
  for (let t = 10 * ms; t < 600 * sec; t += 10 * ms) story.row(t, Row.suspects, 0, 1).row(t + 4 * ms, Row.trusts, 0, 1);
  for (let t = 0; t < 600 * sec; t += 5 * ms) {
    if (t % 7 === 0) story.lost(t, 1, 0, ms);
    else story.packet(t, 1, 0, ms);
  }
  for (let t = 0; t < 600 * sec; t += 100 * ms) story.row(t, Row.begins, 0, t).row(t + 50 * ms, Row.ends, 0, t);
  return index(story.trace(), story.scenario([{ id: 'a', kind: 'pause', at: 0, lasts: 1, every: null, until: 0, params: { process: [1] } }]));
}

describe('strokes are bounded by pixels, not by events', () => {
  const run = flapping(), window = { from: 0, to: 600 * sec }, pair = { monitor: 0, peer: 1 };
  const drawn = (draw: (pen: CountingPen) => void): number => {
    const pen = countingPen(818, 200);
    draw(pen);
    return pen.total();
  };

  test('lanes: three for each pixel at most', () => {
    const size = { width: 818, height: lanesHeight(run, [pair], { width: 818, height: 0 }) };
    expect(run.verdicts.length).toBeGreaterThan(100_000);
    expect(drawn(pen => drawLanes(pen, { index: run, window, cursor: 300 * sec, pairs: [pair] }, size, light))).toBeLessThan(3 * 818);
  });

  test('suspicion: a few', () => {
    const levels = { time: Float64Array.from({ length: 100_000 }, (_, i) => i * 6 * ms), level: Float64Array.from({ length: 100_000 }, (_, i) => (i % 9) / 6) };
    expect(drawn(pen => drawSuspicion(pen, { index: run, pair, window, cursor: 300 * sec, levels, watched: null }, { width: 324, height: 190 }, light))).toBeLessThan(60);
  });

  test('arrivals and minimap: a few', () => {
    const gaps = Float64Array.from({ length: 100_000 }, (_, i) => (i * 7_919) % 1_000_000);
    expect(drawn(pen => drawArrivals(pen, { gaps, portrait: null, elapsed: 3 }, { width: 324, height: 150 }, light))).toBeLessThan(120);
    expect(drawn(pen => drawMinimap(pen, { index: run, window, cursor: 0 }, { width: 640, height: 48 }, light))).toBeLessThan(1_000);
  });
});

describe('words never lie over words, and never leave the picture', () => {
  const { trace, scenario } = labStory(), story = index(trace, scenario);
  const pairs = [1, 2, 3, 4].flatMap(monitor => [0, 2, 3].filter(peer => peer !== monitor).map(peer => ({ monitor, peer })));

  test.each([390, 560, 818, 1_200])('lanes %i px wide, at any time and zoom', width => {
    for (const [from, to] of [[0, 60], [15, 60], [21, 24], [40, 53], [46, 52], [47.1, 47.3]] as const) {
      for (const share of [0, 0.03, 0.5, 0.97, 1]) {
        const size = { width, height: lanesHeight(story, pairs, { width, height: 0 }) }, pen = countingPen(width, size.height);
        drawLanes(pen, { index: story, window: { from: from * sec, to: to * sec }, cursor: (from + share * (to - from)) * sec, pairs }, size, light);
        expectApart(pen);
      }
    }
  });

  test.each([2, 3, 5, 9, 16, 25, 40, 60, 100])('a ring of %i', count => {
    const tale = new Story(count, 10 * sec).start().row(sec, Row.crashes, 1).row(sec, Row.pauses, 0);
    tale.eachPair((q, p) => { if (p < 2) tale.row(2 * sec, Row.suspects, q, p); });
    const run = index(tale.trace(), tale.scenario());
    for (const side of [280, 409, 621]) {
      const pen = countingPen(side, side), size = { width: side, height: side };
      drawTopology(pen, { index: run, moment: moment(run, 5 * sec), layout: ringLayout(count, size), selected: [1] }, size, light);
      expect(pen.words.length).toBeGreaterThan(1);
      expectApart(pen);
    }
  });

  test.each(Object.keys(estimators))('the portrait of %s, at any moment of two runs', kind => {
    for (const name of ['threeTimeouts', 'observerPaused']) {
      const file = JSON.parse(readFileSync(new URL(`../../../../scenarios/${name}.json`, import.meta.url), 'utf8')) as ScenarioFile & { detectors?: unknown };
      const { detectors: _, ...rest } = file;
      const engine = begin({ ...rest, detector: { ...file.detector, kind: 'push', interval: '500ms', estimator: { kind } } } as ScenarioFile, { seekable: true, trace: 'full' });
      engine.advance(engine.scenario.horizon);
      const run = index(engine.trace(), engine.scenario), [monitor] = [engine.scenario.watches.findLastIndex(peers => peers.length > 0)], pair = { monitor, peer: engine.scenario.watches[monitor]![0]! };
      for (const share of [0.01, 0.2, 0.43, 0.7, 0.98]) {
        const cursor = Math.round(share * engine.scenario.horizon);
        engine.seek(cursor);
        const seen = watched({ engine, registry: builtIn }, pair)!, low = countingPen(312, 190), high = countingPen(312, 190);
        drawArrivals(low, { gaps: Float64Array.of(sec), portrait: seen.portrait, elapsed: seen.portrait!.silent, deadline: seen.portrait!.parts.reduce((sum, { length }) => sum + length, 0) }, { width: 312, height: 190 }, light);
        drawSuspicion(high, { index: run, pair, window: { from: Math.max(0, cursor - 10 * sec), to: cursor + 5 * sec }, cursor, levels: null, watched: seen }, { width: 312, height: 190 }, light);
        expect(high.words.length).toBeGreaterThan(6);
        expectApart(low);
        expectApart(high);
      }
    }
  });

  test('arrivals, suspicion and minimap', () => {
    for (const elapsed of [0, 900 * ms, 1_100 * ms, 3_100 * ms, 40 * sec]) {
      const pen = countingPen(324, 150);
      drawArrivals(pen, { gaps: Float64Array.of(sec, 1.1 * sec, 0.9 * sec), portrait: null, elapsed, deadline: 3 * sec }, { width: 324, height: 150 }, light);
      expectApart(pen);
    }
    for (const window of [{ from: 0, to: 60 * sec }, { from: 21 * sec, to: 23 * sec }]) {
      const pen = countingPen(324, 190), watched = { estimator: 'fixed', at: 22 * sec, level: 0.9, deadline: 22.5 * sec, decides: 22.5 * sec, explained: { timeout: 3 * sec }, portrait: null };
      drawSuspicion(pen, { index: story, pair: { monitor: 1, peer: 3 }, window, cursor: 22 * sec, levels: null, watched }, { width: 324, height: 190 }, light);
      expectApart(pen);
      const strip = countingPen(640, 48);
      drawMinimap(strip, { index: story, window, cursor: 22 * sec }, { width: 640, height: 48 }, light);
      expectApart(strip);
    }
  });
});

test('the load costs by pixels, however much was sent', () => {
  const story = new Story(2, 600 * sec).start(), kinds = ['push.beat'];
  for (let t = 0; t < 600 * sec; t += 5 * ms) {
    if (t % 7 === 0) story.lost(t, 1, 0, ms, 'queueFull');
    else story.packet(t, 1, 0, ms);
  }
  const run = index(story.trace(), story.scenario()), load = loadOf(run, { kinds, messages: [120_000], bytes: [1e6] });
  const pen = countingPen(818, 200);
  drawLanes(pen, { index: run, window: { from: 0, to: 600 * sec }, cursor: 300 * sec, pairs: [], load }, { width: 818, height: 200 }, light);
  expect(pen.calls['path']).toBeLessThan(10);
  expect(pen.words.map(({ words }) => words)).toEqual(expect.arrayContaining(['200 msg/s', '1.7 kB/s', expect.stringContaining('self-inflicted')]));
  expectApart(pen);
});

test('long names are beside their bodies, or shortened: never left out', () => {
  const tale = new Story(8, 10 * sec).start().row(sec, Row.crashes, 3), scenario = tale.scenario();
  const names = ['sentinelA', 'sentinelB', 'sentinelC', 'redisA', 'redisB', 'redisC', 'client0', 'client1'];
  const run = index(tale.trace(), { ...scenario, processes: scenario.processes.map((process, i) => ({ ...process, name: names[i]! })) });
  for (const [width, height] of [[409, 409], [409, 240], [340, 170], [280, 280]] as const) {
    const pen = countingPen(width, height), size = { width, height };
    drawTopology(pen, { index: run, moment: moment(run, 5 * sec), layout: ringLayout(8, size) }, size, light);
    const said = pen.words.map(({ words }) => words);
    for (const name of names) expect(said.some(words => words.startsWith(name.slice(0, 2)) && words.replace(/,.*/, '').endsWith(name.slice(-1))), `${name} of ${said.join(' | ')}`).toBe(true);
    expectApart(pen);
  }
});
