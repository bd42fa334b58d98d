import { expect, test } from 'vitest';
import { svgPen } from '../../../../ui/lab/charts/index.ts';
import { sec } from '../../../../src/time.ts';
import { drawFront } from '../../../../ui/lab/learn/pictures/front.ts';
import { drawHeard } from '../../../../ui/lab/learn/pictures/heard.ts';
import { drawSpread } from '../../../../ui/lab/learn/pictures/spread.ts';
import { drawTails } from '../../../../ui/lab/learn/pictures/tails.ts';
import { index } from '../../../../ui/lab/model.ts';
import { light } from '../../../../ui/lab/tokens.ts';
import { countingPen, type CountingPen } from '../../../support/countingPen.ts';
import { labStory } from '../../../support/labStory.ts';

const { trace, scenario } = labStory();
const story = index(trace, scenario);

/** Drawn at three sizes: no words over each other, none beyond the edge. */
function readable(draw: (pen: CountingPen, size: { width: number; height: number; scale: number }) => void): string[] {
  const said: string[] = [];
  for (const [width, height, scale] of [[800, 420, 1.35], [700, 240, 1.35], [358, 260, 1.05]] as const) {
    const pen = countingPen(width, height);
    draw(pen, { width, height, scale });
    for (const [i, one] of pen.words.entries()) {
      expect(one.left, one.words).toBeGreaterThanOrEqual(-1);
      expect(one.right, one.words).toBeLessThanOrEqual(width + 1);
      for (const other of pen.words.slice(i + 1)) {
        const apart = one.right <= other.left + 1 || other.right <= one.left + 1 || one.bottom <= other.top + 1 || other.bottom <= one.top + 1;
        expect(apart, `“${one.words}” over “${other.words}” at ${width}`).toBe(true);
      }
    }
    said.push(...pen.words.map(({ words }) => words));
  }
  return said;
}

test('what is heard: silence has its length, and the blind see no loss', () => {
  const slice = { index: story, window: { from: 10 * sec, to: 30 * sec }, cursor: 22.5 * sec, pairs: [{ monitor: 1, peer: 3 }, { monitor: 1, peer: 0 }] };
  expect(readable((pen, size) => drawHeard(pen, { ...slice, blind: false }, size, light))).toContain('silent 3.49 s: suspected');
  const drawn = (blind: boolean): string => {
    const pen = svgPen({ width: 800, height: 300 }, light);
    drawHeard(pen, { ...slice, blind }, { width: 800, height: 300 }, light);
    return pen.svg();
  };
  expect(drawn(false)).toContain(light.loss);
  expect(drawn(true)).not.toContain(light.loss);
});

test('the spread says how many, and from where to where; veiled it says nothing of them', () => {
  const lengths = Array.from({ length: 200 }, (_, i) => 4_010_000 + i * 5_000), range = { from: 1 * sec, to: 7 * sec };
  expect(readable((pen, size) => drawSpread(pen, { lengths, range, veiled: false }, size, light))).toContain('200 crashes: 4.01 s to 5.00 s');
  expect(readable((pen, size) => drawSpread(pen, { lengths, range, veiled: true }, size, light)).join()).not.toContain('crashes');
  expect(readable((pen, size) => drawSpread(pen, { lengths: [], range: null, veiled: false }, size, light))).toContain('No crash was noticed');
});

test('the tails say the ratio at what is waited', () => {
  const said = (wait: number | null): string[] => readable((pen, size) => drawTails(pen, { mean: 100, deviation: 40, wait }, size, light));
  expect(said(200)).toContain('waits 200 ms: × 3.7');
  expect(said(250)).toContain('waits 250 ms: × 57');
  expect(said(null).join()).not.toContain('waits');
});

test('the front shows the reader’s own setting, wherever it lies', () => {
  for (const measured of [null, { worst: 2.5, rate: 8 }, { worst: 8.5, rate: 0 }, { worst: 1, rate: 1_700 }]) {
    const said = readable((pen, size) => drawFront(pen, { measured, whose: 'yours' }, size, light));
    expect(said.some(words => words.startsWith('yours'))).toBe(measured !== null);
  }
});
