/** The inverse question against closed forms: k heartbeats lost in a row, λ = (1 − p) pᵏ / η, T_D at most timeout + latency. */
import { beforeAll, describe, expect, test } from 'vitest';
import { readGoal } from '../../../sim/reading/goal.ts';
import { evaluate } from '../../../sim/evaluate.ts';
import { resolve } from '../../../sim/resolve.ts';
import { builtIn } from '../../../sim/builtIn.ts';
import { quietFile, quietRuns } from '../../../sim/solve/quiet.ts';
import { solve } from '../../../sim/solve/solve.ts';
import type { Solution } from '../../../sim/solve/problem.ts';
import { lossyLink, goal, problemOf } from '../../support/solving.ts';

const loss = 0.2;
/** Mistakes per second of a timeout that lets k heartbeats be lost. */
const rate = (k: number, interval: number): number => ((1 - loss) * Math.pow(loss, k)) / interval;
const timeouts = [1, 2, 3, 4, 5, 6, 7].map(k => `${k}500ms`).join(',');

describe('the smallest number of lost heartbeats', () => {
  // between k = 4 and k = 5, well away from both: 4.6/h and 0.92/h
  const wanted = '2/h';
  const k = [1, 2, 3, 4, 5, 6, 7].find(each => rate(each, 1) * 3_600 <= 2)!;
  let solution: Solution;
  beforeAll(() => {
    solution = solve(problemOf(lossyLink(loss), [`detector.estimator.timeout=${timeouts}`], ['detectionTime.p95 <= 10s', `mistakeRate <= ${wanted}`]));
  });

  test('is the one that the closed form says', () => {
    expect(k).toBe(5);
    expect(solution.chosen?.values).toEqual({ 'detector.estimator.timeout': `${k}500ms` });
    expect(solution.kind).toBe('found');
  });

  test('with figures that hold the truth', () => {
    const [detection, mistakes] = solution.chosen!.goals;
    expect(detection!.high!).toBeLessThanOrEqual(k * 1_000 + 501);
    expect(mistakes!.low! <= rate(k, 1) && rate(k, 1) <= mistakes!.high!).toBe(true);
    expect(mistakes!.high!).toBeLessThanOrEqual(2 / 3_600);
  });

  test('and its worst run is there to be opened', () => {
    const { scenario, value, goal: named } = solution.worst!;
    expect(named).toBe(`mistakeRate <= ${wanted}`);
    // no crash comes in the long runs, so nothing is expected of it
    expect(scenario).not.toHaveProperty('faults');
    expect(scenario.expect).toEqual([`mistakeRate <= ${wanted}`]);
    expect(evaluate(scenario).pooled.mistakeRate.total.value).toBeCloseTo(value!, 12);
  });

  test('every timeout is on the front, for a longer one is later and wrong less often; the shorter ones fail', () => {
    const verdicts = Object.fromEntries(solution.front.map(point => [point.values['detector.estimator.timeout'], point.verdict]));
    for (const each of [1, 2, 3, 4]) expect(verdicts[`${each}500ms`]).toBe('fails');
    expect(verdicts['5500ms']).toBe('meets');
  });
});

test('between timeouts of a range it looks closer: to the next heartbeat, where one more may be lost', () => {
  const solution = solve(problemOf(lossyLink(loss), ['detector.estimator.timeout=3s..8s:2'], ['mistakeRate <= 2/h']));
  // from 5 s on it allows for five losses, for an arrival at the deadline counts; 2 % is as close as anybody wants
  const chosen = Number(/^(\d+(?:\.\d+)?)s$/.exec(solution.chosen!.values['detector.estimator.timeout']!)![1]);
  expect(chosen).toBeGreaterThanOrEqual(5);
  expect(chosen).toBeLessThan(5.2);
});

test('between a timeout that is too short and one that is too long it finds the one that is neither, though a dearer interval would do', () => {
  const solution = solve(problemOf(
    lossyLink(0.05), ['detector.interval=500ms,1s', 'detector.estimator.timeout=2600ms..6s:2'], ['detectionTime.p95 <= 5s', 'mistakeRate <= 1/h'],
  ));
  // every second: three may be lost from 3 s on, 0.43/h; every 500 ms, five in 2.6 s, 0.002/h, at twice the load
  expect(solution.chosen?.values['detector.interval']).toBe('1s');
  expect(solution.chosen?.values['detector.estimator.timeout']).toMatch(/^(3|4)(\.\d+)?s$|^[34]\d\d\dms$/);
});

test('less load is bought with a longer interval, as far as the time to detect allows', () => {
  const solution = solve(problemOf(
    lossyLink(0.05), ['detector.interval=500ms,1s,2s', 'detector.estimator.timeout=2500ms,3500ms,4700ms'], ['detectionTime.p95 <= 5s', 'mistakeRate <= 1/h'],
  ));
  // every 2 s: two lost in 4.7 s, 4.3/h; every 1 s: three in 3.5 s, 0.43/h
  expect(solution.chosen?.values).toEqual({ 'detector.interval': '1s', 'detector.estimator.timeout': '3500ms' });
});

