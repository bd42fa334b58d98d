import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { begin, simulate } from '../../../sim/run.ts';
import { ScenarioError, type ScenarioFile } from '../../../sim/scenario.ts';
import { variants } from '../../../sim/variants.ts';
import type { Answers, FromWorker, Question } from '../../../ui/lab/protocol.ts';
import { arrivals } from '../../../ui/lab/model.ts';
import { purposesOf } from '../../../ui/lab/model/purposes.ts';
import type { Failure } from '../../../ui/lab/state.ts';
import type { Tables } from '../../../ui/lab/tables.ts';

/** What the worker runs in: what it posts is read here. */
const self = {
  posted: [] as { message: FromWorker; handed: readonly Transferable[] }[], complete: false,
  onmessage: undefined as ((event: { data: unknown }) => void) | undefined,
  postMessage(message: FromWorker, { transfer }: { transfer: Transferable[] }) {
    // what is handed over is gone on the other side
    this.posted.push({ message: structuredClone(message, { transfer }), handed: transfer });
    this.complete ||= 'tables' in message && message.complete;
  },
};
let serial = 0;

async function put<Q extends Question>(question: Q): Promise<{ answer?: Answers[Q['ask']]; failure?: Failure; progress: number[]; handed: readonly Transferable[] }> {
  self.posted = [];
  self.onmessage!({ data: { ...question, serial: ++serial } });
  const last = await vi.waitFor(() => {
    const found = self.posted.find(({ message }) => 'answer' in message || 'failure' in message);
    if (!found) throw new Error('no answer yet');
    return found;
  }, { timeout: 60_000, interval: 5 });
  const progress = self.posted.flatMap(({ message }) => ('progress' in message ? [message.progress] : []));
  const kept = structuredClone(last.message) as { answer?: never; failure?: Failure };
  return { ...kept, progress, handed: last.handed };
}

/** What can be chosen, as it was said while a question was answered. */
const told = (): Extract<FromWorker, { tables: unknown }>[] => self.posted.flatMap(({ message }) => ('tables' in message ? [message] : []));

const file: ScenarioFile = {
  flatline: 1, seed: 'worker', horizon: '30s', processes: 3, expect: ['mistakes == 0'],
  detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '5s' } },
  network: { latency: { kind: 'constant', value: '10ms' } },
  faults: [{ id: 'a', at: '10500ms', kind: 'crash', process: 1 }],
};

/** A worker that has just been started. */
async function start(): Promise<void> {
  vi.resetModules();
  self.complete = false;
  vi.stubGlobal('self', self);
  await import('../../../ui/lab/worker.ts');
}

afterAll(() => void vi.unstubAllGlobals());

describe('real systems', () => {
  beforeEach(start);

  test('are answered before any run: with their scenario, or with what is wrong', async () => {
    const { answer } = await put({ ask: 'system', choice: { system: 'k8s', settings: { nodes: '2' } } });
    expect(answer!).toMatchObject({ name: 'kubernetes-node', remarks: [], file: { title: 'Kubernetes node lifecycle' } });
    expect((await put({ ask: 'system', choice: { system: 'etct', settings: {} } })).failure!.problem).toContain('no system is called "etct"');
  });
});

