import { readFileSync, readdirSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../sim/builtIn.ts';
import { resolveAll } from '../../sim/resolve.ts';
import { schema } from '../../sim/schema.ts';
import { ScenarioError } from '../../sim/scenario.ts';
import { formatDuration, type Parameter } from '../../src/parameters.ts';
import { anyFile } from '../support/anyFile.ts';

const folder = new URL('../../scenarios/', import.meta.url);
const text = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const made = schema(builtIn);
const accepts = new Ajv({ strict: true, strictTuples: false, strictRequired: false, allowUnionTypes: true }).compile(made);

test('scenarios/schema.json is what the registries make: `npm run --silent schema > scenarios/schema.json` after a change', () => {
  expect(JSON.parse(text('schema.json'))).toEqual(JSON.parse(JSON.stringify(made)));
});

describe('every scenario is accepted', () => {
  const names = readdirSync(folder).filter(name => name.endsWith('.json') && name !== 'schema.json');
  test.each(names)('%s', name => {
    accepts(JSON.parse(text(name)));
    expect(accepts.errors ?? []).toEqual([]);
  });
});

const { detectors, estimators, losses, services, faults } = builtIn;
const shelves = { detector: detectors, estimator: estimators, loss: losses, service: services, fault: faults };

describe('what the schema knows', () => {
  const definitions = made['definitions'] as Record<string, { anyOf: { properties: Record<string, { const?: string; description?: string; default?: unknown }> }[] }>;
  test.each(Object.keys(shelves) as (keyof typeof shelves)[])('each %s, and each of its options with its default and both its dangers', family => {
    const shelf = shelves[family] as Readonly<Record<string, { parameters: Record<string, Parameter<unknown>> }>>;
    for (const [kind, { parameters }] of Object.entries(shelf)) {
      const entry = definitions[family]!.anyOf.find(option => option.properties['kind']!.const === kind)!;
      for (const [key, parameter] of Object.entries(parameters)) {
        const { description } = entry.properties[key]!;
        expect(description).toContain(parameter.low.replace(/\.$/, ''));
        expect(description).toContain(parameter.high.replace(/\.$/, ''));
        if (parameter.kind === 'duration' && parameter.default !== undefined) expect(description).toContain(formatDuration(parameter.default as number));
      }
    }
  });
  test.each([
    ['a misspelt option', { detector: { kind: 'push', intervall: '1s' } }],
    ['a bare number for a duration', { detector: { kind: 'push', interval: 1 } }],
    ['two ways to give a tail', { network: { latency: { kind: 'lognormal', median: '1ms', p99: '2ms', sigma: 1 } } }],
    ['two kinds of partition', { faults: [{ id: 'a', at: '1s', kind: 'partition', groups: [[0], [1]], pairs: [[0, 1]] }] }],
    ['another version', { flatline: 2 }],
    ['detector and detectors', { detectors: [{ kind: 'push' }] }],
  ])('%s is refused', (_what, over) => {
    expect(accepts({ flatline: 1, horizon: '1m', detector: { kind: 'push' }, ...over })).toBe(false);
  });
});

/**
 * What a schema cannot say: sums and orders of values, names, bounds of durations, and what a law or service makes of its
 * options together. A file that only these refuse is accepted by the schema.
 */
const beyondSchema = new RegExp([
  'duration (from|of at)', 'shorter than the horizon', 'beyond any duration', 'as an id,', 'ring must be', 'names no', 'listed twice', 'already',
  'with itself', 'another process', 'is missing', 'one process, not', 'write \\{', 'two processes are called', 'neither detector nor service',
  'must not be (above|below)', 'must rise', 'must not fall', 'as many entries', 'above 0', 'cannot exceed', 'both its chances', 'needs a detector', 'takes no detector',
  'times, and at most', 'every must be at least', 'leaves nothing of a fault', 'watched pairs', 'no message of this scenario', 'no process runs', 'must read like', 'is no value',
].join('|'));

test('resolver and schema agree about generated files', () => {
  let refused = 0;
  const agree = (file: unknown): void => {
    let problem: ScenarioError | undefined;
    try { resolveAll(file, builtIn); } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problem = error;
    }
    const byScheme = accepts(file);
    if (problem) refused++;
    if (!problem) expect(byScheme, `the resolver takes it, the schema says ${JSON.stringify(accepts.errors?.at(-1))}`).toBe(true);
    else if (byScheme) expect(problem.message).toMatch(beyondSchema);
  };
  fc.assert(fc.property(anyFile(builtIn), agree), { seed: 20_261, numRuns: 800 });
  // the generator makes both kinds, or the property is empty
  expect(refused).toBeGreaterThan(150);
  expect(refused).toBeLessThan(700);
});
