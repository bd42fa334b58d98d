/** What is simulated and measured against what was derived: within four standard errors, at 2 % or better. */
import { describe, expect, test } from 'vitest';
import { simulate } from '../../sim/run.ts';
import { bursts, gilbert, independent, type Chain } from './chain.ts';
import { constant, discarding, discrete, exponential, lognormal, uniform, type Delay } from './delay.ts';
import { binomialUpTo, mean, quantile, relativeError, type Estimate } from './estimate.ts';
import * as fixed from './fixedTimeout.ts';
import * as nfds from './freshnessPoints.ts';
import * as missed from './missedInARow.ts';
import * as ping from './pingAck.ts';
import { detectionTimes, duration, firstMistakes, recurrence, sample, suspected } from './sample.ts';
import { crashes, steady, us, type Star } from './star.ts';

const ms = 1_000;

interface Law { readonly delay: Delay; readonly file: Readonly<Record<string, unknown>> }

/** One law of delay twice over: as the oracle has it, in ms, and as a scenario says it. */
const delays = {
  constant: (value: number): Law => ({ delay: constant(value), file: { kind: 'constant', value: us(value * ms) } }),
  exponential: (average: number): Law => ({ delay: exponential(average), file: { kind: 'exponential', mean: us(average * ms) } }),
  uniform: (low: number, high: number): Law => ({ delay: uniform(low, high), file: { kind: 'uniform', low: us(low * ms), high: us(high * ms) } }),
  lognormal: (median: number, sigma: number): Law =>
    ({ delay: lognormal(Math.log(median), sigma), file: { kind: 'lognormal', median: us(median * ms), sigma } }),
  discrete: (atoms: readonly (readonly [number, number])[]): Law => ({
    delay: discrete(atoms),
    file: { kind: 'mixture', parts: atoms.map(([value, weight]) => ({ weight, law: { kind: 'constant', value: us(value * ms) } })) },
  }),
};

interface Channel { readonly chain: Chain; readonly file: Readonly<Record<string, unknown>> }

const losses = {
  independent: (average: number): Channel => ({ chain: independent(average), file: { kind: 'independent', average } }),
  gilbert: (toBad: number, toGood: number, lossInGood: number, lossInBad: number): Channel =>
    ({ chain: gilbert(toBad, toGood, lossInGood, lossInBad), file: { kind: 'gilbertPerMessage', toBad, toGood, lossInGood, lossInBad } }),
  bursts: (average: number, meanLength: number): Channel => ({ chain: bursts(average, meanLength), file: { kind: 'gilbertPerMessage', average, meanLength } }),
};

function agree(measured: Estimate, expected: number): void {
  expect(relativeError(measured), 'relative standard error').toBeLessThanOrEqual(0.02);
  const off = (measured.value - expected) / measured.error;
  expect(Math.abs(off), `${measured.value} ± ${measured.error} against ${expected}`).toBeLessThanOrEqual(4);
}

const budget = { relative: 0.018, most: 4_000_000 };

interface Timeout { readonly interval: number; readonly timeout: number; readonly loss: Channel; readonly law: Law; readonly restart: 'any' | 'newest'; readonly cutoff?: number }

function star({ interval, timeout, loss, law, restart, cutoff }: Timeout): Star {
  const estimator = { kind: 'fixed', timeout: us(timeout * ms), restart, ...(cutoff ? { cutoff: us(cutoff * ms) } : {}) };
  return {
    interval: interval * ms, detector: { kind: 'push', interval: us(interval * ms), phase: 'zero', estimator }, latency: law.file, loss: loss.file,
    warmUp: (20 * interval + timeout + 20 * law.delay.mean) * ms,
  };
}

const derived = ({ interval, timeout, loss, law, restart, cutoff }: Timeout): fixed.FixedTimeout =>
  ({ interval, timeout, loss: loss.chain, delay: cutoff ? discarding(law.delay, cutoff) : law.delay, restart });

