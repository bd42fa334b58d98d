import { describe, expect, test } from 'vitest';
import { builtIn } from '../../sim/builtIn.ts';
import { resolve } from '../../sim/resolve.ts';
import { ScenarioError, type Scenario } from '../../sim/scenario.ts';

const base = { flatline: 1, horizon: '1m', processes: 3, detector: { kind: 'push', estimator: { kind: 'fixed', timeout: '3s' } } };
const read = (over: object): Scenario => resolve({ ...base, ...over }, builtIn);
const pause = { id: 'a', at: '3s', for: '1s', kind: 'pause', process: 1 };

/** A file, the path that the refusal names, and words that it must hold. */
const malformed: readonly (readonly [what: string, over: unknown, path: string, ...words: string[]])[] = [
  ['no object', null, '$', 'must be an object', 'null'],
  ['a list', [], '$', 'must be an object'],
  ['no version', { flatline: undefined }, '$.flatline', 'version'],
  ['another version', { flatline: 2 }, '$.flatline', 'version 2', 'version 1'],
  ['an unknown key', { netwrok: {} }, '$.netwrok', 'did you mean "network"?'],
  ['an unknown key like nothing', { zzz: 1 }, '$.zzz', 'has no "zzz"', 'allowed are flatline, title'],
  ['a title of a wrong type', { title: 5 }, '$.title', 'must be a text', '5'],
  ['an escape sequence in a story', { story: 'red \u001b[31m' }, '$.story', 'control characters', 'character 5'],
  ['a seed of a wrong type', { seed: 1.5 }, '$.seed', 'whole number'],
  ['no horizon', { horizon: undefined }, '$.horizon', 'how long the run lasts'],
  ['a bare horizon', { horizon: 60 }, '$.horizon', 'with its unit', '"3s"', 'bare number 60'],
  ['NaN as horizon', { horizon: NaN }, '$.horizon', 'NaN'],
  ['an unknown unit', { horizon: '5 parsecs' }, '$.horizon', 'us, ms, s, m, h, d', '5 parsecs'],
  ['a negative horizon', { horizon: '-1s' }, '$.horizon', 'from 1us', '-1s'],
  ['a run of eleven years', { horizon: '4015d' }, '$.horizon', 'to 87672h', '4015d'],
  ['a run of a thousand years', { horizon: '365000d' }, '$.horizon', 'beyond any duration'],
  ['an endless run', { horizon: 'never' }, '$.horizon', 'cannot be "never"'],
  ['a warm-up that eats the run', { warmUp: '1m' }, '$.warmUp', 'shorter than the horizon'],
  ['no detector', { detector: undefined }, '$', 'detector', 'detectors', 'service'],
  ['detector and detectors', { detectors: [{ kind: 'push' }] }, '$.detectors', 'one of the two'],
  ['an empty list of detectors', { detector: undefined, detectors: [] }, '$.detectors', 'at least one'],
  ['a fault in the second of detectors', { detector: undefined, detectors: [{ kind: 'push' }, { kind: 'push', interval: 3 }] }, '$.detectors[1].interval', 'with its unit'],
  ['a detector of a wrong type', { detector: 'push' }, '$.detector', 'must be an object'],
  ['a detector without kind', { detector: { interval: '1s' } }, '$.detector', 'needs a "kind"', 'push'],
  ['an unknown detector', { detector: { kind: 'pusch' } }, '$.detector.kind', 'no detector is called "pusch"', 'did you mean "push"?'],
  ['a kind from the prototype', { detector: { kind: 'constructor' } }, '$.detector.kind', 'no detector is called'],
  ['an unknown option', { detector: { kind: 'push', intervall: '1s' } }, '$.detector.intervall', 'did you mean "interval"?'],
  ['a bare interval', { detector: { kind: 'push', interval: 1000 } }, '$.detector.interval', 'bare number 1000'],
  ['an interval of nothing', { detector: { kind: 'push', interval: '0s' } }, '$.detector.interval', 'from 1us', '0s'],
  ['an unknown choice', { detector: { kind: 'push', pacing: 'fixedrate' } }, '$.detector.pacing', 'did you mean "fixedRate"?'],
  ['an unknown estimator', { detector: { kind: 'push', estimator: { kind: 'fixt' } } }, '$.detector.estimator.kind', 'did you mean "fixed"?'],
  ['a bare timeout', { detector: { kind: 'push', estimator: { kind: 'fixed', timeout: 3 } } }, '$.detector.estimator.timeout', 'bare number 3'],
  ['no process', { processes: 0 }, '$.processes', 'from 1 to 200000', '0'],
  ['half a process', { processes: 2.5 }, '$.processes', 'whole number', '2.5'],
  ['processes as text', { processes: '5' }, '$.processes', 'must be a list'],
  ['an enormous cluster', { processes: 200_001 }, '$.processes', 'to 200000', '200001'],
  ['an empty cluster', { processes: [] }, '$.processes', 'at least one'],
  ['an unknown key of a process', { processes: [{ nmae: 'a' }] }, '$.processes[0].nmae', 'did you mean "name"?'],
  ['two of one name', { processes: [{ name: 'a' }, { name: 'a' }] }, '$.processes[1].name', 'two processes are called "a"'],
  ['a name of nothing', { processes: [{ name: '' }] }, '$.processes[0].name', 'must not be empty'],
  ['an own option that nobody has', { processes: [{ params: { colour: 'red' } }] }, '$.processes[0].params.colour', 'neither detector nor service'],
  ['an own option that is wrong', { processes: [{ params: { interval: 5 } }] }, '$.processes[0].params.interval', 'bare number 5'],
  ['too many pairs', { processes: 3_000, watches: 'all' }, '$.watches', '8997000', '5000000', 'star'],
  ['a ring too wide', { watches: { ring: 3 } }, '$.watches.ring', 'from 1 to 2', '3'],
  ['watches of a wrong word', { watches: 'everyone' }, '$.watches', '"all", "star"'],
  ['watching a process that is not there', { watches: [[0, 3]] }, '$.watches[0][1]', 'from 0 to 2', '3'],
  ['watching oneself', { watches: [[1, 1]] }, '$.watches[0]', 'process 1 with itself'],
  ['watching twice', { watches: [[0, 1], [0, 1]] }, '$.watches[1]', 'already'],
  ['watching nobody of that name', { watches: [[0, 'n7']] }, '$.watches[0][1]', 'names no process', 'n0'],
  ['an unknown aspect of the network', { network: { lag: '1ms' } }, '$.network.lag', 'network has no "lag"'],
  ['a bare latency', { network: { latency: 5 } }, '$.network.latency', 'bare number 5'],
  ['a negative latency', { network: { latency: '-5ms' } }, '$.network.latency', 'from 0s'],
  ['an unknown law', { network: { latency: { kind: 'normal' } } }, '$.network.latency.kind', 'no latency law is called "normal"', 'lognormal'],
  ['a law without its option', { network: { latency: { kind: 'exponential' } } }, '$.network.latency', 'exponential needs "mean"'],
  ['a lognormal without spread', { network: { latency: { kind: 'lognormal', median: '1ms' } } }, '$.network.latency', 'lognormal needs p99, or sigma'],
  ['a lognormal with two', { network: { latency: { kind: 'lognormal', median: '1ms', p99: '2ms', sigma: 1 } } }, '$.network.latency.sigma', 'only one'],
  ['a tail below the median', { network: { latency: { kind: 'lognormal', median: '9ms', p99: '2ms' } } }, '$.network.latency.p99', 'must not be below median'],
  ['bounds the wrong way round', { network: { latency: { uniform: ['9ms', '2ms'] } } }, '$.network.latency.uniform[1]', 'must not be below low'],
  ['too many positions', { network: { latency: { uniform: ['1ms', '2ms', '3ms'] } } }, '$.network.latency.uniform', 'at most 2'],
  ['a mixture of nothing', { network: { latency: { kind: 'mixture', parts: [] } } }, '$.network.latency.parts', 'at least one part'],
  ['a mixture without weight', { network: { latency: { kind: 'mixture', parts: [{ weight: 0, law: '1ms' }] } } }, '$.network.latency.parts', 'above 0'],
  ['a mixture with a negative weight', { network: { latency: { kind: 'mixture', parts: [{ weight: -1, law: '1ms' }] } } }, '$.network.latency.parts[0].weight', 'from 0'],
  ['quantiles that fall', { network: { latency: { kind: 'quantiles', at: [[0.5, '2ms'], [0.9, '1ms']] } } }, '$.network.latency.at[1]', 'must rise'],
  ['a quantile beyond one', { network: { latency: { kind: 'quantiles', at: [[99, '2ms']] } } }, '$.network.latency.at[0][0]', 'from 0 to 1'],
  ['a recording that does not match', { network: { latency: { kind: 'recorded', sent: { us: [1, 2] }, delay: { us: [1] } } } }, '$.network.latency.delay', 'as many entries'],
  ['a recording that runs backwards', { network: { latency: { kind: 'recorded', sent: { us: [2, 1] }, delay: { us: [1, 1] } } } }, '$.network.latency.sent', 'entry 1'],
  ['a recording without unit', { network: { latency: { kind: 'recorded', sent: [1, 2], delay: { us: [1, 1] } } } }, '$.network.latency.sent[0]', 'bare number'],
  ['an unknown loss', { network: { loss: { kind: 'burst' } } }, '$.network.loss.kind', 'did you mean "bursts"?'],
  ['a loss above one', { network: { loss: { kind: 'independent', average: 30 } } }, '$.network.loss.average', 'from 0 to 1', '30'],
  ['a chain with one chance', { network: { loss: { kind: 'gilbertPerMessage', toBad: 0.1 } } }, '$.network.loss.toGood', 'both its chances'],
  ['a chain that cannot be', { network: { loss: { kind: 'gilbertPerMessage', average: 0.9, meanLength: 1 } } }, '$.network.loss.average', 'cannot exceed 0.5'],
  ['a bare bandwidth', { network: { bandwidth: 64000 } }, '$.network.bandwidth', '"64kbit/s"', '64000'],
  ['a size of unknown unit', { network: { queue: '64k' } }, '$.network.queue', 'kB'],
  ['a link to itself', { links: [{ from: 1, to: 1 }] }, '$.links[0].to', 'another process'],
  ['a link from nowhere', { links: [{ to: 1 }] }, '$.links[0].from', 'from must be a process'],
  ['a host of no process', { hosts: [{ host: 'zeus' }] }, '$.hosts[0].host', 'no process runs on a host of that name'],
  ['a host line about nothing', { hosts: [{ buffer: 5 }] }, '$.hosts[0]', '"process" or a "host"'],
  ['a bare clock offset', { hosts: [{ process: 0, clock: { offset: 5 } }] }, '$.hosts[0].clock.offset', 'bare number'],
  ['a clock beyond reason', { hosts: [{ process: 0, clock: { driftPpm: 1e9 } }] }, '$.hosts[0].clock.driftPpm', 'from -500000 to 500000'],
  ['a fault without kind', { faults: [{ id: 'a', at: '1s' }] }, '$.faults[0]', 'needs a "kind"', 'crash'],
  ['an unknown fault', { faults: [{ ...pause, kind: 'explode' }] }, '$.faults[0].kind', 'no fault is called "explode"'],
  ['a fault without id', { faults: [{ ...pause, id: undefined }] }, '$.faults[0].id', 'id of its own'],
  ['two faults of one id', { faults: [pause, pause] }, '$.faults[1].id', '"a" is the id of faults[0]'],
  ['a fault without time', { faults: [{ ...pause, at: undefined }] }, '$.faults[0]', 'needs "at"'],
  ['a bare fault time', { faults: [{ ...pause, at: 3 }] }, '$.faults[0].at', 'bare number 3'],
  ['a bare length', { faults: [{ ...pause, for: 3 }] }, '$.faults[0].for', 'for must be a duration'],
  ['a fault that names no process', { faults: [{ ...pause, process: undefined }] }, '$.faults[0]', 'pause needs "process"'],
  ['a fault on a process that is not there', { faults: [{ ...pause, process: 9 }] }, '$.faults[0].process', 'from 0 to 2', '9'],
  ['a fault on nobody', { faults: [{ ...pause, process: [] }] }, '$.faults[0].process', 'names no process'],
  ['a fault on null', { faults: [{ ...pause, process: null }] }, '$.faults[0].process', 'a process id, a name, a role'],
  ['a fault on one twice', { faults: [{ ...pause, process: [1, 1] }] }, '$.faults[0].process[1]', 'process 1 is listed twice'],
  ['a fault on a misspelt name', { faults: [{ ...pause, process: 'n11' }] }, '$.faults[0].process', 'did you mean "n1"?'],
  ['a fault with a foreign option', { faults: [{ ...pause, how: 'kill' }] }, '$.faults[0].how', 'pause has no "how"'],
  ['a partition that lists one twice', { faults: [{ id: 'p', at: '1s', kind: 'partition', groups: [[0, 1], [1, 2]] }] }, '$.faults[0].groups[1]', 'process 1 is already in group 0'],
  ['a partition of one side', { faults: [{ id: 'p', at: '1s', kind: 'partition', groups: [[0, 1]] }] }, '$.faults[0].groups', 'two groups'],
  ['a partition of nothing', { faults: [{ id: 'p', at: '1s', kind: 'partition' }] }, '$.faults[0]', 'partition needs groups, or from and to, or pairs'],
  ['a partition said twice', { faults: [{ id: 'p', at: '1s', kind: 'partition', groups: [[0], [1]], pairs: [[0, 1]] }] }, '$.faults[0].pairs', 'only one'],
  ['a one-way partition without an end', { faults: [{ id: 'p', at: '1s', kind: 'partition', from: 0 }] }, '$.faults[0].to', 'is missing'],
  ['a one-way partition of one', { faults: [{ id: 'p', at: '1s', kind: 'partition', from: 0, to: 0 }] }, '$.faults[0].to', 'another process'],
  ['a message of two senders', { faults: [{ id: 'm', kind: 'message', from: [0, 1], to: 2, sent: '1s', message: 'push.beat', do: 'drop' }] }, '$.faults[0].from', 'one process, not 2'],
  ['a message with an unknown order', { faults: [{ id: 'm', kind: 'message', from: 0, to: 2, sent: '1s', message: 'push.beat', do: 'eat' }] }, '$.faults[0].do', '"drop"'],
  ['a message that nobody sends', { faults: [{ id: 'm', kind: 'message', from: 0, to: 2, sent: '1s', message: 'push.beet', do: 'drop' }] }, '$.faults[0].message', 'did you mean "push.beat"?'],
  ['a message to oneself', { faults: [{ id: 'm', kind: 'message', from: 0, to: 0, sent: '1s', message: 'push.beat', do: 'drop' }] }, '$.faults[0].to', 'another process'],
  ['a fault without end', { faults: [{ ...pause, every: '0s' }] }, '$.faults[0].every', 'at least 1us'],
  ['a fault whose repetitions end before it begins', { faults: [{ ...pause, every: '5s', until: '3s' }] }, '$.faults[0].until', '3s', 'begins at 3s'],
  ['a fault too often', { faults: [{ ...pause, every: '1us' }] }, '$.faults[0].every', '57000000', '1000000'],
  ['an expectation that is no comparison', { expect: ['all is well'] }, '$.expect[0]', 'splitBrain.count == 0'],
  ['an expectation without value', { expect: ['mistakes == none'] }, '$.expect[0]', '"none" is no value'],
  ['an expectation of a wrong type', { expect: [5] }, '$.expect[0]', 'must be a text'],
];

