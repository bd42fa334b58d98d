import ln from '@stdlib/math-base-special-ln';
import type { Opinion, ProcessId } from '../../contract.ts';

/** What one member tells another about a third: the verdict, and the incarnation of that third which it is about. */
export interface Update { readonly about: ProcessId; readonly verdict: Opinion; readonly incarnation: number }

/**
 * Updates that are still to be told, by how often each was told so far. One that was told `limit` times is dropped, and
 * so, when it is met, is one that a newer update about the same member has made untrue.
 */
export interface Rumours { readonly told: Update[][] }

/** SWIM (DSN 2002, section 4.1): each update rides on at most λ log n messages of one member; here at least on one. */
export const tellings = (lambda: number, members: number): number => Math.max(1, Math.ceil(lambda * ln(members)));

export const rumours = (limit: number): Rumours => ({ told: Array.from({ length: limit }, () => []) });

export function spread({ told }: Rumours, update: Update): void {
  told[0]!.push(update);
}

/** Up to `most` updates for one message: those told least often first, among them the newest. */
export function tell({ told }: Rumours, most: number, isCurrent: (update: Update) => boolean): Update[] {
  const news: Update[] = [];
  const times: number[] = [];
  for (let level = 0; level < told.length && news.length < most; level++) {
    const waiting = told[level]!;
    while (waiting.length > 0 && news.length < most) {
      const update = waiting.pop()!;
      if (!isCurrent(update)) continue;
      news.push(update);
      times.push(level + 1);
    }
  }
  news.forEach((update, i) => told[times[i]!]?.push(update));
  return news;
}
