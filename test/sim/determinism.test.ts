/**
 * What makes a run a fact: the same scenario gives the same bytes, a fault changes nothing before it nor anything that
 * it does not touch, and detectors that send at the same instants meet the same weather.
 */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { begin, simulate, type Run } from '../../sim/run.ts';
import type { FaultLine, ScenarioFile } from '../../sim/scenario.ts';
import { Row } from '../../sim/trace.ts';
import { firstDivergence } from '../support/firstDivergence.ts';
import { rows } from '../support/rows.ts';

const latency = fc.constantFrom(
  { kind: 'constant', value: '10ms' }, { kind: 'exponential', mean: '80ms' }, { kind: 'lognormal', median: '5ms', p99: '400ms' },
  { kind: 'uniform', low: '1ms', high: '2s' }, { kind: 'pareto', scale: '5ms', shape: 1.5 },
);
const loss = fc.constantFrom(
  { kind: 'independent', average: 0.2 }, { kind: 'bursts', average: 0.2, meanBurst: '2s' }, { kind: 'gilbertPerMessage', average: 0.2, meanLength: 3 },
);
/** Nothing but loss and latency: what the engine has a short path for. */
const plain = fc.record({ latency, loss });
const network = fc.oneof(plain, fc.record({
  latency, loss, order: fc.constantFrom('free', 'fifo'), duplicate: fc.constantFrom(0, 0.3), bandwidth: fc.constantFrom('8kbit/s', '1Mbit/s'),
}));
const estimator = fc.constantFrom({ kind: 'fixed', timeout: '2500ms' }, { kind: 'fixed', timeout: '900ms' });
const fault = (id: string): fc.Arbitrary<FaultLine> => fc.record({ seconds: fc.integer({ min: 1, max: 25 }), lasts: fc.integer({ min: 1, max: 8 }) }).chain(({ seconds, lasts }) => {
  const when = { id, at: `${seconds}s`, for: `${lasts}s` };
  return fc.constantFrom<FaultLine>(
    { ...when, kind: 'crash', how: 'kill', process: 1 }, { ...when, kind: 'crash', how: 'hang', process: 2 }, { ...when, kind: 'crash', how: 'blackhole', process: 0 },
    { ...when, kind: 'pause', process: 1, resume: 'timers' }, { ...when, kind: 'freeze', process: 2 }, { ...when, kind: 'partition', groups: [[0], [1, 2]] },
    { ...when, kind: 'link', from: 0, to: 1, add: '700ms', loss: { kind: 'independent', average: 0.5 } }, { ...when, kind: 'clock', process: 1, driftPpm: 50_000 },
  );
});
const files: fc.Arbitrary<ScenarioFile> = fc.record({
  seed: fc.string(), network, estimator, faults: fc.tuple(fault('a'), fault('b'), fault('c')), pacing: fc.constantFrom('fixedRate', 'fixedDelay', 'skip'),
}).map(({ seed, network: weather, estimator: chosen, faults, pacing }) => ({
  flatline: 1, seed, horizon: '30s', processes: 4, watches: 'all', network: weather, faults,
  detector: { kind: 'push', interval: '500ms', pacing, estimator: chosen },
}));

const full = (file: ScenarioFile): Run => simulate(file, { trace: 'full' });

function begun(file: ScenarioFile): ReturnType<typeof begin> {
  const engine = begin(file);
  engine.advance(30_000_000);
  return engine;
}

test('twice the same scenario: the same rows and the same digest', () => {
  fc.assert(fc.property(files, file => {
    const [one, other] = [full(file), full(structuredClone(file))];
    expect(firstDivergence(one, other)).toBeUndefined();
    expect(one.digest).toBe(other.digest);
  }), { numRuns: 40 });
});

test('through checkpoints: any seek, then on to the end, gives the same digest', () => {
  fc.assert(fc.property(files, fc.array(fc.integer({ min: 0, max: 30_000_000 }), { maxLength: 4 }), (file, times) => {
    const engine = begin(file, { seekable: true });
    engine.advance(30_000_000);
    const digest = engine.digest();
    for (const time of [...times, 30_000_000]) engine.seek(time);
    expect(engine.digest()).toBe(digest);
  }), { numRuns: 40 });
});

