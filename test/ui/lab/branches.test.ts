import { describe, expect, test } from 'vitest';
import { NEVER, sec } from '../../../src/time.ts';
import type { FaultLine, ScenarioFile } from '../../../sim/scenario.ts';
import { besideOf, discarded, forked, longestName, mostBranches, nextBranch, openName, partingOf, partingsOf, renamed, switched } from '../../../ui/lab/branches.ts';
import { added } from '../../../ui/lab/edits.ts';
import { crash, pause } from '../../../ui/lab/deeds.ts';
import { initialState, type LabState, type Script } from '../../../ui/lab/state.ts';
import { update, type Action } from '../../../ui/lab/update.ts';

const file: ScenarioFile = { flatline: 1, horizon: '60s', seed: 'one', detector: { kind: 'push' } };
const script = (seed: string): Script => ({ preset: '', file: { ...file, seed }, variant: 0 });
const namesOf = (one: Script): string[] => one.branches?.map(({ name, future }) => (future ? name : `[${name}]`)) ?? [];

describe('branches', () => {
  const two = forked(script('a'), script('b'), 'crash n1')!;
  const three = forked(two, script('c'), 'pause n2')!;

  test('the future before stays under its name, and the new one is open behind it', () => {
    expect(namesOf(two)).toEqual(['original', '[crash n1]']);
    expect(two.file.seed).toBe('b');
    expect(two.branches![0]!.future).toEqual(script('a'));
    expect(namesOf(three)).toEqual(['original', 'crash n1', '[pause n2]']);
    expect(namesOf(forked(switched(three, 'original'), script('d'), 'third')!)).toEqual(['original', '[third]', 'crash n1', 'pause n2']);
  });

  test('back and forth, everything is where it was', () => {
    const back = switched(two, 'original');
    expect([back.file.seed, ...namesOf(back)]).toEqual(['a', '[original]', 'crash n1']);
    expect(switched(back, 'crash n1')).toEqual(two);
    expect(switched(two, 'crash n1')).toBe(two);
    expect(switched(two, 'nobody')).toBe(two);
    expect([nextBranch(script('a')), nextBranch(two), nextBranch(back)]).toEqual([undefined, 'original', 'crash n1']);
  });

  test('at most so many, each with a name of its own', () => {
    let all = script('a');
    for (let i = 1; i < mostBranches; i++) all = forked(all, script(String(i)), 'again')!;
    expect(namesOf(all)).toEqual(['original', 'again', ...[2, 3, 4, 5, 6].map(i => `again ${i}`), '[again 7]']);
    expect(forked(all, script('no'))).toBeUndefined();
    const long = forked(script('a'), script('b'), '一'.repeat(100))!;
    expect([...openName(long)]).toHaveLength(longestName);
  });

  test('a name can be another one, never nobody’s and never another’s', () => {
    expect(namesOf(renamed(three, 'crash n1', ' Ünïcödé 一次 ⚡ '))).toEqual(['original', 'Ünïcödé 一次 ⚡', '[pause n2]']);
    expect(namesOf(renamed(three, 'crash n1', 'original'))).toEqual(['original', 'original 2', '[pause n2]']);
    for (const [from, to] of [['crash n1', '  '], ['crash n1', 'crash n1'], ['nobody', 'x']] as const) expect(renamed(three, from, to)).toBe(three);
  });

  test('deleted: a kept one, the open one, and the last but one', () => {
    expect(namesOf(discarded(three, 'original'))).toEqual(['crash n1', '[pause n2]']);
    const rest = discarded(three, 'pause n2');
    expect([rest.file.seed, ...namesOf(rest)]).toEqual(['b', 'original', '[crash n1]']);
    expect(discarded(two, 'crash n1')).toEqual(script('a'));
    expect(discarded(switched(two, 'original'), 'original')).toEqual(script('b'));
    expect(discarded(script('a'), 'original')).toEqual(script('a'));
  });
});

test('two futures part at the first line that only one of them has', () => {
  const lines: readonly FaultLine[] = [{ id: 'a', at: '3s', kind: 'crash', process: 1 }, { id: 'b', at: '7s', kind: 'pause', process: 2 }, { id: 'm', kind: 'message', from: 0, to: 1, sent: '5s', message: 'push.beat', do: 'drop' }];
  const future = (faults: readonly FaultLine[]): Script => ({ ...script('a'), file: { ...file, faults } });
  const [a, b, m] = lines as [FaultLine, FaultLine, FaultLine];
  expect(partingOf(future([a, b]), future([a]))).toBe(7 * sec);
  expect(partingOf(future([a]), future([a, m, b]))).toBe(5 * sec);
  expect(partingOf(future([a, b]), future([{ ...a, at: '4s' }, b]))).toBe(3 * sec);
  expect(partingOf(future([a, b]), future([b, a]))).toBe(NEVER);
  expect(partingOf(future([{ ...a, at: { uniform: ['1s', '2s'] } }]), future([]))).toBe(0);
  expect(partingOf(future([a]), { ...future([a]), file: { ...future([a]).file, seed: 'b' } })).toBe(0);
  const both = forked(future([a]), future([a, b]))!;
  expect(partingsOf(both)).toEqual([7 * sec]);
  expect(partingsOf(forked(future([a]), future([a]))!)).toEqual([]);
});

