import { describe, expect, test } from 'vitest';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { builtIn } from '../../../../sim/builtIn.ts';
import { inLabAt, readTune, tuneAddressOf, withSetting } from '../../../../ui/lab/tune/address.ts';
import { readAddress } from '../../../../ui/lab/address.ts';
import { adviceOf } from '../../../../ui/lab/tune/model/advice.ts';
import { Board } from '../../../../ui/lab/tune/model/board.ts';
import type { Cell, Goals, Measure, Plan, Reading } from '../../../../ui/lab/tune/model/cells.ts';
import { contour } from '../../../../ui/lab/tune/model/contour.ts';
import { frontOf } from '../../../../ui/lab/tune/model/frontOf.ts';
import { keptShare, scaleOf } from '../../../../ui/lab/tune/model/shade.ts';
import { tightest } from '../../../../ui/lab/tune/model/tightest.ts';
import { cellText, figure, interval } from '../../../../ui/lab/tune/model/words.ts';
import type { Wish } from '../../../../ui/lab/tune/state.ts';
import { planOf } from '../../../../ui/lab/tune/work/plan.ts';
import { nearestBlock, towards } from '../../../../ui/lab/tune/views/arrows.ts';

const file: ScenarioFile = {
  flatline: 1, title: 'Here', seed: 's', horizon: '20s', processes: 5, detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3s' } },
  faults: [{ id: 'a', at: '3s', kind: 'crash', how: 'kill', process: 3 }],
};
const planFor = (goals: Goals): Plan => planOf({ file, variant: 0, calm: false, goals }, builtIn);

/** What a setting comes to in closed form: T_D = timeout, mistakes where the timeout is shorter than two intervals, and else few, 4 beats an interval. */
function read(plan: Plan, x: number, y: number, runs = 8): Cell['readings'] {
  const truth: Readonly<Record<Measure, number>> = { detection: y / 1_000, mistakes: y < 2 * x ? 1 : 0.00001 * (1 + x / y), load: 4_000_000 / x };
  const reading = (measure: Measure): Reading => {
    const [value, goal] = [truth[measure], plan.goals[measure]];
    return {
      goal: goal?.text ?? '', value, low: value * 0.9, high: value * 1.1, verdict: !goal || value * 1.1 <= goal.value ? 'meets' : value * 0.9 > goal.value ? 'fails' : 'open',
      runs, kept: goal && value > goal.value ? 2 : 8, worst: { run: 3, value: value * 2 },
    };
  };
  return { detection: reading('detection'), mistakes: reading('mistakes'), load: reading('load') };
}

function filled(goals: Goals): Board {
  const board = new Board(planFor(goals));
  const { plan } = board;
  for (const { column, row } of board.coarse()) {
    const [x, y] = [plan.x.values[column]!, plan.y.values[row]!];
    for (const field of ['asIs', 'quiet'] as const) board.put({ field, x, ys: [y], runs: plan.ladders[field][0] ?? -1 }, [read(plan, x, y)]);
  }
  return board;
}

describe('advice', () => {
  test('names the setting that sends the least of those that meet every goal, and what breaks where less is sent', () => {
    const board = filled({ detection: '5s', mistakes: '1/h', load: '' });
    const { kind, cell, reason } = adviceOf(board);
    const meeting = board.all().filter(each => board.verdict(each) === 'meets');
    expect(kind).toBe('found');
    expect(board.verdict(cell!)).toBe('meets');
    expect(cell!.readings.load!.value).toBe(Math.min(...meeting.map(each => each.readings.load!.value!)));
    expect(reason).toContain(`Of the ${meeting.length} settings`);
    expect(reason).toMatch(/Whatever sends less (may miss|misses) /);
  });
  test('names the goal in the way, where one fails everywhere', () => {
    expect(adviceOf(filled({ detection: '100ms', mistakes: '', load: '' }))).toMatchObject({ kind: 'none', title: 'None in this range meets the goals' });
    expect(adviceOf(filled({ detection: '100ms', mistakes: '', load: '' })).reason).toContain('T_D p99 ≤ 100ms');
  });
  test('names goals that are met apart and never together', () => {
    const { kind, reason } = adviceOf(filled({ detection: '1s', mistakes: '', load: '3' }));
    expect(kind).toBe('found');
    const conflict = adviceOf(filled({ detection: '1s', mistakes: '1/h', load: '1' }));
    expect(conflict).toMatchObject({ kind: 'none', title: 'None in this range meets all the goals together' });
    expect(conflict.reason).toContain('alone at');
    expect(reason).not.toContain('alone at');
  });
  test('says so where nothing is decided', () => {
    const board = new Board(planFor({ detection: '5s', mistakes: '', load: '' }));
    expect(adviceOf(board).kind).toBe('open');
  });
});

