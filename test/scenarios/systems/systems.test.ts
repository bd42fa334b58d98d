/** What every named system owes its users. */
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { resolve } from '../../../sim/resolve.ts';
import { systemNamed, systems } from '../../../scenarios/systems/index.ts';
import { allowed, defaultIn, readSettings, spelt } from '../../../scenarios/systems/options.ts';
import { play, played } from '../../../scenarios/systems/play.ts';
import { faultNames } from '../../../scenarios/systems/system.ts';

describe.each(systems)('$name', system => {
  test('has a name that the command line takes, and says what it is', () => {
    expect(system.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(systemNamed(system.name.toUpperCase().replaceAll('-', '_'))).toBe(system);
    expect(system.summary).toMatch(/\.$/);
    expect(system.version).toMatch(/\d/);
  });

  test('every option says what it means, and its default may be written', () => {
    for (const [name, option] of Object.entries(system.options)) {
      expect(option.meaning.length).toBeGreaterThan(10);
      const values = readSettings({ ...system, rules: [] }, { [name]: spelt(option.default, option) });
      expect(values[name]).toBe(option.default);
      expect(allowed(option)).not.toBe('');
      for (const { before } of option.history ?? []) expect(defaultIn(option, `${before}.0`)).toBe(option.default);
    }
  });

  test('its defaults keep its rules', () => {
    expect(system.rules.filter(({ holds }) => !holds(readSettings(system, {})))).toEqual([]);
  });

  test('its scenario is one, whatever the fault', () => {
    for (const fault of faultNames) {
      if (fault === 'pause' || fault === 'partition') continue;
      const file = played({ system, fault, loss: 0.01 });
      expect(resolve(file, builtIn).faults).toHaveLength(fault === 'loss' || fault === 'none' ? 0 : 1);
    }
  });

  test('every role is somebody', () => {
    for (const target of Object.keys(system.roles)) expect(played({ system, target }).faults).toHaveLength(1);
  });

  test('a run is the same when it is run again', () => {
    const question = { system, runs: 1, lasts: 5_000_000, seed: 'again' };
    expect(play(question)).toEqual(play(question));
  });
});

test('no two systems share a name', () => {
  const names = systems.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
});
