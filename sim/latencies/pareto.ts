import pow from '@stdlib/math-base-special-pow';
import type { Duration } from '../../src/time.ts';
import type { Latency } from './latency.ts';
import { whole } from './whole.ts';

export interface Pareto { readonly scale: Duration; readonly shape: number }

const beyond = ({ scale, shape }: Pareto, share: number): Duration => whole(scale * pow(share, -1 / shape));

/** P(D > d) = (scale / d)^shape from `scale` on: every timeout is exceeded, only how often can be bought. */
export const pareto: Latency<Pareto> = {
  name: 'pareto',
  summary: 'A power-law tail: every timeout is exceeded sooner or later.',
  parameters: {
    scale: {
      default: undefined, kind: 'duration', min: 1,
      low: 'The shortest delay vanishes, and the tail with it.', high: 'No message is faster than this.',
    },
    shape: {
      default: undefined, kind: 'number', min: 0.1, max: 1_000,
      low: 'At 2 and below the deviation is infinite, at 1 and below the mean: averages never settle.',
      high: 'The tail vanishes: the delay is almost constant.',
    },
  },
  sample: (params, draw) => beyond(params, draw.next()),
  beyond,
};
