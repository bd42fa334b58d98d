/** The oracles against values that others computed: before any of them judges a simulation, it is judged itself. */
import { describe, expect, test } from 'vitest';
import { averageLoss, bursts, gilbert, independent } from './chain.ts';
import { constant, discarding, discrete, exponential, gamma, lognormal, pareto, uniform } from './delay.ts';
import * as fixed from './fixedTimeout.ts';
import * as nfds from './freshnessPoints.ts';
import * as missed from './missedInARow.ts';
import * as ping from './pingAck.ts';
import { integrate } from './quadrature.ts';
import { erfc } from './special.ts';

const close = (value: number, expected: number, relative: number): void =>
  expect(Math.abs(value / expected - 1), `${value} against ${expected}`).toBeLessThan(relative);

describe('published values (closed forms, chains and quadrature, made elsewhere)', () => {
  test('NFD-S: a constant delay that lands on the freshness point', () => {
    close(nfds.mistakes({ interval: 100, margin: 30, loss: 0.2, delay: constant(30) }).recurrence, 625, 1e-13);
  });
  test('NFD-S: a margin that is no multiple of the interval', () => {
    close(nfds.mistakes({ interval: 100, margin: 150, loss: 0.3, delay: constant(30) }).duration, 122.85714285714285, 1e-12);
  });
  test('NFD-S: a margin below the mean delay', () => {
    close(nfds.mistakes({ interval: 1000, margin: 5, loss: 0, delay: exponential(20) }).recurrence, 1284.0254166877414, 1e-10);
  });
  test('fixed timeout, reordering, newest: recurrence', () => {
    const model = { interval: 100, timeout: 250, loss: independent(0.05), delay: exponential(80), restart: 'newest' } as const;
    close(fixed.mistakes(model).recurrence, 2600.624935275992, 1e-7);
  });
  test('fixed timeout: share of time', () => {
    const model = { interval: 1000, timeout: 2500, loss: independent(0.05), delay: exponential(50), restart: 'newest' } as const;
    close(fixed.mistakes(model).suspected, 0.0013125537753104518, 1e-6);
  });
  test('fixed timeout, a heavy tail: duration', () => {
    const delay = lognormal(Math.log(30), 1.2);
    const model = { interval: 100, timeout: 220, loss: independent(0.1), delay, restart: 'newest' } as const;
    // the published value is 1.06e-5 away from two evaluations of ours that agree to 11 digits: its quadrature, not its model
    close(fixed.mistakes(model).duration, 52.945529581743976, 1.1e-5);
    close(fixed.mistakes(model).duration, 52.94608868, 1e-9);
  });
  test('five missed in a row at 30 % loss', () => {
    close(missed.recurrence(100, 5, independent(0.3)), 58788.94767783658, 1e-12);
  });
  test('ping and ack: recurrence, messages, a round that fails', () => {
    const model = { period: 1000, timeout: 200, attempts: 3, loss: 0.15, late: false };
    close(ping.recurrence(model, t => t >= 40 ? 1 : 0), 47818.08425302722, 1e-12);
    close(ping.messagesPerRound(model), 2.5058365625, 1e-12);
    const late = { period: 1000, timeout: 100, attempts: 3, loss: 0.05, late: true };
    close(ping.failedRound(late, gamma(2, 40).upTo), 0.004863747839903307, 1e-10);
  });
  test('no mistake in 600 heartbeats of 3 s, three misses, 10 % loss: alone, and in bursts of two', () => {
    expect(missed.noneWithin(600, 3, independent(0.1)).toFixed(4)).toBe('0.5827');
    expect(missed.noneWithin(600, 3, bursts(0.1, 2)).toFixed(5)).toBe('0.00036');
  });
});

