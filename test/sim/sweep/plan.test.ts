import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { seedOf } from '../../../sim/run.ts';
import { ScenarioError } from '../../../sim/scenario.ts';
import { check, placeOf, planOf, reader, type Asked } from '../../../sim/sweep/plan.ts';
import { PlanError } from '../../../sim/sweep/planError.ts';
import { rowsOf } from '../../../sim/sweep/rows.ts';

const document = {
  flatline: 1, title: 'Small', seed: 'small', horizon: '10s', processes: 3,
  detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3s' } },
  network: { latency: { kind: 'constant', value: '1ms' } },
};
const plan = (vary: string[], more: Partial<Asked> = {}) => planOf({ document, vary, ...more }, builtIn);
const values = (vary: string[], more: Partial<Asked> = {}): (readonly unknown[])[] => {
  const of = plan(vary, more);
  const read = reader(of, builtIn);
  return Array.from({ length: of.settings }, (_, i) => read(i).values);
};
const detectors = (vary: string[], more: Partial<Asked> = {}) => {
  const of = plan(vary, more);
  return Array.from({ length: of.settings }, (_, i) => reader(of, builtIn)(i).entries.map(({ scenario }) => scenario.detector!));
};

describe('what varies', () => {
  test('a grid of ranges and lists', () => {
    expect(values(['detector.interval=1s..3s:3', 'detector.estimator.timeout=3s,5s'])).toEqual(
      [['1s', '3s'], ['1s', '5s'], ['2s', '3s'], ['2s', '5s'], ['3s', '3s'], ['3s', '5s']]);
  });

  test('a range of whole numbers where the scenario takes no others', () => {
    expect(values(['processes=2..6:9'])).toEqual([[2], [3], [4], [5], [6]]);
    expect(values(['detector.estimator.threshold=1..2:3'], { document: { ...document, detector: { kind: 'push', estimator: { kind: 'phi' } } } })).toEqual([[1], [1.5], [2]]);
    expect(values(['processes=2..6'], { design: { kind: 'sobol', samples: 20 } }).every(([n]) => Number.isInteger(n))).toBe(true);
  });

  test('another kind keeps what it understands too', () => {
    const document = { flatline: 1, horizon: '10s', processes: 3, detector: { kind: 'push', interval: '700ms', estimator: { kind: 'fixed', timeout: '3s' } } };
    const [[push], [swim]] = detectors(['detector.kind=push,swim'], { document }) as [[{ params: object }], [{ kind: string; params: object }]];
    expect(push.params).toMatchObject({ interval: 700_000, estimator: { kind: 'fixed' } });
    expect(swim.kind).toBe('swim');
    expect(detectors(['detector.estimator.kind=fixed,phi'], { document }).map(([of]) => of!.params)).toMatchObject(
      [{ interval: 700_000, estimator: { kind: 'fixed', params: { timeout: 3_000_000 } } }, { interval: 700_000, estimator: { kind: 'phi' } }]);
  });

  test('whole detectors, one after the other', () => {
    expect(detectors(['detector={"kind":"push","interval":"2s"},{"kind":"pull"}']).map(([of]) => of!.kind)).toEqual(['push', 'pull']);
  });

  const { detector: _single, ...rest } = document;
  const several = { ...rest, detectors: [document.detector, { kind: 'push', interval: '1s', estimator: { kind: 'phi' } }] };
  test('one of several detectors, or all of them', () => {
    const one = detectors(['detectors[1].estimator.threshold=4,8'], { document: several });
    expect(one.map(([, phi]) => (phi!.params['estimator'] as { params: { threshold: number } }).params.threshold)).toEqual([4, 8]);
    const all = detectors(['detector.interval=1s,2s'], { document: several });
    expect(all.map(each => each.map(({ params }) => params['interval']))).toEqual([[1e6, 1e6], [2e6, 2e6]]);
  });

  test('as many detectors in each setting', () => {
    const uneven = plan(['detectors=[{"kind":"push"}],[{"kind":"push"},{"kind":"pull"}]'], { document: rest });
    expect(() => reader(uneven, builtIn)(1)).toThrow(PlanError);
  });

  test.each([
    [['detector.interval=1s..2s'], 'a grid needs a number of values, such as detector.interval=1s..2s:10'], [['horizon=1s,2s', 'horizon=3s'], 'is given twice'],
  ])('%j is refused', (vary, problem) => expect(() => plan(vary)).toThrow(problem));

  test('what does not fit the scenario is refused by its place and its setting', () => {
    expect(() => plan(['detector.intervl=1s'])).toThrow(ScenarioError);
    expect(() => plan(['detector.intervl=1s'])).toThrow(/^\$\.detector\.intervl: push has no "intervl"; did you mean "interval"\?.* \(with detector\.intervl=1s\)$/);
    expect(() => check(plan(['horizon=10s,20s', 'detector.interval=1s,never,-1s']), builtIn)).toThrow('(with horizon=10s, detector.interval=never)');
  });
});

describe('the run list', () => {
  test('every (setting, detector, replicate) has one number, in that order', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }), (settings, several, runs) => {
      const listed = Array.from({ length: settings * several * runs }, (_, task) => placeOf({ detectors: several, runs }, task));
      const nested = Array.from({ length: settings }, (_, setting) => Array.from({ length: several }, (__, detector) =>
        Array.from({ length: runs }, (___, replicate) => ({ setting, detector, replicate })))).flat(2);
      expect(listed).toEqual(nested);
    }));
  });

  test('is named by all that decides its rows, and by nothing else', () => {
    const base = plan(['detector.interval=1s,2s']);
    expect(plan(['detector.interval=1s,2s']).hash).toBe(base.hash);
    expect(planOf({ document: Object.fromEntries(Object.entries(document).reverse()), vary: ['detector.interval=1s,2s'] }, builtIn).hash).toBe(base.hash);
    const others = [
      plan(['detector.interval=1s,3s']), plan(['detector.interval=2s,1s']), plan(['detector.interval=1s,2s'], { runs: 2 }),
      plan(['detector.interval=1s,2s'], { seed: 'other' }), plan(['detector.interval=1s,2s'], { design: { kind: 'lhs', samples: 2 } }),
      plan(['detector.interval=1s,2s'], { document: { ...document, horizon: '11s' } }),
    ];
    expect(new Set([base, ...others].map(({ hash }) => hash)).size).toBe(7);
  });

  test('a setting has one hash whatever the seed, the title and the way in which it is written', () => {
    const hash = (of: Partial<Asked>) => reader(plan([], { runs: 1, ...of }), builtIn)(0).entries[0]!.hash;
    const base = hash({});
    expect(hash({ seed: 'other' })).toBe(base);
    expect(hash({ document: { ...document, title: 'Else', horizon: '10000ms', warmUp: '0s' } })).toBe(base);
    expect(hash({ document: { ...document, horizon: '9s' } })).not.toBe(base);
  });

  test('seeds are those of run --runs, the same in every setting: common weather', () => {
    const of = plan(['detector.interval=1s,2s'], { runs: 3 });
    const rows = rowsOf(of, builtIn);
    expect(Array.from({ length: of.tasks }, (_, task) => rows(task)[6])).toEqual([0, 1, 2, 0, 1, 2].map(i => seedOf('small', i)));
  });
});