describe('what is seen', () => {
  const board = filled({ detection: '5s', mistakes: '1/h', load: '' });
  test('the contour parts what meets the goals from the rest, and nothing else', () => {
    const edges = contour(board, verdict => verdict === 'meets').match(/M/g)!.length;
    let expected = 0;
    const met = (column: number, row: number): boolean => { const cell = board.cell(column, row); return cell !== undefined && board.verdict(cell) === 'meets'; };
    for (const { column, row } of board.coarse()) for (const [dc, dr] of [[3, 0], [0, 3]] as const) {
      if (board.cell(column + dc, row + dr) && met(column, row) !== met(column + dc, row + dr)) expected += 3;
    }
    expect(expected).toBeGreaterThan(0);
    expect(edges).toBe(expected);
  });
  test('no point of the front is beaten by any other', () => {
    const { slice } = frontOf(board, null, null, null);
    expect(slice.front.length).toBeGreaterThan(1);
    for (const i of slice.front) expect(slice.points.some(({ time, rate }) => time < slice.points[i]!.time && rate < slice.points[i]!.rate)).toBe(false);
  });
  test('colour: runs that keep the goals, or a figure on a scale of logarithms', () => {
    const [good, bad] = [board.cell(1, 22)!, board.cell(22, 1)!];
    expect([keptShare(board.plan, bad), scaleOf(board, 'goal').share(bad)]).toEqual([0.25, 0.75]);
    expect(scaleOf(board, 'load').share(board.cell(1, 1)!)).toBe(1);
    expect(scaleOf(board, 'mistakes').share(good)).toBe(0);
  });
  test('the worst run worth a look is that of the goal broken most', () => {
    expect(tightest(board.plan, board.cell(22, 1)!)).toBe('mistakes');
    expect(tightest(board.plan, board.cell(1, 22)!)).toBe('detection');
  });
  test('figures carry units, and how sure they are', () => {
    const cell = board.cell(1, 1)!;
    expect(cellText(board.plan, cell)).toMatch(/^interval \d+\u00a0ms, timeout \d+\u00a0ms: meets every goal; T_D p99 \d+\u00a0ms; mistakes .*; load .*messages\/s$/);
    expect(figure('mistakes', { ...cell.readings.mistakes!, value: 0, high: 1 / 3_600 })).toBe('none seen, at most 1\u00a0/h');
    expect(figure('detection', { ...cell.readings.detection!, value: null, low: 4_000 })).toBe('above 4\u00a0s');
    expect(interval('detection', { ...cell.readings.detection!, low: 1_000, high: null })).toBe('1\u00a0s or more, too few runs for the upper end');
  });
  test('arrows go to the block beside, and stop at the edge', () => {
    const blocks = board.blocks();
    const corner = blocks.find(({ column, row }) => column === 1 && row === 1)!;
    expect(nearestBlock(blocks, corner, towards['ArrowRight']!)).toMatchObject({ column: 4, row: 1 });
    expect(nearestBlock(blocks, corner, towards['ArrowUp']!)).toMatchObject({ column: 1, row: 4 });
    expect(nearestBlock(blocks, corner, towards['ArrowLeft']!)).toBeUndefined();
  });
});

describe('the link', () => {
  const presets = { here: file };
  const first = { preset: 'here', file, variant: 0 };
  const plan = planFor({ detection: '5s', mistakes: '1/h', load: '' });
  const wish: Wish = {
    script: { preset: 'here', file: { ...file, seed: 'other' }, variant: 0 }, calm: true, x: 'detector.interval=100ms..2s:log', y: undefined,
    goals: { detection: '5s', mistakes: '1/30d', load: '' }, shade: 'load', at: [500_000, 2_500_000],
  };
  test('holds everything', () => {
    const address = tuneAddressOf(wish, plan, presets);
    expect(readTune(address, presets, first)).toEqual({ wish, problems: [] });
    expect(tuneAddressOf(readTune(address, presets, first).wish, plan, presets)).toBe(address);
  });
  test('says what in it cannot be read', () => {
    expect(readTune('#/tune?s=damaged&show=red&td=%', presets, first).problems).toHaveLength(3);
    expect(readTune('#/tune', presets, first)).toMatchObject({ wish: { calm: true }, problems: [] });
  });
  test('leads to the Lab at a moment, and takes the cross there', () => {
    const moment = { file: { ...file, seed: 's#4' }, at: 4_000_000, pair: { monitor: 1, peer: 3 }, figure: 2 };
    expect(readAddress(inLabAt(moment, first, presets), presets).address).toMatchObject({ cursor: 4_000_000, pair: moment.pair, script: { file: moment.file } });
    expect(withSetting(first, plan, 500_000, 2_500_000).file.detector).toEqual({ kind: 'push', interval: '500ms', estimator: { kind: 'fixed', timeout: '2.5s' } });
    const { detector, ...rest } = file;
    const several = { preset: '', file: { ...rest, detectors: [{ kind: 'swim' }, detector!] }, variant: 1 };
    expect(withSetting(several, plan, 500_000, 2_500_000).file.detectors).toEqual([{ kind: 'swim' }, { kind: 'push', interval: '500ms', estimator: { kind: 'fixed', timeout: '2.5s' } }]);
  });
});
