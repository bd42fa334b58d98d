/** What leaves again by `resend: 'early'`, to the microsecond. One way takes 10 ms, so the least round trip is 20 ms. */
import { describe, expect, test } from 'vitest';
import { simulate, type Run } from '../../sim/run.ts';
import type { FaultLine, ScenarioFile } from '../../sim/scenario.ts';
import { heard, packets, talkers, type Line } from '../support/talkers.ts';

const ms = 1_000;
const told = (script: readonly Line[], faults: readonly FaultLine[] = [], resend = 'early'): Run => simulate({
  flatline: 1, seed: 'early', horizon: '20s', processes: 2, watches: 'all', detector: { kind: 'talkers' },
  network: { latency: { kind: 'constant', value: '10ms' }, resend }, faults,
} as ScenarioFile, { trace: 'full', detectors: { talkers: talkers(script) } });
const say = (at: number, word: number): Line => ({ at: at * ms, from: 0, to: 1, word });
const message = (sent: string, action: unknown, kind = 'talk.word', from = 0): FaultLine =>
  ({ id: `${kind} ${sent}`, kind: 'message', from, to: 1 - from, sent, message: kind, copy: 0, do: action });
const drop = (...sent: readonly string[]): FaultLine[] => sent.map(at => message(at, 'drop'));
const words = (run: Run): readonly (readonly [number, string])[] => heard(run).filter(([, self]) => self === 1).map(([at, , , word]) => [at, word]);
const left = (run: Run): number[] => packets(run, 'talk.word').map(([at]) => at);

test('with nothing behind it, a lost word leaves again as a probe, and only then do the timeouts begin to double', () => {
  const script = [say(0, 1), say(1_000, 2)];
  const faults = drop('1s', '1200ms', '1400ms', '1800ms');
  expect(left(told(script, faults))).toEqual([20, 1_000, 1_200, 1_400, 1_800, 2_600]);
  expect(left(told(script, drop('1s', '1200ms', '1600ms', '2400ms'), 'timeout'))).toEqual([20, 1_000, 1_200, 1_600, 2_400, 4_000]);
});

test('with something behind it, it leaves again when that is acknowledged', () => {
  const run = told([say(0, 1), say(1_000, 2), say(1_050, 3)], drop('1s'));
  expect(left(run)).toEqual([20, 1_000, 1_050, 1_070]);
  expect(words(run)).toEqual([[30, '1'], [1_080, '2'], [1_080, '3']]);
});

test('a word that is lost again leaves again with the next one', () => {
  const run = told([say(0, 1), say(1_000, 2), say(1_050, 3), say(1_120, 4)], drop('1s', '1070ms'));
  expect(left(run)).toEqual([20, 1_000, 1_050, 1_070, 1_120, 1_140]);
  expect(words(run).at(-1)).toEqual([1_150, '4']);
});

test('where several are out, the probe waits for two round trips and 8 ms, and what it proves lost follows', () => {
  const run = told([say(0, 1), say(1_000, 2), say(1_050, 3)], drop('1s', '1050ms'));
  expect(left(run)).toEqual([20, 1_000, 1_050, 1_098, 1_118]);
  expect(words(run).slice(1)).toEqual([[1_128, '2'], [1_128, '3']]);
});

describe('overtaking', () => {
  test('by less than a quarter of the least round trip proves nothing', () => {
    const run = told([say(0, 1), say(1_000, 2), say(1_004, 3)], [message('1s', { delay: '15ms' })]);
    expect(left(run)).toEqual([20, 1_000, 1_004]);
  });
  test('by more is taken for a loss, and heard once', () => {
    const run = told([say(0, 1), say(1_000, 2), say(1_006, 3)], [message('1s', { delay: '40ms' })]);
    expect(left(run)).toEqual([20, 1_000, 1_006, 1_026]);
    expect(words(run).slice(1)).toEqual([[1_036, '2'], [1_036, '3']]);
  });
  test('by three is a loss whatever the time', () => {
    const run = told([say(0, 1), say(1_000, 2), say(1_001, 3), say(1_002, 4), say(1_003, 5)], drop('1s'));
    expect(left(run)).toEqual([20, 1_000, 1_001, 1_002, 1_003, 1_023]);
    expect(words(run).at(-1)).toEqual([1_033, '5']);
  });
});

test('what has arrived does not leave again, not even after a timeout', () => {
  const run = told([say(0, 1), say(1_000, 2), say(1_050, 3)], [...drop('1s', '1070ms'), message('1060ms', 'drop', 'transport.ack', 1)]);
  // the acknowledgement of 3 is lost: the probe is of 3, and its answer proves 2 lost; that is lost too, and only 2 leaves again
  expect(left(run)).toEqual([20, 1_000, 1_050, 1_098, 1_118]);
  const again = told([say(0, 1), say(1_000, 2), say(1_050, 3)], drop('1s', '1070ms'));
  expect(left(again)).toEqual([20, 1_000, 1_050, 1_070, 1_270]);
});

test('an opening is tried as ever: after 1 s, 2 s', () => {
  const run = told([say(0, 1)], [message('0s', 'drop', 'transport.open'), message('1s', 'drop', 'transport.open')]);
  expect(packets(run, 'transport.open').map(([at]) => at)).toEqual([0, 1_000, 3_000]);
});
