import { describe, expect, it, test } from 'vitest';
import { configureForDelay, configureForMoments, configureForVariance, type WantedQuality } from '../../src/chenConfiguration.ts';
import { chenQuality, type DelayTail } from '../../src/chenQuality.ts';

const exponential = (mean: number): DelayTail => ({ kinks: [0], beyond: x => (x <= 0 ? 1 : Math.exp(-x / mean)) });
const constant = (value: number): DelayTail => ({ kinks: [value], beyond: x => (x < value ? 1 : 0) });

/** The example of the paper: a crash noticed in 30 s, at most one mistake a month, gone within a minute; 1 % lost. In seconds. */
const monthly: WantedQuality = { detectionTime: 30, mistakeRecurrence: 2_592_000, mistakeDuration: 60, loss: 0.01 };

describe('the worked examples of Chen, Toueg and Aguilera', () => {
  test('an exponential delay of 20 ms, known: 9.97 s and 20.03 s', () => {
    const { interval, margin, longestInterval } = configureForDelay(monthly, exponential(0.02))!;
    expect([Math.floor(interval * 100) / 100, Math.ceil(margin * 100) / 100]).toEqual([9.97, 20.03]);
    expect(interval).toBeCloseTo(9.976435861, 8);
    expect(longestInterval).toBeCloseTo(59.4, 10);
  });

  test('mean 0.02 s and variance 0.02 s², known: 9.71 s and 20.29 s', () => {
    const { interval, margin, longestInterval } = configureForMoments(monthly, { mean: 0.02, variance: 0.02 })!;
    expect([interval, margin].map(x => Number(x.toFixed(2)))).toEqual([9.71, 20.29]);
    expect(longestInterval).toBeCloseTo(29.98, 10);
  });

  test('with the variance that an exponential of that mean has it would be 9.95 s', () => {
    expect(configureForMoments(monthly, { mean: 0.02, variance: 0.0004 })!.interval).toBeCloseTo(9.9545, 4);
  });
});

const sets: readonly (readonly [string, WantedQuality, number])[] = [
  ['a month', monthly, 0.02],
  ['ten minutes, much loss', { detectionTime: 2, mistakeRecurrence: 600, mistakeDuration: 2, loss: 0.05 }, 0.05],
  ['a day, slow network', { detectionTime: 10, mistakeRecurrence: 86_400, mistakeDuration: 10, loss: 0.02 }, 0.8],
  ['short mistakes, and often', { detectionTime: 1, mistakeRecurrence: 20, mistakeDuration: 0.3, loss: 0.1 }, 0.1],
];

describe.each(sets)('%s', (_, wanted, mean) => {
  const delay = exponential(mean);
  const kept = (interval: number): boolean => {
    const { recurrence, duration } = chenQuality(interval, wanted.detectionTime - interval, wanted.loss, delay);
    return recurrence >= wanted.mistakeRecurrence * (1 - 1e-9) && duration <= wanted.mistakeDuration;
  };

  it('keeps its promise by the exact quality of service, and uses the whole detection time', () => {
    const { interval, margin, longestInterval } = configureForDelay(wanted, delay)!;
    expect(interval + margin).toBe(wanted.detectionTime);
    expect(interval).toBeLessThanOrEqual(longestInterval);
    expect(kept(interval)).toBe(true);
  });

  it('keeps it also where only moments are known, at a price', () => {
    const known = configureForDelay(wanted, delay)!;
    const { interval } = configureForMoments(wanted, { mean, variance: mean * mean })!;
    expect(interval).toBeLessThanOrEqual(known.interval);
    expect(kept(interval)).toBe(true);
  });

  it('no larger interval of a fine grid meets the condition of the procedure', () => {
    const { interval, longestInterval } = configureForMoments(wanted, { mean, variance: mean * mean })!;
    const spare = wanted.detectionTime - mean;
    const variance = mean * mean;
    const f = (eta: number): number => {
      let value = eta;
      for (let left = spare - eta; left > 1e-9; left -= eta) value *= (variance + left * left) / (variance + wanted.loss * left * left);
      return value;
    };
    expect(f(interval)).toBeGreaterThanOrEqual(wanted.mistakeRecurrence * (1 - 1e-6));
    for (let i = 1; i <= 3_000; i++) {
      const eta = interval * (1 + 1e-6) + (longestInterval - interval) * i / 3_000;
      if (eta <= longestInterval) expect(f(eta)).toBeLessThan(wanted.mistakeRecurrence);
    }
  });
});

describe('NFD-U and NFD-E', () => {
  it('are told a relative bound: as if the mean were nothing', () => {
    const wanted = { detectionTime: 10, mistakeRecurrence: 86_400, mistakeDuration: 10, loss: 0.02 };
    expect(configureForVariance(wanted, 0.01)).toEqual(configureForMoments(wanted, { mean: 0, variance: 0.01 }));
    expect(configureForVariance(wanted, 0.01)!.interval).toBeCloseTo(3.2118, 4);
  });
});

describe('what cannot be had', () => {
  it('a detection time below the delay', () => {
    expect(configureForMoments(monthly, { mean: 30, variance: 0.1 })).toBeNull();
    expect(configureForDelay({ ...monthly, detectionTime: 1 }, constant(2))).toBeNull();
  });

  it('any, when everything is lost', () => {
    expect(configureForDelay({ ...monthly, loss: 1 }, exponential(0.02))).toBeNull();
    expect(configureForVariance({ ...monthly, loss: 1 }, 0.02)).toBeNull();
  });

  it('mistakes of no length', () => {
    expect(configureForVariance({ ...monthly, mistakeDuration: 0 }, 0.02)).toBeNull();
  });
});

describe('the quality of NFD-S', () => {
  const at = (margin: number) => chenQuality(1, margin, 0.01, exponential(0.02));

  it.each([[0.5, 101.01], [1.5, 10_101], [2.5, 1.0101e6]])('each further interval of margin multiplies E(T_MR) by 1/p_L: %f, %f', (margin, recurrence) => {
    expect(at(margin).recurrence / recurrence).toBeCloseTo(1, 3);
    expect(at(margin).duration).toBeCloseTo(0.5301, 3);
  });

  it('has no mistakes where every beat comes in time, and nothing but one where none does', () => {
    expect(chenQuality(1, 0.5, 0, constant(0.2))).toMatchObject({ recurrence: Infinity, accuracy: 1 });
    expect(chenQuality(1, 0.5, 0, constant(2))).toMatchObject({ q0: 0, recurrence: Infinity });
    expect(chenQuality(1, 0.5, 0, constant(2)).accuracy).toBeCloseTo(0, 12);
  });
});
