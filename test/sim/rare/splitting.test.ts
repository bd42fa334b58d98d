/** Splitting against closed forms: where plain simulation reaches, and a hundred thousand times beyond. */
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { bare } from '../../../sim/rare/ladder.ts';
import { Lane } from '../../../sim/rare/lane.ts';
import { rare } from '../../../sim/rare/rare.ts';
import { Splitter } from '../../../sim/rare/splitter.ts';
import { resolve } from '../../../sim/resolve.ts';
import { binomialAtMost } from '../../../sim/intervals/binomial.ts';
import { gilbert, independent } from '../../oracle/chain.ts';
import { constant, exponential, lognormal } from '../../oracle/delay.ts';
import * as fixed from '../../oracle/fixedTimeout.ts';
import * as nfds from '../../oracle/freshnessPoints.ts';
import { pairFile } from './pairFile.ts';

interface Known { readonly estimator: object; readonly loss: object | null; readonly latency: object; readonly perBeat: number; readonly saving: number }

const timeout = (length: number): object => ({ kind: 'fixed', timeout: `${length}ms` });
const alone = (average: number): object => ({ kind: 'independent', average });
const exponentially = { kind: 'exponential', mean: '20ms' };
const after = (length: number, loss: fixed.FixedTimeout['loss'], delay: fixed.FixedTimeout['delay']): number =>
  1_000 / fixed.mistakes({ interval: 1_000, timeout: length, loss, delay, restart: 'newest' }).recurrence;

const sets: readonly (readonly [string, Known])[] = [
  ['three losses in a row, 1e-4', { estimator: timeout(3_500), loss: alone(0.05), latency: { kind: 'constant', value: '10ms' }, perBeat: after(3_500, independent(0.05), constant(10)), saving: 25 }],
  ['four, 6e-6', { estimator: timeout(4_500), loss: alone(0.05), latency: exponentially, perBeat: after(4_500, independent(0.05), exponential(20)), saving: 100 }],
  ['seven, 7e-10', { estimator: timeout(7_500), loss: alone(0.05), latency: exponentially, perBeat: after(7_500, independent(0.05), exponential(20)), saving: 100_000 }],
  ['seventeen of many, 9e-10', { estimator: timeout(17_500), loss: alone(0.3), latency: exponentially, perBeat: after(17_500, independent(0.3), exponential(20)), saving: 100_000 }],
  ['one beat that is late, 1e-9', { estimator: timeout(1_400), loss: null, latency: exponentially, perBeat: after(1_400, independent(0), exponential(20)), saving: 100_000 }],
  ['a heavy tail, and losses', { estimator: timeout(4_300), loss: alone(0.02), latency: { kind: 'lognormal', median: '30ms', sigma: 0.8 }, perBeat: after(4_300, independent(0.02), lognormal(Math.log(30), 0.8)), saving: 500 }],
  ['Gilbert and Elliott, 1e-7', {
    estimator: timeout(10_500), loss: { kind: 'gilbertPerMessage', toBad: 0.01, toGood: 0.1, lossInGood: 0.01, lossInBad: 0.3 }, latency: exponentially,
    perBeat: after(10_500, gilbert(0.01, 0.1, 0.01, 0.3), exponential(20)), saving: 500,
  }],
  ['NFD-S, 1e-9', {
    estimator: { kind: 'chen', variant: 's', interval: '1s', margin: '5500ms' }, loss: alone(0.03), latency: exponentially,
    perBeat: 1_000 / nfds.mistakes({ interval: 1_000, margin: 5_500, loss: 0.03, delay: exponential(20) }).recurrence, saving: 100_000,
  }],
];