describe('none exists', () => {
  test('because one goal fails everywhere: which, and how close one comes', () => {
    const solution = solve(problemOf(lossyLink(loss), ['detector.estimator.timeout=3500ms,5500ms'], ['detectionTime.p50 <= 1s', 'mistakeRate <= 1/s']));
    expect(solution).toMatchObject({ kind: 'none', chosen: null });
    expect(solution.reason).toMatchObject({
      kind: 'unreachable', goals: [{ goal: 'detectionTime.p50 <= 1s', undecided: false, closest: { values: { 'detector.estimator.timeout': '3500ms' } } }],
    });
    expect(solution.worst!.scenario.seed).toMatch(/^lossy/);
  });

  test('because two goals exclude each other: which two, and where each is met', () => {
    const solution = solve(problemOf(
      lossyLink(loss), [`detector.estimator.timeout=${timeouts}`], ['detectionTime.p50 <= 3s', 'mistakeRate <= 2/h', 'queryAccuracy >= 10%'],
    ));
    expect(solution.kind).toBe('none');
    expect(solution.reason).toMatchObject({ kind: 'conflict', conflicts: [{ goals: ['detectionTime.p50 <= 3s', 'mistakeRate <= 2/h'] }] });
    if (solution.reason?.kind !== 'conflict') return;
    const [fast, sure] = solution.reason.conflicts[0]!.alone;
    expect(fast!.goals[0]!.verdict).not.toBe('fails');
    expect(sure!.goals[1]!.verdict).not.toBe('fails');
  });

  test('a month without a mistake takes ninety quiet days to show: fewer are said to be lacking', () => {
    const solution = solve(problemOf(lossyLink(0), ['detector.estimator.timeout=2500ms,3500ms'], ['mistakeRate <= 1/30d'], { budget: 24 }));
    expect(solution.kind).toBe('undecided');
    expect(solution.reason).toMatchObject({ kind: 'unreachable', goals: [{ undecided: true }] });
    if (solution.reason?.kind !== 'unreachable') return;
    const { lacks } = solution.reason.goals[0]!.closest.goals[0]!;
    expect(lacks!.needed / 86_400_000).toBeCloseTo(89.9, 1);
    expect(lacks!.had).toBeLessThan(lacks!.needed);
  });
});

describe('mistakes are counted in long quiet runs', () => {
  const quiet = (over: Parameters<typeof lossyLink>[1], want = 'mistakeRate <= 1/30d') => quietRuns(resolve(lossyLink(0.05, over), builtIn), [goal(want)], 0.05);
  const horizon = (...asked: Parameters<typeof quiet>): number | null => quiet(...asked)?.horizon ?? null;
  test('a sixty-fourth of what the goal needs, over all pairs', () => {
    expect(horizon({})! / 3_600e6).toBeCloseTo((89.87 * 24) / 64, 1);
    expect(horizon({ processes: 3, watches: 'all' })! / 3_600e6).toBeCloseTo((89.87 * 24) / 64 / 6, 1);
  });
  test('but none so long that nobody can stop it: rather more of them', () => {
    const { horizon: longest, most } = quiet({}, 'mistakeRate <= 1/3650d')!;
    expect(longest).toBeLessThan(1_000_060e6);
    expect(most * longest).toBeGreaterThanOrEqual(16 * 2.99 * 3_650 * 86_400e6);
  });
  test('but not where a fault may cause them, where opinions hang together, or where nobody asks', () => {
    expect(horizon({ faults: [{ id: 'p', at: '5s', for: '3s', kind: 'pause', process: 0 }] })).toBeNull();
    expect(horizon({ faults: [{ id: 'c', at: '5s', for: '3s', kind: 'crash', process: 1 }] })).toBeNull();
    expect(horizon({ detector: { kind: 'swim' }, watches: 'all' })).toBeNull();
    expect(horizon({}, 'detectionTime.p99 <= 5s')).toBeNull();
    expect(horizon({ faults: [], horizon: '365d' })).toBeNull();
  });
  test('without the script', () => {
    expect(quietFile(lossyLink(0.05), { horizon: 7_200_000_000, most: 1 })).toMatchObject({ horizon: '2h' });
    expect(quietFile(lossyLink(0.05), { horizon: 7_200_000_000, most: 1 })).not.toHaveProperty('faults');
  });
});

describe('what has no answer', () => {
  const ask = (want: string, more = {}) => () => solve(problemOf(lossyLink(loss), ['detector.estimator.timeout=2s,3s'], [want], more));
  test.each([
    ['a figure that there is not', ask('detectionTimes <= 1s'), /^detectionTimes <= 1s: detectionTimes: no such figure here; there is exposure/],
    ['a crash that never comes', () => solve(problemOf(lossyLink(loss, { faults: [] }), ['detector.estimator.timeout=2s,3s'], ['detectionTime.p99 <= 1s'])), /^detectionTime.p99 <= 1s: no crash/],
    ['an objective that there is not', ask('mistakes >= 0', { objectives: [{ path: 'splitBrain.count', sense: 'minimize' }] }), /^splitBrain.count: cannot be measured in this scenario/],
    ['too small a budget', ask('mistakes >= 0', { budget: 20 }), /^2 settings take 16 runs at the first look, more than two thirds of a budget of 20/],
    ['no goal', () => solve(problemOf(lossyLink(loss), ['detector.estimator.timeout=2s'], [])), /^there is no goal to meet/],
  ])('%s', (_, asking, message) => expect(asking).toThrow(message));
});

test('goals read as in a scenario', () => {
  expect(readGoal('mistakeRate <= 1/30d', () => { throw new Error(); })).toMatchObject({ path: 'mistakeRate', operator: '<=', value: 1 / 2_592_000 });
});
