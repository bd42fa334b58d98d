import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../sim/builtIn.ts';
import { resolve, resolveAll } from '../../../../sim/resolve.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { another, asScenario, comparisonOf, fileOf, labels, letter, type Choice } from '../../../../ui/lab/compare/columns.ts';

const folder = new URL('../../../../scenarios/', import.meta.url);
const presets = Object.fromEntries(readdirSync(folder).filter(name => name.endsWith('.json') && name !== 'schema.json')
  .map(name => [name.slice(0, -5), JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as ScenarioFile]));
const opened = (preset: string): ReturnType<typeof comparisonOf> => comparisonOf({ preset, file: presets[preset]!, variant: 0 });

describe('what a comparison begins with', () => {
  test('a list of detectors is its columns', () => {
    const { columns, weather } = opened('threeTimeouts');
    expect(columns.map(column => column.detector)).toEqual(presets['threeTimeouts']!.detectors);
    expect(weather).not.toHaveProperty('detectors');
    expect(columns.map(({ id }) => id)).toEqual([0, 1, 2]);
  });

  test.each(Object.keys(presets))('%s: two columns at least, and every one of them runs', name => {
    const { columns, weather } = opened(name);
    expect(columns.length).toBeGreaterThanOrEqual(2);
    for (const column of columns) expect(() => resolve(fileOf(weather, column), builtIn)).not.toThrow();
  });

  test('a second that follows another rule, with the same interval', () => {
    const [first, second] = opened('firstSteps').columns;
    expect(first!.detector).toMatchObject({ interval: '500ms', estimator: { kind: 'fixed' } });
    expect(second!.detector).toMatchObject({ kind: 'push', interval: '500ms', estimator: { kind: 'phi' } });
    expect(opened('swimAsksAFriend').columns[1]!.detector).toEqual({ kind: 'lifeguard' });
  });

  test('a service that stands alone is there twice: its own options are what can differ', () => {
    const [first, second] = opened('raftElection').columns;
    expect(first).toMatchObject({ detector: null, service: { kind: 'raft' } });
    expect(second!.service).toEqual(first!.service);
  });

  test('one more is unlike those that are there, as long as there is one', () => {
    const { weather, columns: [first] } = opened('firstSteps');
    let columns: readonly Choice[] = [first!];
    for (let i = 0; i < 3; i++) columns = [...columns, another(weather, columns)];
    const kinds = columns.map(({ detector }) => (detector!['estimator'] as { kind: string }).kind);
    expect(new Set(kinds).size).toBe(4);
    for (const column of columns) expect(() => resolve(fileOf(weather, column), builtIn)).not.toThrow();
  });

  test('more than four are too many to see: the first four are shown', () => {
    const one = { kind: 'push', estimator: { kind: 'fixed', timeout: '3s' } };
    const file: ScenarioFile = { flatline: 1, horizon: '10s', detectors: [one, one, one, one, one] };
    expect(comparisonOf({ preset: '', file, variant: 0 }).columns).toHaveLength(4);
  });
});

describe('as one scenario', () => {
  test('the command reads the columns as its detectors, with the same labels', () => {
    const comparison = opened('firstSteps');
    const whole = asScenario(comparison)!;
    const resolved = resolveAll(whole, builtIn);
    expect(resolved.map(({ label }) => label)).toEqual(labels(comparison.columns));
    comparison.columns.forEach((column, i) => expect(resolved[i]!.scenario).toEqual(resolve(fileOf(comparison.weather, column), builtIn)));
  });

  test('columns that differ in their service have none', () => {
    const comparison = opened('splitBrain');
    const [first, second] = comparison.columns;
    expect(asScenario(comparison)).not.toBeNull();
    expect(asScenario({ ...comparison, columns: [first!, { ...second!, service: { ...second!.service!, quorum: true } }] })).toBeNull();
    expect(asScenario(opened('raftElection'))).toBeNull();
  });

  test('columns have letters, and labels that say what differs', () => {
    expect([0, 1, 2, 3].map(letter).join('')).toBe('ABCD');
    expect(labels(opened('threeTimeouts').columns)).toEqual([
      'push fixed, timeout 1200ms', 'push fixed, timeout 4s', 'push phi, flavour akka, threshold 8, window 50, acceptableHeartbeatPause 1s',
    ]);
  });
});
