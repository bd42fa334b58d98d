import type { Duration, Time } from '../../src/time.ts';
import type { Draw } from '../random.ts';
import type { Choice } from '../scenario.ts';
import { constant } from './constant.ts';
import { exponential } from './exponential.ts';
import { gamma } from './gamma.ts';
import type { Latency } from './latency.ts';
import { lognormal } from './lognormal.ts';
import { mixture } from './mixture.ts';
import { pareto } from './pareto.ts';
import { quantiles } from './quantiles.ts';
import { recorded } from './recorded.ts';
import { uniform } from './uniform.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each law keeps its own parameter type
export type AnyLatency = Latency<any>;

export const latencies = {
  constant, uniform, exponential, lognormal, gamma, pareto, mixture, quantiles, recorded,
} satisfies Record<string, AnyLatency>;

/**
 * One delay of the chosen law, in whole microseconds, 0 or more; `sentAt` matters to laws that replay a recording.
 * The choice must be a resolved one: complete parameters, in microseconds.
 */
export function sampleLatency(
  choice: Choice, draw: Draw, registry: Readonly<Record<string, AnyLatency>> = latencies, sentAt: Time = 0,
): Duration {
  return sampleLaw(latencyOf(choice, registry), choice.params, draw, registry, sentAt);
}

/** The law that a choice names. @throws RangeError */
export function latencyOf(choice: Choice, registry: Readonly<Record<string, AnyLatency>>): AnyLatency {
  const law = registry[choice.kind];
  if (!law) throw new RangeError(`no latency law is called "${choice.kind}"`);
  return law;
}

/** One delay of a law that was looked up before. */
export function sampleLaw(
  law: AnyLatency, params: Choice['params'], draw: Draw, registry: Readonly<Record<string, AnyLatency>>, sentAt: Time,
): Duration {
  outer.registry = registry;
  outer.sentAt = sentAt;
  return law.sample(params, draw, sampleInner, sentAt);
}

/** What laws inside laws share with the one around them: kept here, so that a draw allocates nothing. */
const outer = { registry: latencies as Readonly<Record<string, AnyLatency>>, sentAt: 0 };
const sampleInner = (choice: Choice, draw: Draw): Duration => sampleLatency(choice, draw, outer.registry, outer.sentAt);
