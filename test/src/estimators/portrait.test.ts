import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnyEstimator } from '../../../src/contract.ts';
import { estimators } from '../../../src/estimators/index.ts';
import { flavours } from '../../../src/estimators/phiFlavours.ts';
import { defaults } from '../../../src/parameters.ts';
import { ms, sec } from '../../../src/time.ts';

const rules: [string, AnyEstimator, object][] = [
  ...Object.entries(estimators as Readonly<Record<string, AnyEstimator>>).filter(([name]) => name !== 'phi').map(([name, estimator]): [string, AnyEstimator, object] => [name, estimator, {}]),
  ...Object.keys(flavours).map((flavour): [string, AnyEstimator, object] => [`phi ${flavour}`, estimators.phi, { flavour }]),
  ['exact φ without a floor or a pause', estimators.phi, { flavour: 'normal', minStdDeviation: 1, acceptableHeartbeatPause: 0 }],
];

/** Beats on the second, each so much late; the state after the last of them. */
function heard(estimator: AnyEstimator, params: object, late: readonly number[]): { readonly state: unknown; readonly now: number } {
  const state = estimator.init({ ...defaults(estimator.parameters, params), ...params }, sec);
  let now = sec;
  late.forEach((delay, seq) => {
    now = Math.max(now, (seq + 1) * sec + delay);
    estimator.observe(state, now, { incarnation: 0, seq, sentAt: (seq + 1) * sec });
  });
  return { state, now };
}
const arbitrary = fc.array(fc.integer({ min: 1, max: 400 * ms }), { minLength: 3, maxLength: 40 });

describe.each(rules)('%s', (_, estimator, params) => {
  test('draws a deadline whose parts add up to it', () => {
    fc.assert(fc.property(arbitrary, late => {
      const { state } = heard(estimator, params, late);
      const { since, parts } = estimator.portrait!(state);
      expect(Math.abs(since + parts.reduce((sum, { length }) => sum + length, 0) - estimator.freshUntil(state))).toBeLessThanOrEqual(1.001);
    }), { numRuns: 30 });
  });

  test('its level is the share of its threshold, in what it counts', () => {
    const { state, now } = heard(estimator, params, [10 * ms, 30 * ms, 5 * ms, 80 * ms, 20 * ms]);
    const { kind, threshold, since, symbol } = estimator.portrait!(state);
    for (const at of [now, now + 500 * ms, now + 1_700 * ms, now + 4 * sec]) {
      const told = estimator.explain!(state, at)[{ φ: 'phi', suspicion: 'suspicion', missed: 'missed', share: 'share' }[symbol] ?? ''];
      expect(estimator.level(state, at) * threshold).toBeCloseTo(kind === 'duration' ? at - since : told!, 6);
    }
  });

  test('remembers a silence for each interval or beat, oldest first', () => {
    const late = [0, 40 * ms, 0, 90 * ms], { state, now } = heard(estimator, params, late);
    const { samples, assumed, since } = estimator.portrait!(state);
    const measured = samples.slice(assumed);
    if (samples.length === 0) return;
    if (measured.length === late.length) expect(measured).toEqual(late.map(delay => 5 * sec + delay - now));
    else expect(measured.map(sample => sample / ('scale' in estimator.parameters ? 1.5 : 1))).toEqual([1.04 * sec, 0.96 * sec, 1.09 * sec]);
    expect(since).toBe(now);
  });
});

describe.each(rules.filter(([, estimator]) => estimator.density !== undefined))('the density of %s', (_, estimator, params) => {
  const { state, now } = heard(estimator, { ...params, ...('flavour' in params ? { acceptableHeartbeatPause: 0 } : {}) }, [10 * ms, 330 * ms, 5 * ms, 280 * ms, 20 * ms, 100 * ms]);
  const later = (silence: number): number => {
    const { phi } = estimator.explain!(state, now + silence) as { phi: number };
    return 10 ** -phi;
  };

  test('is the slope of its own tail', () => {
    for (const silence of [200 * ms, 900 * ms, sec, 1.3 * sec, 1.6 * sec]) {
      const slope = (later(silence - 1_000) - later(silence + 1_000)) / 2_000;
      expect(estimator.density!(state, silence)).toBeCloseTo(slope, 9);
      expect(estimator.density!(state, silence) / slope).toBeCloseTo(1, 2);
    }
  });

  test('covers one', () => {
    let sum = 0;
    for (let silence = -20 * sec; silence < 60 * sec; silence += 2 * ms) sum += (silence < 0 && !('flavour' in params && params.flavour !== 'cassandra') ? 0 : estimator.density!(state, silence)) * 2 * ms;
    expect(sum).toBeCloseTo(1, 2);
  });
});

test('of the first heartbeat, what is assumed is told from what was measured, until the window has turned', () => {
  const params = { flavour: 'akka', window: 4, firstHeartbeatEstimate: sec };
  const portrait = (beats: number): { samples: readonly number[]; assumed: number } => estimators.phi.portrait!(heard(estimators.phi, params, Array.from({ length: beats }, () => 0)).state as never);
  expect(portrait(0)).toMatchObject({ samples: [750 * ms, 1_250 * ms], assumed: 2 });
  expect(portrait(3)).toMatchObject({ samples: [750 * ms, 1_250 * ms, sec, sec], assumed: 2 });
  expect(portrait(4)).toMatchObject({ samples: [1_250 * ms, sec, sec, sec], assumed: 1 });
  expect([5, 6, 7, 12].map(beats => portrait(beats).assumed)).toEqual([0, 0, 0, 0]);
});
