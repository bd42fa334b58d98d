import { describe, expect, test } from 'vitest';
import { builtIn } from '../../sim/builtIn.ts';
import { resolve, resolveAll } from '../../sim/resolve.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { ms, NEVER, sec } from '../../src/time.ts';

const base = { flatline: 1, horizon: '1m', processes: 3, detector: { kind: 'push', estimator: { kind: 'fixed', timeout: '3s' } } };
const read = (over: object): Scenario => resolve({ ...base, ...over }, builtIn);
const pause = { id: 'a', at: '3s', for: '1s', kind: 'pause', process: 1 };

/** What the design's page shows, word for word but for the detector's estimator and the service, which have tests of their own. */
const example = {
  flatline: 1, title: 'A GC pause taken for a death', story: '…', seed: 'gc-pause',
  horizon: '2m', warmUp: '20s', processes: 5, watches: 'all',
  detector: { kind: 'push', interval: '1s', phase: 'uniform', pacing: 'fixedRate', estimator: { kind: 'phi', flavour: 'akka', threshold: 8 } },
  service: { kind: 'primaryBackup', quorum: true, clients: 1, every: '20ms' },
  network: { latency: { kind: 'lognormal', median: '1ms', p99: '20ms' }, loss: { kind: 'bursts', average: 0.1, meanBurst: '2s' } },
  links: [{ from: 0, to: 1, loss: { kind: 'independent', average: 0.3 } }],
  hosts: [{ process: 2, clock: { offset: '-30ms', driftPpm: 40 } }],
  faults: [
    { id: 'a', at: '40s', for: '4s', kind: 'pause', process: 3 },
    { id: 'b', at: { uniform: ['60s', '61s'] }, kind: 'crash', how: 'kill', process: 1 },
    { id: 'c', at: '80s', for: '20s', kind: 'partition', groups: [[0, 1], [2, 3, 4]] },
  ],
  expect: ['splitBrain.count == 0', 'detectionTime.p99 <= 10s'],
};

describe('the example of the design', () => {
  const scenario = resolve(example, builtIn);
  test('has its client behind the five, which nobody watches', () => {
    expect(scenario.processes.map(process => process.name)).toEqual(['n0', 'n1', 'n2', 'n3', 'n4', 'client0']);
    expect(scenario.processes[5]!.role).toBe('client');
    expect(scenario.watches.map(peers => peers.length)).toEqual([4, 4, 4, 4, 4, 0]);
    expect(scenario.watches.flat()).not.toContain(5);
  });
  test('gives each process the parameters of service and detector', () => {
    expect(scenario.processes[0]!.params).toMatchObject({
      service: { quorum: true, clients: 1, every: 20 * ms }, inner: { interval: sec, estimator: { kind: 'phi', params: { flavour: 'akka', threshold: 8 } } },
    });
  });
  test('keeps the weather, the clock and the faults in microseconds', () => {
    expect(scenario.network.loss).toMatchObject({ kind: 'bursts', params: { average: 0.1, meanBurst: 2 * sec } });
    expect(scenario.links).toMatchObject([{ from: 0, to: 1, spec: { loss: { kind: 'independent' }, latency: { kind: 'lognormal' } } }]);
    expect(scenario.hosts[2]).toMatchObject({ offset: -30 * ms, driftPpm: 40 });
    expect(scenario.faults.map(({ at, lasts }) => [at, lasts])).toEqual([
      [40 * sec, 4 * sec], [{ kind: 'uniform', params: { low: 60 * sec, high: 61 * sec } }, null], [80 * sec, 20 * sec],
    ]);
    expect(scenario.faults[2]!.params['groups']).toEqual([[0, 1], [2, 3, 4]]);
    expect(scenario.expect.map(({ path, operator, value }) => [path, operator, value]))
      .toEqual([['splitBrain.count', '==', 0], ['detectionTime.p99', '<=', 10_000]]);
  });
});

describe('defaults', () => {
  const scenario = resolve({ flatline: 1, horizon: '10s', detector: { kind: 'push' } }, builtIn);
  test('five processes that watch each other over links of 1 ms that lose nothing', () => {
    expect(scenario).toMatchObject({ title: '', story: '', seed: 'flatline', warmUp: 0, service: null, links: [], faults: [], expect: [] });
    expect(scenario.watches[1]).toEqual([0, 2, 3, 4]);
    expect(scenario.network).toMatchObject({ latency: { kind: 'constant', params: { value: ms } }, loss: null, bandwidth: 0, order: 'free' });
  });
  test('an estimator that is a default is complete', () => {
    expect(scenario.detector!.params['estimator']).toMatchObject({ kind: 'fixed', params: { timeout: 3 * sec, cutoff: NEVER } });
  });
  test('a seed may be a number', () => expect(read({ seed: 7 }).seed).toBe('7'));
});

