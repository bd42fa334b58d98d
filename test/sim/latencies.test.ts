import { describe, expect, test } from 'vitest';
import { latencies } from '../../sim/latencies/index.ts';
import { nearest } from '../../sim/latencies/recorded.ts';
import { sampleLatency } from '../../sim/sampleLatency.ts';
import { Draw } from '../../sim/random.ts';
import type { Choice } from '../../sim/scenario.ts';
import { ms, sec } from '../../src/time.ts';

const count = 20_000;

/** Fixed keys, so a failure is a fact and never bad luck. */
function samples(law: Choice, draws = count): number[] {
  const draw = new Draw();
  return Array.from({ length: draws }, (_, i) => sampleLatency(law, draw.start(20_261, 42).absorb(i), latencies));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map(value => (value - middle) ** 2)));
};

/** How many standard errors the empirical share below `value` is from `share`. */
function off(values: readonly number[], share: number, value: number): number {
  const below = values.filter(x => x <= value).length / values.length;
  return Math.abs(below - share) / Math.sqrt((share * (1 - share)) / values.length);
}

interface Known { readonly law: Choice; readonly mean: number; readonly deviation?: number; readonly quantiles: readonly (readonly [number, number])[] }

/** Closed forms: 50, 90, 99 and 99.9 per cent. */
const known: Readonly<Record<string, Known>> = {
  uniform: {
    law: { kind: 'uniform', params: { low: 10 * ms, high: 30 * ms } },
    mean: 20 * ms, deviation: 20 * ms / Math.sqrt(12), quantiles: [[0.1, 12 * ms], [0.5, 20 * ms], [0.9, 28 * ms]],
  },
  exponential: {
    law: { kind: 'exponential', params: { mean: 20 * ms, floor: ms } },
    mean: 21 * ms, deviation: 20 * ms,
    quantiles: [[0.5, ms + 20 * ms * Math.LN2], [0.9, ms + 20 * ms * Math.log(10)], [0.99, ms + 20 * ms * Math.log(100)], [0.999, ms + 20 * ms * Math.log(1_000)]],
  },
  'lognormal by sigma': {
    law: { kind: 'lognormal', params: { median: 30 * ms, sigma: 0.5 } },
    mean: 30 * ms * Math.exp(0.125), deviation: 30 * ms * Math.sqrt(Math.exp(0.5) - Math.exp(0.25)),
    quantiles: [[0.5, 30 * ms], [0.841344746, 30 * ms * Math.exp(0.5)], [0.97724986805, 30 * ms * Math.exp(1)]],
  },
  'lognormal by p99': {
    law: { kind: 'lognormal', params: { median: ms, p99: 20 * ms } },
    mean: ms * Math.exp((Math.log(20) / 2.3263478740408408) ** 2 / 2),
    quantiles: [[0.5, ms], [0.99, 20 * ms]],
  },
  gamma: {
    law: { kind: 'gamma', params: { shape: 2, scale: 5 * ms } },
    mean: 10 * ms, deviation: 5 * ms * Math.SQRT2, quantiles: [[0.5, 8_391.735], [0.9, 19_448.601], [0.99, 33_191.760]],
  },
  pareto: {
    law: { kind: 'pareto', params: { scale: 2 * ms, shape: 4 } },
    mean: 8 * ms / 3, quantiles: [[0.5, 2 * ms * 2 ** 0.25], [0.9, 2 * ms * 10 ** 0.25], [0.99, 2 * ms * 100 ** 0.25]],
  },
  mixture: {
    law: {
      kind: 'mixture', params: {
        parts: [{ weight: 9, law: { kind: 'constant', params: { value: ms } } }, { weight: 1, law: { kind: 'uniform', params: { low: 11 * ms, high: 21 * ms } } }],
      },
    },
    mean: 0.9 * ms + 1.6 * ms, quantiles: [[0.9, ms], [0.95, 16 * ms]],
  },
  quantiles: {
    law: { kind: 'quantiles', params: { at: [[0, ms], [0.5, 3 * ms], [0.9, 20 * ms], [1, 250 * ms]] } },
    mean: 0.5 * 2 * ms + 0.4 * 11.5 * ms + 0.1 * 135 * ms,
    quantiles: [[0.25, 2 * ms], [0.5, 3 * ms], [0.7, 11.5 * ms], [0.95, 135 * ms]],
  },
};

describe.each(Object.entries(known))('%s', (_name, { law, mean: expected, deviation: spread, quantiles }) => {
  const values = samples(law);
  test('gives whole microseconds, never negative', () => {
    expect(values.every(value => Number.isSafeInteger(value) && value >= 0)).toBe(true);
  });
  test('has the mean of the closed form', () => {
    expect(Math.abs(mean(values) - expected)).toBeLessThan(4 * deviation(values) / Math.sqrt(count));
  });
  test('has the quantiles of the closed form', () => {
    for (const [share, value] of quantiles) expect(off(values, share, value), `${share}`).toBeLessThan(4);
  });
  test('has the deviation of the closed form, where its tail lets that settle', () => {
    const ratio = spread === undefined ? 1 : deviation(values) / spread;
    expect(ratio).toBeGreaterThan(0.95);
    expect(ratio).toBeLessThan(1.05);
  });
});

