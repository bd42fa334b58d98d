import type { Duration, Time } from '../src/time.ts';
import type { AnyLatency } from './latencies/latency.ts';
import type { Draw } from './random.ts';
import type { Choice } from './scenario.ts';

/**
 * One delay of the chosen law, in whole microseconds, 0 or more; `sentAt` matters to laws that replay a recording.
 * The choice must be a resolved one: complete parameters, in microseconds.
 */
export function sampleLatency(
  choice: Choice, draw: Draw, registry: Readonly<Record<string, AnyLatency>>, sentAt: Time = 0,
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
const outer = { registry: {} as Readonly<Record<string, AnyLatency>>, sentAt: 0 };
const sampleInner = (choice: Choice, draw: Draw): Duration => sampleLatency(choice, draw, outer.registry, outer.sentAt);
