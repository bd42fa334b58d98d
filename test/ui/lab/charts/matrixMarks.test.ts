import { describe, expect, test } from 'vitest';
import { sec } from '../../../../src/time.ts';
import { Row } from '../../../../sim/trace.ts';
import { drawMatrix, matrixLayout, cellAt } from '../../../../ui/lab/charts/matrix.ts';
import { levelMarks, rampAt, stateMarks } from '../../../../ui/lab/charts/matrixMarks.ts';
import { drawDisagreement, disagreementTimeAt } from '../../../../ui/lab/charts/disagreementStrip.ts';
import { svgPen } from '../../../../ui/lab/charts/index.ts';
import { index, moment } from '../../../../ui/lab/model.ts';
import { accusersAt } from '../../../../ui/lab/model/accusers.ts';
import { orderOf } from '../../../../ui/lab/model/matrixOrder.ts';
import { dark, light } from '../../../../ui/lab/tokens.ts';
import { countingPen } from '../../../support/countingPen.ts';
import { Story, labStory } from '../../../support/labStory.ts';
import { expectApart } from '../../../support/wordsApart.ts';

const { trace, scenario } = labStory(), story = index(trace, scenario), at48 = moment(story, 48 * sec);
const square = { width: 320, height: 320 };

describe('what stands in a cell', () => {
  test('a level: larger and further along the ramp, the nearer to the decision', () => {
    const level = Float32Array.from({ length: 25 }, (_, pair) => (pair % 6 === 0 ? Number.NaN : pair / 12));
    const { side, ink, palette } = levelMarks(at48, level, light);
    const watched = [1, 2, 3, 5, 7, 8, 9].filter(pair => at48.beliefs[pair]! >= 2), sides = watched.map(pair => side[pair]!);
    expect(sides).toEqual([...sides].sort((a, b) => a - b));
    expect(palette[ink[1]!]).not.toBe(palette[ink[9]!]);
    expect(rampAt(light, 0)).toBe(light.ramp[0]!.toLowerCase());
    for (const theme of [light, dark]) for (const [i, stop] of [0, 0.25, 0.5, 0.75, 1, 1.5].entries()) expect(rampAt(theme, stop)).toBe(theme.ramp[i]!.toLowerCase());
    expect(rampAt(light, 99)).toBe(light.ramp[5]);
  });

  test('where there is no level to be had, the opinion stands', () => {
    const opinions = [...stateMarks(at48, light).ink];
    expect([...levelMarks(at48, new Float32Array(25).fill(Number.NaN), light).ink]).toEqual(opinions);
  });

  test('who accused first, told apart from who follows', async () => {
    const run = index(...told(new Story(4, 10 * sec).start().row(sec, Row.suspects, 0, 3).row(2 * sec, Row.trusts, 0, 3)
      .row(3 * sec, Row.suspects, 1, 3).row(4 * sec, Row.suspects, 2, 3).row(4 * sec, Row.crashes, 3)));
    const pen = svgPen(square, light);
    drawMatrix(pen, { index: run, moment: moment(run, 5 * sec), accusers: accusersAt(run, 5 * sec) }, square, light);
    await expect(pen.svg('who accused first')).toMatchFileSnapshot('../../../golden/matrix-accusers.svg');
  });
});

const told = (tale: Story): [ReturnType<Story['trace']>, ReturnType<Story['scenario']>] => [tale.trace(), tale.scenario()];

describe('the order of processes', () => {
  test('by what was wrong longest, and by the side of a partition; the same where there is none', () => {
    expect(orderOf(story, 'id')).toBeNull();
    expect(orderOf(story, 'side', moment(story, 10 * sec).cuts)).toBeNull();
    expect([...orderOf(story, 'side', at48.cuts)!]).toEqual([0, 1, 2, 3, 4]);
    const split = index(...told(new Story(4, sec).row(0, Row.cuts, 0, 1).row(0, Row.cuts, 1, 0).row(0, Row.cuts, 0, 3).row(0, Row.cuts, 3, 0).row(0, Row.cuts, 1, 2).row(0, Row.cuts, 2, 1).row(0, Row.cuts, 2, 3).row(0, Row.cuts, 3, 2)));
    expect([...orderOf(split, 'side', moment(split, 1).cuts)!]).toEqual([0, 2, 1, 3]);
    expect([...orderOf(story, 'disagreement')!].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  test('a cell is the pair that stands there', () => {
    const layout = matrixLayout(4, square), { left, top, cell } = layout;
    expect(cellAt(layout, left + 1.5 * cell, top + 0.5 * cell, [0, 2, 1, 3])).toEqual({ monitor: 0, peer: 2 });
    expect(cellAt(layout, left + 1.5 * cell, top + 1.5 * cell, [0, 2, 1, 3])).toBeNull();
  });
});

describe('small cells', () => {
  test('are seen through a lens round the pointer, wherever that is; its words lie apart', () => {
    const tale = new Story(100, 10 * sec).start().row(sec, Row.crashes, 3);
    tale.eachPair((q, p) => { if ((q + p) % 5 === 0) tale.row(sec, Row.suspects, q, p); });
    const run = index(...told(tale)), now = moment(run, 2 * sec);
    for (const pair of [{ monitor: 0, peer: 1 }, { monitor: 99, peer: 98 }, { monitor: 50, peer: 49 }, { monitor: 3, peer: 97 }]) {
      const pen = countingPen(409, 409), before = countingPen(409, 409);
      drawMatrix(before, { index: run, moment: now }, { width: 409, height: 409 }, light);
      drawMatrix(pen, { index: run, moment: now, hovered: pair }, { width: 409, height: 409 }, light);
      const words = pen.words.slice(before.words.length);
      expect(words.map(one => one.words)).toEqual(expect.arrayContaining([`of n${pair.peer}`, `n${pair.monitor}`]));
      expectApart({ ...pen, words });
      expect(pen.total() - before.total()).toBeLessThan(120);
    }
  });
});

describe('the strip of disagreement', () => {
  test('says the number at the cursor, and a place is an instant', () => {
    const pen = countingPen(400, 36), window = { from: 15 * sec, to: 60 * sec };
    drawDisagreement(pen, { index: story, window, cursor: 48 * sec }, { width: 400, height: 36 }, light);
    expect(pen.words.map(({ words }) => words)).toEqual(['off the truth: 8 of 16 opinions']);
    expect(disagreementTimeAt(window, { width: 400, height: 36 }, 200)).toBe(37.5 * sec);
    expect(pen.total()).toBeLessThan(10);
  });
});
