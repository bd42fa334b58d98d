import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { addressOf as inLab, readAddress as readLab } from '../../../../ui/lab/address.ts';
import { addressOf, labAddressOf, readAddress } from '../../../../ui/lab/compare/address.ts';
import { comparisonOf, fileOf, type Choice } from '../../../../ui/lab/compare/columns.ts';
import { initialState, update, type CompareState } from '../../../../ui/lab/compare/state.ts';

const scenario = (name: string): ScenarioFile => JSON.parse(readFileSync(new URL(`../../../../scenarios/${name}.json`, import.meta.url), 'utf8')) as ScenarioFile;
const presets = Object.fromEntries(['firstSteps', 'threeTimeouts', 'raftElection', 'splitBrain'].map(name => [name, scenario(name)]));
const opened = (preset: string): CompareState => initialState(comparisonOf({ preset, file: presets[preset]!, variant: 0 }));
/** What the page that opens this link holds. */
const visited = (link: string): CompareState => {
  const { address, damage } = readAddress(link, presets);
  expect(damage).toEqual([]);
  return update(initialState(address.comparison!), { type: 'visit', address });
};

const estimator = fc.oneof(
  fc.record({ kind: fc.constant('fixed'), timeout: fc.integer({ min: 1, max: 9_999 }).map(millis => `${millis}ms`) }),
  fc.record({ kind: fc.constant('phi'), flavour: fc.constantFrom('akka', 'normal', 'cassandra'), threshold: fc.integer({ min: 1, max: 16 }) }),
);
const detector = fc.oneof(fc.record({ kind: fc.constant('push'), interval: fc.constantFrom('500ms', '1s'), estimator }), fc.constant({ kind: 'swim' }));
const choices = (service: Choice['service']): fc.Arbitrary<Choice[]> =>
  fc.array(fc.record({ detector, service: fc.constant(service) }), { minLength: 2, maxLength: 4 });
const services = fc.array(fc.record({ detector: fc.constant(null), service: fc.record({ kind: fc.constant('raft'), clients: fc.integer({ min: 0, max: 9 }) }) }), { minLength: 2, maxLength: 4 });
const instant = fc.integer({ min: 0, max: 60_000_000 });
const view = fc.record({
  cursor: instant, pair: fc.option(fc.record({ monitor: fc.nat(9), peer: fc.nat(9) }), { nil: null }), seeds: fc.integer({ min: 2, max: 2_000 }),
  window: fc.option(fc.tuple(instant, fc.integer({ min: 1_000, max: 1_000_000 })).map(([from, length]) => ({ from, to: from + length })), { nil: null }),
});

describe('a link holds everything', () => {
  test.each(Object.keys(presets))('%s as it is opened', preset => {
    const state = { ...opened(preset), cursor: 6_001_000, placed: true };
    expect(visited(addressOf(state, presets))).toEqual(state);
  });

  test('200 comparisons: columns, moment, pair, window and seeds come back, and the same link', () => {
    const columns = fc.oneof(choices(null), choices({ kind: 'primaryBackup', clients: 2 }), services);
    fc.assert(fc.property(columns, view, fc.constantFrom('firstSteps', ''), fc.string(), (list, seen, preset, title) => {
      const weather = { ...comparisonOf({ preset: 'firstSteps', file: presets['firstSteps']!, variant: 0 }).weather, title };
      const comparison = { preset, weather, columns: list.map((choice, id) => ({ id, ...choice })) };
      const state: CompareState = { ...initialState(comparison), ...seen, placed: true, scope: 'seeds' };
      const link = addressOf(state, presets);
      const back = visited(link);
      expect(back).toEqual(state);
      expect(addressOf(back, presets)).toBe(link);
    }), { numRuns: 200 });
  });

  test('a link of the Lab opens, and a column goes back there with its moment', () => {
    const { address } = readAddress('#/compare?preset=firstSteps&t=6000', presets);
    expect(address.comparison!.columns).toHaveLength(2);
    const state = { ...initialState(address.comparison!), cursor: 6_000_000 };
    const back = readLab(labAddressOf(state, 1, presets), presets);
    expect(back.damage).toEqual([]);
    expect(back.address).toMatchObject({ cursor: 6_000_000, script: { preset: 'firstSteps', file: fileOf(state.comparison.weather, state.comparison.columns[1]!) } });
  });

  test('the Lab opens a link of a comparison with one of its detectors', () => {
    const link = addressOf(opened('threeTimeouts'), presets);
    expect(readLab(link, presets).address.script).toEqual({ preset: 'threeTimeouts', file: presets['threeTimeouts'], variant: 0 });
    expect(link).toContain(inLab({ script: { preset: 'threeTimeouts', file: presets['threeTimeouts']!, variant: 0 }, cursor: 0, pair: null, window: null, span: 60_000_000 }, presets).slice(6));
  });
});

describe('a damaged link says which field, and keeps the rest', () => {
  test.each([
    ['#/compare?preset=firstSteps&c=AAAA', 'c'], ['#/compare?preset=firstSteps&k=1', 'k'], ['#/compare?preset=firstSteps&k=lots', 'k'],
    ['#/compare?preset=firstSteps&c=', 'c'], ['#/compare?preset=nowhere', 'preset'],
  ])('%s', (link, field) => {
    const { address, damage } = readAddress(`${link}&t=1000`, presets);
    expect(damage.map(one => one.field)).toEqual([field]);
    expect(address.cursor).toBe(1_000_000);
  });
});