describe('what must hold between them', () => {
  const base = { interval: 100, timeout: 250, loss: independent(0.2), restart: 'newest' } as const;

  test('a constant delay: a mistake is a run of losses, whatever the rule', () => {
    for (const restart of ['any', 'newest'] as const) {
      const { recurrence, duration } = fixed.mistakes({ ...base, delay: constant(30), restart });
      // 250 after a beat: the next two are lost. It ends with the first that is not: 300, 400, … after it
      close(recurrence, 100 / (0.8 * 0.2 ** 2), 1e-12);
      close(duration, 50 + 100 * 0.2 / 0.8, 1e-12);
    }
  });

  test('a constant delay and a timeout of whole intervals: the arrival at the deadline counts', () => {
    const { recurrence } = fixed.mistakes({ ...base, timeout: 200, delay: constant(30) });
    close(recurrence, 100 / (0.8 * 0.2 ** 2), 1e-12);
  });

  test('a timeout below the interval: one mistake per beat that arrives', () => {
    const { recurrence, suspected } = fixed.mistakes({ ...base, timeout: 40, delay: constant(30) });
    close(recurrence, 100 / 0.8, 1e-12);
    close(suspected, 1 - 0.8 * 0.4, 1e-12);
  });

  test('messages that cannot overtake: both rules are one', () => {
    const delay = uniform(10, 90);
    const [any, newest] = (['any', 'newest'] as const).map(restart => fixed.mistakes({ ...base, delay, restart }));
    close(any!.recurrence, newest!.recurrence, 1e-9);
    close(any!.duration, newest!.duration, 1e-9);
  });

  test('messages that do: a late old one still restarts "any"', () => {
    const delay = discrete([[10, 0.7], [260, 0.3]]);
    const [any, newest] = (['any', 'newest'] as const).map(restart => fixed.mistakes({ ...base, delay, restart }));
    expect(any!.recurrence).toBeGreaterThan(newest!.recurrence * 1.4);
    expect(any!.suspected).toBeLessThan(newest!.suspected);
  });

  test('discrete delays by enumerating four messages', () => {
    // no loss; 0 or 150 late: what is the share of phases without an arrival in the last 120, by hand
    const delay = discrete([[1, 0.5], [151, 0.5]]);
    const { suspected } = fixed.mistakes({ interval: 100, timeout: 120, loss: independent(0), delay, restart: 'any' });
    // arrivals at 1 (mod 100) with ½ each, at 51 (mod 100) with ½ each, one choice per message
    let share = 0;
    for (let choice = 0; choice < 64; choice++) {
      const at = Array.from({ length: 6 }, (_, k) => (k - 4) * 100 + (choice >> k & 1 ? 151 : 1));
      for (let x = 0; x < 100; x++) if (!at.some(arrival => arrival > x + 0.5 - 120 && arrival <= x + 0.5)) share += 1 / 6400;
    }
    close(suspected, share, 1e-12);
  });

  test('Gilbert–Elliott that never changes its loss is independent loss', () => {
    const same = gilbert(0.1, 0.4, 0.2, 0.2);
    for (const restart of ['any', 'newest'] as const) {
      const delay = exponential(60);
      close(fixed.mistakes({ ...base, loss: same, delay, restart }).recurrence, fixed.mistakes({ ...base, delay, restart }).recurrence, 1e-9);
    }
    close(missed.recurrence(100, 3, same), missed.recurrence(100, 3, independent(0.2)), 1e-12);
    close(averageLoss(bursts(0.1, 2)), 0.1, 1e-12);
  });

  test('a cutoff turns what is late into what is lost', () => {
    const { recurrence } = fixed.mistakes({ ...base, delay: discarding(discrete([[10, 0.5], [500, 0.5]]), 100) });
    close(recurrence, fixed.mistakes({ ...base, loss: independent(0.6), delay: constant(10) }).recurrence, 1e-12);
  });

  test('first passage is what is left of all messages, and longer than recurrence by the clump', () => {
    close(missed.firstAfter(3, independent(0.1)), (1 - 0.1 ** 3) / (0.9 * 0.1 ** 3), 1e-10);
    expect(missed.noneWithin(3, 3, independent(0.1))).toBeCloseTo(1 - 0.1 ** 3, 14);
  });

  test('detection: by hand for a constant delay without loss', () => {
    const certain = { interval: 100, timeout: 250, loss: independent(0), delay: constant(30), restart: 'newest' } as const;
    close(fixed.meanDetection(certain), 30 + 250 - 50, 1e-12);
    close(fixed.detectionQuantile(certain, 0.95), 30 + 250 - 5, 1e-9);
    close(nfds.meanDetection({ interval: 100, margin: 150, loss: 0, delay: constant(30) }), 200, 1e-12);
    close(ping.meanDetection({ period: 1000, timeout: 200, attempts: 1, loss: 0, late: false }, 20), 0.98 * (1200 - 510) + 0.02 * 190, 1e-9);
  });

  test('detection: a mean is the area above the quantiles', () => {
    for (const restart of ['any', 'newest'] as const) {
      const model = { interval: 100, timeout: 250, loss: independent(0.1), delay: exponential(30), restart } as const;
      const area = integrate(q => fixed.detectionQuantile(model, q), [0, 0.5, 0.9, 0.99, 1]);
      close(area, fixed.meanDetection(model), 1e-3);
    }
  });
});

describe('delays', () => {
  test.each([['exponential', exponential(20, 3)], ['lognormal', lognormal(3, 0.7)], ['gamma', gamma(2.5, 8)], ['uniform', uniform(2, 9)],
    ['pareto', pareto(5, 3.5)]])('%s: the density is that of the distribution function, and gives the mean', (_, delay) => {
    const breaks = [delay.edges[0]!, ...delay.edges];
    for (let x = delay.edges[0]!, step = delay.mean / 400; x < delay.end; x += step, step *= 1.05) breaks.push(x);
    breaks.push(delay.end);
    close(integrate(delay.density, breaks), 1, 1e-6);
    close(integrate(x => x * delay.density(x), breaks), delay.mean, 1e-5);
    expect(1 - delay.upTo(delay.end)).toBeLessThan(2e-9);
  });

  test('erfc in the middle and far out', () => {
    close(erfc(0.5), 0.4795001221869535, 1e-13);
    close(erfc(-1), 1.8427007929497148, 1e-14);
    close(erfc(6), 2.1519736712498913e-17, 1e-11);
  });
});
