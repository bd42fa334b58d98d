import { expect } from 'vitest';
import type { CountingPen } from './countingPen.ts';

/** Words never lie over words, and never leave the picture. */
export function expectApart(pen: CountingPen): void {
  for (const [i, one] of pen.words.entries()) {
    expect(one.left >= -0.5 && one.right <= pen.width + 0.5 && one.top >= -1 && one.bottom <= pen.height + 1, one.words).toBe(true);
    for (const other of pen.words.slice(i + 1)) {
      const meet = one.left < other.right - 0.5 && other.left < one.right - 0.5 && one.top < other.bottom - 0.5 && other.top < one.bottom - 0.5;
      expect(meet, `“${one.words}” and “${other.words}”`).toBe(false);
    }
  }
}
