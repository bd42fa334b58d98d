import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sec } from '../../../src/time.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { fastest, initialState, slowest, undoLimit, visibleWindow, type LabState } from '../../../ui/lab/state.ts';
import { update, type Action } from '../../../ui/lab/update.ts';

const file: ScenarioFile = { flatline: 1, horizon: '60s', seed: 'one', detector: { kind: 'push' } };
const start = initialState({ preset: 'base', file, variant: 0 });
const ready: Action = { type: 'ran', digest: '0123456789abcdef', horizon: 60 * sec, processes: 5 };
const after = (...actions: Action[]): LabState => actions.reduce(update, update(start, ready));
const edit = (seed: string): Action => ({ type: 'edit', file: { ...file, seed }, said: `Seed ${seed}` });

describe('the script', () => {
  test('an edit can be undone and done again', () => {
    const edited = after(edit('two'), edit('three'));
    expect(edited.toast).toMatchObject({ text: 'Seed three', undo: true });
    const back = update(update(edited, { type: 'undo' }), { type: 'undo' });
    expect(back.script).toBe(start.script);
    expect(back.past).toEqual([]);
    const forth = update(back, { type: 'redo' });
    expect(forth.script.file.seed).toBe('two');
    expect(update(forth, { type: 'redo' }).script.file.seed).toBe('three');
  });

  test('an edit after an undo forgets what was undone', () => {
    const state = after(edit('two'), { type: 'undo' }, edit('four'));
    expect(state.future).toEqual([]);
    expect(update(state, { type: 'redo' })).toBe(state);
  });

  test('with nothing to undo or redo nothing happens', () => {
    const state = after();
    expect(update(state, { type: 'undo' })).toBe(state);
    expect(update(state, { type: 'redo' })).toBe(state);
  });

  test('undo reaches back so far, and no further', () => {
    const state = after(...Array.from({ length: undoLimit + 20 }, (_, i) => edit(String(i))));
    expect(state.past).toHaveLength(undoLimit);
    expect(state.past[0]!.file.seed).toBe('19');
  });

  test('an edit leaves the moment alone; another scenario begins at its start', () => {
    const at = after({ type: 'seek', to: 12 * sec }, { type: 'pair', pair: { monitor: 1, peer: 2 } });
    expect(update(at, edit('two'))).toMatchObject({ cursor: 12 * sec, pair: { monitor: 1, peer: 2 } });
    const opened = update(at, { type: 'open', script: { preset: 'other', file, variant: 0 }, said: 'Opened' });
    expect(opened).toMatchObject({ cursor: 0, pair: null, script: { preset: 'other' } });
    expect(update(opened, { type: 'undo' }).script).toBe(start.script);
  });
});

describe('the moment', () => {
  test('playing adds what has passed times the speed, and ends at the horizon', () => {
    const playing = after({ type: 'play' }, { type: 'speed', speed: 0.5 }, { type: 'tick', by: 16_667 });
    expect(playing).toMatchObject({ cursor: 8_334, playing: true });
    expect(update({ ...playing, speed: 100 }, { type: 'tick', by: sec })).toMatchObject({ cursor: 60 * sec, playing: false });
  });

  test('time does not pass before there is a run', () => {
    const playing = update(start, { type: 'play' });
    expect(update(playing, { type: 'tick', by: sec })).toBe(playing);
  });

  test('play at the end begins anew', () => {
    expect(after({ type: 'seek', to: 60 * sec }, { type: 'play' })).toMatchObject({ cursor: 0, playing: true });
  });

  test.each([[-5, 0], [1.4, 1], [61 * sec, 60 * sec]])('seek %d goes to %d', (to, cursor) => {
    expect(after({ type: 'seek', to }).cursor).toBe(cursor);
  });

  test('the speed keeps its limits', () => {
    expect(after({ type: 'speed', speed: 1e-9 }).speed).toBe(slowest);
    expect(after({ type: 'speed', speed: 1e9 }).speed).toBe(fastest);
  });

  test('a shorter run pulls the cursor in, and lets go of what no longer exists', () => {
    const state = after({ type: 'seek', to: 50 * sec }, { type: 'pair', pair: { monitor: 4, peer: 1 } }, { type: 'nodes', nodes: [0, 4] },
      { ...ready, horizon: 30 * sec, processes: 3 });
    expect(state).toMatchObject({ cursor: 30 * sec, pair: null, nodes: [0], horizon: 30 * sec });
  });

  test('the window stays within the run', () => {
    expect(after({ type: 'window', window: { from: -10 * sec, to: 10 * sec } }).window).toEqual({ from: 0, to: 20 * sec });
    expect(after({ type: 'window', window: { from: 55 * sec, to: 75 * sec } }).window).toEqual({ from: 40 * sec, to: 60 * sec });
    expect(after({ type: 'window', window: { from: 0, to: 600 * sec } }).window).toEqual({ from: 0, to: 60 * sec });
  });

  test('a window that follows always holds the cursor', () => {
    fc.assert(fc.property(fc.nat({ max: 60 * sec }), fc.integer({ min: 2_000, max: 90 * sec }), (cursor, span) => {
      const state = after({ type: 'span', span }, { type: 'seek', to: cursor });
      const { from, to } = visibleWindow(state);
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeLessThanOrEqual(60 * sec);
      expect(cursor >= from && cursor <= to).toBe(true);
    }), { seed: 5 });
  });
});

describe('what else the page knows', () => {
  test('processes are chosen and left again, in order', () => {
    const two = after({ type: 'node', node: 3 }, { type: 'node', node: 1 });
    expect(two.nodes).toEqual([1, 3]);
    expect(update(two, { type: 'node', node: 3 }).nodes).toEqual([1]);
  });

  test('a failure and a cancellation keep the moment and the script', () => {
    const failed = after(edit('two'), { type: 'failed', failure: { path: '$.seed', problem: 'is wrong' } });
    expect(failed.run).toEqual({ kind: 'failed', failure: { path: '$.seed', problem: 'is wrong' } });
    expect(failed.script.file.seed).toBe('two');
    expect(update(failed, { type: 'cancelled' }).run).toEqual({ kind: 'cancelled' });
  });

  test('a visited link keeps what it does not say', () => {
    const before = after({ type: 'seek', to: 5 * sec }, { type: 'pair', pair: { monitor: 0, peer: 1 } });
    const visited = update(before, { type: 'visit', address: { cursor: 9 * sec } });
    expect(visited).toMatchObject({ cursor: 9 * sec, pair: { monitor: 0, peer: 1 }, past: [], playing: false });
    expect(visited.script).toBe(before.script);
  });

  test('a visited scenario can be left by undo', () => {
    const visited = after({ type: 'visit', address: { script: { preset: '', file: { ...file, seed: 'linked' }, variant: 0 } } });
    expect(visited.script.file.seed).toBe('linked');
    expect(update(visited, { type: 'undo' }).script).toBe(start.script);
  });

  test('the same words said twice are two messages', () => {
    const once = after({ type: 'say', text: 'Copied' });
    expect(update(once, { type: 'say', text: 'Copied' }).toast!.serial).toBeGreaterThan(once.toast!.serial);
  });

  test('no action changes the state that it was given', () => {
    const frozen = Object.freeze(after(edit('two')));
    const actions: Action[] = [{ type: 'undo' }, edit('x'), { type: 'node', node: 2 }, { type: 'seek', to: 1 }, { type: 'quiet' }, { type: 'play' }];
    for (const action of actions) expect(() => update(frozen, action)).not.toThrow();
  });
});
