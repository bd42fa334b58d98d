import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import type { ReplayFigures } from '../../../sim/replayFigures.ts';
import { everyEstimator, typicalInterval } from '../../../ui/cli/replay.ts';
import { replayCsv, replayText, type Recording, type Replayed } from '../../../ui/cli/replayText.ts';
import { figure, unmeasured } from './exampleReport.ts';

const figures = (change: Partial<ReplayFigures> = {}): ReplayFigures => ({
  exposure: figure(600_000), mistakes: 5, mistakeRate: figure(5 / 600, { runs: 1, mistakes: 5 }, { ci95: [0.003, 0.02] }), mistakeRecurrence: figure(120_000),
  mistakeDuration: { mean: figure(350), max: figure(900) }, queryAccuracy: figure(0.9971), detectionTime: { mean: figure(510), max: figure(1_300) }, ...change,
});
const spotless = figures({
  mistakes: 0, mistakeRate: figure(0, { runs: 1, mistakes: 0 }, { ci95: [0, 0.006], bound: { atMost: 0.005 } }), queryAccuracy: figure(1),
  mistakeDuration: { mean: unmeasured('there was no mistake'), max: unmeasured('there was no mistake') },
});
const of: Recording = { name: 'beats.csv', beats: 6_000, interval: '100ms', warmUp: '0s' };
const all: Replayed[] = [{ label: 'fixed', choice: 'fixed (timeout 3s)', figures: spotless }, { label: 'chen e', choice: 'chen (variant e)', figures: figures() }];

describe('a replay as people read it', () => {
  const text = replayText(of, all, 80, bare => bare);
  const line = (begins: string): string => text.split('\n').find(each => each.startsWith(begins))!;

  test('says what was replayed, and fits the width', () => {
    expect(line('beats.csv')).toBe('beats.csv: 6000 beats, 10 min');
    expect(Math.max(...text.split('\n').map(each => each.length))).toBeLessThanOrEqual(80);
  });

  test('puts the estimators below each other', () => {
    expect(line('chen e')).toMatch(/^chen e +510 ms +1\.3 s +5 +30 \/h +350 ms +99\.71 %$/);
  });

  test('none seen is a bound, not a zero', () => expect(line('fixed')).toMatch(/ 0 +< 18 \/h +– +100 %$/));
});

test('as CSV a figure is a line', () => {
  const rows: Record<string, string>[] = parse(replayCsv(of, all), { columns: true });
  expect(rows.find(row => row.estimator === 'chen e' && row.measure === 'detectionTime.max')).toMatchObject({ recording: 'beats.csv', value: '1300', unit: 'ms' });
  expect(rows.find(row => row.estimator === 'fixed' && row.measure === 'mistakeDuration.mean')).toMatchObject({ value: '', why: 'there was no mistake' });
});

describe('what an estimator is told of the recording', () => {
  const beats = (gaps: number[]): { seq: number; sent: number; received: number }[] => {
    let sent = 0;
    return [{ seq: 0, sent, received: 0 }, ...gaps.map((gap, i) => ({ seq: i + 1, sent: (sent += gap), received: sent }))];
  };

  test('the median between two sends, in whole milliseconds', () => {
    expect(typicalInterval(beats([50_040, 49_930, 50_010, 900_000]))).toBe(50_000);
    expect(typicalInterval(beats([200, 210, 220]))).toBe(210);
  });

  test('a lost row does not make it longer, nor a clock that went back shorter', () => {
    expect(typicalInterval([{ seq: 0, sent: 0, received: 0 }, { seq: 3, sent: 300_000, received: 0 }])).toBe(100_000);
    expect(typicalInterval(beats([100_000, -50_000, 100_000]))).toBe(100_000);
  });

  test('one beat has no interval, and still a positive number', () => expect(typicalInterval(beats([]))).toBe(1));
});

test('by default every estimator takes part, in each of its flavours', () => {
  const labels = everyEstimator(builtIn).map(({ label }) => label);
  for (const name of Object.keys(builtIn.estimators)) expect(labels.some(label => label.startsWith(name))).toBe(true);
  expect(labels).toEqual(expect.arrayContaining(['chen s', 'chen e', 'phi normal', 'phi akka', 'phi cassandra']));
  expect(new Set(labels).size).toBe(labels.length);
});