describe('who watches whom', () => {
  const watches = (over: object): readonly (readonly number[])[] => read({ processes: 4, ...over }).watches;
  test.each([
    ['star', [[], [], [], [0, 1, 2]]],
    [{ ring: 2 }, [[1, 2], [2, 3], [0, 3], [0, 1]]],
    [[[0, 3], [0, 1], ['n2', 0]], [[1, 3], [], [0], []]],
  ])('%j', (asked, expected) => expect(watches({ watches: asked })).toEqual(expected));
  test('one process watches nobody', () => expect(watches({ processes: 1 })).toEqual([[]]));
});

describe('processes and how they are named', () => {
  const processes = [
    { name: 'a', role: 'front', host: 'h1', group: 'east' }, { name: 'b', role: 'front', host: 'h1', group: 'west' },
    { name: 'c', role: 'back', host: 'h2', group: 'west', params: { interval: '5s' } },
  ];
  const selected = (process: unknown): unknown => read({ processes, faults: [{ ...pause, process }] }).faults[0]!.params['process'];
  test.each([
    ['by id', 2, [2]], ['by name', 'b', [1]], ['by role', 'front', [0, 1]], ['by host', 'h1', [0, 1]], ['by group', 'west', [1, 2]],
    ['by a list', ['c', 0], [0, 2]], ['by saying which word it is', { group: 'west' }, [1, 2]],
  ])('%s', (_how, selector, expected) => expect(selected(selector)).toEqual(expected));
  test('share hosts by name, and hosts are described by name or by process', () => {
    const scenario = read({ processes, hosts: [{ host: 'h1', buffer: 5 }, { process: 'c', clock: { driftPpm: -3 }, serviceTime: '2ms' }, { process: 'a', serviceTime: '1ms' }] });
    expect(scenario.processes.map(process => process.host)).toEqual([0, 0, 1]);
    expect(scenario.hosts).toMatchObject([{ name: 'h1', buffer: 5, serviceTime: ms }, { name: 'h2', driftPpm: -3, serviceTime: 2 * ms }]);
  });
  test('differ in options of their own, and share the rest', () => {
    const [a, b, c] = read({ processes }).processes.map(process => process.params as { interval: number; estimator: unknown });
    expect([a!.interval, c!.interval]).toEqual([sec, 5 * sec]);
    expect(a).toBe(b);
    expect(c!.estimator).toEqual(a!.estimator);
  });
});

describe('links', () => {
  const specs = (links: unknown): unknown => read({ network: { bandwidth: '64kbit/s', queue: '2kB' }, links })
    .links.map(({ from, to, spec }) => [from, to, spec.duplicate, spec.background, spec.bandwidth]);
  test('lie over the network, and later lines over earlier ones', () => {
    expect(specs([{ from: 0, to: [1, 2], duplicate: 0.5 }, { from: 0, to: 2, both: true, background: 0.25, bandwidth: '1Mbit/s' }])).toEqual([
      [0, 1, 0.5, 0, 64_000], [0, 2, 0.5, 0.25, 1_000_000], [2, 0, 0, 0.25, 1_000_000],
    ]);
  });
  test('between lists leave nobody with a link to itself', () => {
    expect(specs([{ from: [0, 1], to: [0, 1], duplicate: 1 }])).toEqual([[0, 1, 1, 0, 64_000], [1, 0, 1, 0, 64_000]]);
  });
});

describe('laws', () => {
  const latency = (law: unknown): unknown => read({ network: { latency: law } }).network.latency;
  test.each([
    ['a duration', '5ms', { kind: 'constant', params: { value: 5 * ms } }],
    ['short, by position', { exponential: ['20ms', '1ms'] }, { kind: 'exponential', params: { mean: 20 * ms, floor: ms } }],
    ['short, with one option', { exponential: '20ms' }, { kind: 'exponential', params: { mean: 20 * ms, floor: 0 } }],
    ['short, by name', { lognormal: { median: '1ms', sigma: 1.5 } }, { kind: 'lognormal', params: { median: ms, sigma: 1.5 } }],
    ['quantiles', { quantiles: [[0.5, '1ms'], [1, '9ms']] }, { kind: 'quantiles', params: { at: [[0.5, ms], [1, 9 * ms]] } }],
    ['recorded', { kind: 'recorded', sent: { ms: [0, 1.5] }, delay: ['3us', '4us'] }, { kind: 'recorded', params: { sent: [0, 1_500], delay: [3, 4] } }],
    ['a mixture', { kind: 'mixture', parts: [{ weight: 1, law: '1ms' }, { weight: 2, law: { pareto: ['1ms', 3] } }] }, {
      kind: 'mixture', params: { parts: [
        { weight: 1, law: { kind: 'constant', params: { value: ms } } }, { weight: 2, law: { kind: 'pareto', params: { scale: ms, shape: 3 } } },
      ] },
    }],
  ])('%s', (_name, law, expected) => expect(latency(law)).toEqual(expected));
});

