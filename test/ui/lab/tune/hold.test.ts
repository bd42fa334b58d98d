/** What the page says of its recommendation is what `flatline solve` says of the same setting. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtIn } from '../../../../sim/builtIn.ts';
import type { Solution } from '../../../../sim/solve/problem.ts';
import { solve } from '../../../../sim/solve/solve.ts';
import { adviceOf } from '../../../../ui/lab/tune/model/advice.ts';
import { Board } from '../../../../ui/lab/tune/model/board.ts';
import type { Cell, Goals, Plan } from '../../../../ui/lab/tune/model/cells.ts';
import { confidenceAt, heldText, judgedOf, mostAttempts } from '../../../../ui/lab/tune/model/hold.ts';
import { canHold } from '../../../../ui/lab/tune/holder.ts';
import { adviceTexts } from '../../../../ui/lab/tune/views/adviceTexts.ts';
import type { TuneState } from '../../../../ui/lab/tune/state.ts';
import { holdProblem } from '../../../../ui/lab/tune/work/holding.ts';
import { planOf } from '../../../../ui/lab/tune/work/plan.ts';
import { inProcess as flatline } from '../../../support/inProcess.ts';
import { lossyLink } from '../../../support/solving.ts';

const file = lossyLink(0.2);
const planFor = (goals: Goals): Plan => planOf({ file, variant: 0, calm: false, goals }, builtIn);
const plan = planFor({ detection: '8s', mistakes: '2/h', load: '' });
const known = new Map<number, Solution>();
const held = (timeout: number): Solution => known.get(timeout) ?? known.set(timeout, solve(holdProblem(plan, 1_000_000, timeout, 0.95, builtIn))).get(timeout)!;

describe('one setting', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flatline-hold-'));
  const path = join(folder, 'lossy.json');
  beforeAll(() => writeFileSync(path, JSON.stringify(file)));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['held', '5.5s', 5_500_000], ['broken', '2.5s', 2_500_000],
  ] as const)('%s: the numbers of the command, to the last digit', async (kind, text, timeout) => {
    const mine = held(timeout);
    const { out } = await flatline('solve', path, '--want', 'detectionTime.p99 <= 8s', '--want', 'mistakeRate <= 2/h', '--vary', 'detector.interval=1s',
      '--vary', `detector.estimator.timeout=${text}`, '--json', '--quiet');
    expect(JSON.parse(JSON.stringify(mine))).toEqual(JSON.parse(out));
    expect(judgedOf(mine).kind).toBe(kind);
  });

  test('what it says: how many seeds, the figure, its interval', () => {
    const good = held(5_500_000);
    expect(heldText(plan, judgedOf(good), good.quiet)).toMatch(new RegExp(`^✓ Held on ${good.chosen!.runs.toLocaleString('en-GB')} fresh seeds, and mistakes on `
      + `${good.chosen!.quietRuns} runs of \\d+\\s\\S+ without the crash: T_D p99 5\\.\\d+\\ss \\(.* to .*\\); mistakes .* \\(.* to .*/h\\)\\. That all goals are kept is 95 % sure\\.$`));
    const bad = held(2_500_000);
    expect(heldText(plan, judgedOf(bad), bad.quiet)).toMatch(/^✗ Broken by mistakes ≤ 2\/h on the first \d+ seeds: mistakes [\d.]+\s\/\w+ \(.* to .*\)\.$/);
  });

  test('undecided is said as such', () => {
    const point = { ...held(5_500_000).chosen!, verdict: 'open' as const };
    const open = { ...point, goals: [point.goals[0]!, { ...point.goals[1]!, verdict: 'open' as const, low: 1 / 3_600, high: 3 / 3_600 }] };
    const solution = { chosen: null, rejected: [open], front: [] as readonly (typeof point)[] } as unknown as Solution;
    expect(judgedOf(solution)).toMatchObject({ kind: 'undecided', isFresh: true });
    expect(heldText(plan, judgedOf(solution), null)).toMatch(/^\? Undecided after [\d,]+ fresh seeds: mistakes .* \(1\s\/h to 3\s\/h\) neither shows mistakes ≤ 2\/h nor refutes it\.$/);
  });
});

test('all attempts together are wrong no more often than the first is allowed to', () => {
  const shares = Array.from({ length: mostAttempts }, (_, i) => 1 - confidenceAt(i));
  expect(shares[0]).toBeCloseTo(0.05, 12);
  // the search spends seven tenths of what it is allowed on its first choice, and here it has no other
  expect(shares.reduce((sum, share) => sum + 0.7 * share, 0)).toBeCloseTo(0.05, 12);
});

describe('on the map', () => {
  const plan = planFor({ detection: '', mistakes: '', load: '100' });
  const board = new Board(plan);
  for (const { column, row } of board.coarse()) {
    const load = { goal: plan.goals.load!.text, value: 1_000_000 / plan.x.values[column]!, low: 0, high: 0, verdict: 'meets' as const, runs: 8, kept: 8, worst: null };
    board.put({ field: 'asIs', x: plan.x.values[column]!, ys: [plan.y.values[row]!], runs: plan.ladders.asIs[0]! }, [{ load }]);
  }
  const first = adviceOf(board).cell!;
  const state = (more: Partial<TuneState> = {}): TuneState =>
    ({ plan, board, work: { kind: 'done' }, held: null, refused: [], serial: 0, chosen: null, own: null, notice: '', wish: {}, ...more }) as unknown as TuneState;
  const texts = (more: Partial<TuneState>): ReturnType<typeof adviceTexts> => adviceTexts(state(more), adviceOf(board, more.refused));

  test('what fresh seeds have broken is not recommended again, and is named', () => {
    const second = adviceOf(board, [first]).cell!;
    expect(second).not.toEqual(first);
    expect(texts({ refused: [first] }).held).toMatch(/^Fresh seeds have broken what looked cheaper: interval .*, timeout .*\. The best of many .* not yet held/);
    expect(texts({}).held).toContain('not yet held');
  });
  test('a claim is of the setting that was held, and of no other', () => {
    const other = board.all().find(cell => cell !== first) as Cell;
    const solution = { chosen: { values: {}, objectives: [], verdict: 'meets', runs: 64, quietRuns: 0, goals: [{ goal: '', value: 1, low: 1, high: 1, byValue: true, verdict: 'meets' }] }, rejected: [], front: [], quiet: null } as unknown as Solution;
    expect(texts({ held: { cell: first, hold: { kind: 'judged', solution } } }).held).toBe('✓ Held on 64 fresh seeds: load 1\u00a0messages/s. That all goals are kept is 95 % sure.');
    expect(texts({ held: { cell: other, hold: { kind: 'judged', solution } } }).held).toContain('not yet held');
  });
  test('it can be held once the map is there, and again only where it was not decided', () => {
    const advice = adviceOf(board);
    expect(canHold(state(), advice)).toBe(true);
    expect(canHold(state({ work: { kind: 'running', advance: null } }), advice)).toBe(false);
    expect(canHold(state({ held: { cell: first, hold: { kind: 'stopped' } } }), advice)).toBe(true);
    expect(canHold(state({ held: { cell: first, hold: { kind: 'judged', solution: {} as Solution } } }), advice)).toBe(false);
    expect(canHold(state({ refused: board.all().slice(0, mostAttempts) }), advice)).toBe(false);
    expect(texts({ refused: board.all().slice(0, mostAttempts) }).held).toContain('more attempts would make a lucky one likely');
  });
});
