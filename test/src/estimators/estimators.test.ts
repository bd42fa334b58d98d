import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyEstimator } from '../../../src/contract.ts';
import { estimatorNamed, estimators } from '../../../src/estimators/index.ts';
import { defaults, type Parameter } from '../../../src/parameters.ts';
import { NEVER, ms, sec } from '../../../src/time.ts';
import { beatOf } from '../../support/listen.ts';

const variants: [string, AnyEstimator, object][] = [
  ['fixed', estimators.fixed, {}],
  ...['emptyCheck', 'resetCount', 'sequence'].map(rule => [`missed ${rule}`, estimators.missed, { rule, offset: 300 * ms }] as [string, AnyEstimator, object]),
  ...['s', 'u', 'e'].map(variant => [`chen ${variant}`, estimators.chen, { variant }] as [string, AnyEstimator, object]),
  ['bertier', estimators.bertier, {}], ['twoWindow', estimators.twoWindow, {}],
  ['empirical', estimators.empirical, {}], ['exponential', estimators.exponential, {}],
  ...['normal', 'akka', 'cassandra', 'hazelcast'].map(flavour => [`phi ${flavour}`, estimators.phi, { flavour }] as [string, AnyEstimator, object]),
];

/** Gaps from nothing to several intervals, loss, and beats under way for up to two intervals. */
const beats = fc.array(fc.record({
  gap: fc.integer({ min: 0, max: 4 * sec }), skip: fc.integer({ min: 0, max: 2 }), delay: fc.integer({ min: 1, max: 2 * sec }),
}), { maxLength: 40 });

describe.each(variants)('%s', (_, estimator, own) => {
  const params = { ...defaults(estimator.parameters, own), ...own };

  it('is not trusted from freshUntil on, and was just before: level 1 is the decision, to the microsecond', () => {
    fc.assert(fc.property(beats, list => {
      const state = estimator.init(params, 0);
      let now = 0;
      let seq = -1;
      for (const { gap, skip, delay } of list) {
        now += gap;
        seq += 1 + skip;
        estimator.observe(state, now, beatOf(seq, now - delay));
        const until = estimator.freshUntil(state);
        const from = Math.max(now, estimator.freshFrom?.(state) ?? now);
        expect(Number.isSafeInteger(until)).toBe(true);
        if (until === NEVER) continue;
        expect(estimator.level(state, Math.max(now, until))).toBeGreaterThanOrEqual(1);
        if (until > from) expect(estimator.level(state, until - 1)).toBeLessThan(1);
        if (until > from) expect(estimator.level(state, from)).toBeLessThan(1);
      }
    }), { seed: 2, numRuns: 200 });
  });

  it('grows ever more suspicious of silence, and is finite always', () => {
    const state = estimator.init(params, 0);
    for (let i = 0; i < 20; i++) estimator.observe(state, (i + 1) * sec, beatOf(i, (i + 1) * sec));
    let before = 0;
    for (let at = 21 * sec; at < 400 * sec; at += 173 * ms) {
      const level = estimator.level(state, at);
      expect(level).toBeGreaterThanOrEqual(before);
      expect(Number.isFinite(level)).toBe(true);
      before = level;
    }
    expect(before).toBeGreaterThan(1);
    for (const value of Object.values(estimator.explain!(state, 500 * sec))) expect(Number.isFinite(value)).toBe(true);
  });

  it('is plain data: a clone answers as the original', () => {
    const state = estimator.init(params, 0);
    estimator.observe(state, sec, beatOf(0, sec));
    const clone = structuredClone(state);
    for (const each of [state, clone]) estimator.observe(each, 2_300 * ms, beatOf(1, 2 * sec));
    expect(estimator.freshUntil(clone)).toBe(estimator.freshUntil(state));
    expect(clone).toEqual(state);
  });
});

describe('the registry', () => {
  it('knows each by its own name, and no other', () => {
    for (const [name, estimator] of Object.entries(estimators)) {
      expect(estimator.name).toBe(name);
      expect(estimatorNamed(name)).toBe(estimator);
    }
    expect(estimatorNamed('toString')).toBeUndefined();
  });

  it('gives Hazelcast its own defaults, and the others Akka’s', () => {
    expect(defaults(estimators.phi.parameters)).toMatchObject({ flavour: 'akka', threshold: 8, window: 1_000 });
    expect(defaults(estimators.phi.parameters, { flavour: 'cassandra' })).toMatchObject({ threshold: 8, window: 1_000 });
    expect(defaults(estimators.phi.parameters, { flavour: 'hazelcast' })).toMatchObject({ threshold: 10, window: 200 });
  });

  it('says of every option what goes wrong on either side, and has a default for it', () => {
    for (const estimator of Object.values(estimators) as AnyEstimator[]) {
      for (const [key, option] of Object.entries(estimator.parameters) as [string, Parameter<unknown>][]) {
        expect([key, option.low.length > 20, option.high.length > 20]).toEqual([key, true, true]);
        expect(option.default).toBeDefined();
      }
    }
  });
});
