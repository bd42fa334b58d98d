import type { Duration } from '../../src/time.ts';

/** Longer than any horizon (71 years): where the tail of a law without a mean is cut, so that instants stay exact integers. */
const longest: Duration = 2_251_799_813_685_248;

/** What a law of real numbers gives, as a delay: whole microseconds, never negative. */
export function whole(delay: number): Duration {
  return delay > 0 ? Math.min(longest, Math.round(delay)) : 0;
}
