/** What splitting asks of the laws: delays read from their slow end, and chains that part when they branch. */
import { describe, expect, test } from 'vitest';
import { latencies } from '../../../sim/latencies/index.ts';
import { sampleLatency } from '../../../sim/sampleLatency.ts';
import { bursts } from '../../../sim/losses/bursts.ts';
import { gilbertPerMessage } from '../../../sim/losses/gilbertPerMessage.ts';
import { Draw, rootKey, subkey } from '../../../sim/random.ts';
import { cloned } from '../../../sim/rare/cloned.ts';

const ms = 1_000;
const laws: readonly (readonly [keyof typeof latencies, Record<string, unknown>])[] = [
  ['exponential', { mean: 20 * ms, floor: 5 * ms }], ['lognormal', { median: 20 * ms, sigma: 1.2 }], ['pareto', { scale: 10 * ms, shape: 2 }],
  ['gamma', { shape: 3, scale: 10 * ms }], ['uniform', { low: 10 * ms, high: 500 * ms }], ['quantiles', { at: [[0.5, ms], [0.9, 20 * ms], [1, 90 * ms]] }],
];
const key = rootKey('draws');

/** How far a count of n lies from what a share says, in standard deviations; half a unit off for ties. */
const off = (count: number, n: number, share: number): number => Math.max(0, Math.abs(count - n * share) - 0.5) / Math.sqrt(n * share * (1 - share));

describe('the delay that a share exceeds', () => {
  test.each(laws)('%s', (kind, params) => {
    const n = 20_000;
    const delays = Array.from({ length: n }, (_, i) => sampleLatency({ kind, params }, new Draw().start(key.a, key.b).absorb(i), latencies));
    for (const share of [0.5, 0.25, 0.0625, 0.015625]) {
      const limit = latencies[kind].beyond!(params as never, share);
      expect(off(delays.filter(delay => delay > limit).length, n, share), `share ${share}`).toBeLessThan(5);
    }
  });

  test('grows without end where the tail does', () => {
    expect(latencies.exponential.beyond!({ mean: 20 * ms, floor: 0 }, 1e-12)).toBe(Math.round(20 * ms * 12 * Math.LN10));
  });
});

describe('a branch', () => {
  test('of bursts keeps the past and lasts as long from now as at first', () => {
    const params = { average: 0.5, meanBurst: 100 * ms, applies: 'all' } as const;
    const now = 60_000_000;
    const state = bursts.init(params, key);
    const draw = new Draw();
    bursts.lost(params, state, now, draw);
    const left = Array.from({ length: 20_000 }, (_, i) => {
      const copy = cloned(state);
      bursts.branch!(params, copy, now, subkey(key, i));
      expect(copy.bad).toBe(state.bad);
      return copy.until - now;
    });
    for (const share of [0.5, 0.1, 0.01]) {
      expect(off(left.filter(length => length > -100 * ms * Math.log(share)).length, left.length, share)).toBeLessThan(5);
    }
  });

  test('of a chain takes its latest step again', () => {
    const params = { average: -1, meanLength: 2, toBad: 0.2, toGood: 0.3, lossInGood: 0, lossInBad: 1, applies: 'all' } as const;
    for (const was of [false, true]) {
      const bad = Array.from({ length: 20_000 }, (_, i) => {
        const state = { bad: was, was, toBad: 0.2, toGood: 0.3 };
        gilbertPerMessage.branch!(params, state, 0, subkey(key, i));
        return state.bad;
      }).filter(Boolean).length;
      expect(off(bad, 20_000, was ? 0.7 : 0.2)).toBeLessThan(5);
    }
  });
});

test('a copy shares nothing, and is what a structured clone is', () => {
  const value = { a: [1, { b: Float64Array.of(1, 2) }], c: new Map([[1, 2]]), d: null, e: Uint8Array.of(3), f: 'x', g: Int32Array.of(4) };
  const copy = cloned(value);
  expect(copy).toEqual(structuredClone(value));
  (copy.a[1] as { b: Float64Array }).b[0] = 9;
  copy.c.set(1, 9);
  expect((value.a[1] as { b: Float64Array }).b[0]).toBe(1);
  expect(value.c.get(1)).toBe(2);
});
