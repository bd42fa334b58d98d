import { expect, test } from 'vitest';
import { simulate } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { besideFor } from '../../../ui/lab/beside.ts';
import { index, type TraceIndex } from '../../../ui/lab/model.ts';
import type { Page } from '../../../ui/lab/page.ts';
import { initialState, type Failure, type LabState } from '../../../ui/lab/state.ts';
import { update, type Action } from '../../../ui/lab/update.ts';

const file: ScenarioFile = { flatline: 1, horizon: '10s', seed: 'one', processes: 3, detector: { kind: 'push' } };
const { trace, scenario } = simulate(file);
const run = index(trace, scenario);

/** A page whose worker answers when it is told to. */
function paged(): { page: Page; act: (...actions: Action[]) => void; asked: { file: ScenarioFile; answered: (index: TraceIndex) => void; failed: (failure: Failure) => void }[] } {
  let state: LabState = initialState({ preset: '', file, variant: 0 });
  const asked: ReturnType<typeof paged>['asked'] = [];
  const page = {
    state: () => state,
    consult: (question: { file: ScenarioFile }, answered: (index: TraceIndex) => void, failed: (failure: Failure) => void) => void asked.push({ file: question.file, answered, failed }),
  } as unknown as Page;
  return { page, asked, act: (...actions) => { state = actions.reduce(update, state); } };
}
const ready: Action = { type: 'ran', digest: '0', horizon: scenario.horizon, processes: 3 };
const edit = (seed: string): Action => ({ type: 'edit', file: { ...file, seed }, said: '' });

test('the run of the other branch is asked for once, after the one that is shown', () => {
  const { page, act, asked } = paged();
  let changes = 0;
  const beside = besideFor(page, () => changes++);
  act({ type: 'fork' }, edit('two'), { type: 'beside', name: 'original' });
  beside.follow();
  expect(asked).toEqual([]);
  act(ready);
  beside.follow();
  beside.follow();
  expect(asked.map(one => one.file.seed)).toEqual(['one']);
  expect([beside.index(), changes]).toEqual([null, 0]);
  asked[0]!.answered(run);
  expect([beside.index(), changes]).toEqual([run, 1]);
  act(edit('three'), ready);
  beside.follow();
  expect(asked).toHaveLength(1);
  expect(beside.index()).toBe(run);
});

test('to and fro, each time the other one; an answer that comes too late is not heard', () => {
  const { page, act, asked } = paged();
  const beside = besideFor(page, () => undefined);
  act({ type: 'fork' }, edit('two'), { type: 'beside', name: 'original' }, ready);
  beside.follow();
  act({ type: 'branch', name: 'original' }, ready);
  beside.follow();
  expect(asked.map(one => one.file.seed)).toEqual(['one', 'two']);
  asked[0]!.answered(run);
  expect(beside.index()).toBeNull();
  asked[1]!.answered(run);
  expect(beside.index()).toBe(run);
  act({ type: 'beside', name: null });
  expect(beside.index()).toBeNull();
});

test('given up for a newer run, it is asked for again after that', () => {
  const { page, act, asked } = paged();
  const beside = besideFor(page, () => undefined);
  act({ type: 'fork' }, edit('two'), { type: 'beside', name: 'original' }, ready);
  beside.follow();
  act(edit('three'), { type: 'computing', share: 0, late: false });
  asked[0]!.failed({ path: '', problem: 'it was cancelled' });
  beside.follow();
  expect(asked).toHaveLength(1);
  act(ready);
  beside.follow();
  expect(asked).toHaveLength(2);
  expect(beside.problem()).toBe('');
});

test('what cannot be run says why', () => {
  const { page, act, asked } = paged();
  const beside = besideFor(page, () => undefined);
  act({ type: 'fork' }, edit('two'), { type: 'beside', name: 'original' }, ready);
  beside.follow();
  asked[0]!.failed({ path: '$.seed', problem: 'the seed is wrong' });
  expect([beside.index(), beside.problem()]).toEqual([null, 'the seed is wrong']);
});
