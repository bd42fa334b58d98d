import { describe, expect, test } from 'vitest';
import { sec } from '../../../../src/time.ts';
import { index } from '../../../../ui/lab/model.ts';
import { linkCounts, linkRows, processRows } from '../../../../ui/lab/model/account.ts';
import { labStory } from '../../../support/labStory.ts';

const { trace, scenario } = labStory();
const story = index(trace, scenario);

describe('a link', () => {
  test('beats of 0 … 24 s, three of them lost', () => {
    expect(linkCounts(story, 3, 1, 24.5 * sec)).toEqual({ sent: 25, taken: 22, lost: { loss: 3 } });
    // the beat of 24 s is 10 ms under way
    expect(linkRows(story, 3, 1, 24.005 * sec)).toEqual([
      ['path now', 'open'], ['messages sent', '25'], ['taken', '21'], ['not taken: the network lost it', '3'], ['under way or unread', '1']]);
  });

  test('cut, and to one who has crashed, and to one who is paused', () => {
    expect(linkRows(story, 0, 2, 47.5 * sec)).toContainEqual(['path now', 'cut']);
    expect(linkRows(story, 0, 2, 47.5 * sec)).toContainEqual(['not taken: the path is cut', '3']);
    expect(linkCounts(story, 3, 4, 44.5 * sec).lost).toEqual({ noProcess: 4 });
    expect(linkRows(story, 0, 2, 34.4 * sec)).toContainEqual(['under way or unread', '5']);
  });
});

test('a process', () => {
  expect(processRows(story, 4, 45 * sec)).toEqual([['in truth', 'crashed (kill) for 4.500 s'], ['crashed', 'at 40.500 s'], ['paused', 'never'], ['suspected by', 'n0, n1, n2 and n3, of 4']]);
  expect(processRows(story, 2, 31 * sec)).toEqual([['in truth', 'paused for 1 s'], ['crashed', 'never'], ['paused', 'at 30.000 s'], ['suspected by', 'none of 4']]);
  expect(processRows(story, 0, 60 * sec)[0]).toEqual(['in truth', 'running for 60 s']);
});
