/** The models of `oracle.json` that this laboratory has: stars of independent pairs, and groups that do as they do. */
import { us, type Star } from '../../oracle/star.ts';
import type { Estimate } from '../../oracle/estimate.ts';
import type { Reader } from './case.ts';
import { configuredForDelay, configuredForMoments } from './configurators.ts';
import { healthChecks } from './healthChecks.ts';
import { failedRounds, firstPeriods, messagesPerRound } from './counts.ts';
import { leaderLease } from './lease.ts';
import { splitBrain } from './splitBrain.ts';
import { delayOf, lossOf, type Delay, type Loss } from './weather.ts';

/** Of a bound, not of a mean: the largest that was seen, and how far over and under what is expected it may be. */
export interface Figure extends Estimate { readonly over?: number; readonly under?: number }

/** A group of processes. */
export interface Group {
  /** What is not of the common kind. In the metric's own unit. */
  readonly own: Readonly<Record<string, (seed: string) => Figure>>;
}

export interface Pairs extends Partial<Group> {
  readonly star: Star;
  /** How long after a crash at the latest it is noticed, delays and losses aside. */
  readonly patience: number;
}

export type Model = Pairs | Group;

/** The largest of 20 intervals, 20 mean delays, the timeout and ten times the memory of the bursts; here, their sum. */
const warmUp = (interval: number, delay: Delay, patience: number, loss: Loss): number =>
  20 * interval + 20 * delay.mean + patience + 10 * loss.memory * interval;

export function pushed(interval: number, delay: Delay, loss: Loss, patience: number, estimator: Readonly<Record<string, unknown>>): Pairs {
  const detector = { kind: 'push', interval: us(interval), phase: 'zero', estimator };
  return { star: { interval, detector, latency: delay.file, loss: loss.file, warmUp: warmUp(interval, delay, patience, loss) }, patience };
}

/** A delay of nothing is a microsecond here; the freshness point moves with it. */
function nfds(params: Reader): Model {
  const [interval, margin] = [params.time('eta'), params.time('delta')];
  const [delay, loss] = [delayOf(params), lossOf(params)];
  const estimator = { kind: 'chen', variant: 's', interval: us(interval), margin: us(margin + (delay.isZero ? 1 : 0)) };
  return pushed(interval, delay, loss, margin + interval, estimator);
}

function fixedTimeout(params: Reader): Model {
  const [interval, timeout] = [params.time('eta'), params.time('TO')];
  const restart = params.choice('rule', ['newest', 'any'], 'any');
  const cutoff = params.has('cutoff') ? { cutoff: us(params.time('cutoff')) } : {};
  return pushed(interval, delayOf(params), lossOf(params), timeout, { kind: 'fixed', timeout: us(timeout), restart, ...cutoff });
}

function missed(params: Reader): Model {
  const [interval, k, offset] = [params.time('eta'), params.number('k'), Math.max(1, params.time('w', 0))];
  const estimator = { kind: 'missed', interval: us(interval), k, rule: 'sequence', offset: us(offset) };
  const model = pushed(interval, delayOf(params), lossOf(params), k * interval + offset, estimator);
  return { ...model, own: { E_first_periods: seed => firstPeriods(model.star, offset, seed) } };
}

/** `r` retries after the first attempt. */
function pingAck(params: Reader): Model {
  const [interval, timeout, attempts] = [params.time('P'), params.time('to'), params.number('r') + 1];
  const [delay, loss] = [delayOf(params), lossOf(params)];
  const lateAcks = params.choice('late', ['strict', 'ok'], 'strict') === 'ok' ? 'count' : 'ignore';
  const detector = { kind: 'pull', interval: us(interval), timeout: us(timeout), attempts, overlap: false, lateAcks, from: 'start', phase: 'zero' };
  const patience = interval + attempts * timeout;
  const star: Star = { interval, detector, latency: delay.file, loss: loss.file, warmUp: warmUp(interval, delay, patience, loss) };
  return {
    star, patience,
    own: { msgs_per_round: seed => messagesPerRound(star, seed), fp_round: seed => failedRounds(star, attempts * timeout, seed) },
  };
}

export const models: Readonly<Record<string, (params: Reader) => Model>> = {
  'NFD-S (Chen freshness points)': nfds,
  'fixed timeout since last heartbeat': fixedTimeout,
  'k consecutive missed heartbeats': missed,
  'ping/ack pull with retries': pingAck,
  'leader lease with clock drift': leaderLease,
  'primary/backup split brain': splitBrain,
  'rise/fall health check': healthChecks,
  'NFD-S configurator (Chen sec. 4)': configuredForDelay,
  'NFD-S configurator, distribution-free (Chen sec. 5)': configuredForMoments,
};