describe('the fixed timeout', () => {
  const { independent: alone, gilbert: chained, bursts: burst } = losses;
  const sets: readonly (readonly [string, Timeout])[] = [
    ['30 % loss', { interval: 100, timeout: 250, loss: alone(0.3), law: delays.constant(30), restart: 'newest' }],
    ['an arrival at the very deadline', { interval: 100, timeout: 200, loss: alone(0.2), law: delays.constant(30), restart: 'any' }],
    ['a timeout below the interval', { interval: 100, timeout: 40, loss: alone(0.1), law: delays.uniform(5, 30), restart: 'newest' }],
    ['a timeout below the interval, and overtaking', { interval: 100, timeout: 60, loss: alone(0.1), law: delays.exponential(70), restart: 'any' }],
    ['overtaking, newest', { interval: 100, timeout: 250, loss: alone(0.05), law: delays.exponential(80), restart: 'newest' }],
    ['overtaking, any', { interval: 100, timeout: 250, loss: alone(0.05), law: delays.exponential(80), restart: 'any' }],
    ['two delays, newest', { interval: 100, timeout: 220, loss: alone(0.1), law: delays.discrete([[10, 0.7], [260, 0.3]]), restart: 'newest' }],
    ['two delays, any', { interval: 100, timeout: 220, loss: alone(0.1), law: delays.discrete([[10, 0.7], [260, 0.3]]), restart: 'any' }],
    ['a heavy tail', { interval: 100, timeout: 220, loss: alone(0.1), law: delays.lognormal(30, 1.2), restart: 'newest' }],
    ['a cutoff', { interval: 100, timeout: 180, loss: alone(0.05), law: delays.exponential(60), restart: 'newest', cutoff: 90 }],
    ['bursts', { interval: 100, timeout: 350, loss: burst(0.1, 2), law: delays.constant(10), restart: 'newest' }],
    ['Gilbert–Elliott, overtaking', { interval: 100, timeout: 250, loss: chained(0.05, 0.3, 0.02, 0.7), law: delays.exponential(70), restart: 'newest' }],
    ['Gilbert–Elliott, overtaking, any', { interval: 100, timeout: 200, loss: chained(0.05, 0.3, 0.02, 0.7), law: delays.exponential(70), restart: 'any' }],
  ];

  test.each(sets)('%s', (_, set) => {
    const sums = sample(steady(star(set), 100, 150), { ...budget, of: [recurrence, duration, suspected] });
    const expected = fixed.mistakes(derived(set));
    agree(recurrence(sums), expected.recurrence * ms);
    agree(duration(sums), expected.duration * ms);
    agree(suspected(sums), expected.suspected);
  });

  test.each(sets.filter((_, i) => [0, 4, 5, 11].includes(i)))('detection: %s', (_, set) => {
    const rest = (set.timeout + 40 * set.law.delay.mean + 40 * set.interval) * ms;
    const times = detectionTimes(crashes(star(set), 1_000, rest), 3_000);
    agree(mean(times), fixed.meanDetection(derived(set)) * ms);
    agree(quantile(times, 0.95), fixed.detectionQuantile(derived(set), 0.95) * ms);
  });
});

