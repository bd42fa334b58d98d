import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import { Row } from '../../../../sim/trace.ts';
import { svgPen } from '../../../../ui/lab/charts/index.ts';
import { drawSpaceTime } from '../../../../ui/lab/charts/spaceTime.ts';
import { columnAt, columnX, spaceTimeAt, spaceTimeLayout, yOf } from '../../../../ui/lab/charts/spaceTimeLayout.ts';
import { index } from '../../../../ui/lab/model.ts';
import { light } from '../../../../ui/lab/tokens.ts';
import { countingPen, type CountingPen } from '../../../support/countingPen.ts';
import { Story, labStory } from '../../../support/labStory.ts';
import { expectApart } from '../../../support/wordsApart.ts';

const { trace, scenario } = labStory(), story = index(trace, scenario);
const size = { width: 500, height: 380 };

describe('the space–time diagram', () => {
  test('a partition, a crash, two leaders and what was lost', async () => {
    const pen = svgPen(size, light);
    drawSpaceTime(pen, { index: story, window: { from: 40 * sec, to: 53 * sec }, cursor: 51 * sec, pair: { monitor: 1, peer: 3 } }, size, light);
    await expect(pen.svg('how it came about')).toMatchFileSnapshot('../../../golden/spaceTime.svg');
  });

  test('a message goes from its sender at its sending to its receiver at its arrival; a lost one stops in between', () => {
    const run = new Story(3, sec).packet(200 * ms, 0, 2, 400 * ms).lost(100 * ms, 2, 1, 200 * ms), told = index(run.trace(), run.scenario());
    const strokes: { xy: number[]; stroke: string }[] = [], pen = countingPen(500, 380), window = { from: 0, to: sec };
    pen.lines = (xy, count, { stroke }) => { strokes.push({ xy: Array.from(xy).slice(0, count), stroke: stroke! }); };
    drawSpaceTime(pen, { index: told, window, cursor: sec }, size, light);
    const layout = spaceTimeLayout(3, size), { half } = layout, y = (t: number): number => yOf(layout, window, t);
    const of = (ink: string): number[] => strokes.filter(({ stroke }) => stroke === ink).flatMap(({ xy }) => xy);
    expect(of(light.message)).toEqual([columnX(layout, 0) + half, y(200 * ms), columnX(layout, 2) - half, y(600 * ms)]);
    const [x1, y1, x2, y2] = of(light.loss);
    expect([x1, y1]).toEqual([columnX(layout, 2) - half, y(100 * ms)]);
    expect(x2).toBeGreaterThan(columnX(layout, 1) + half + 10);
    expect(y2! > y(100 * ms) && y2! < y(300 * ms)).toBe(true);
    expect(of(light.loss)).toHaveLength(12);
  });

  test('a place is an instant and a process, and back', () => {
    const layout = spaceTimeLayout(5, size), window = { from: 15 * sec, to: 60 * sec };
    for (const t of [15, 22.01, 43.3, 60]) expect(spaceTimeAt(layout, window, yOf(layout, window, t * sec)) / sec).toBeCloseTo(t, 5);
    for (const process of [0, 1, 4]) expect(columnAt(layout, columnX(layout, process))).toBe(process);
    expect([columnAt(layout, 3), columnAt(layout, 499)]).toEqual([null, null]);
  });
});

/** A hundred processes that send a quarter of a million messages, and change their minds all the time. */
function crowd(): ReturnType<typeof index> {
  const tale = new Story(100, 600 * sec).start();
  for (let i = 0; i < 250_000; i++) {
    const from = i % 100, to = (from + 1 + (i * 7) % 99) % 100, at = i * 2_400;
    if (i % 9 === 0) tale.lost(at, from, to, 30 * ms);
    else tale.packet(at, from, to, 30 * ms);
    if (i % 10 === 0) tale.row(at, Math.floor(i / 9_900) % 2 ? Row.suspects : Row.trusts, from, to);
  }
  for (let t = 0; t < 600 * sec; t += 100 * ms) tale.row(t, Row.pauses, 5).row(t + 50 * ms, Row.resumes, 5);
  return index(tale.trace(), tale.scenario());
}

describe('strokes are bounded by pixels', () => {
  const run = crowd();
  const drawn = (from: number, to: number): CountingPen => {
    const pen = countingPen(818, 600);
    drawSpaceTime(pen, { index: run, window: { from, to }, cursor: to, pair: { monitor: 1, peer: 2 } }, { width: 818, height: 600 }, light);
    return pen;
  };

  test('many messages are one picture, few are a few lines', () => {
    expect(drawn(0, 600 * sec).calls['cells']).toBe(1);
    const near = drawn(300 * sec, 300.2 * sec);
    expect(near.calls['cells']).toBeUndefined();
    expect(near.total()).toBeLessThan(1_000);
  });

  test('verdicts and pauses of the whole run too', () => {
    expect(run.verdicts.length).toBeGreaterThan(10_000);
    expect(drawn(0, 600 * sec).total()).toBeLessThan(2_000);
  });
});

describe('words never lie over words', () => {
  test.each([[390, 260], [409, 320], [818, 500], [1_200, 600]])('%i × %i, at any time and zoom', (width, height) => {
    for (const [from, to] of [[0, 60], [15, 60], [21, 24], [40, 53], [46, 52], [47.1, 47.3]] as const) {
      for (const share of [0, 0.03, 0.5, 0.97, 1]) {
        const pen = countingPen(width, height), cursor = (from + share * (to - from)) * sec;
        drawSpaceTime(pen, { index: story, window: { from: from * sec, to: to * sec }, cursor, hovered: { time: (from + 0.4 * (to - from)) * sec, process: 2 } }, { width, height }, light);
        expectApart(pen);
      }
    }
  });
});