describe('what is refused', () => {
  test.each(malformed)('%s', (_what, over, path, ...words) => {
    const file = typeof over === 'object' && over !== null && !Array.isArray(over) ? { ...base, ...over } : over;
    let caught: unknown;
    try { resolve(file, builtIn); } catch (error) { caught = error; }
    expect(caught).toBeInstanceOf(ScenarioError);
    const { path: at, problem } = caught as ScenarioError;
    expect(at).toBe(path);
    for (const word of words) expect(problem).toContain(word);
    expect(problem).not.toContain('\n');
    expect(problem.length).toBeLessThan(400);
  });
  test('an ambiguous word asks which is meant', () => {
    const processes = [{ name: 'x', role: 'y' }, { name: 'y', role: 'z' }, {}];
    expect(() => read({ processes, faults: [{ ...pause, process: 'y' }] })).toThrow('is a process and a role and a host: write { "process": "y" }');
    expect(read({ processes, faults: [{ ...pause, process: { role: 'y' } }] }).faults[0]!.params['process']).toEqual([0]);
  });
  test('laws do not nest without end', () => {
    let law: unknown = '1ms';
    for (let i = 0; i < 5_000; i++) law = { kind: 'mixture', parts: [{ weight: 1, law }] };
    expect(() => read({ network: { latency: law } })).toThrow('at most 8 deep');
  });
  test('a file of a hundred thousand processes is no problem', () => {
    expect(read({ processes: 100_000, watches: 'star' }).watches.at(-1)).toHaveLength(99_999);
  });
});
