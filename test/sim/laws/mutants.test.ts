/** Every historic bug is killed by the law that names it; the rule without the bug is not. */
import { describe, expect, test } from 'vitest';
import { detectorLaws, type DetectorLawName } from '../../../sim/laws/detectorLaws.ts';
import { detectorMutants, mutantSubject, plainPush } from '../../../sim/laws/detectorMutants.ts';
import { estimatorLaws } from '../../../sim/laws/estimatorLaws.ts';
import { estimatorMutants } from '../../../sim/laws/estimatorMutants.ts';
import { enforce, examine } from '../../../sim/laws/law.ts';

const seed = 7;

describe('an estimator with a historic bug', () => {
  test.each(Object.entries(estimatorMutants))('%s is killed', (name, { estimator, killedBy, history }) => {
    const breach = examine(estimatorLaws[killedBy], { name, estimator }, { seed, runs: killedBy === 'bounded' ? 3 : 2_000 });
    expect(breach, history).not.toBeNull();
    expect(breach).toMatchObject({ law: killedBy, subject: name });
  });
});

describe('a detector with a historic bug', () => {
  test.each(Object.entries(detectorMutants))('%s is killed', (_, { detector, killedBy, history }) => {
    const breach = examine(detectorLaws[killedBy], mutantSubject(detector), { seed, runs: 60 });
    expect(breach, history).not.toBeNull();
    expect(breach).toMatchObject({ law: killedBy, subject: detector.name });
  });

  test.each(Object.keys(detectorLaws) as DetectorLawName[])('and the detector without one keeps the law "%s"', name => {
    enforce(detectorLaws[name], mutantSubject(plainPush), { seed, runs: 30 });
  });

  test('every law of detectors kills one', () => {
    expect(new Set(Object.values(detectorMutants).map(({ killedBy }) => killedBy))).toEqual(new Set(Object.keys(detectorLaws)));
  });

  test('every law of estimators kills one, but determinism, which the shared counter would break as well', () => {
    const killing = new Set<string>(Object.values(estimatorMutants).map(({ killedBy }) => killedBy));
    expect(Object.keys(estimatorLaws).filter(name => !killing.has(name))).toEqual(['determinism']);
  });
});

describe('what is broken is told', () => {
  const { estimator } = estimatorMutants['offByOne']!;
  const subject = { name: 'offByOne', code: 'estimatorMutants.offByOne', estimator };

  test('with the law, the smallest history, and a block to paste', () => {
    const failing = (): void => enforce(estimatorLaws.threshold, subject, { seed });
    expect(failing).toThrow(/^offByOne breaks the law "threshold": The level is 1 or more exactly from the freshness point on/);
    expect(failing).toThrow(/"sent":\[\]/);
    expect(failing).toThrow(/examine\(estimatorLaws\.threshold, estimatorMutants\.offByOne, \{ seed: 7, path: '[\d:]+' \}\)/);
  });

  test('and the block finds the same history again', () => {
    const breach = examine(estimatorLaws.threshold, subject, { seed })!;
    const path = /path: '([\d:]+)'/.exec(breach.replay)![1]!;
    const again = examine(estimatorLaws.threshold, subject, { seed, path })!;
    expect(again.history).toEqual(breach.history);
    expect(again.wrong).toBe(breach.wrong);
  });

  test('also when it throws', () => {
    const broken = { ...estimator, observe() { throw new Error('no beats today'); } };
    const breach = examine(estimatorLaws.finite, { name: 'thrower', estimator: broken }, { seed });
    expect(breach!.wrong).toBe('it threw: no beats today');
  });
});
