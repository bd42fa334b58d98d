/** What streams promise whatever the weather: each word once and in order; and what they must not touch. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { begin, simulate, type RunOptions } from '../../sim/run.ts';
import type { FaultLine, ScenarioFile } from '../../sim/scenario.ts';
import { Row } from '../../sim/trace.ts';
import { rows } from '../support/rows.ts';
import { heard, talkers, type Line } from '../support/talkers.ts';

const ms = 1_000;
const latency = fc.constantFrom(
  { kind: 'constant', value: '10ms' }, { kind: 'exponential', mean: '80ms' }, { kind: 'uniform', low: '1ms', high: '900ms' },
);
const loss = fc.constantFrom(
  { kind: 'independent', average: 0.3 }, { kind: 'bursts', average: 0.2, meanBurst: '1s' }, { kind: 'gilbertPerMessage', average: 0.3, meanLength: 3 },
);
const network = fc.record({
  latency, loss, order: fc.constantFrom('free', 'fifo'), duplicate: fc.constantFrom(0, 0.3), reorder: fc.constantFrom(0, 0.3),
  bandwidth: fc.constantFrom('unlimited', '64kbit/s'), resend: fc.constantFrom('timeout', 'early'),
});
/** What holds a connection but does not break it. */
const hold = (id: string): fc.Arbitrary<FaultLine> => fc.record({ seconds: fc.integer({ min: 1, max: 8 }), lasts: fc.integer({ min: 1, max: 4 }) })
  .chain(({ seconds, lasts }) => {
    const when = { id, at: `${seconds}s`, for: `${lasts}s` };
    return fc.constantFrom<FaultLine>(
      { ...when, kind: 'pause', process: 1 }, { ...when, kind: 'freeze', process: 0 }, { ...when, kind: 'freeze', process: 1, resume: 'timers' },
      { ...when, kind: 'crash', how: 'hang', process: 1 }, { ...when, kind: 'crash', how: 'blackhole', process: 0 },
      { ...when, kind: 'partition', groups: [[0], [1]] }, { ...when, kind: 'partition', from: 1, to: 0 },
    );
  });
const breaks: readonly FaultLine[] = [
  { id: 'k', at: '3s', for: '2s', kind: 'crash', how: 'kill', process: 1 },
  { id: 'h', at: '7s', for: '1s', kind: 'crash', how: 'hang', process: 0, restart: true },
];
const script = fc.array(fc.record({ at: fc.integer({ min: 0, max: 9_999 }), from: fc.integer({ min: 0, max: 1 }) }), { minLength: 1, maxLength: 60 })
  .map(lines => lines.map(({ at, from }) => ({ at: at * ms, from, to: 1 - from })).sort((a, b) => a.at - b.at).map((line, word): Line => ({ ...line, word })));
const stories = fc.record({ seed: fc.string(), network, script, faults: fc.tuple(hold('a'), hold('b')), serviceTime: fc.constantFrom('0s', '3ms') });

interface Story { readonly seed: string; readonly network: object; readonly script: readonly Line[]; readonly faults: readonly FaultLine[]; readonly serviceTime: string }
const told = ({ seed, network: weather, script: lines, faults, serviceTime }: Story): [ScenarioFile, RunOptions] => [
  {
    flatline: 1, seed, horizon: '20000s', processes: 3, watches: 'all', detector: { kind: 'talkers' }, faults,
    network: { ...weather, connectLimit: '30000s', giveUp: '30000s' }, hosts: [{ process: 1, serviceTime }],
  },
  { detectors: { talkers: talkers(lines) }, trace: 'full' },
];

test('each word is heard once, in order, through loss, reordering, duplicates, stops and partitions', () => {
  fc.assert(fc.property(stories, story => {
    const run = simulate(...told(story));
    for (const from of [0, 1]) {
      const said = story.script.filter(line => line.from === from).map(line => String(line.word));
      expect(heard(run).filter(([, , about, word]) => about === from && /^\d/.test(word)).map(([, , , word]) => word)).toEqual(said);
    }
    expect(heard(run).filter(([, , , word]) => !/^\d/.test(word)).map(([, , , word]) => word)).toEqual(['opened']);
  }), { numRuns: 150, seed: 6 });
});

test('where connections break too, nothing is heard twice, nor before what was said earlier', () => {
  fc.assert(fc.property(stories, story => {
    const run = simulate(...told({ ...story, faults: [...story.faults, ...breaks] }));
    for (const from of [0, 1]) {
      const numbers = heard(run).filter(([, , about, word]) => about === from && /^\d/.test(word)).map(([, , , word]) => Number(word));
      for (let i = 1; i < numbers.length; i++) expect(numbers[i]).toBeGreaterThan(numbers[i - 1]!);
    }
  }), { numRuns: 100, seed: 7 });
});

test('the digest is the same twice, through checkpoints, and in slices', () => {
  fc.assert(fc.property(stories, fc.array(fc.integer({ min: 0, max: 20_000_000 }), { maxLength: 3 }), (story, times) => {
    const [file, options] = told({ ...story, faults: [...story.faults, ...breaks] });
    const { digest } = simulate(file, options);
    expect(simulate(structuredClone(file), { ...options, trace: 'verdicts' }).digest).toBe(digest);
    const engine = begin(file, { ...options, seekable: true });
    for (const time of [...times].sort((a, b) => a - b)) engine.advance(time);
    engine.advance(20_000_000_000);
    expect(engine.digest()).toBe(digest);
    for (const time of times) engine.seek(time);
    engine.seek(20_000_000_000);
    expect(engine.digest()).toBe(digest);
  }), { numRuns: 40, seed: 8 });
});

test('datagrams between others meet the same weather, whatever goes by stream elsewhere', () => {
  fc.assert(fc.property(stories, story => {
    const datagrams = [...Array(50).keys()].flatMap((i): Line[] => [0, 1].map(to => ({ at: i * 100 * ms, from: 2, to, word: 1_000 + i, via: 'datagram' })));
    const fates = (lines: readonly Line[]) => {
      const [file] = told({ ...story, script: lines });
      const { trace } = simulate(file, { detectors: { talkers: talkers(lines) }, trace: 'full' });
      return rows(trace, Row.sends, Row.loses).filter(row => row.a === 2);
    };
    expect(fates([...story.script, ...datagrams])).toEqual(fates(datagrams));
  }), { numRuns: 30, seed: 9 });
});

test('the first try of a word on an open stream meets the weather of a datagram of that instant', () => {
  const lines = (via: 'stream' | 'datagram'): Line[] => [...Array(100).keys()].map((i): Line => ({ at: i * 100 * ms, from: 0, to: 1, word: i, via }));
  const file: ScenarioFile = {
    flatline: 1, seed: 'fair', horizon: '10s', processes: 2, watches: 'all', detector: { kind: 'talkers' },
    network: { latency: { kind: 'exponential', mean: '20ms' }, loss: { kind: 'independent', average: 0.2 } },
  };
  const fates = (via: 'stream' | 'datagram') => {
    const { trace } = simulate(file, { detectors: { talkers: talkers(lines(via)) }, trace: 'full' });
    const seen = new Set<number>();
    return rows(trace, Row.sends, Row.loses).filter(row => {
      const isFirst = row.a === 0 && row.time % (100 * ms) === 0 && row.time >= 5_000 * ms && trace.kinds[row.m & 0xffff] === 'talk.word' && !seen.has(row.time);
      seen.add(row.time);
      return isFirst;
    }).map(row => [row.time, row.x]);
  };
  expect(fates('datagram')).toHaveLength(50);
  expect(fates('stream')).toEqual(fates('datagram'));
});