describe('faults', () => {
  const fault = (line: object): Scenario['faults'][number] => read({ faults: [{ ...pause, ...line }] }).faults[0]!;
  test('have fixed or random times, and go on for ever unless they say otherwise', () => {
    expect(fault({ for: undefined })).toMatchObject({ at: 3 * sec, lasts: null, every: null, until: NEVER });
    expect(fault({ for: { exponential: '2s' }, every: '10s', until: { uniform: ['30s', '40s'] } }))
      .toMatchObject({ lasts: { kind: 'exponential' }, every: 10 * sec, until: { kind: 'uniform' } });
    expect(fault({ for: 'never', every: null })).toMatchObject({ lasts: null, every: null });
  });
  test('on one message are timed by its send instant', () => {
    const line = { id: 'm', kind: 'message', from: 0, to: 1, sent: '2s', message: 'push.beat', do: { delay: '2s' } };
    expect(read({ faults: [line] }).faults[0]).toMatchObject({ at: 2 * sec, params: { from: 0, to: 1, copy: 0, do: { drop: false, delay: 2 * sec } } });
    expect(read({ faults: [{ ...line, do: 'drop' }] }).faults[0]!.params['do']).toMatchObject({ drop: true });
  });
  test('of every kind read their own options', () => {
    const lines = [
      { id: '1', at: '1s', kind: 'partition', from: 0, to: [1, 2] }, { id: '2', at: '1s', kind: 'partition', pairs: [[0, 1]] },
      { id: '3', at: '1s', kind: 'link', from: 0, to: 1, both: true, add: '1s', loss: { kind: 'independent', average: 1 }, bandwidth: '9kbit/s' },
      { id: '4', at: '1s', kind: 'clock', process: 0, step: '-5s', driftPpm: 100 }, { id: '5', at: '1s', kind: 'freeze', process: 0, resume: 'timers' },
    ];
    expect(read({ faults: lines }).faults.map(({ params }) => params)).toMatchObject([
      { from: [0], to: [1, 2] }, { pairs: [[0, 1]] }, { both: true, add: sec, latency: null, loss: { kind: 'independent' }, bandwidth: 9_000 },
      { step: -5 * sec, driftPpm: 100 }, { process: [0], resume: 'timers' },
    ]);
  });
});

describe('expectations', () => {
  test.each([
    ['mistakes == 0', 'mistakes', '==', 0], ['detectionTime.p99<=10s', 'detectionTime.p99', '<=', 10_000], ['mistakeRate < 3/h', 'mistakeRate', '<', 3 / 3_600],
    ['queryAccuracy >= 99.9%', 'queryAccuracy', '>=', 0.999], ['pairs.n0>n1.mistakes > 0', 'pairs.n0>n1.mistakes', '>', 0], ['x > -1.5ms', 'x', '>', -1.5],
    ['mistakeRate <= 1/30d', 'mistakeRate', '<=', 1 / 2_592_000], ['mistakeRate<=2/h', 'mistakeRate', '<=', 2 / 3_600], ['mistakeRate < 0.1/s', 'mistakeRate', '<', 0.1],
    ['mistakeRate <= 3/1.5min', 'mistakeRate', '<=', 3 / 90], ['queryAccuracy >= 99.999%', 'queryAccuracy', '>=', 0.99999], ['x <= 1e-4/m', 'x', '<=', 1e-4 / 60],
  ])('%s', (text, path, operator, value) => {
    const [expectation] = read({ expect: [text] }).expect;
    expect(expectation).toMatchObject({ text, path, operator });
    expect(expectation!.value).toBeCloseTo(value, 12);
  });
  test.each(['x <= 1/0d', 'x <= 1/', 'x <= 1/30', 'x <= 1/w', 'x <= never', 'x <= 5 %', 'x <= -1/h', 'x <= 10'.concat('seconds')])('%s is none', text => {
    expect(() => read({ expect: [text] })).toThrow(/^\$\.expect\[0\]: /);
  });
});

describe('several detectors', () => {
  const detectors = [{ kind: 'push', interval: '1s' }, { kind: 'push', interval: '2s' }];
  const file = { flatline: 1, horizon: '1m', detectors };
  test('are several scenarios of one weather', () => {
    const all = resolveAll(file, builtIn);
    expect(all.map(({ label, scenario }) => [label, scenario.detector!.params['interval']])).toEqual([['push, interval 1s', sec], ['push, interval 2s', 2 * sec]]);
    expect(all[0]!.scenario.network).toEqual(all[1]!.scenario.network);
  });
  test('are no single scenario', () => expect(() => resolve(file, builtIn)).toThrow('$.detectors: holds 2 detectors'));
});