/** A draw that answers what it is told, to look at single points of an inverse. */
class Told extends Draw {
  constructor(private readonly answers: readonly number[], private at = 0) { super(); }
  override next(): number { return this.answers[this.at++]!; }
}
const told = (law: Choice, ...answers: number[]): number => sampleLatency(law, new Told(answers), latencies);

describe('the inverse itself', () => {
  test('is exact at single points', () => {
    expect(told({ kind: 'lognormal', params: { median: sec, sigma: 1 } }, 0.5)).toBe(sec);
    expect(told({ kind: 'pareto', params: { scale: ms, shape: 1 } }, 1 / 1_024)).toBe(1_024 * ms);
    expect(told({ kind: 'gamma', params: { shape: 1, scale: sec } }, 1 - Math.exp(-3))).toBe(3 * sec);
  });
  test('stays whole at both ends of what a draw can be, whatever the law', () => {
    const laws: Choice[] = [
      ...Object.values(known).map(({ law }) => law),
      { kind: 'pareto', params: { scale: sec, shape: 0.1 } }, { kind: 'lognormal', params: { median: sec, sigma: 10 } },
      { kind: 'gamma', params: { shape: 0.01, scale: sec } },
    ];
    for (const law of laws) {
      for (const end of [2 ** -54, 1 - 2 ** -53, 1]) {
        const value = told(law, end, end);
        expect(Number.isSafeInteger(value) && value >= 0, `${law.kind} at ${end}: ${value}`).toBe(true);
      }
    }
  });
  test('uniform reaches both of its ends, and a law without spread is constant', () => {
    expect(told({ kind: 'uniform', params: { low: 5, high: 7 } }, 1e-9)).toBe(5);
    expect(told({ kind: 'uniform', params: { low: 5, high: 7 } }, 1 - 1e-9)).toBe(7);
    expect(told({ kind: 'uniform', params: { low: 5, high: 5 } }, 0.7)).toBe(5);
    expect(told({ kind: 'lognormal', params: { median: 9, sigma: 0 } }, 0.01)).toBe(9);
  });
});

describe('quantiles', () => {
  const law: Choice = { kind: 'quantiles', params: { at: [[0.1, ms], [0.9, 9 * ms]] } };
  test('lie on straight lines, and never beyond the first and last', () => {
    expect([0.05, 0.1, 0.5, 0.9, 0.99].map(share => told(law, share))).toEqual([ms, ms, 5 * ms, 9 * ms, 9 * ms]);
  });
  test('must rise', () => {
    expect(latencies.quantiles.problem!({ at: [[0.5, 2], [0.4, 3]] })).toMatchObject({ at: 'at[1]' });
    expect(latencies.quantiles.problem!({ at: [[0.4, 3], [0.5, 2]] })).toMatchObject({ at: 'at[1]' });
  });
});

describe('mixture', () => {
  const part = (weight: number, value: number): unknown => ({ weight, law: { kind: 'constant', params: { value } } });
  test('chooses by weight, and never a part of weight 0', () => {
    const law: Choice = { kind: 'mixture', params: { parts: [part(0, 1), part(1, 2), part(3, 3), part(0, 4)] } };
    expect([1e-12, 0.2, 0.3, 1].map(share => told(law, share))).toEqual([2, 2, 3, 3]);
  });
  test('may hold a mixture, and draws on from the same stream', () => {
    const inner: Choice = { kind: 'mixture', params: { parts: [part(1, 5), part(1, 6)] } };
    const law: Choice = { kind: 'mixture', params: { parts: [{ weight: 1, law: inner }] } };
    expect(told(law, 0.9, 0.2)).toBe(5);
    expect(told(law, 0.9, 0.8)).toBe(6);
  });
});

describe('recorded', () => {
  const law: Choice = { kind: 'recorded', params: { sent: [0, 50, 100, 150], delay: [3, 113, 63, 4] } };
  const at = (sentAt: number): number => sampleLatency(law, new Draw(), latencies, sentAt);
  test('arrives when the recorded beat did, though sent a little earlier or later', () => {
    expect([0, 48, 52, 99, 150].map(sentAt => sentAt + at(sentAt))).toEqual([3, 163, 163, 163, 154]);
  });
  test('takes the recorded delay where that instant has passed, and after the end', () => {
    expect(at(170)).toBe(4);
    expect(at(9_999)).toBe(4);
  });
  test('nearest prefers the earlier of two as near', () => {
    expect([-5, 0, 24, 25, 26, 75, 76, 1e9].map(instant => nearest([0, 50, 100, 150], instant))).toEqual([0, 0, 0, 0, 1, 1, 2, 3]);
  });
});

test('an unknown law is refused by name', () => {
  expect(() => sampleLatency({ kind: 'zipf', params: {} }, new Draw(), latencies)).toThrow('no latency law is called "zipf"');
});
