import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import type { ToWorker } from '../../../ui/lab/protocol.ts';
import { openDesk, type Desk } from '../../../ui/lab/outside.ts';
import type { Failure } from '../../../ui/lab/state.ts';

/** A worker that answers when it is told to. */
class Scripted {
  static made: Scripted[] = [];
  onmessage?: (event: { data: unknown }) => void;
  onerror?: (event: { message: string; preventDefault(): void }) => void;
  readonly heard: ToWorker[] = [];
  ended = false;
  constructor() { Scripted.made.push(this); }
  postMessage(message: ToWorker): void { this.heard.push(message); }
  terminate(): void { this.ended = true; }
  say(data: unknown): void { this.onmessage?.({ data }); }
  answer(i: number, answer: unknown): void { this.say({ serial: this.heard[i]!.serial, answer }); }
  die(message: string): void { this.onerror?.({ message, preventDefault() {} }); }
}

beforeEach(() => {
  Scripted.made = [];
  vi.stubGlobal('Worker', Scripted);
});
afterEach(() => void vi.unstubAllGlobals());

const file = (seed: string): ScenarioFile => ({ flatline: 1, horizon: '1s', seed });
const worker = (i: number): Scripted => Scripted.made[i]!;

/** A run: a large one, unless it is said how many messages were sent in it. */
const ran = (digest: string, sent = 1_000_000): unknown => ({ digest, load: { messages: [sent] } });

function desk(): { desk: Desk; said: string[]; run(seed: string): void } {
  const said: string[] = [];
  const opened = openDesk((failure: Failure) => said.push(`stopped: ${failure.problem}`), () => said.push('tables'));
  const run = (seed: string): void => opened.run(file(seed), {
    progress: share => said.push(`${seed} ${share}`), done: shown => said.push(`${seed} done ${String(shown.digest)}`), failed: ({ problem }) => said.push(`${seed} failed: ${problem}`),
  });
  return { desk: opened, said, run };
}

test('two workers take turns, so that the run that is shown can be asked while the next is computed', () => {
  const { desk: one, said, run } = desk();
  run('a');
  worker(0).say({ tables: {} });
  worker(0).say({ serial: 1, progress: 0.5 });
  worker(0).answer(0, ran('A'));
  run('b');
  one.ask('watch', { ask: 'digest', at: 5 }, ({ digest }) => said.push(`digest ${digest}`));
  expect(worker(0).heard.at(-1)).toMatchObject({ ask: 'digest', at: 5 });
  worker(0).answer(1, { digest: 'of a' });
  worker(1).answer(0, ran('B'));
  run('c');
  expect(Scripted.made).toHaveLength(2);
  expect(worker(0).heard.at(-1)).toMatchObject({ ask: 'run', file: { seed: 'c' } });
  expect(said).toEqual(['tables', 'a 0.5', 'a done A', 'digest of a', 'b done B']);
});

test('the second worker is fetched while the first computes, and makes a small run once more, for nobody', () => {
  const { said, run } = desk();
  run('a');
  expect(Scripted.made).toHaveLength(1);
  worker(0).say({ tables: {} });
  worker(0).say({ tables: {} });
  expect(Scripted.made).toHaveLength(2);
  worker(0).answer(0, ran('A', 900));
  expect(worker(1).heard).toMatchObject([{ ask: 'run', file: { seed: 'a' } }]);
  run('b');
  worker(1).answer(0, ran('A', 900));
  worker(1).answer(1, ran('B', 900));
  expect(said).toEqual(['tables', 'tables', 'a done A', 'b done B']);
  expect(worker(0).heard).toHaveLength(1);
});

test('of a first run that is given up the worker that waits takes the next', () => {
  const { desk: one, said, run } = desk();
  run('a');
  worker(0).say({ tables: {} });
  run('b');
  expect(worker(0).ended).toBe(true);
  worker(1).answer(0, ran('B'));
  expect(said).toEqual(['tables', 'b done B']);
  one.close();
  expect(Scripted.made.map(({ ended }) => ended)).toEqual([true, true, true]);
});

test('a newer run ends the one under way, and its late words are not heard', () => {
  const { said, run } = desk();
  run('a');
  run('b');
  expect(worker(0).ended).toBe(true);
  worker(0).answer(0, ran('A'));
  worker(1).answer(0, ran('B'));
  expect(said).toEqual(['b done B']);
});

