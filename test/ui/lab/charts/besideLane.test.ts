import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sec } from '../../../../src/time.ts';
import { simulate } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { drawLanes, lanesLayout, svgPen } from '../../../../ui/lab/charts/index.ts';
import { index, type TraceIndex } from '../../../../ui/lab/model.ts';
import { themes } from '../../../../ui/lab/tokens.ts';

const file: ScenarioFile = {
  flatline: 1, seed: 'beside', horizon: '20s', processes: 3,
  detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '3s' } }, network: { latency: { kind: 'constant', value: '10ms' } },
};
const run = (faults: ScenarioFile['faults'] & object): TraceIndex => {
  const { trace, scenario } = simulate({ ...file, faults });
  return index(trace, scenario);
};
const calm = run([]), crashed = run([{ id: 'a', at: '5500ms', kind: 'crash', process: 2 }]);
const pairs = [{ monitor: 0, peer: 2 }, { monitor: 1, peer: 2 }];
const theme = themes.light;
const drawn = (open: TraceIndex, beside?: TraceIndex | null): string => {
  const size = { width: 800, height: lanesLayout(open, { pairs, beside: beside !== undefined }, { width: 800, height: 0 }).height };
  const pen = svgPen(size, theme);
  drawLanes(pen, { index: open, window: { from: 0, to: 20 * sec }, cursor: 0, pairs, ...(beside !== undefined && { beside }) }, size, theme);
  return pen.svg('lanes');
};
/** The rectangles of that colour: where each begins, and how high it is. */
const rects = (svg: string, fill: string): { x: number; y: number; width: number; height: number }[] =>
  [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"[^>]*fill="(#\w+)"/g)]
    .filter(match => match[5] === fill).map(([, x, y, width, height]) => ({ x: Number(x), y: Number(y), width: Number(width), height: Number(height) }));

test('the other future lies low and faint under each lane, and the lanes themselves are as they were', () => {
  const alone = rects(drawn(calm), theme.crashed), both = rects(drawn(calm, crashed), theme.crashed);
  expect(alone).toEqual([]);
  expect(both.map(one => one.height)).toEqual([10, 10]);
  const layout = lanesLayout(calm, { pairs, beside: true }, { width: 800, height: 0 });
  const crashAt = layout.left + (layout.right - layout.left) * 5.5 / 20;
  for (const [i, one] of both.entries()) {
    expect(one.x).toBeCloseTo(crashAt, 0);
    expect(one.y).toBeCloseTo(layout.pairs[i]!.y + 26, 1);
    expect(one.y + one.height).toBeLessThan(layout.pairs[i + 1]?.y ?? layout.axisY);
  }
});

test('who leads in the other future lies under who leads in this one, and two who do are crossed', () => {
  const kings = JSON.parse(readFileSync(new URL('../../../../scenarios/splitBrain.json', import.meta.url), 'utf8')) as ScenarioFile;
  const indexOf = (one: ScenarioFile): TraceIndex => { const { trace, scenario } = simulate(one); return index(trace, scenario); };
  const calmed = indexOf({ ...kings, faults: [] }), split = indexOf(kings), whole = { from: 0, to: split.end };
  const layout = lanesLayout(calmed, { pairs: [], beside: true }, { width: 800, height: 0 }), lane = layout.leaders!.lanes[0]!;
  const pen = svgPen({ width: 800, height: layout.height }, theme);
  drawLanes(pen, { index: calmed, window: whole, cursor: 0, pairs: [], beside: split }, { width: 800, height: layout.height }, theme);
  const low = rects(pen.svg('kings'), theme.epochs[2]!).filter(one => one.height === 8);
  expect(low.map(one => one.y)).toEqual([lane.y + lane.height + 1]);
  expect(split.leadership.splitBrains).toHaveLength(1);
  expect(pen.svg('kings')).toContain('cross');
  expect(lane.y + lane.height + 10).toBeLessThanOrEqual(layout.axisY);
});

test('while it is computed its place is kept; a pair that it does not know leaves it empty', () => {
  const layout = (beside: boolean) => lanesLayout(calm, { pairs, beside }, { width: 800, height: 0 });
  expect(layout(true).height - layout(false).height).toBe(20);
  expect(drawn(calm, null)).not.toBe(drawn(calm));
  const { trace, scenario } = simulate({ ...file, processes: 2 });
  expect(drawn(calm, index(trace, scenario))).toBe(drawn(calm, null));
});
