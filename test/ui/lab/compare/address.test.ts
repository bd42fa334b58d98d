import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { FaultLine, ScenarioFile } from '../../../../sim/scenario.ts';
import { addressOf as inLab, readAddress as readLab } from '../../../../ui/lab/address.ts';
import { addressOf, labAddressOf, readAddress } from '../../../../ui/lab/compare/address.ts';
import { branchChoice, comparisonOf, fileOf, labels, type Choice } from '../../../../ui/lab/compare/columns.ts';
import { forked, switched } from '../../../../ui/lab/branches.ts';
import { addressIn } from '../../../../ui/lab/routes.ts';
import type { Script } from '../../../../ui/lab/state.ts';
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

describe('the futures that were kept in the Lab', () => {
  const file = presets['firstSteps']!;
  const line = (process: number): FaultLine => ({ id: 'hand1', at: '5s', kind: 'crash', how: 'kill', process });
  const first: Script = { preset: 'firstSteps', file, variant: 0 };
  const two = forked(first, { ...first, file: { ...file, faults: [...file.faults!, line(2)] } }, 'crash n2')!;
  const three = forked(two, { ...two, file: { ...file, seed: 'another sky' } }, 'other seed')!;
  const inCompare = (script: Script): CompareState =>
    visited(addressIn('compare', inLab({ script, cursor: 0, pair: null, window: null, span: 20_000_000, beside: 'original' }, presets)));

  test('the open one and the old one are two columns of one weather, each with its own script', () => {
    const { comparison } = inCompare(two);
    expect(labels(comparison.columns, 'crash n2')).toEqual(['crash n2', 'original']);
    expect(comparison.columns.map(column => fileOf(comparison.weather, column))).toEqual([two.file, file]);
    const link = addressOf(inCompare(two), presets);
    expect(visited(link).comparison).toEqual(comparison);
    expect(link.length).toBeLessThan(700);
  });

  test('the way back keeps all of them, from the view and from either column', () => {
    const state = inCompare(two);
    const back = (link: string): Script | undefined => readLab(link, presets).address.script;
    expect(back(addressIn('lab', addressOf(state, presets)))).toEqual(two);
    expect(back(labAddressOf(state, 0, presets))).toEqual(two);
    expect(back(labAddressOf(state, 1, presets))).toEqual(switched(two, 'original'));
  });

  test('a column of its own detector goes on having its script, and without the branches the open one can come back', () => {
    const opened = inCompare(two), [, old] = opened.comparison.columns;
    const changed = update(opened, { type: 'change', id: old!.id, choice: { detector: { kind: 'swim' }, service: null } });
    expect(visited(addressOf(changed, presets)).comparison.columns[1]).toEqual({ ...old, detector: { kind: 'swim' } });
    expect(labels(changed.comparison.columns, 'crash n2')[1]).toMatch(/^original: swim/);
    const alone = update(update(opened, { type: 'duplicate', id: old!.id }), { type: 'remove', id: 0 });
    expect(visited(addressOf(alone, presets)).comparison.columns.map(({ branch }) => branch?.name)).toEqual(['original', 'original']);
  });

  test('one under another seed is no column, but is not lost', () => {
    const state = inCompare(three);
    expect(state.comparison.columns.every(({ branch }) => !branch)).toBe(true);
    expect(state.comparison.branches!.map(({ name }) => name)).toEqual(['original', 'crash n2', 'other seed']);
    const kept = branchChoice(state.comparison.weather, state.comparison.branches![0]!);
    expect(kept).toBeNull();
    expect(readLab(addressIn('lab', addressOf(state, presets)), presets).address.script!.branches).toHaveLength(3);
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
