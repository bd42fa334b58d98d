import { describe, expect, test } from 'vitest';
import { svgPen } from '../../../../ui/lab/charts/svgPen.ts';
import { drawFront, frontPlot, type FrontPoint, type FrontSlice } from '../../../../ui/lab/tune/drawFront.ts';
import { light } from '../../../../ui/lab/tokens.ts';

const point = (time: number, rate: number, more: Partial<FrontPoint> = {}): FrontPoint =>
  ({ time, rate, times: [time * 0.9, time * 1.1], rates: [rate / 2, rate * 2], seen: true, meets: false, ...more });
const slice: FrontSlice = {
  points: [point(500, 0.1), point(1_000, 1 / 3_600), point(1_200, 1 / 60), point(3_000, 1 / 86_400, { meets: true }), point(6_000, 1 / 200_000, { seen: false, rates: [0, null] })],
  front: [0, 1, 3, 4], own: point(2_000, 1 / 7_200), best: 3, chosen: 2, limits: { time: 5_000, rate: 2 / 86_400 },
};
const size = { width: 480, height: 320 };

describe('the front', () => {
  test('is drawn as it was', async () => {
    const pen = svgPen(size, light);
    drawFront(pen, slice, size, light);
    await expect(pen.svg('mistakes against detection time')).toMatchFileSnapshot('../../../golden/front.svg');
  });
  test('has more time to the right, more mistakes upwards, and everything within', () => {
    const { x, y, left, right, top, bottom } = frontPlot(slice, size);
    expect(x(1_000)).toBeLessThan(x(3_000));
    expect(y(0.1)).toBeLessThan(y(0.001));
    for (const { time, rate } of slice.points) {
      expect(x(time)).toBeGreaterThan(left);
      expect(x(time)).toBeLessThan(right);
      expect(y(rate)).toBeGreaterThan(top);
      expect(y(rate)).toBeLessThan(bottom);
    }
  });
  test('says so where there is no point', () => {
    const pen = svgPen(size, light);
    drawFront(pen, { ...slice, points: [], front: [], own: null, best: null, chosen: null }, size, light);
    expect(pen.svg()).toContain('no setting with a detection time');
  });
});