describe('what can be chosen', () => {
  beforeEach(start);
  // what one worker has yet to say must not be heard as the next one's
  afterEach(() => vi.waitFor(() => expect(self.complete).toBe(true), { timeout: 60_000 }));
  const problemOf = (bad: ScenarioFile): string => {
    try { simulate(bad); } catch (error) { return (error as ScenarioError).problem; }
    throw new Error('nothing is wrong with it');
  };
  const kindsOf = ({ tables: { detectors, services } }: { readonly tables: Tables }): readonly string[] => [...Object.keys(detectors), ...Object.keys(services)];

  test('is said before the run, as far as it is there, and whole after it, in the order of the registries', async () => {
    await put({ ask: 'run', file });
    expect(self.posted[0]!.message).toBe(told()[0]);
    await vi.waitFor(() => expect(told()).toHaveLength(2), { timeout: 60_000 });
    const [first, then] = told();
    expect([first!.complete, then!.complete]).toEqual([false, true]);
    expect(kindsOf(first!)).toEqual(['push']);
    expect(Object.keys(first!.tables.estimators)).toEqual(['fixed']);
    expect(kindsOf(then!)).toEqual([...Object.keys(builtIn.detectors), ...Object.keys(builtIn.services)]);
    for (const family of ['estimators', 'latencies', 'losses'] as const) expect(Object.keys(then!.tables[family])).toEqual(Object.keys(builtIn[family]));
    await put({ ask: 'run', file });
    expect(told()).toEqual([]);
  });

  test.each(['raftElection', 'swimAsksAFriend', 'everythingLooksDead', 'splitBrain', 'threeTimeouts'])('%s fetches what it names, and no more', async name => {
    const story = JSON.parse(readFileSync(new URL(`../../../scenarios/${name}.json`, import.meta.url), 'utf8')) as ScenarioFile;
    const [shown] = variants(story);
    const { answer } = await put({ ask: 'run', file: shown!.file });
    expect(answer!.digest).toBe(simulate(shown!.file).digest);
    const { purposes, trace, scenario } = answer!.index;
    expect(purposes).toEqual(purposesOf(trace.kinds, scenario, builtIn));
    const own = [shown!.file.detector?.kind, shown!.file.service?.kind].filter(kind => kind !== undefined && kind !== 'push');
    expect(told()[0]!.complete).toBe(false);
    expect(kindsOf(told()[0]!)).toEqual(['push', ...own]);
  });

  test.each(['pussh', 'watchlist', 'index', '__proto__', '../estimators/phi'])('of a detector that is not there (%s) all are named', async kind => {
    const bad = { ...file, detector: { ...file.detector, kind } } as ScenarioFile;
    const { failure } = await put({ ask: 'run', file: bad });
    expect(failure).toEqual({ path: '$.detector.kind', problem: problemOf(bad) });
  });

  test('and of a service', async () => {
    const bad = { ...file, service: { kind: 'transported' } } as ScenarioFile;
    expect((await put({ ask: 'run', file: bad })).failure!.problem).toBe(problemOf(bad));
    expect(problemOf(bad)).toContain('nodeLifecycle');
  });

  test('a question that comes while a run is fetched waits for it', async () => {
    const run = put({ ask: 'run', file: { ...file, detector: { kind: 'swim' } } });
    self.onmessage!({ data: { ask: 'digest', at: 0, serial: ++serial } });
    expect((await run).answer).toHaveProperty('digest');
    await vi.waitFor(() => expect(self.posted.filter(({ message }) => 'answer' in message)).toHaveLength(2));
  });
});

describe('a run', () => {
  beforeAll(start);

  test('nothing can be asked before the first one', async () => {
    expect((await put({ ask: 'digest', at: 1 })).failure).toEqual({ path: '', problem: 'no run is held' });
  });

  test('comes with its trace, its report and its digest; the columns are handed over; progress rises to 1', async () => {
    const { answer, progress, handed } = await put({ ask: 'run', file });
    const node = simulate(file, { trace: 'full' });
    expect(answer).toMatchObject({ digest: node.digest, file, packets: true });
    expect(answer!.index.trace.time).toEqual(node.trace.time);
    expect(answer!.measured!.report.pooled.detectionTime.mean.value).toBe(4_510);
    expect(answer!.measured!.judgements).toMatchObject([{ holds: true, measured: 0 }]);
    expect(progress).toHaveLength(100);
    expect(progress.at(-1)).toBe(1);
    expect([...progress].sort((a, b) => a - b)).toEqual(progress);
    expect(handed.length).toBeGreaterThan(10);
    expect(handed.every(buffer => buffer instanceof ArrayBuffer)).toBe(true);
    expect(new Set(handed).size).toBe(handed.length);
  });

  test('in haste is measured afterwards, to the same figures', async () => {
    const { answer } = await put({ ask: 'run', file });
    expect(answer!.measured!.report.pooled.detectionTime.mean.value).toBe(4_510);
    expect((await put({ ask: 'run', file, hasty: true })).answer!.measured).toEqual(answer!.measured);
    await start();
    expect((await put({ ask: 'run', file, hasty: true })).answer).toMatchObject({ digest: answer!.digest, measured: null });
    await put({ ask: 'digest', at: 5_000_000 });
    expect((await put({ ask: 'measures' })).answer).toEqual(answer!.measured);
  });

  test.each([
    ['an estimator', { detector: { kind: 'push', estimator: { kind: 'phi' } } }], ['a law', { network: { latency: { kind: 'gamma', shape: 2, scale: '10ms' } } }],
    ['a law within a law', { network: { latency: { kind: 'mixture', parts: [{ weight: 1, law: { kind: 'pareto', scale: '1ms', shape: 3 } }] } } }],
    ['a loss of one fault', { faults: [{ id: 'a', at: '2s', kind: 'link', from: 0, to: 1, loss: { kind: 'bursts', average: 0.3, meanBurst: '1s' } }] }],
    ['the defaults', { detector: undefined, network: undefined }],
  ])('of %s that the worker does not hold is the same run', async (_what, part) => {
    await start();
    const other = JSON.parse(JSON.stringify({ ...file, ...part })) as ScenarioFile;
    const run = await put({ ask: 'run', file: other, hasty: true });
    if (other.detector) expect(run.answer!.digest).toBe(simulate(other).digest);
    else expect(run.failure!.problem).toBeTypeOf('string');
  });

  test('too large to keep every packet is traced without them, and is the same run', async () => {
    const crowd: ScenarioFile = { ...file, processes: 60, horizon: '25s', detector: { kind: 'push', interval: '50ms', estimator: { kind: 'fixed', timeout: '1s' } }, expect: [] };
    const { answer } = await put({ ask: 'run', file: crowd });
    expect(answer!.packets).toBe(false);
    expect(answer!.index.packets.count).toBe(0);
    expect(answer!.digest).toBe(simulate(crowd).digest);
  }, 60_000);
});

