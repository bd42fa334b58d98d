/** Scenario files as people write them: mostly right, and sometimes with one thing put wrong. */
import fc, { type Arbitrary } from 'fast-check';
import type { Parameter } from '../../src/parameters.ts';
import type { Entry } from '../../sim/entry.ts';
import { linkOptions } from '../../sim/reading/links.ts';
import type { Registry } from '../../sim/registry.ts';

/* eslint-disable @typescript-eslint/no-explicit-any -- entries keep their own parameter types */
type Shelf = Readonly<Record<string, Entry<any>>>;
type Options = Record<string, unknown>;

const processes = 4;
const duration = fc.oneof(
  fc.constantFrom('1s', '250ms', '2m', '30us', '1.5s', '0s', '1h'),
  fc.integer({ min: 1, max: 5_000 }).map(n => `${n}ms`),
);
/** Where zero is too short, seldom zero: with many durations in a table, hardly a file would be right. */
const positive = fc.oneof({ weight: 1, arbitrary: duration }, { weight: 9, arbitrary: duration.filter(text => text !== '0s') });
const selector: Arbitrary<unknown> = fc.oneof(
  fc.integer({ min: 0, max: processes - 1 }), fc.constantFrom('n0', 'n1', 'n3'),
  fc.uniqueArray(fc.integer({ min: 0, max: processes - 1 }), { minLength: 1, maxLength: 3 }), fc.constant({ process: 'n2' }),
);
const pair = fc.uniqueArray(fc.integer({ min: 0, max: processes - 1 }), { minLength: 2, maxLength: 2 });
const series = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 3, maxLength: 3 }).map(list => ({ us: list.sort((a, b) => a - b) }));

type Make = (registry: Registry, parameter: Parameter<any>, depth: number) => Arbitrary<unknown>;

const makers: Readonly<Record<Parameter<unknown>['kind'], Make>> = {
  duration: (_, { min = 0 }) => (min > 0 ? positive : duration),
  count: (_, { min = 0, max = min + 9 }) => fc.integer({ min, max: Math.min(max, min + 9) }),
  number: (_, { min = 0, max = 100 }) => fc.double({ min, max: Math.min(max, min + 100), noNaN: true }),
  share: (_, { min = 0, max = 1 }) => fc.double({ min, max, noNaN: true }),
  choice: (_, { choices = [] }) => fc.constantFrom(...choices),
  flag: () => fc.boolean(),
  text: () => fc.constantFrom('push.beat', 'x'),
  bandwidth: () => fc.constantFrom('64kbit/s', '1.5Mbit/s', 'unlimited', '9 bit/s'),
  bytes: () => fc.constantFrom('64kB', '1KiB', '0B'),
  estimator: registry => anyChoice(registry, registry.estimators),
  loss: registry => anyChoice(registry, registry.losses),
  law: (registry, _, depth) => anyLaw(registry, depth + 1),
  parts: (registry, _, depth) => fc.array(fc.record({ weight: fc.integer({ min: 0, max: 3 }), law: anyLaw(registry, depth + 1) }), { minLength: 1, maxLength: 2 }),
  quantiles: () => fc.constantFrom([[0.5, '1ms']], [[0.1, '1ms'], [0.9, '20ms']], [[0.9, '1ms'], [0.1, '20ms']]),
  series: () => series,
  process: () => fc.integer({ min: 0, max: processes - 1 }),
  processes: () => selector,
  groups: () => fc.constantFrom([[0], [1, 2]], [[0, 1], [1, 2]], [['n0'], 'n1', [2, 3]]),
  pairs: () => fc.array(pair, { minLength: 1, maxLength: 2 }),
  todo: () => fc.constantFrom('drop', { delay: '2s' }),
};

function anyOptions(registry: Registry, entry: Entry<any>, depth: number): Arbitrary<Options> {
  const table = Object.entries<Parameter<any>>(entry.parameters);
  return fc.constantFrom(...(entry.alternatives ?? [[]])).chain(group => {
    const open = entry.alternatives?.flat().filter(key => !group.includes(key)) ?? [];
    const made = table.filter(([key]) => !open.includes(key)).map(([key, parameter]) => [key, makers[parameter.kind](registry, parameter, depth)] as const);
    const needed = table.filter(([key, parameter]) => parameter.default === undefined || group.includes(key)).map(([key]) => key);
    return fc.record(Object.fromEntries(made), { requiredKeys: needed.filter(key => !open.includes(key)) });
  });
}

