import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';
import type { Duration } from '../../src/time.ts';
import type { Latency } from './latency.ts';
import { whole } from './whole.ts';

export interface Gamma { readonly shape: number; readonly scale: Duration }

/** The last double below 1: the quantile at 1 is infinite. */
const almostOne = 1 - Number.EPSILON / 2;

const quantile = ({ shape, scale }: Gamma, share: number): Duration => whole(scale * gammaQuantile(Math.min(share, almostOne), shape, 1));

/** Mean = shape ⋅ scale, deviation = √shape ⋅ scale; the sum of `shape` exponential hops where that is whole. */
export const gamma: Latency<Gamma> = {
  name: 'gamma',
  summary: 'A sum of exponential hops.',
  parameters: {
    shape: {
      default: undefined, kind: 'number', min: 0.01, max: 1_000_000,
      low: 'Most messages arrive at once, a few very late.', high: 'The delay is almost constant.',
    },
    scale: {
      default: undefined, kind: 'duration', min: 0,
      low: 'The delay vanishes.', high: 'Mean, spread and tail all grow with it.',
    },
  },
  sample: (params, draw) => quantile(params, draw.next()),
  beyond: (params, share) => quantile(params, 1 - share),
};
