import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../sim/builtIn.ts';
import { begin } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { divergences, ofPair, opinionsAt } from '../../../../ui/lab/compare/divergence.ts';
import { differenceTable, stackTable } from '../../../../ui/lab/compare/tables.ts';
import { atMoment } from '../../../../ui/lab/compare/why.ts';
import { sameWeather } from '../../../../ui/lab/compare/weather.ts';
import { beliefAt, index, type TraceIndex } from '../../../../ui/lab/model.ts';

function ran(file: ScenarioFile): TraceIndex {
  const engine = begin(file, { trace: 'full' });
  engine.advance(engine.scenario.horizon);
  return index(engine.trace(), engine.scenario, builtIn);
}

/** Beats at whole half seconds that take 10 ms, and a crash at 7.250 s: the last beat is taken at 7.010 s. */
const small: ScenarioFile = {
  flatline: 1, title: 'Small', seed: 'small', horizon: '20s', processes: 3,
  network: { latency: { kind: 'constant', value: '10ms' } },
  faults: [{ id: 'a', at: '7250ms', kind: 'crash', how: 'kill', process: 1 }],
};
const push = (timeout: string): Record<string, unknown> => ({ kind: 'push', interval: '500ms', phase: 'zero', estimator: { kind: 'fixed', timeout } });
const [two, three] = [ran({ ...small, detector: push('2s') }), ran({ ...small, detector: push('3s') })];

test('the lanes and their differences as tables say the same, to the millisecond', () => {
  const { rows } = stackTable([two, three], [{ monitor: 0, peer: 1 }], { from: 5_000_000, to: 20_000_000 });
  expect(rows).toEqual([
    ['n0 watches n1', 'A', 'crashed, not yet suspected', '7.250 s', '9.010 s', '1.760 s'], ['n0 watches n1', 'A', 'rightly suspected', '9.010 s', '20.000 s', '10.990 s'],
    ['n0 watches n1', 'B', 'crashed, not yet suspected', '7.250 s', '10.010 s', '2.760 s'], ['n0 watches n1', 'B', 'rightly suspected', '10.010 s', '20.000 s', '9.990 s'],
  ]);
  expect(differenceTable([two, three], divergences([two, three]), 0)).toEqual({
    caption: 'Where the columns differ in the whole run: 1', head: ['from', 'to', 'length', 'first over'], rows: [['9.010 s', '10.010 s', '1 s', 'n0 about n1']],
  });
});

describe('the first divergence', () => {
  test('is when the more impatient of two suspects, and ends when the other does', () => {
    expect(divergences([two, three])).toEqual([{ from: 9_010_000, to: 10_010_000, pair: { monitor: 0, peer: 1 } }]);
    expect(divergences([three, two])).toEqual([{ from: 9_010_000, to: 10_010_000, pair: { monitor: 0, peer: 1 } }]);
  });

  test('over another process is another one, though they lie over each other; both are told', () => {
    const faults = [...small.faults!, { id: 'b', at: '7750ms', kind: 'crash', how: 'kill', process: 2 }];
    const both = [ran({ ...small, faults, detector: push('2s') }), ran({ ...small, faults, detector: push('3s') })], all = divergences(both);
    expect(all).toEqual([{ from: 9_010_000, to: 10_010_000, pair: { monitor: 0, peer: 1 } }, { from: 9_510_000, to: 10_510_000, pair: { monitor: 0, peer: 2 } }]);
    expect(atMoment(both, all, 9_600_000)).toMatch(/^At 9\.510 s in A n0 suspects n2, in B it does not\. .* They go on differing over n1\.$/);
    expect(atMoment(both, all, 10_100_000)).not.toContain('go on differing');
  });

  test('is nowhere between two that are alike', () => {
    expect(divergences([two, two])).toEqual([]);
    expect(divergences([])).toEqual([]);
  });

  test('lasts to the horizon where one never suspects', () => {
    const never = ran({ ...small, detector: push('60s') });
    expect(ofPair([two, never], { monitor: 2, peer: 1 }, two.end)).toEqual([{ from: 9_010_000, to: 20_000_000, pair: { monitor: 2, peer: 1 } }]);
    expect(opinionsAt([two, never, three], { monitor: 2, peer: 1 }, 9_010_000)).toEqual([true, false, false]);
    expect(opinionsAt([two, never, three], { monitor: 2, peer: 1 }, 10_010_000)).toEqual([true, false, true]);
  });

  test('agrees with a look at every instant of a stormy run', () => {
    const file = JSON.parse(readFileSync(new URL('../../../../scenarios/threeTimeouts.json', import.meta.url), 'utf8')) as ScenarioFile;
    const { detectors, ...weather } = file;
    const columns = detectors!.map(detector => ran({ ...weather, detector }));
    const found = divergences(columns);
    expect(found.length).toBeGreaterThan(3);
    const suspects = (column: TraceIndex, monitor: number, peer: number, t: number): boolean => ['suspected', 'failed'].includes(beliefAt(column, monitor, peer, t));
    for (let t = 0; t < columns[0]!.end; t += 37_000) {
      const differ = [0, 1, 2].some(monitor => [0, 1, 2].some(peer => monitor !== peer && new Set(columns.map(column => suspects(column, monitor, peer, t))).size > 1));
      expect(found.some(({ from, to }) => from <= t && t < to), `${t}`).toBe(differ);
    }
  });
});

describe('one weather', () => {
  const stormy: ScenarioFile = { ...small, network: { latency: { kind: 'lognormal', median: '20ms', p99: '300ms' }, loss: { kind: 'independent', average: 0.2 } } };

  test('every packet that both sent had one latency and one fate', () => {
    const [one, other] = [ran({ ...stormy, detector: push('2s') }), ran({ ...stormy, detector: { ...push('3s'), estimator: { kind: 'phi', flavour: 'akka' } } })];
    const { shared, unlike } = sameWeather([one, other])!;
    expect(shared).toBe(one.packets.count);
    expect(unlike).toBe(0);
  });

  test('another seed is another weather, and is counted', () => {
    const [one, other] = [ran({ ...stormy, detector: push('2s') }), ran({ ...stormy, seed: 'else', detector: push('2s') })];
    const { shared, unlike } = sameWeather([one, other])!;
    expect(shared).toBeGreaterThan(100);
    expect(unlike).toBeGreaterThan(0.9 * shared);
  });

  test('another interval shares only the instants that both use', () => {
    const [one, other] = [ran({ ...stormy, detector: push('2s') }), ran({ ...stormy, detector: { ...push('2s'), interval: '1s' } })];
    const { shared, unlike } = sameWeather([one, other])!;
    expect(shared).toBe(other.packets.count);
    expect(unlike).toBe(0);
  });
});
