import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countInterval } from '../../sim/intervals/countInterval.ts';
import type { Measured } from '../../sim/measures/measured.ts';
import { readGoal } from '../../sim/reading/goal.ts';
import { compare, type Figure } from '../../sim/report.ts';
import { verdicts, type Checked } from '../../sim/verdicts.ts';
import { measured, report } from '../support/measuredStory.ts';
import { Script } from '../support/writeTrace.ts';

const heard = (): Script => new Script().starts(0, 0, 1).trusts(0, 0, 1);
const mistaken = (count: number): Script => {
  const script = heard();
  for (let i = 0; i < count; i++) script.suspects(3_000 + i * 20_000, 0, 1).trusts(8_000 + i * 20_000, 0, 1);
  return script;
};
const runsOf = (...counts: number[]): Measured[] => counts.map((count, i) => measured(mistaken(count), { seed: `s#${i}` }));
const goal = (text: string) => readGoal(text, problem => { throw new Error(problem); });
const judge = (runs: readonly Measured[], text: string): Checked => verdicts(runs, report(runs), run => report([run]), [goal(text)])[0]!;

describe('a verdict by the interval', () => {
  // each run of one second; 20 mistakes in 4 runs: [12.2, 30.9] by Garwood, [3.05, 7.72] a second
  const runs = runsOf(5, 4, 6, 5);

  it.each([
    ['mistakeRate <= 7.8/s', 'holds'], ['mistakeRate >= 3/s', 'holds'], ['mistakeRate <= 3/s', 'broken'], ['mistakeRate >= 7.8/s', 'broken'],
    ['mistakeRate <= 5/s', 'undecided'], ['mistakeRate > 7.7/s', 'undecided'], ['mistakeRate < 3.1/s', 'undecided'],
  ])('%s %s', (text, verdict) => expect(judge(runs, text)).toMatchObject({ verdict, measured: 5 }));

  it('is what both ends say, or neither, of any bound', () => {
    const { ci95 } = report(runs).pooled.mistakeRate.total as Figure & { ci95: [number, number] };
    fc.assert(fc.property(fc.double({ min: 0, max: 12, noNaN: true }), fc.constantFrom('<', '<=', '>', '>='), (limit, operator) => {
      const { verdict } = verdicts(runs, report(runs), run => report([run]), [{ text: '', path: 'mistakeRate', operator: operator as '<', value: limit }])[0]!;
      const ends = ci95.map(end => compare[operator as '<'](end, limit));
      expect(verdict).toBe(ends[0] !== ends[1] ? 'undecided' : ends[0] ? 'holds' : 'broken');
    }), { seed: 1 });
  });

  it('says how many more runs would decide: the root of the runs narrows an interval', () => {
    const open = judge(runs, 'mistakeRate <= 6/s');
    // the upper end is 2.72 above 5, the bound 1: seven times and a half as many
    expect(open.moreRuns).toBe(Math.ceil(4 * (2.7223 / 1) ** 2) - 4);
    const many = [...Array(open.moreRuns! + 4).keys()].map(i => measured(mistaken([5, 4, 6, 5][i % 4]!), { seed: `s#${i}` }));
    expect(judge(many, 'mistakeRate <= 6/s').verdict).toBe('holds');
    expect(judge(runs, 'mistakeRate <= 5/s').moreRuns).toBeNull();
  });

  it('names the worst seeds, on whichever side the bound is', () => {
    expect(judge(runs, 'mistakeRate <= 3/s').worst.map(({ seed }) => seed)).toEqual(['s#2', 's#0', 's#3']);
    expect(judge(runs, 'mistakeRate >= 9/s').worst[0]).toEqual({ seed: 's#1', value: 4 });
  });

  it('leaves open what has no interval yet, and says what it wants', () => {
    expect(judge(runsOf(3), 'mistakeDuration.mean <= 1s')).toMatchObject({ verdict: 'undecided', why: 'an interval wants 30 episodes of mistakes', moreRuns: 9 });
  });
});

