import type { Choice } from '../scenario.ts';
import type { Latency } from './latency.ts';

export interface Part { readonly weight: number; readonly law: Choice }
export interface Mixture { readonly parts: readonly Part[] }

/** Each message takes one of several laws, in proportion to their weights: a fast path with rare slow ones. */
export const mixture: Latency<Mixture> = {
  name: 'mixture',
  summary: 'Each message takes one of several laws, by weight.',
  parameters: {
    parts: {
      default: undefined, kind: 'parts',
      low: 'One part is that law itself.', high: 'Parts that are rarer than one message in a run never show.',
    },
  },
  problem: ({ parts }) => parts.some(part => part.weight > 0) ? undefined : { at: 'parts', says: 'at least one weight must be above 0' },
  sample({ parts }, draw, sample) {
    let left = draw.next() * parts.reduce((sum, part) => sum + part.weight, 0);
    const chosen = parts.find(part => (left -= part.weight) < 0) ?? parts.findLast(part => part.weight > 0)!;
    return sample(chosen.law, draw);
  },
};
