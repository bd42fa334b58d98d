import type { Duration } from '../../src/time.ts';
import type { ParameterTable } from '../../src/parameters.ts';
import type { Draw } from '../random.ts';
import type { Choice } from '../scenario.ts';

/** A law of one-way delay. Also what the random times of a fault are drawn from. */
export interface Latency<P> {
  readonly name: string;
  readonly parameters: ParameterTable<P>;
  /** One draw, in whole microseconds. `sample` draws from another law, for laws made of laws. */
  sample(params: P, draw: Draw, sample: (law: Choice, draw: Draw) => Duration): Duration;
}
