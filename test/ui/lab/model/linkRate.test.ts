import { expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import { widthFor } from '../../../../ui/lab/charts/topology.ts';
import { index } from '../../../../ui/lab/model.ts';
import { linkRate } from '../../../../ui/lab/model/linkRate.ts';
import { Story } from '../../../support/labStory.ts';

test('a link counts what was sent on it in the last second, either way, lost or not', () => {
  const story = new Story(3, 10 * sec).packet(sec, 0, 1, 5 * ms).packet(1.2 * sec, 1, 0, 5 * ms).lost(1.5 * sec, 0, 1, 5 * ms).packet(1.5 * sec, 0, 2, 5 * ms);
  const run = index(story.trace(), story.scenario());
  expect([0.9, 1, 1.5, 2, 2.2, 3].map(t => linkRate(run, 0, 1, t * sec))).toEqual([0, 1, 3, 2, 1, 0]);
  expect(linkRate(run, 1, 0, 1.5 * sec)).toBe(3);
});

test('it is the wider, the more that was', () => {
  expect([1, 4, 16, 64, 256, 1_024, 100_000].map(widthFor)).toEqual([1, 2, 3, 4, 5, 6, 6]);
});
