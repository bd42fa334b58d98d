import type { Duration } from '../../src/time.ts';
import { ms } from '../../src/time.ts';
import type { Latency } from './latency.ts';

export interface Constant { readonly value: Duration }

/** The same delay for every message: nothing overtakes, and only loss can make a beat late. */
export const constant: Latency<Constant> = {
  name: 'constant',
  summary: 'The same delay for every message.',
  parameters: {
    value: {
      default: ms, kind: 'duration', min: 0,
      low: 'Nothing can go wrong on the way, so timeouts look better than they are.',
      high: 'Every detection is late by this much, however short the timeout.',
    },
  },
  sample: params => params.value,
  beyond: params => params.value,
};
