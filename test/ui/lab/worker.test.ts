import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { begin, simulate } from '../../../sim/run.ts';
import { ScenarioError, type ScenarioFile } from '../../../sim/scenario.ts';
import type { Answers, FromWorker, Question } from '../../../ui/lab/protocol.ts';
import { arrivals } from '../../../ui/lab/model.ts';
import type { Failure } from '../../../ui/lab/state.ts';

/** What the worker runs in: what it posts is read here. */
const self = { posted: [] as { message: FromWorker; handed: readonly Transferable[] }[], onmessage: undefined as ((event: { data: unknown }) => void) | undefined,
  postMessage(message: FromWorker, { transfer }: { transfer: Transferable[] }) { this.posted.push({ message, handed: transfer }); } };
let serial = 0;

function put<Q extends Question>(question: Q): { answer?: Answers[Q['ask']]; failure?: Failure; progress: number[]; handed: readonly Transferable[] } {
  self.posted = [];
  self.onmessage!({ data: { ...question, serial: ++serial } });
  const last = self.posted.at(-1)!;
  const progress = self.posted.flatMap(({ message }) => ('progress' in message ? [message.progress] : []));
  const kept = structuredClone(last.message) as { answer?: never; failure?: Failure };
  return { ...kept, progress, handed: last.handed };
}

const file: ScenarioFile = {
  flatline: 1, seed: 'worker', horizon: '30s', processes: 3, expect: ['mistakes == 0'],
  detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '5s' } },
  network: { latency: { kind: 'constant', value: '10ms' } },
  faults: [{ id: 'a', at: '10500ms', kind: 'crash', process: 1 }],
};

beforeAll(async () => {
  vi.stubGlobal('self', self);
  await import('../../../ui/lab/worker.ts');
});
afterAll(() => void vi.unstubAllGlobals());

describe('a run', () => {
  test('what can be chosen is said at once', () => {
    const { message } = self.posted[0]!;
    expect('tables' in message && Object.keys(message.tables.estimators).sort()).toEqual(Object.keys(builtIn.estimators).sort());
  });

  test('nothing can be asked before the first one', () => {
    expect(put({ ask: 'digest', at: 1 }).failure).toEqual({ path: '', problem: 'no run is held' });
  });

  test('comes with its trace, its report and its digest; the columns are handed over; progress rises to 1', () => {
    const { answer, progress, handed } = put({ ask: 'run', file });
    const node = simulate(file, { trace: 'full' });
    expect(answer).toMatchObject({ digest: node.digest, file, packets: true });
    expect(answer!.index.trace.time).toEqual(node.trace.time);
    expect(answer!.report.pooled.detectionTime.mean.value).toBe(4_510);
    expect(answer!.judgements).toMatchObject([{ holds: true, measured: 0 }]);
    expect(progress).toHaveLength(100);
    expect(progress.at(-1)).toBe(1);
    expect([...progress].sort((a, b) => a - b)).toEqual(progress);
    expect(handed.length).toBeGreaterThan(10);
    expect(handed.every(buffer => buffer instanceof ArrayBuffer)).toBe(true);
    expect(new Set(handed).size).toBe(handed.length);
  });

  test('too large to keep every packet is traced without them, and is the same run', () => {
    const crowd: ScenarioFile = { ...file, processes: 60, horizon: '25s', detector: { kind: 'push', interval: '50ms', estimator: { kind: 'fixed', timeout: '1s' } }, expect: [] };
    const { answer } = put({ ask: 'run', file: crowd });
    expect(answer!.packets).toBe(false);
    expect(answer!.index.packets.count).toBe(0);
    expect(answer!.digest).toBe(simulate(crowd).digest);
  }, 60_000);
});

describe('questions', () => {
  beforeAll(() => void put({ ask: 'run', file }));
  const engine = begin(file, { seekable: true });

  test('the digest at any moment, in any order', () => {
    for (const at of [30_000_000, 1, 15_000_000, 15_010_000, 0, 29_999_999]) {
      engine.seek(at);
      expect(put({ ask: 'digest', at }).answer!.digest, String(at)).toBe(engine.digest());
    }
  });

  test('the estimator of a pair: its level, its deadline, and how it explains itself', () => {
    expect(put({ ask: 'watch', monitor: 0, peer: 1, at: 12_010_000 }).answer).toMatchObject({
      estimator: 'fixed', at: 12_010_000, level: 0.4, deadline: 15_010_000, explained: { elapsed: 2_000_000, timeout: 5_000_000 },
    });
    expect(put({ ask: 'watch', monitor: 0, peer: 0, at: 5_000_000 }).answer).toBeNull();
  });

  test('the level over a window falls at each beat and rises between', () => {
    const window = { from: 8_000_000, to: 16_000_000 };
    const { answer } = put({ ask: 'run', file });
    const beats = arrivals(answer!.index, { monitor: 0, peer: 1 }, window).map(beat => beat.at);
    expect(beats).toEqual([8_010_000, 9_010_000, 10_010_000]);
    const { time, level } = put({ ask: 'levels', monitor: 0, peer: 1, window, samples: 80, beats }).answer!;
    const at = (t: number): number => level[time.indexOf(t)]!;
    expect([...time].sort((a, b) => a - b)).toEqual([...time]);
    expect(at(9_009_999)).toBeCloseTo(0.2, 5);
    expect(at(9_010_000)).toBe(0);
    expect(at(15_000_000)).toBeCloseTo(0.998, 6);
    expect(at(16_000_000)).toBeCloseTo(1.198, 6);
  });
});

describe('what goes wrong comes back as data', () => {
  test('a scenario with its place', () => {
    const bad = { ...file, faults: [{ id: 'a', at: '1s', kind: 'crash', process: 9 }] };
    const { failure } = put({ ask: 'run', file: bad });
    expect(failure!.path).toBe('$.faults[0].process');
    expect(() => simulate(bad)).toThrow(ScenarioError);
  });

  test('and the next run is none the worse', () => {
    expect(put({ ask: 'run', file: { ...file, flatline: 2 } as unknown as ScenarioFile }).failure!.path).toBe('$.flatline');
    expect(put({ ask: 'run', file }).answer!.digest).toBe(simulate(file).digest);
  });
});
