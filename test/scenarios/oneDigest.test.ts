/** Every shipped scenario has one digest: run twice, in another order, in slices, and through checkpoints. */
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { builtIn } from '../../sim/builtIn.ts';
import { resolveAll } from '../../sim/resolve.ts';
import { begin, simulate } from '../../sim/run.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { firstDivergence } from '../support/firstDivergence.ts';

const folder = new URL('../../scenarios/', import.meta.url);
const all: readonly (readonly [string, Scenario])[] = readdirSync(folder).filter(name => name.endsWith('.json') && name !== 'schema.json')
  .flatMap(name => resolveAll(JSON.parse(readFileSync(new URL(name, folder), 'utf8')), builtIn).map(({ label, scenario }) => [`${name}, ${label}`, scenario] as const));

/** Run from the last to the first; below they run from the first on, and traced. */
const backward: ReadonlyMap<string, string> = new Map([...all].reverse().map(([name, scenario]) => [name, simulate(scenario).digest]));

test('no two have the same', () => expect(new Set(backward.values()).size).toBe(all.length));

test.each(all)('%s', (name, scenario) => {
  const [one, other] = [simulate(scenario, { trace: 'full' }), simulate(structuredClone(scenario), { trace: 'full' })];
  expect(firstDivergence(one, other)).toBeUndefined();
  expect(other.digest).toBe(one.digest);
  expect(backward.get(name)).toBe(one.digest);
  const engine = begin(scenario, { seekable: true });
  for (const share of [0.4, 1, 0.1, 0.7, 0.3, 1]) engine.seek(Math.floor(scenario.horizon * share));
  expect(engine.digest()).toBe(one.digest);
});