describe('counts', () => {
  it('are means per run, and nothing seen is not nothing', () => {
    expect(judge(runsOf(5, 4, 6, 5), 'mistakes <= 8')).toMatchObject({ verdict: 'holds', measured: 5 });
    // how many come at once where any do, nobody has seen: so it is told in runs
    const none = judge(runsOf(...Array<number>(30).fill(0)), 'mistakes < 1');
    expect(none).toMatchObject({ verdict: 'holds', measured: 0, ci95: null, runByRun: { runs: 30, broken: 0, atMost: 1 - 0.05 ** (1 / 30) } });
    expect(judge(runsOf(2, 2, 2), 'mistakes <= 1')).toMatchObject({ verdict: 'broken', runByRun: { runs: 3, broken: 3 } });
    expect(judge(runsOf(0, 0, 1, 0), 'mistakes < 3').verdict).toBe('holds');
    expect(judge(runsOf(0, 0, 5, 0), 'mistakes < 9')).toMatchObject({ verdict: 'undecided', why: 'an interval wants 4 runs in which there is any', moreRuns: 12 });
  });

  it('are rare events one by one, or the runs tell how many come at once', () => {
    // Garwood's interval of three
    expect(countInterval([1, 1, 1, 0, 0])!.map(end => end * 5)).toEqual([expect.closeTo(0.618672, 5), expect.closeTo(8.767273, 5)]);
    expect(countInterval([0, 0])).toEqual([0, expect.closeTo(3.6888794541 / 2, 9)]);
    expect(countInterval([6, 0, 0, 0, 0, 0, 0, 0])).toBeNull();
    expect(countInterval([3])).toBeNull();
    const [low, high] = countInterval([20, 30, 25, 25])!;
    expect(low * high).toBeCloseTo(25 * 25, 9);
  });
});

describe('run by run', () => {
  it('an equality holds in each or not; one counterexample is enough, and its seed shows it', () => {
    expect(judge(runsOf(0, 0, 0), 'mistakes == 0')).toMatchObject({ verdict: 'holds', worst: [], runByRun: { runs: 3, broken: 0, atMost: 1 - 0.05 ** (1 / 3) } });
    expect(judge(runsOf(0, 2, 1), 'mistakes == 0')).toMatchObject({ verdict: 'broken', measured: 2, runByRun: { runs: 3, broken: 2 }, worst: [{ seed: 's#1', value: 2 }, { seed: 's#2', value: 1 }] });
    // a mean of one would have passed
    expect(judge(runsOf(0, 2), 'mistakes == 1').verdict).toBe('broken');
  });

  it('so does a bound on an extreme or a sum', () => {
    const crash = (after: number, i: number): Measured => measured(heard().crashes(100_000, 1).suspects(100_000 + after, 0, 1), { seed: `s#${i}` });
    expect(judge([50_000, 70_000].map(crash), 'detectionTime.max <= 60ms')).toMatchObject({ verdict: 'broken', measured: 70, worst: [{ seed: 's#1', value: 70 }, { seed: 's#0', value: 50 }] });
    expect(judge([50_000, 60_000].map(crash), 'detectionTime.max <= 60ms').verdict).toBe('holds');
    expect(judge(runsOf(3, 3), 'accusation.total <= 16ms').verdict).toBe('holds');
  });
});

describe('what cannot be measured', () => {
  it('does not pass', () => {
    expect(judge(runsOf(1, 2), 'detectionTime.p99 <= 1s')).toMatchObject({ verdict: 'broken', why: 'detectionTime.p99 could not be measured: no crash' });
    expect(judge(runsOf(1, 2), 'nonsense <= 1')).toMatchObject({ verdict: 'broken', why: expect.stringMatching(/^nonsense: no such figure/) as string });
    expect(judge(runsOf(0, 0), 'detectionTime.max == 0')).toMatchObject({ verdict: 'broken' });
  });

  it('is broken where the least it can be is too much, open where it may yet be right', () => {
    const censored = [measured(heard().crashes(100_000, 1))];
    expect(judge(censored, 'detectionTime.mean <= 500ms').verdict).toBe('broken');
    expect(judge(censored, 'detectionTime.mean <= 2s')).toMatchObject({ verdict: 'undecided', moreRuns: null });
    expect(judge(censored, 'detectionTime.max <= 500ms').verdict).toBe('broken');
  });

  it('is broken where a quantile’s lower end is beyond, though nobody knows the upper', () => {
    const runs = Array.from({ length: 120 }, (_, i) => measured(heard().crashes(100_000, 1).suspects(100_000 + (i < 10 ? 90_000 : 10_000) + i, 0, 1), { seed: `s#${i}` }));
    expect(report(runs).pooled.detectionTime.p99).toMatchObject({ ci95: null, bound: { atLeast: expect.closeTo(90.005, 0.01) as number } });
    expect(judge(runs, 'detectionTime.p99 <= 50ms').verdict).toBe('broken');
    expect(judge(runs, 'detectionTime.p99 <= 91ms')).toMatchObject({ verdict: 'undecided', moreRuns: 368 - 120 });
  });
});
