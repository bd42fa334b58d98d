/** Random scenarios that can be walked: every law, every estimator, clocks that drift, crashes for good. */
import fc from 'fast-check';
import type { FaultLine, ScenarioFile } from '../../../sim/scenario.ts';

const latency = fc.constantFrom(
  { kind: 'constant', value: '10ms' }, { kind: 'exponential', mean: '80ms' }, { kind: 'exponential', mean: '20ms', floor: '1ms' },
  { kind: 'exponential', mean: '3s' }, { kind: 'lognormal', median: '5ms', p99: '400ms' }, { kind: 'uniform', low: '0ms', high: '2s' },
  { kind: 'pareto', scale: '5ms', shape: 0.7 }, { kind: 'gamma', shape: 0.5, scale: '100ms' },
  { kind: 'mixture', parts: [{ weight: 9, law: { kind: 'constant', value: '0ms' } }, { weight: 1, law: { kind: 'exponential', mean: '900ms' } }] },
  { kind: 'quantiles', at: [[0.5, '1ms'], [1, '700ms']] },
);
const loss = fc.constantFrom(
  undefined, { kind: 'independent', average: 0.2 }, { kind: 'independent', average: 1 }, { kind: 'bursts', average: 0.3, meanBurst: '2s' },
  { kind: 'gilbertPerMessage', average: 0.2, meanLength: 3 },
);
export const networks = fc.record({
  latency, loss, order: fc.constantFrom('free', 'free', 'fifo'), duplicate: fc.constantFrom(0, 0, 0.3), reorder: fc.constantFrom(0, 0, 0.2),
  reorderBy: fc.constant('400ms'), coherence: fc.constantFrom('0ms', '0ms', '3s'),
});

const estimators = fc.constantFrom<Record<string, unknown>>(
  { kind: 'fixed', timeout: '620ms' }, { kind: 'fixed', timeout: '250ms', restart: 'any' }, { kind: 'fixed', timeout: '505ms' }, { kind: 'fixed', timeout: '900ms', cutoff: '60ms' },
  { kind: 'missed', interval: '500ms', k: 1 }, { kind: 'chen', variant: 's', interval: '500ms', margin: '60ms' }, { kind: 'chen', variant: 'e', interval: '500ms', margin: '50ms', window: 5 },
  { kind: 'bertier', interval: '500ms' }, { kind: 'twoWindow', interval: '500ms' }, { kind: 'empirical' }, { kind: 'exponential' },
  { kind: 'phi', flavour: 'normal', threshold: 1 }, { kind: 'phi', flavour: 'akka', threshold: 1 }, { kind: 'phi', flavour: 'cassandra', threshold: 0.5 },
);

const crash = (id: string): fc.Arbitrary<FaultLine> => fc.record({
  id: fc.constant(id), kind: fc.constant('crash'), how: fc.constantFrom('kill', 'hang'), process: fc.integer({ min: 0, max: 2 }),
  at: fc.constantFrom('0s', '7s', '7500ms', '11s', '20s', '21s', '1ms') as fc.Arbitrary<unknown>,
});
const lateCrash = crash('late').map((line): FaultLine => ({ ...line, at: { kind: 'uniform', low: '1s', high: '30s' } }));

export const watches = fc.constantFrom<unknown>('all', 'star', { ring: 1 }, [[1, 0], [2, 1], [0, 2]]);
export const crashes = fc.oneof(fc.constant([]), fc.tuple(crash('a')), fc.tuple(crash('a'), crash('b')), fc.tuple(crash('a'), lateCrash));

const undrifting = fc.constant<Record<string, unknown>[]>([]);
const drifting = fc.constantFrom<Record<string, unknown>[]>(
  [], [{ process: 0, clock: { offset: '-30ms', driftPpm: 40 } }], [{ process: 1, clock: { offset: '5s' } }, { process: 2, clock: { driftPpm: -70_000 } }],
);

/** What every file shares; `own` adds or narrows. */
export const files = (estimator: fc.Arbitrary<Record<string, unknown>> = estimators, steady = false): fc.Arbitrary<ScenarioFile> => fc.record({
  seed: fc.string({ maxLength: 4 }), network: networks, estimator, faults: crashes, watches,
  push: fc.record({
    phase: fc.constantFrom('uniform', 'zero'), interval: fc.constantFrom('500ms', '97ms'), checkEvery: steady ? fc.constant('0ms') : fc.constantFrom('0ms', '0ms', '300ms'),
  }),
  links: fc.constantFrom<unknown[]>([], [], [{ from: 0, to: 2, latency: { kind: 'uniform', low: '1us', high: '3us' }, loss: { kind: 'independent', average: 0.5 } }]),
  warmUp: fc.constantFrom('0s', '0s', '5s', '7s'), hosts: steady ? undrifting : drifting,
}).map(plan => ({
  flatline: 1, seed: plan.seed, horizon: '20s', warmUp: plan.warmUp, processes: 3, watches: plan.watches, hosts: plan.hosts,
  network: plan.network as Record<string, unknown>, faults: plan.faults,
  links: plan.links as Record<string, unknown>[],
  detector: { kind: 'push', ...plan.push, estimator: plan.estimator },
}));