function anyChoice(registry: Registry, shelf: Shelf, depth = 0): Arbitrary<Options> {
  const entries = Object.entries(shelf).filter(([, entry]) => depth < 3 || !Object.values(entry.parameters).some(option => option!.kind === 'parts'));
  return fc.constantFrom(...entries).chain(([kind, entry]) => anyOptions(registry, entry, depth).map(options => ({ kind, ...options })));
}

/** In full, in short, or as a duration. */
function anyLaw(registry: Registry, depth: number): Arbitrary<unknown> {
  const full = anyChoice(registry, registry.latencies, depth);
  return fc.oneof(duration, full, full.map(({ kind, ...options }) => ({ [kind as string]: options })), fc.constantFrom(
    { uniform: ['1ms', '2ms'] }, { exponential: '20ms' }, { quantiles: [[0.5, '1ms']] }, { lognormal: ['1ms', '20ms'] }, { lognormal: '1ms' },
  ));
}

function anyFault(registry: Registry): Arbitrary<Options> {
  return anyChoice(registry, registry.faults).chain(fault => {
    const id = fc.constantFrom('a', 'b', 'c', 'd').map(name => ({ ...fault, id: name }));
    if (fault['kind'] === 'message') return id;
    const timing = fc.record({ at: anyLaw(registry, 2), for: anyLaw(registry, 2), every: duration, until: duration }, { requiredKeys: ['at'] });
    return fc.tuple(id, timing).map(([named, times]) => ({ ...named, ...times }));
  });
}

const aspects = (registry: Registry): Arbitrary<Options> => anyOptions(registry, { parameters: linkOptions }, 0);

function rightFile(registry: Registry): Arbitrary<Options> {
  const detector = anyChoice(registry, registry.detectors);
  return fc.record({
    flatline: fc.constant(1), horizon: fc.constantFrom('1m', '90s', '1h'), detector, title: fc.string({ maxLength: 9 }), seed: fc.oneof(fc.string({ maxLength: 9 }), fc.integer()),
    warmUp: fc.constantFrom('0s', '5s'), processes: fc.oneof(fc.constant(processes), fc.constant([{}, { role: 'r' }, { host: 'h', group: 'g' }, { host: 'h' }])),
    watches: fc.constantFrom('all', 'star', { ring: 2 }, [[0, 1], [2, 0]]), service: anyChoice(registry, registry.services),
    network: aspects(registry), links: fc.array(fc.tuple(aspects(registry), pair).map(([over, [from, to]]) => ({ ...over, from, to })), { maxLength: 2 }),
    hosts: fc.array(fc.record({ process: selector, buffer: fc.nat(), serviceTime: duration, clock: fc.record({ offset: fc.constant('-3ms'), driftPpm: fc.integer({ min: -100, max: 100 }) }, { requiredKeys: [] }) }, { requiredKeys: ['process'] }), { maxLength: 2 }),
    faults: fc.array(anyFault(registry), { maxLength: 2 }), expect: fc.constantFrom([], ['mistakes == 0', 'detectionTime.p99 <= 10s']),
  }, { requiredKeys: ['flatline', 'horizon', 'detector'] }).map(file => fitting(registry, file));
}

/** A service that stands over nothing has no detector beside it. */
function fitting(registry: Registry, { detector, ...rest }: Options): Options {
  const service = (rest['service'] as { kind?: unknown } | undefined)?.kind;
  const isAlone = typeof service === 'string' && registry.services[service]?.inner === 'none';
  return isAlone ? rest : { ...rest, detector };
}

const nonsense = fc.constantFrom<unknown>(null, 5, -1, 1.5, '5', 'abc', '', true, [], {}, [[]], { kind: 'nobody' }, '3 sec', '-5s', Infinity);

/** One member, somewhere, is replaced, taken away or misspelt. */
function spoiled(file: Options, where: number, value: unknown, how: 'replace' | 'remove' | 'misspell'): unknown {
  const places: (readonly [Record<string, unknown>, string])[] = [];
  const copy = structuredClone(file);
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key]);
      walk((node as Record<string, unknown>)[key]);
    }
  };
  walk(copy);
  const [node, key] = places[where % places.length]!;
  if (how === 'replace') node[key] = value;
  else if (Array.isArray(node)) node.splice(Number(key), 1);
  else {
    if (how === 'misspell') node[`${key}x`] = node[key];
    delete node[key];
  }
  return copy;
}

/** About half of them wrong. */
export function anyFile(registry: Registry): Arbitrary<unknown> {
  const right = rightFile(registry);
  const wrong = fc.tuple(right, fc.nat(), nonsense, fc.constantFrom('replace' as const, 'remove' as const, 'misspell' as const))
    .map(([file, where, value, how]) => spoiled(file, where, value, how));
  return fc.oneof(right, wrong);
}
