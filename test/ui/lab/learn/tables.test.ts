/** The pictures of a lesson as tables: up to the moment that is shown, and no further. */
import { expect, test } from 'vitest';
import { index } from '../../../../ui/lab/model.ts';
import type { Scene } from '../../../../ui/lab/learn/stage.ts';
import { tablesOf } from '../../../../ui/lab/learn/tables.ts';
import type { LearnState } from '../../../../ui/lab/learn/state.ts';
import { labStory } from '../../../support/labStory.ts';

const s = 1_000_000, { trace, scenario } = labStory(), story = index(trace, scenario);
const none = { watched: () => null, levels: () => null, follow: () => {} };
const scene = (cursor: number, more: Partial<Scene> = {}, reached = false): Scene => ({
  index: story, window: { from: 20 * s, to: 30 * s }, pair: { monitor: 1, peer: 3 }, pairs: [{ monitor: 1, peer: 3 }], blind: false, state: { cursor, reached } as LearnState, ...more,
});
const own = (rows: readonly (readonly string[])[]) => rows.filter(([who]) => who === 'n1');

test('a mistake goes on until it is seen to end', () => {
  const lanes = (cursor: number, reached = false) => own(tablesOf('lanes', scene(cursor, {}, reached), none).at(-1)!.rows);
  expect(lanes(22 * s)).toEqual([]);
  expect(lanes(22.5 * s)).toEqual([['n1', 'wrongly suspected', '22.010 s', 'goes on', '490 ms']]);
  expect(lanes(24 * s)).toEqual([['n1', 'wrongly suspected', '22.010 s', '23.010 s', '1 s']]);
  expect(lanes(20 * s, true)).toEqual(lanes(24 * s));
});

test('a heartbeat that was lost is told to whoever may know it', () => {
  const [heard] = tablesOf('heard', scene(23.5 * s), none);
  expect(heard!.rows).toEqual([...Array.from({ length: 3 }, () => ['n3', '–', '–', 'the network lost it']), ['n3', '23.010 s', '10 ms', 'no']]);
  expect(tablesOf('heard', scene(23.5 * s, { blind: true }), none)[0]!.rows).toEqual([['n3', '23.010 s']]);
  expect(tablesOf('lanes', scene(23.5 * s, { blind: true }), none)).toEqual([]);
  expect(tablesOf('topology', scene(23.5 * s, { blind: true }), none)).toEqual([]);
});
