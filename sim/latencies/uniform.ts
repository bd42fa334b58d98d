import type { Duration } from '../../src/time.ts';
import type { Latency } from './latency.ts';

export interface Uniform { readonly low: Duration; readonly high: Duration }

/** Any whole microsecond from `low` to `high`, both included, equally often. */
export const uniform: Latency<Uniform> = {
  name: 'uniform',
  summary: 'Any delay between two bounds, equally often.',
  parameters: {
    low: {
      default: undefined, kind: 'duration', min: 0,
      low: 'Some messages arrive at once.', high: 'Every detection is late by at least this much.',
    },
    high: {
      default: undefined, kind: 'duration', min: 0,
      low: 'The spread vanishes, and with it every late beat.',
      high: 'A beat may come later than its successor, and a timeout without that much margin fails.',
    },
  },
  problem: ({ low, high }) => low <= high ? undefined : { at: 'high', says: 'must not be below low' },
  sample: ({ low, high }, draw) => Math.min(high, low + Math.floor(draw.next() * (high - low + 1))),
  beyond: ({ low, high }, share) => Math.max(low, high - Math.floor(share * (high - low + 1))),
};