describe('mistakes per heartbeat', () => {
  test.each(sets)('%s', (_, { estimator, loss, latency, perBeat, saving }) => {
    const report = rare(resolve(pairFile({ estimator, loss, latency }), builtIn), { error: 0.2 });
    const { value, ci95 } = report.perHeartbeat;
    // four standard errors on the scale of logarithms: eight such sets err once in two thousand suites of other seeds
    const error = Math.log(ci95![1] / ci95![0]) / 2 / 1.96;
    expect(Math.abs(Math.log(value! / perBeat)), `${value} against ${perBeat}`).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.16);
    expect(report.heaviest).toBeLessThan(0.2);
    expect(report.plainBeats! / report.beats).toBeGreaterThan(saving);
  });
});

/** Bursts in time have no closed form here: plain walking is the oracle. */
test('bursts in time, as plain walking counts them', () => {
  const scenario = resolve(pairFile({ estimator: timeout(6_500), loss: { kind: 'bursts', average: 0.05, meanBurst: '1s' }, latency: exponentially }), builtIn);
  const lane = new Lane(scenario, builtIn, { monitor: 0, monitored: 1 });
  const plain = new Splitter(lane, bare([0])).stretch('plain', 60e6, 1.5e6 * 1e6);
  const { value, ci95 } = rare(scenario, { error: 0.1 }).perHeartbeat;
  const split = Math.log(ci95![1] / ci95![0]) / 2 / 1.96;
  expect(plain.hits).toBeGreaterThan(100);
  expect(Math.abs(Math.log(value! / (plain.hits / 1.5e6)))).toBeLessThan(4 * Math.sqrt(split * split + 1 / plain.hits));
}, 60_000);

test('of forty intervals, as many hold the truth as 95 % of them should', () => {
  const truth = after(3_500, independent(0.1), exponential(20));
  const covering = Array.from({ length: 40 }, (_, seed) => {
    const { ci95 } = rare(resolve(pairFile({ estimator: timeout(3_500), loss: alone(0.1), latency: exponentially, seed: `coverage ${seed}` }), builtIn), { roots: 400 }).perHeartbeat;
    return ci95![0] <= truth && truth <= ci95![1];
  }).filter(Boolean).length;
  // too few of them once in 10⁵ suites; `npm run coverage:rare` takes a thousand
  expect(binomialAtMost(covering, 40, 0.95)).toBeGreaterThan(1e-5);
});

describe('refuses', () => {
  const refused = (change: object, problem: RegExp): void =>
    expect(() => rare(resolve({ ...pairFile({ estimator: timeout(3_500), loss: alone(0.1), latency: exponentially }), ...change }, builtIn))).toThrow(problem);

  test.each([
    ['another detector', { detector: { kind: 'swim' } }, /^\$\.detector: "swim" .*choose "push"/],
    ['faults', { faults: [{ id: 'a', at: '1s', kind: 'crash', process: 1 }] }, /^\$\.faults: .*random length/],
    ['finite links', { network: { bandwidth: '1Mbit/s' } }, /^\$\.network\.bandwidth: /],
    ['one luck for many beats', { network: { coherence: '5s' } }, /^\$\.network\.coherence: /],
    ['a link of its own', { links: [{ from: 1, to: 0, duplicate: 0.1 }] }, /^\$\.links\[0\]\.duplicate: /],
  ])('%s', (_, change, problem) => refused(change, problem));

  test('a sum that one root carries', () => {
    const report = rare(resolve(pairFile({ estimator: timeout(7_500), loss: alone(0.01), latency: exponentially }), builtIn), { roots: 3 });
    expect(report.perHeartbeat.value).toBeNull();
    expect(report.perHeartbeat.why).toMatch(/one root of \d+ carries \d+ % of the sum|no branch came to a mistake/);
  });

  test('what no branch reaches', () => {
    const report = rare(resolve(pairFile({ estimator: timeout(3_500), loss: null, latency: { kind: 'uniform', low: '1ms', high: '20ms' } }), builtIn));
    expect(report.mistakeRate).toMatchObject({ value: null, why: expect.stringMatching(/nothing got beyond level/) as unknown });
  });
});
