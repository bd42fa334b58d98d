import type { Duration } from '../../src/time.ts';
import type { Latency } from './latency.ts';
import { whole } from './whole.ts';

export interface Quantiles { readonly at: readonly (readonly [share: number, delay: Duration])[] }

/**
 * A measured distribution, given by a few of its quantiles. Between two of them the delay grows in a straight line
 * with the share; below the first it is the first delay, above the last it is the last. So nothing is invented beyond
 * what was measured, and nothing slower than the last ever happens: give the share 1 where the extreme matters.
 */
export const quantiles: Latency<Quantiles> = {
  name: 'quantiles',
  summary: 'A measured distribution, given by some of its quantiles.',
  parameters: {
    at: {
      default: undefined, kind: 'quantiles',
      low: 'Without a point far out, the tail that costs mistakes is missing.', high: 'More points than samples behind them only repeat noise.',
    },
  },
  problem({ at }) {
    const wrong = at.findIndex(([share, delay], i) => i > 0 && (share <= at[i - 1]![0] || delay < at[i - 1]![1]));
    return wrong < 0 ? undefined : { at: `at[${wrong}]`, says: 'shares must rise from point to point, and delays must not fall' };
  },
  sample: (params, draw) => quantile(params, draw.next()),
  beyond: (params, share) => quantile(params, 1 - share),
};

function quantile({ at }: Quantiles, share: number): Duration {
  const next = at.findIndex(point => point[0] >= share);
  if (next < 0) return at[at.length - 1]![1];
  const [high, slow] = at[next]!;
  if (next === 0) return slow;
  const [low, fast] = at[next - 1]!;
  return whole(fast + ((slow - fast) * (share - low)) / (high - low));
}
