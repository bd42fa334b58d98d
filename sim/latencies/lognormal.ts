import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import type { Duration } from '../../src/time.ts';
import type { Latency } from './latency.ts';
import { whole } from './whole.ts';

/** Given by one of `p99` and `sigma`. */
export interface Lognormal { readonly median: Duration; readonly p99?: Duration; readonly sigma?: number }

/** The 99th percentile of the standard normal. */
const z99 = 2.3263478740408408;

/** The deviation σ of ln D; the median is e^μ. */
export function sigmaOf({ median, p99, sigma }: Lognormal): number {
  return sigma ?? ln(p99! / median) / z99;
}

// minus the quantile: the far tail comes from shares near 0, which keep all their bits
const beyond = (params: Lognormal, share: number): Duration => whole(params.median * exp(-sigmaOf(params) * normalQuantile(share, 0, 1)));

/** What measured paths look like: a close median and a long tail. Mean = median ⋅ exp(σ²/2). */
export const lognormal: Latency<Lognormal> = {
  name: 'lognormal',
  summary: 'A close median and a long tail, as measured paths have it.',
  parameters: {
    median: {
      default: undefined, kind: 'duration', min: 1,
      low: 'Half of the messages arrive almost at once.', high: 'Every detection is late by about this much.',
    },
    p99: {
      default: undefined, kind: 'duration', min: 1,
      low: 'The tail vanishes, and short timeouts look safe.', high: 'One message in a hundred is later than this: each may cost a mistake.',
    },
    sigma: {
      default: undefined, kind: 'number', min: 0, max: 10,
      low: 'The delay is almost constant.', high: 'The tail decides everything: at 2 the 99th percentile is 105 times the median.',
    },
  },
  alternatives: [['p99'], ['sigma']],
  problem: ({ median, p99 }) => p99 === undefined || p99 >= median ? undefined : { at: 'p99', says: 'must not be below median' },
  sample: (params, draw) => beyond(params, draw.next()),
  beyond,
};
