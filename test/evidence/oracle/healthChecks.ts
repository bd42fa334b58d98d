import type { Estimate } from '../../oracle/estimate.ts';
import { sample, suspected } from '../../oracle/sample.ts';
import { steady, us, type Star } from '../../oracle/star.ts';
import type { Reader } from './case.ts';
import type { Model } from './models.ts';

/** To a check and back takes two microseconds here, and an answer at the instant of the timeout is in time. */
const quickest = 2;

/** A share of time, until it is known well enough. */
const shareSuspected = (star: Star, seed: string): Estimate =>
  suspected(sample(steady(star, 100, 1_000), { of: [suspected], relative: 0.015, most: 40_000_000, seed }));

/**
 * Checks every `tau`, each of which fails by itself with probability `p` and is then known `to` later. There are two packets to a
 * check, so each is lost with 1 − √(1 − p).
 */
export function healthChecks(params: Reader): Model {
  const [interval, rise, fall] = [params.time('tau'), params.number('rise'), params.number('fall')];
  const [failing, timeout] = [params.number('p', 0), Math.max(quickest, params.time('to', 0))];
  const detector = {
    kind: 'riseFall', flavour: 'haproxy', initState: 'fully-up', from: 'start', phase: 'zero', interval: us(interval), timeout: us(timeout), rise, fall,
  };
  const loss = { kind: 'independent', average: 1 - Math.sqrt(1 - failing) };
  const patience = (fall + 1) * interval + timeout;
  const star: Star = { interval, detector, latency: { kind: 'constant', value: '1us' }, loss, warmUp: 20 * interval + patience };
  return { star, patience, own: { P_down: seed => shareSuspected(star, seed) } };
}
