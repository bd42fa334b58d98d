import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../../../sim/solve/problem.ts';
import { along, shareOf, shown, valueAt, type Axis } from '../../../../ui/lab/tune/model/axis.ts';
import { Board } from '../../../../ui/lab/tune/model/board.ts';
import type { Found, Plan, Reading, Task } from '../../../../ui/lab/tune/model/cells.ts';
import { rounds } from '../../../../ui/lab/tune/model/rounds.ts';

const axis = (path: string): Axis => ({ path, kind: 'number', scale: 'linear', from: 0, to: 24, values: Array.from({ length: 24 }, (_, i) => i + 0.5), split: 3 });
const goal = { text: 'mistakeRate <= 1', path: 'mistakeRate', operator: '<=', value: 1 } as const;
const plan: Plan = {
  file: { flatline: 1, horizon: '1s' }, title: '', seed: 's', knobs: [], x: axis('x'), y: axis('y'), wanted: { detection: '', mistakes: '1/s', load: '' },
  goals: { mistakes: goal }, simulated: null, calm: false, canCalm: true, crashes: true, lockstep: false, quiet: 60_000_000, ladders: { asIs: [8, 32], quiet: [4, 16, 64] },
};
const reading = (verdict: Verdict, runs: number): Reading => ({ goal: goal.text, value: 1, low: 0, high: 2, verdict, runs, kept: 0, worst: null });

/** Above the diagonal goals are met; near it, only many runs tell. */
const truth = (x: number, y: number, runs: number): Verdict => (Math.abs(y - x) < 30 / runs ? 'open' : y > x ? 'meets' : 'fails');
const oracle = ({ field, x, ys, runs }: Task): Found => ys.map(y => (field === 'quiet' ? { mistakes: reading(truth(x, y, runs), runs) } : { load: reading('meets', runs) }));

function played(order: (tasks: readonly Task[]) => readonly Task[]): { readonly board: Board; readonly done: Task[] } {
  const board = new Board(plan);
  const done: Task[] = [];
  for (const { tasks } of rounds(board)) for (const task of order(tasks)) {
    done.push(task);
    board.put(task, oracle(task));
  }
  return { board, done };
}

describe('the rounds', () => {
  test('look at a coarse map first, and split it along the contour only', () => {
    const { board, done } = played(tasks => tasks);
    expect(done.slice(0, 16).every(({ ys }) => ys.length === 8)).toBe(true);
    const split = board.blocks().filter(({ width }) => width === 1);
    expect(split.length).toBeGreaterThan(0);
    expect(split.every(({ column, row }) => Math.abs(column - row) <= 8)).toBe(true);
    expect(board.blocks().filter(({ width }) => width === 3).length).toBeGreaterThan(20);
  });
  test('give more runs to the undecided, and to nobody else', () => {
    const { done } = played(tasks => tasks);
    expect(done.filter(({ runs }) => runs === 64).every(({ field, x, ys }) => field === 'quiet' && ys.every(y => truth(x, y, 16) === 'open'))).toBe(true);
    expect(done.filter(({ field, runs }) => field === 'asIs' && runs > 8)).toEqual([]);
  });
  test('end in the same map in whatever order the work is done', () => {
    expect(played(tasks => tasks.toReversed()).board.all()).toEqual(played(tasks => tasks).board.all());
  });
  test('cover the map once', () => {
    const covered = new Set(played(tasks => tasks).board.blocks().flatMap(({ left, bottom, width, height }) =>
      Array.from({ length: width * height }, (_, i) => `${left + (i % width)} ${bottom + Math.floor(i / width)}`)));
    expect(covered.size).toBe(24 * 24);
  });
});

describe('an axis', () => {
  const log: Axis = { path: 'a.b', kind: 'duration', scale: 'log', from: 100_000, to: 1_600_000, values: [140_000, 280_000, 560_000, 1_100_000], split: 1 };
  test('places its values in the middle of equal columns', () => {
    expect(log.values.map(value => shareOf(log, value))).toEqual([0.125, 0.375, 0.625, 0.875]);
    expect([shareOf(log, 1), shareOf(log, 9e9)]).toEqual([0, 1]);
  });
  test('reads a place back as a value of two digits', () => {
    for (const value of log.values) expect(valueAt(log, shareOf(log, value))).toBe(value);
    expect(valueAt(log, 0.5)).toBe(400_000);
    expect(valueAt(log, 0)).toBeGreaterThanOrEqual(100_000);
  });
  test('is said with units', () => {
    expect([shown('duration', 1_500_000), shown('duration', 90), shown('duration', 120_000_000), shown('number', 8)]).toEqual(['1.5\u00a0s', '90\u00a0µs', '2\u00a0min', '8']);
    expect(along(log, 0.5)).toBeCloseTo(400_000, 6);
  });
});
