import type { Duration, Time } from '../../src/time.ts';
import type { ParameterTable } from '../../src/parameters.ts';
import type { Draw } from '../random.ts';
import type { Choice } from '../scenario.ts';
import type { Entry } from '../entry.ts';

/** A law of one-way delay. Also what the random times of a fault are drawn from. */
export interface Latency<P> extends Entry<P> {
  readonly name: string;
  readonly parameters: ParameterTable<P>;
  /**
   * One draw, in whole microseconds. `sample` draws from another law, for laws made of laws. `sentAt` is the true send
   * instant, for laws that replay a recording.
   */
  sample(params: P, draw: Draw, sample: (law: Choice, draw: Draw) => Duration, sentAt?: Time): Duration;
  /** The delay that this share of the messages, above 0 and below 1, exceeds: for who looks for the slowest. Laws without it are drawn whole. */
  beyond?(params: P, share: number): Duration;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each law keeps its own parameter type
export type AnyLatency = Latency<any>;
