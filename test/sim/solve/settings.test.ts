import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { candidates, rounded } from '../../../sim/solve/settings.ts';
import type { Setting } from '../../../sim/solve/problem.ts';
import { lossyLink } from '../../support/solving.ts';

const of = (...vary: string[]) => candidates({ document: lossyLink(0.1), vary }, builtIn);
const texts = (settings: readonly Setting[]): string[] => settings.map(({ values }) => values.map(({ text }) => text).join(' '));

describe('candidates', () => {
  test('are every combination, written into the scenario', () => {
    const { settings } = of('detector.interval=500ms,1s', 'detector.estimator.timeout=2s,3s');
    expect(texts(settings)).toEqual(['500ms 2s', '500ms 3s', '1s 2s', '1s 3s']);
    expect(settings[1]).toMatchObject({
      file: { seed: 'lossy', detector: { interval: '500ms', estimator: { kind: 'fixed', timeout: '3s' } } },
      values: [{ path: 'detector.interval', text: '500ms', size: 500_000 }, { path: 'detector.estimator.timeout', text: '3s', size: 3_000_000 }],
    });
  });

  test('of a range that does not say how many, eight round ones', () => {
    expect(texts(of('detector.estimator.timeout=1s..20s').settings)).toEqual(['1s', '1.5s', '2.4s', '3.6s', '5.5s', '8.5s', '13s', '20s']);
    expect(texts(of('detector.estimator.timeout=1s..8s:linear').settings)).toEqual(['1s', '2s', '3s', '4s', '5s', '6s', '7s', '8s']);
  });

  test('words are ordered as they were listed', () => {
    const { settings } = of('detector.phase=zero,uniform');
    expect(settings.map(({ values }) => values[0]!.size)).toEqual([0, 1]);
  });

  test('a value that the scenario does not take is refused at once', () => {
    expect(() => of('detector.estimator.timeout=3s,often')).toThrow(/timeout/);
    expect(() => of('detector.estimator.patience=1s,2s')).toThrow(/patience/);
  });
});

describe('between two', () => {
  test('lies something round, until they are two in a hundred apart', () => {
    const { settings: [low, high], between } = of('detector.estimator.timeout=2s..12s:2');
    expect(texts([between(low!, high!)!])).toEqual(['5s']);
    let [a, b, steps] = [low!, high!, 0];
    for (let next = between(a, b); next && steps < 50; next = between(a, b), steps++) {
      expect(next.values[0]!.size).toBeGreaterThan(a.values[0]!.size);
      expect(next.values[0]!.size).toBeLessThan(b.values[0]!.size);
      if (steps % 2) a = next;
      else b = next;
    }
    expect(steps).toBeLessThan(10);
    expect(b.values[0]!.size / a.values[0]!.size).toBeLessThan(1.021);
  });

  test('lies nothing in a list', () => {
    const { settings: [low, high], between } = of('detector.estimator.timeout=2s,12s');
    expect(between(low!, high!)).toBeUndefined();
  });

  test('lies no half of what is counted', () => {
    const { settings, between } = candidates({
      document: lossyLink(0.1, { detector: { kind: 'push', interval: '1s', estimator: { kind: 'missed', interval: '1s', k: 3 } } }), vary: ['detector.estimator.k=2..6'],
    }, builtIn);
    expect(texts(settings)).toEqual(['2', '3', '4', '5', '6']);
    expect(between(settings[0]!, settings[1]!)).toBeUndefined();
  });

  test('a round number stays well between', () => {
    fc.assert(fc.property(fc.double({ min: 1, max: 1e6, noNaN: true }), fc.double({ min: 1.02, max: 10, noNaN: true }), (low, times) => {
      const high = low * times;
      const middle = rounded(low, Math.sqrt(low * high), high);
      expect(middle).toBeGreaterThan(low);
      expect(middle).toBeLessThan(high);
    }));
  });
});
