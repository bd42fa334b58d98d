import { describe, expect, test } from 'vitest';
import { digitsOf, marksBefore, partsWithin, type Mark } from '../../../ui/lab/marks.ts';

const marks = Array.from({ length: 100 }, (_, i): Mark => ({ at: (i + 1) * 10, digits: (i + 16).toString(16) }));

describe('marks before a moment', () => {
  test('all while they are few, then sixteen, evenly, the last one always among them', () => {
    expect(marksBefore(marks, 9)).toEqual([]);
    expect(marksBefore(marks, 35).map(({ at }) => at)).toEqual([10, 20, 30]);
    expect(marksBefore(marks, 1_000).map(({ at }) => at)).toEqual([70, 130, 190, 250, 320, 380, 440, 500, 570, 630, 690, 750, 820, 880, 940, 1_000]);
  });
});

describe('where runs part', () => {
  const mine = marksBefore(marks, 35), text = digitsOf(mine);

  test('is after the last mark that agrees, and by the first that does not', () => {
    expect(partsWithin(mine, 'ff'.repeat(3), 35)).toEqual({ from: 0, to: 10 });
    expect(partsWithin(mine, `${text.slice(0, 2)}ff${text.slice(4)}`, 35)).toEqual({ from: 10, to: 20 });
    expect(partsWithin(mine, text, 35)).toEqual({ from: 30, to: 35 });
  });

  test('is not known of a run with other marks', () => {
    expect(partsWithin(mine, text.slice(2), 35)).toBeNull();
    expect(partsWithin([], '', 5)).toEqual({ from: 0, to: 5 });
  });
});
