import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { entryIn, fileOf, kindsIn, type Family } from '../../../ui/lab/shelf.ts';

const families: readonly Family[] = ['detectors', 'services'];
/** What the worker holds from the start. */
const held = ['push'];

describe.each(families)('%s', family => {
  const names = readdirSync(new URL(`../../../src/${family}/`, import.meta.url)).filter(name => name.endsWith('.ts')).map(name => name.slice(0, -3));

  test('every entry that the worker does not hold is found by its kind', async () => {
    expect(names).toEqual(expect.arrayContaining(Object.keys(builtIn[family])));
    for (const [kind, entry] of Object.entries(builtIn[family])) {
      if (held.includes(kind)) expect(fileOf(family, kind), kind).toBeUndefined();
      else expect(entryIn(await fileOf(family, kind)!(), kind), kind).toBe(entry);
    }
  });

  test('and nothing else is taken for one', async () => {
    const others = names.filter(name => !Object.hasOwn(builtIn[family], name));
    expect(others).toContain('index');
    for (const name of others) expect(entryIn(await fileOf(family, name)?.() ?? {}, name), name).toBeUndefined();
    for (const name of ['', 'none', 'toString', '__proto__', '../estimators/phi']) expect(fileOf(family, name), name).toBeUndefined();
  });
});

test('a file names kinds, whatever else is wrong with it', () => {
  const kinds = (file: object): readonly string[] => kindsIn(file as ScenarioFile);
  expect(kinds({ detector: { kind: 'push', estimator: { kind: 'phi' } }, service: { kind: 'raft' } })).toEqual(['push', 'phi', 'raft']);
  expect(kinds({ detectors: [{ kind: 'swim' }, null, 'pull', { kind: 7 }, { kind: 'bfd' }, { kind: 'swim' }] })).toEqual(['swim', 'bfd']);
  for (const file of [{}, { detector: null }, { detector: 'push', service: 3, story: 'it says "kind":"raft"' }]) expect(kinds(file)).toEqual([]);
});
