import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../sim/builtIn.ts';
import { begin } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { svgPen } from '../../../../ui/lab/charts/index.ts';
import { comparisonOf, fileOf } from '../../../../ui/lab/compare/columns.ts';
import { divergences } from '../../../../ui/lab/compare/divergence.ts';
import { drawStack } from '../../../../ui/lab/compare/stack.ts';
import { stackAt, stackLayout } from '../../../../ui/lab/compare/stackLayout.ts';
import { drawStrip } from '../../../../ui/lab/compare/strip.ts';
import { watcherPages } from '../../../../ui/lab/compare/watchers.ts';
import { index, type TraceIndex } from '../../../../ui/lab/model.ts';
import { light } from '../../../../ui/lab/tokens.ts';
import { countingPen } from '../../../support/countingPen.ts';
import { expectApart } from '../../../support/wordsApart.ts';

function columnsOf(preset: string): readonly TraceIndex[] {
  const file = JSON.parse(readFileSync(new URL(`../../../../scenarios/${preset}.json`, import.meta.url), 'utf8')) as ScenarioFile;
  const { weather, columns } = comparisonOf({ preset, file, variant: 0 });
  return columns.map(column => {
    const engine = begin(fileOf(weather, column), { trace: 'full' });
    engine.advance(engine.scenario.horizon);
    return index(engine.trace(), engine.scenario, builtIn);
  });
}

describe.each(['threeTimeouts', 'firstSteps', 'splitBrain'])('%s', preset => {
  const columns = columnsOf(preset), all = divergences(columns);
  const pair = all.find(one => one.pair)!.pair!, { pairs } = watcherPages().page(columns[0]!, pair, columns.length);
  const window = { from: 0, to: columns[0]!.end };

  test.each([1_400, 900, 366])('at %i pixels no words meet, and none leave the picture', width => {
    const { height } = stackLayout(columns, pairs, { width, height: 0 });
    const pen = countingPen(width, height);
    drawStack(pen, { columns, pairs, window, cursor: all[0]!.from, divergences: all, selected: pair }, { width, height }, light);
    expectApart(pen);
    expect(pen.words.filter(({ words }) => words === 'A')).toHaveLength(pairs.length + (columns[0]!.leadership.segments.length > 0 ? 1 : 0));
  });

  test('a place belongs to the pair whose lanes are there, whatever the column', () => {
    const layout = stackLayout(columns, pairs, { width: 900, height: 0 });
    for (const { pair: own, lanes } of layout.stacks) for (const { y, height } of lanes) expect(stackAt(layout, y + height / 2)).toEqual(own);
    expect(stackAt(layout, layout.scripts[0]!.scriptY)).toBeNull();
  });
});

test('one instant stands at one place in every column: the same crash begins its dark ground at one x', () => {
  const columns = columnsOf('threeTimeouts'), size = { width: 1_000, height: 300 };
  const pen = svgPen(size, light);
  drawStack(pen, { columns, pairs: [{ monitor: 0, peer: 2 }], window: { from: 0, to: columns[0]!.end }, cursor: 0, divergences: [] }, size, light);
  const { left, right } = stackLayout(columns, [{ monitor: 0, peer: 2 }], size);
  const crash = left + (right - left) * 3 / 90, dark = [...pen.svg().matchAll(/<rect x="([\d.]+)"[^>]*fill="#15191E"/g)].map(([, x]) => Number(x));
  expect(dark.filter(x => Math.abs(x - crash) < 0.05)).toHaveLength(3);
});

test('the strip draws at most a mark for each pixel, however often they differ', () => {
  const columns = columnsOf('firstSteps');
  const many = Array.from({ length: 20_000 }, (_, i) => ({ from: i * 3_000, to: i * 3_000 + 1_000, pair: null }));
  const pen = countingPen(400, 40);
  drawStrip(pen, { index: columns[0]!, window: { from: 0, to: 1 }, cursor: 0, divergences: many }, { width: 400, height: 40 }, light);
  expect(pen.calls['rect']).toBeLessThan(400);
});

test('watchers that do not fit are a page away, and the pair looked at is on the page', () => {
  const [one] = columnsOf('gossipGoesRound');
  const pages = watcherPages(), last = { monitor: 7, peer: 0 };
  const { pairs, first, of } = pages.page(one!, last, 4);
  expect({ of, room: pairs.length }).toEqual({ of: 7, room: 2 });
  expect(pairs).toContainEqual(last);
  pages.turn(-1);
  expect(pages.page(one!, last, 4).first).toBe(first - 2);
});