describe('k missed in a row', () => {
  const watch = (interval: number, k: number, rule: string, offset: number, loss: Channel): Star => ({
    interval, latency: { kind: 'constant', value: '1us' }, loss: loss.file, warmUp: 20 * interval,
    detector: { kind: 'push', interval: us(interval), phase: 'zero', estimator: { kind: 'missed', interval: us(interval), k, rule, offset: us(offset) } },
  });

  test.each([
    ['sequence, 30 % loss', 3, 'sequence', 1, 3, losses.independent(0.3)],
    ['sequence, bursts', 3, 'sequence', 1, 3, losses.bursts(0.1, 2)],
    ['sequence, Gilbert–Elliott', 2, 'sequence', 20_000, 2, losses.gilbert(0.05, 0.3, 0.02, 0.7)],
    ['empty checks', 2, 'emptyCheck', 50_000, 2, losses.independent(0.2)],
    // the check right after a beat already counts one
    ['a count that is reset', 3, 'resetCount', 50_000, 2, losses.gilbert(0.1, 0.4, 0.05, 0.8)],
  ])('%s', (_, k, rule, offset, misses, loss) => {
    const sums = sample(steady(watch(100_000, k, rule, offset, loss), 100, 150), { ...budget, of: [recurrence] });
    agree(recurrence(sums), missed.recurrence(100_000, misses, loss.chain));
  });

  const noMistake = (loss: Channel, pairs: number): number => {
    const file = { ...steady({ ...watch(3_000_000, 3, 'sequence', 1, loss), warmUp: 0 }, pairs, 600), horizon: us(600 * 3_000_000 + 1) };
    return firstMistakes(simulate(file, { seed: 'published' })).filter(first => first === undefined).length;
  };

  /** Neither tail of the exact binomial is below 10⁻⁴. */
  const plausible = (count: number, n: number, p: number): void => {
    expect(binomialUpTo(count, n, p)).toBeGreaterThan(1e-4);
    expect(1 - binomialUpTo(count - 1, n, p)).toBeGreaterThan(1e-4);
  };

  test('published: 600 beats, three misses, 10 % loss, and no mistake with probability 0.5827', () => {
    const n = 1_000;
    const count = noMistake(losses.independent(0.1), n);
    plausible(count, n, missed.noneWithin(600, 3, independent(0.1)));
    plausible(count, n, 0.5827);
  });

  test('published: 0.00036 when the same loss comes in bursts of two', () => {
    const n = 1_000;
    const count = noMistake(losses.bursts(0.1, 2), n);
    plausible(count, n, missed.noneWithin(600, 3, bursts(0.1, 2)));
    expect(count).toBeLessThanOrEqual(5);
  });
});

describe('NFD-S', () => {
  const watch = (interval: number, margin: number, loss: number, law: Law): Star => ({
    interval: interval * ms, latency: law.file, loss: { kind: 'independent', average: loss },
    detector: {
      kind: 'push', interval: us(interval * ms), phase: 'zero',
      estimator: { kind: 'chen', variant: 's', interval: us(interval * ms), margin: us(margin * ms) },
    },
    warmUp: 20 * (interval + law.delay.mean) * ms + margin * ms,
  });

  test.each([
    ['an arrival at the freshness point', 100, 30, 0.2, delays.constant(30)],
    ['a margin that is no multiple', 100, 150, 0.3, delays.constant(30)],
    ['overtaking', 100, 130, 0.1, delays.exponential(60)],
    ['a margin below the mean delay', 1_000, 5, 0, delays.exponential(20)],
  ])('%s', (_, interval, margin, loss, law) => {
    const sums = sample(steady(watch(interval, margin, loss, law), 100, 100), { ...budget, of: [recurrence, duration, suspected] });
    const model = { interval, margin, loss, delay: law.delay };
    const expected = nfds.mistakes(model);
    agree(recurrence(sums), expected.recurrence * ms);
    agree(duration(sums), expected.duration * ms);
    agree(suspected(sums), expected.suspected);
    const times = detectionTimes(crashes(watch(interval, margin, loss, law), 1_000, (margin + 40 * interval) * ms), 2_000);
    agree(mean(times), nfds.meanDetection(model) * ms);
  });
});

describe('ping and ack', () => {
  const model = { period: 200, timeout: 50, attempts: 2, loss: 0.2, late: false };
  const watch: Star = {
    interval: 200 * ms, latency: { kind: 'constant', value: '10ms' }, loss: { kind: 'independent', average: 0.2 }, warmUp: 4_000 * ms,
    detector: { kind: 'pull', interval: '200ms', timeout: '50ms', attempts: 2, overlap: false, lateAcks: 'ignore', from: 'start', phase: 'zero' },
  };

  test('mistakes', () => {
    const sums = sample(steady(watch, 100, 150), { ...budget, of: [recurrence, duration, suspected] });
    agree(recurrence(sums), ping.recurrence(model, t => t >= 20 ? 1 : 0) * ms);
    agree(duration(sums), ping.mistakeDuration(model, 10) * ms);
  });

  test('detection', () => {
    agree(mean(detectionTimes(crashes(watch, 1_000, 2_000 * ms), 3_000)), ping.meanDetection(model, 10) * ms);
  });
});
