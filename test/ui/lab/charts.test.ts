import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../src/time.ts';
import { drawArrivals, drawLanes, drawMatrix, drawMinimap, drawSuspicion, drawTopology, lanesHeight, ringLayout, svgPen, type Pen, type Size } from '../../../ui/lab/charts/index.ts';
import { gaps, index, lastHeard, moment } from '../../../ui/lab/model.ts';
import type { LevelSeries, Portrayed, Watched } from '../../../ui/lab/protocol.ts';
import { light, type Theme } from '../../../ui/lab/tokens.ts';
import { labStory } from '../../support/labStory.ts';

const { trace, scenario } = labStory();
const story = index(trace, scenario);
const pair = { monitor: 1, peer: 3 };

const drawn = (size: Size, draw: (pen: Pen, size: Size, theme: Theme) => void, title: string): string => {
  const pen = svgPen(size, light);
  draw(pen, size, light);
  return pen.svg(title);
};

/** A fixed timeout of 3 s, drawn every 100 ms. */
function levels(from: number, to: number): LevelSeries {
  const time: number[] = [], level: number[] = [];
  for (let t = from; t <= to; t += 100 * ms) {
    const row = lastHeard(story, pair.monitor, pair.peer, t);
    time.push(t);
    level.push(row < 0 ? 0 : (t - trace.time[row]!) / (3 * sec));
  }
  return { time: Float64Array.from(time), level: Float64Array.from(level) };
}

const watched: Watched = { estimator: 'fixed', at: 21.5 * sec, level: 0.83, deadline: 22.01 * sec, decides: 22.01 * sec, explained: { elapsed: 2.49 * sec, timeout: 3 * sec }, portrait: null };

describe('goldens', () => {
  test.each([
    ['mistake', 22.6 * sec, 'a beat lost three times'], ['pause', 33.0053 * sec, 'a pause'], ['partition', 48.0052 * sec, 'two sides, two leaders, one crash'],
  ])('topology, %s', async (name, t, title) => {
    const size = { width: 409, height: 409 }, layout = ringLayout(5, size);
    const at = moment(story, t, { fade: 600 * ms });
    await expect(drawn(size, (pen, s, theme) => drawTopology(pen, { index: story, moment: at, layout, pair, selected: [3] }, s, theme), title))
      .toMatchFileSnapshot(`../../golden/topology-${name}.svg`);
  });

  test('lanes', async () => {
    const pairs = [{ monitor: 1, peer: 3 }, { monitor: 0, peer: 2 }, { monitor: 0, peer: 4 }, { monitor: 4, peer: 0 }];
    const size = { width: 818, height: lanesHeight(story, pairs, { width: 818, height: 0 }) };
    const slice = { index: story, window: { from: 15 * sec, to: 60 * sec }, cursor: 48 * sec, pairs, selected: pair };
    await expect(drawn(size, (pen, s, theme) => drawLanes(pen, slice, s, theme), 'truth and belief')).toMatchFileSnapshot('../../golden/lanes.svg');
  });

  test('suspicion', async () => {
    const window = { from: 16 * sec, to: 26 * sec }, slice = { index: story, pair, window, cursor: 21.5 * sec, levels: levels(window.from, window.to), watched };
    await expect(drawn({ width: 324, height: 190 }, (pen, s, theme) => drawSuspicion(pen, slice, s, theme), 'suspicion')).toMatchFileSnapshot('../../golden/suspicion.svg');
  });

  test('a crash is named once on the ground of suspicion, whatever is thought of it meanwhile', () => {
    const slice = { index: story, pair: { monitor: 0, peer: 4 }, window: { from: 35 * sec, to: 55 * sec }, cursor: 54 * sec, levels: null, watched };
    const svg = drawn({ width: 1_800, height: 190 }, (pen, s, theme) => drawSuspicion(pen, slice, s, theme), 'suspicion');
    expect(svg.match(/>crashed</g)).toHaveLength(1);
  });

  test('arrivals', async () => {
    const portrait: Portrayed = {
      name: 'φ', formula: 'exact normal', symbol: 'φ', kind: 'number', threshold: 8, silent: 990 * ms, assumed: 2, reach: 2.6 * sec,
      samples: Float64Array.from([750, 1_250, ...Array.from({ length: 20 }, (_, i) => 900 + 37 * i % 200)], sample => sample * ms),
      density: Float64Array.from({ length: 161 }, (_, i) => Math.exp(-(((2.6 * sec * i / 160 - sec) / (120 * ms)) ** 2) / 2) / (120 * ms * Math.sqrt(2 * Math.PI))),
      parts: [{ name: 'mean interval', length: sec }, { name: 'acceptable pause', length: 600 * ms }, { name: '5.61 × deviation', length: 673 * ms }],
    };
    await expect(drawn({ width: 312, height: 190 }, (pen, s, theme) => drawArrivals(pen, { gaps: new Float64Array(0), portrait, elapsed: 990 * ms, deadline: 2.273 * sec }, s, theme), 'arrivals'))
      .toMatchFileSnapshot('../../golden/portrait.svg');
    const slice = { gaps: gaps(story, pair, 29 * sec), portrait: null, elapsed: 990 * ms, deadline: 3 * sec };
    await expect(drawn({ width: 324, height: 150 }, (pen, s, theme) => drawArrivals(pen, slice, s, theme), 'arrivals')).toMatchFileSnapshot('../../golden/arrivals.svg');
  });

  test('minimap', async () => {
    const slice = { index: story, window: { from: 15 * sec, to: 40 * sec }, cursor: 33 * sec };
    await expect(drawn({ width: 640, height: 48 }, (pen, s, theme) => drawMinimap(pen, slice, s, theme), 'the whole run')).toMatchFileSnapshot('../../golden/minimap.svg');
  });

  test('matrix', async () => {
    const slice = { index: story, moment: moment(story, 48 * sec), pair };
    await expect(drawn({ width: 320, height: 320 }, (pen, s, theme) => drawMatrix(pen, slice, s, theme), 'opinions')).toMatchFileSnapshot('../../golden/matrix.svg');
  });
});