describe('in the page', () => {
  const start = initialState({ preset: 'base', file, variant: 0 });
  const ready: Action = { type: 'ran', digest: '0123456789abcdef', horizon: 60 * sec, processes: 5 };
  const after = (...actions: Action[]): LabState => actions.reduce(update, update(start, ready));
  const names = ['n0', 'n1', 'n2'];
  const deed = (state: LabState, line: Omit<FaultLine, 'id' | 'at'>): LabState => update(state, { type: 'edit', ...added(state.script.file, state.cursor, line, names) });

  test('what is done at the newest moment that was looked at is no fork', () => {
    const state = deed(deed(after({ type: 'seek', to: 5 * sec }), crash(1, 'kill')), pause(2));
    expect(state.script.branches).toBeUndefined();
    expect(deed(update(state, { type: 'seek', to: 9 * sec }), pause(0)).script.branches).toBeUndefined();
  });

  test('what is done in the past leaves the old future as a branch, and says so; what is done there next is in the new one', () => {
    const state = deed(after({ type: 'seek', to: 20 * sec }, { type: 'seek', to: 5 * sec }), crash(1, 'kill'));
    expect(namesOf(state.script)).toEqual(['original', '[crash n1 (kill)]']);
    expect(state.toast?.text).toBe('Added: 5.000 s crash n1 (kill). What was to come is kept as branch “original”');
    expect(namesOf(deed(state, pause(2)).script)).toEqual(['original', '[crash n1 (kill)]']);
    const again = deed(update(update(state, { type: 'seek', to: 8 * sec }), { type: 'seek', to: 6 * sec }), pause(2));
    expect(namesOf(again.script)).toEqual(['original', 'crash n1 (kill)', '[pause n2 for 4s]']);
    expect(update(update(again, { type: 'undo' }), { type: 'undo' }).script).toBe(start.script);
  });

  test('a field of the rail changes the open future', () => {
    const state = after({ type: 'seek', to: 20 * sec }, { type: 'seek', to: 5 * sec }, { type: 'edit', file: { ...file, seed: 'two' }, said: 'Seed' });
    expect(state.script.branches).toBeUndefined();
  });

  test('a fork that is asked for; going to and fro keeps the two beside each other', () => {
    const forked = after({ type: 'fork' }, { type: 'beside', name: 'original' });
    expect(namesOf(forked.script)).toEqual(['original', '[branch 2]']);
    expect(besideOf(forked)?.name).toBe('original');
    const back = update(forked, { type: 'branch', name: 'original' });
    expect([namesOf(back.script), back.beside]).toEqual([['[original]', 'branch 2'], 'branch 2']);
    const named = update(back, { type: 'rename', name: 'branch 2', to: 'with a crash' });
    expect(named.beside).toBe('with a crash');
    const gone = update(named, { type: 'discard', name: 'with a crash' });
    expect([gone.script.branches, besideOf(gone)]).toEqual([undefined, undefined]);
    let state = gone;
    for (let i = 0; i < 4; i++) state = update(state, { type: 'undo' });
    expect(state.script).toBe(start.script);
  });

  test('a ninth is refused, and nothing is lost', () => {
    let state = after();
    for (let i = 1; i < mostBranches; i++) state = update(state, { type: 'fork' });
    const refused = update(state, { type: 'fork' });
    expect(refused.script).toBe(state.script);
    expect(refused.toast?.text).toMatch(/^8 branches are the most/);
    const edited = deed(update(update(state, { type: 'seek', to: 20 * sec }), { type: 'seek', to: 5 * sec }), crash(1, 'kill'));
    expect(edited.script.branches).toHaveLength(mostBranches);
    expect(edited.toast?.text).toContain('is not kept');
  });

  test('another scenario begins without branches', () => {
    const opened = update(after({ type: 'fork' }), { type: 'open', script: script('other'), said: 'Opened' });
    expect(opened.script.branches).toBeUndefined();
    expect(update(opened, { type: 'undo' }).script.branches).toHaveLength(2);
  });
});