test('cancel ends what is computed and keeps what is shown', () => {
  const { desk: one, said, run } = desk();
  expect(one.cancel()).toBe(false);
  run('a');
  worker(0).answer(0, ran('A'));
  run('b');
  expect(one.cancel()).toBe(true);
  expect([worker(0).ended, worker(1).ended]).toEqual([false, true]);
  one.ask('x', { ask: 'digest', at: 1 }, ({ digest }) => said.push(digest));
  worker(0).answer(1, { digest: 'still A' });
  expect(said).toEqual(['a done A', 'still A']);
});

test('of questions with one name that wait only the newest is put; another name does not wait', () => {
  const { desk: one, said, run } = desk();
  run('a');
  worker(0).answer(0, ran('A'));
  for (const at of [1, 2, 3]) one.ask('seek', { ask: 'digest', at }, ({ digest }) => said.push(digest));
  one.ask('other', { ask: 'digest', at: 9 }, ({ digest }) => said.push(digest));
  expect(worker(0).heard.slice(1).map(message => 'at' in message && message.at)).toEqual([1, 9]);
  worker(0).answer(1, { digest: 'one' });
  expect(worker(0).heard.slice(1).map(message => 'at' in message && message.at)).toEqual([1, 9, 3]);
  worker(0).answer(3, { digest: 'three' });
  expect(said).toEqual(['a done A', 'one', 'three']);
});

test('an answer about a run that is no longer shown is not heard', () => {
  const { desk: one, said, run } = desk();
  run('a');
  worker(0).answer(0, ran('A'));
  one.ask('seek', { ask: 'digest', at: 1 }, ({ digest }) => said.push(digest));
  run('b');
  worker(1).answer(0, ran('B'));
  worker(0).answer(1, { digest: 'of A' });
  expect(said).toEqual(['a done A', 'b done B']);
  one.ask('seek', { ask: 'digest', at: 2 }, ({ digest }) => said.push(digest));
  expect(worker(1).heard.at(-1)).toMatchObject({ at: 2 });
});

test('a mistake in the scenario is heard, and the next run uses the same worker', () => {
  const { said, run } = desk();
  run('a');
  worker(0).say({ serial: 1, failure: { path: '$.seed', problem: 'is wrong' } });
  run('b');
  expect(Scripted.made).toHaveLength(1);
  worker(0).answer(1, ran('B'));
  expect(said).toEqual(['a failed: is wrong', 'b done B']);
  expect(Scripted.made).toHaveLength(2);
});

test('a worker that dies while it computes fails its run; the next one gets a new worker', () => {
  const { said, run } = desk();
  run('a');
  worker(0).die('boom');
  run('b');
  worker(1).answer(0, ran('B'));
  expect(said).toEqual(['a failed: the worker stopped: boom', 'b done B']);
});

test('a worker that dies while it holds the run is said so, and questions fail until there is another run', () => {
  const { desk: one, said, run } = desk();
  run('a');
  worker(0).answer(0, ran('A'));
  worker(0).die('boom');
  one.ask('x', { ask: 'digest', at: 1 }, () => said.push('never'), ({ problem }) => said.push(problem));
  expect(said).toEqual(['a done A', 'stopped: the worker that held this run has stopped', 'no run is ready yet']);
  run('b');
  worker(1).answer(0, ran('B'));
  expect(said.at(-1)).toBe('b done B');
});

test('what no run decides is answered before the first run, too; whoever is sent home says so', () => {
  const { desk: one, said, run } = desk();
  const consult = (system: string): void => one.consult({ ask: 'system', choice: { system, settings: {} } }, ({ title }) => said.push(title), ({ problem }) => said.push(`${system}: ${problem}`));
  consult('etcd');
  worker(0).answer(0, { title: 'etcd' });
  run('a');
  expect(Scripted.made).toHaveLength(1);
  consult('serf');
  one.cancel();
  expect(said).toEqual(['etcd', 'serf: it was cancelled']);
  run('b');
  worker(1).answer(0, ran('B'));
  run('c');
  consult('consul');
  expect(worker(1).heard.at(-1)).toMatchObject({ ask: 'system', choice: { system: 'consul' } });
});
