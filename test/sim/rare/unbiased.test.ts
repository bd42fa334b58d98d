/** Splitting changes how much a sum scatters, never what it is on average: with any levels and any numbers of copies. */
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { bare, split } from '../../../sim/rare/ladder.ts';
import { Lane } from '../../../sim/rare/lane.ts';
import { Splitter } from '../../../sim/rare/splitter.ts';
import { resolve } from '../../../sim/resolve.ts';
import { gilbert, independent } from '../../oracle/chain.ts';
import { exponential } from '../../oracle/delay.ts';
import * as fixed from '../../oracle/fixedTimeout.ts';
import { pairFile } from './pairFile.ts';

/** One side of the tests here: both together once in 10⁶ suites, six of them. */
const mostErrors = 5.4;

const chained = { kind: 'gilbertPerMessage', toBad: 0.05, toGood: 0.2, lossInGood: 0.05, lossInBad: 0.8 };
const weathers = [
  ['independent losses', { kind: 'independent', average: 0.3 }, independent(0.3)],
  ['losses in clumps', chained, gilbert(0.05, 0.2, 0.05, 0.8)],
] as const;
const ladders = [
  ['one copy too many everywhere', [1, 1, 2, 2, 2, 2], [0, 0, 0, 0, 0], 0],
  ['most copies where they help least', [1, 3, 1, 1, 1, 4], [0, 0, 0, 0, 0], 4],
  ['delays drawn by digits', [1, 1, 2, 1, 2, 3, 1, 2, 1, 1], [0, 2, 1, 1, 0], 3],
] as const;

describe.each(weathers)('%s', (_, loss, chain) => {
  test.each(ladders)('%s', (__, copies, digits, aftermath) => {
    const scenario = resolve(pairFile({ estimator: { kind: 'fixed', timeout: '3200ms' }, loss, latency: { kind: 'exponential', mean: '300ms' } }), builtIn);
    const ladder = split({ ...bare(digits), aftermath }, copies);
    const splitter = new Splitter(new Lane(scenario, builtIn, { monitor: 0, monitored: 1 }), ladder);
    const rates = Array.from({ length: 150 }, (___, i) => splitter.stretch(`unbiased ${i}`, 200e6, 400e6).mistakes / 400);
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    const error = Math.sqrt(rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / (rates.length - 1) / rates.length);
    const truth = 1_000 / fixed.mistakes({ interval: 1_000, timeout: 3_200, loss: chain, delay: exponential(300), restart: 'newest' }).recurrence;
    expect(error / truth).toBeLessThan(0.1);
    expect(Math.abs(mean - truth) / error, `${mean} ± ${error} against ${truth}`).toBeLessThan(mostErrors);
  });
});
