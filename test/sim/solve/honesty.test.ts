/**
 * What is reported as meeting the goals does so as often as the confidence says: searches among settings of known truth,
 * some of them just on the wrong side, each under seeds of its own.
 */
import { expect, test } from 'vitest';
import { binomialAtMost } from '../../../sim/intervals/binomial.ts';
import { solve } from '../../../sim/solve/solve.ts';
import { fakeEvaluator, type Truth } from '../../support/fakeRuns.ts';
import { lossyLink, problemOf } from '../../support/solving.ts';

const seconds = (file: { readonly detector?: Record<string, unknown> }): number =>
  Number(/^(\d+(?:\.\d+)?)s$/.exec((file.detector!.estimator as { timeout: string }).timeout)![1]);

type Outcome = 'right' | 'wrong' | 'none';

/** A search among timeouts of 1 … 8 s; whether it named one, and whether that one truly meets its goal. */
function searched(seed: number, want: string, truth: (timeout: number) => Truth, allows: (timeout: number) => boolean, held?: (high: number) => void): Outcome {
  const document = lossyLink(0, { seed: `search ${seed}`, horizon: '1h', faults: [] });
  const problem = problemOf(document, ['detector.estimator.timeout=1s,2s,3s,4s,5s,6s,7s,8s'], [want], { budget: 2_000 });
  const { chosen } = solve(problem, fakeEvaluator(file => truth(seconds(file))));
  if (chosen) held?.(chosen.goals[0]!.high!);
  return chosen === null ? 'none' : allows(Number(chosen.values['detector.estimator.timeout']!.slice(0, -1))) ? 'right' : 'wrong';
}

const searches = 60;

/** P(so many wrong ones or more, were each wrong with the 5 % allowed) must not be below 10⁻⁶. */
function expectHonest(outcomes: readonly string[], leastRight: number): void {
  const wrong = outcomes.filter(outcome => outcome === 'wrong').length;
  expect(1 - binomialAtMost(wrong - 1, outcomes.length, 0.05)).toBeGreaterThan(1e-6);
  expect(outcomes.filter(outcome => outcome === 'right').length).toBeGreaterThan(leastRight);
}

test('of a rate, with every setting but the last a tenth too high; and the limit that is told of that one holds its rate', () => {
  const limits: number[] = [];
  const rate = (timeout: number): number => (timeout < 8 ? 2.2 : 0.5) / 3_600;
  const outcomes = Array.from({ length: searches }, (_, i) =>
    searched(i, 'mistakeRate <= 2/h', timeout => ({ rate: rate(timeout), detection: u => 1e6 * (timeout + u), load: 1 }), timeout => timeout === 8, high => limits.push(high)));
  expectHonest(outcomes, searches * 0.8);
  expectHonest(limits.map(high => (high < 0.5 / 3_600 ? 'wrong' : 'right')), searches * 0.8);
});

test('of a quantile, with every setting but the last just beyond it', () => {
  // the 95th percentile of timeout + u lies at timeout + 0.95: the bound is at the 94.5th of the wrong ones
  const detection = (timeout: number) => (u: number): number => 1e6 * (timeout < 8 ? u + 5 : u);
  const outcomes = Array.from({ length: searches }, (_, i) =>
    searched(i, 'detectionTime.p95 <= 5945ms', timeout => ({ rate: 0, detection: detection(timeout), load: 1 }), timeout => timeout === 8));
  expectHonest(outcomes, searches * 0.8);
});