test('the order of the lines of a script does not matter, nor whether packets are traced', () => {
  fc.assert(fc.property(files, file => {
    const turned = { ...file, faults: [...file.faults!].reverse() };
    expect(simulate(turned).digest).toBe(full(file).digest);
  }), { numRuns: 40 });
});

test('the short path of plain links in calm weather is the long one: a line about a message that is never sent forbids it', () => {
  const never: FaultLine = { id: 'never', kind: 'message', from: 0, to: 1, sent: '17us', message: 'push.beat', copy: 9, do: 'drop' };
  fc.assert(fc.property(files, plain, (file, weather) => {
    const short = { ...file, network: weather };
    const long = { ...short, faults: [...file.faults!, never] };
    expect(firstDivergence(full(short), full(long))).toBeUndefined();
    expect(simulate(short).digest).toBe(simulate(long).digest);
    expect(begun(long).load()).toEqual(begun(short).load());
  }), { numRuns: 40 });
});

test('a calendar and a heap: the same rows and the same digest', async () => {
  vi.resetModules();
  vi.doMock('../../sim/calendar.ts', async () => {
    const { Heap, emptyHeap } = await import('../../sim/queue.ts');
    return { Calendar: Heap, emptyCalendar: emptyHeap };
  });
  const { simulate: byHeap } = await import('../../sim/run.ts');
  vi.doUnmock('../../sim/calendar.ts');
  // whoever comes next in this worker gets the calendar again
  vi.resetModules();
  expect(byHeap).not.toBe(simulate);
  fc.assert(fc.property(files, file => {
    const run = byHeap(file, { trace: 'full' });
    expect(firstDivergence(full(file), run)).toBeUndefined();
    expect(run.digest).toBe(full(file).digest);
  }), { numRuns: 40 });
});

test('a fault at 20 s leaves all before it bit-identical', () => {
  fc.assert(fc.property(files, fault('z'), (file, extra) => {
    const [one, other] = [file, { ...file, faults: [...file.faults!, { ...extra, at: '20s' }] }].map(each => {
      const engine = begin(each);
      engine.advance(19_999_999);
      return engine.digest();
    });
    expect(one).toBe(other);
  }), { numRuns: 40 });
});

test('a fault leaves what it does not touch unchanged: packets between two others, for ever', () => {
  fc.assert(fc.property(files, file => {
    const alone = { ...file, faults: [] };
    const hit = { ...file, faults: [{ id: 'z', at: '10s', kind: 'crash', how: 'hang', process: 3 }] };
    const between = (run: Run) => [...rows(run.trace, Row.sends, Row.loses)].filter(row => row.a < 3 && row.b < 3);
    expect(between(full(hit))).toEqual(between(full(alone)));
  }), { numRuns: 30 });
});

test('weather, not dice: another estimator, and other watched pairs, meet the same fate of each packet', () => {
  fc.assert(fc.property(files, file => {
    const patient = { ...file, faults: [], detector: { ...file.detector!, estimator: { kind: 'fixed', timeout: '20s' } } };
    const fates = (run: Run) => rows(run.trace, Row.sends, Row.loses).filter(row => row.a === 0 && row.b === 1);
    expect(fates(full(patient))).toEqual(fates(full({ ...file, faults: [] })));
    expect(fates(full({ ...patient, watches: [[1, 0]] }))).toEqual(fates(full(patient)));
  }), { numRuns: 30 });
});

test('another seed is another run', () => {
  const file: ScenarioFile = { flatline: 1, horizon: '30s', processes: 3, detector: { kind: 'push' }, network: { latency: { kind: 'exponential', mean: '20ms' } } };
  expect(simulate(file, { seed: 'a' }).digest).not.toBe(simulate(file, { seed: 'b' }).digest);
  expect(simulate(file, { seed: 'a' }).digest).toBe(simulate({ ...file, seed: 'a' }).digest);
});