describe('questions', () => {
  beforeAll(async () => void await put({ ask: 'run', file }));
  const engine = begin(file, { seekable: true });

  test('another future is answered beside the run that is held: its opinions and its truth, without its packets', async () => {
    const { answer: run } = await put({ ask: 'run', file });
    const { answer, handed } = await put({ ask: 'beside', file: { ...file, faults: [], detector: { kind: 'swim' } } });
    expect(handed.length).toBeGreaterThan(5);
    const { trace, scenario } = simulate({ ...file, faults: [], detector: { kind: 'swim' } });
    expect(answer!.trace.time).toEqual(trace.time);
    expect(answer!.trace.code).toEqual(trace.code);
    expect([answer!.end, answer!.packets.count]).toEqual([scenario.horizon, 0]);
    expect((await put({ ask: 'digest', at: 30_000_000 })).answer!.digest).toBe(run!.digest);
    expect((await put({ ask: 'beside', file: { ...file, horizon: 'soon' } })).failure!.path).toBe('$.horizon');
  });

  test('the digest at any moment, in any order', async () => {
    for (const at of [30_000_000, 1, 15_000_000, 15_010_000, 0, 29_999_999]) {
      engine.seek(at);
      expect((await put({ ask: 'digest', at })).answer!.digest, String(at)).toBe(engine.digest());
    }
  });

  test('the estimator of a pair: its level, its deadline, and how it explains itself', async () => {
    expect((await put({ ask: 'watch', monitor: 0, peer: 1, at: 12_010_000 })).answer).toMatchObject({
      estimator: 'fixed', at: 12_010_000, level: 0.4, deadline: 15_010_000, explained: { elapsed: 2_000_000, timeout: 5_000_000 },
    });
    expect((await put({ ask: 'watch', monitor: 0, peer: 0, at: 5_000_000 })).answer).toBeNull();
  });

  test('the level over a window falls at each beat and rises between', async () => {
    const window = { from: 8_000_000, to: 16_000_000 };
    const { answer } = await put({ ask: 'run', file });
    const beats = arrivals(answer!.index, { monitor: 0, peer: 1 }, window).map(beat => beat.at);
    expect(beats).toEqual([8_010_000, 9_010_000, 10_010_000]);
    const { time, level } = (await put({ ask: 'levels', monitor: 0, peer: 1, window, samples: 80, beats })).answer!;
    const at = (t: number): number => level[time.indexOf(t)]!;
    expect([...time].sort((a, b) => a - b)).toEqual([...time]);
    expect(at(9_009_999)).toBeCloseTo(0.2, 5);
    expect(at(9_010_000)).toBe(0);
    expect(at(15_000_000)).toBeCloseTo(0.998, 6);
    expect(at(16_000_000)).toBeCloseTo(1.198, 6);
  });
});

describe('what goes wrong comes back as data', () => {
  test('a scenario with its place', async () => {
    const bad = { ...file, faults: [{ id: 'a', at: '1s', kind: 'crash', process: 9 }] };
    const { failure } = await put({ ask: 'run', file: bad });
    expect(failure!.path).toBe('$.faults[0].process');
    expect(() => simulate(bad)).toThrow(ScenarioError);
  });

  test('and the next run is none the worse', async () => {
    expect((await put({ ask: 'run', file: { ...file, flatline: 2 } as unknown as ScenarioFile })).failure!.path).toBe('$.flatline');
    expect((await put({ ask: 'run', file })).answer!.digest).toBe(simulate(file).digest);
  });
});
