import { expect, test } from 'vitest';
import type { Beat, Wait } from '../../../../scenarios/lessons/lesson.ts';
import { index } from '../../../../ui/lab/model.ts';
import { capOf, overAt, timeOf } from '../../../../ui/lab/learn/waits.ts';
import { labStory } from '../../../support/labStory.ts';

const { trace, scenario } = labStory();
const story = index(trace, scenario);
const beat = (until: Wait, from = '0s'): Beat => ({ says: '', from, until, within: '60s', look: { pictures: [], window: ['0s', '60s'] } });

/** The story's own list of what happens in it, in seconds. */
test.each<[Wait, number | null]>([
  [{ at: '12500ms' }, 12.5],
  [{ event: 'suspicion', monitor: 1, peer: 3 }, 22.01], [{ event: 'trust', monitor: 1, peer: 3 }, 0.01], [{ event: 'trust', monitor: 1, peer: 3, nth: 2 }, 23.01],
  [{ event: 'suspicion', monitor: 0, peer: 4, plus: '500ms' }, 43.51],
  [{ event: 'loss', from: 3, to: 1 }, 20], [{ event: 'arrival', from: 0, to: 1, nth: 3 }, 2.01],
  [{ event: 'pause', process: 2 }, 30], [{ event: 'resumption', process: 2 }, 34.5], [{ event: 'crash', process: 4 }, 40.5], [{ event: 'recovery', process: 4 }, 52],
  [{ event: 'acts', process: 0 }, 47.2], [{ event: 'yields', process: 2 }, 50.6], [{ event: 'splitBrain' }, 47.2], [{ event: 'splitBrainEnds' }, 50.6],
  [{ event: 'crash', process: 0 }, null], [{ event: 'suspicion', monitor: 1, peer: 3, nth: 2 }, 47.01], [{ event: 'suspicion', monitor: 1, peer: 3, nth: 3 }, null], [{ event: 'fences', process: 0 }, null],
])('%j is over at %s s', (until, seconds) => {
  const over = overAt(story, beat(until));
  expect(over === null ? null : over / 1_000_000).toBe(seconds);
});

test('never before the beat begins, nor after the run ends', () => {
  expect(overAt(story, beat({ event: 'crash', process: 4 }, '45s'))).toBe(45_000_000);
  expect(overAt(story, beat({ event: 'crash', process: 4, plus: '1m' }))).toBe(story.end);
  expect(capOf(beat({ at: '1s' }, '5s'))).toBe(65_000_000);
  expect(() => timeOf('soon')).toThrow('"soon"');
});
