import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { PairedReport } from '../../../sim/statistics.ts';
import { compareCsv } from '../../../ui/cli/compareCsv.ts';
import { compareText, type Compared } from '../../../ui/cli/compareText.ts';
import { letter, lineScale, signed } from '../../../ui/cli/sideBySide.ts';
import { figure, leadership, noCrash, pooled, report } from './exampleReport.ts';

const paired = (differences: PairedReport['differences']): PairedReport => ({ runs: 30, differences });
const difference = (value: number | null, ci95: [number, number] | null, varianceRatio: number | null = 0.25): PairedReport['differences'][string] =>
  ({ a: 1, b: 2, difference: figure(value, { runs: 30 }, { ci95 }), varianceRatio });

const compared = (change: Partial<Compared> = {}): Compared => ({
  reports: [report({ runs: 30, detector: 'push:fixed' }), report({ runs: 30, detector: 'push:phi' })],
  paired: [paired({
    'detectionTime.mean': difference(250, [200, 300]), 'mistakeRate.total': difference(-0.001, [-0.003, 0.001]), queryAccuracy: difference(0.0415, [0.04, 0.043]),
    'load.messages.total': difference(0, [0, 0]), 'mistakeDuration.mean': difference(null, null),
  })],
  ran: [['Processes', '5']], detectors: ['push (interval 1s)', 'push (interval 2s)'], ...change,
});
const text = (change: Partial<Compared> = {}): string => compareText(compared(change), 80, bare => bare);
const line = (of: string, begins: string, nth = 0): string => of.split('\n').filter(each => each.trimStart().startsWith(begins))[nth] ?? '';

describe('a comparison as people read it', () => {
  test('fits the width', () => {
    const many = compared({ reports: Array.from({ length: 6 }, () => report({ runs: 30, detector: 'push:phi' })), paired: [], detectors: Array.from({ length: 6 }, () => 'x '.repeat(90)) });
    expect(Math.max(...compareText(many, 80, bare => bare).split('\n').map(each => each.length))).toBeLessThanOrEqual(80);
  });

  test('names the common weather and each detector by a letter', () => {
    expect(line(text(), 'Weather')).toContain('the same 30 runs for each, seeds one, one#1 …');
    expect(line(text(), 'A   ')).toBe('A   push:fixed: push (interval 1s)');
    expect(line(text(), 'B   ')).toBe('B   push:phi: push (interval 2s)');
  });

  test('a difference has sign, interval and variance ratio, and a star where it is sure', () => {
    expect(line(text(), 'Detection time T_D', 1)).toMatch(/\+250 ms\* +200 … 300 +0\.25$/);
    expect(line(text(), 'Mistake rate λ_M', 1)).toMatch(/−3\.6 \/h +−10\.8 … 3\.6 +0\.25$/);
    expect(line(text(), 'Query accuracy P_A', 1)).toMatch(/\+4\.15 points\* +4 … 4\.3 /);
  });

  test('what is the same in every run is said in one line, what could not be measured not at all', () => {
    expect(text()).toContain('The same in every run: Messages.');
    expect(line(text(), 'Mistake duration T_M', 1)).toBe('');
  });

  test('says what the common weather was worth, in runs', () => {
    const flat = text().replaceAll('\n', ' ');
    expect(flat).toContain('at 0.25, weather of their own would have wanted 4 times as many runs for the same interval.');
    const worth = (ratio: number): string => text({ paired: [paired({ queryAccuracy: difference(0.01, [0, 0.02], ratio) })] }).replaceAll('\n', ' ');
    expect(worth(0.99)).toContain('The common weather was worth little');
    expect(worth(1e-9)).toContain('over a hundred times as many runs');
  });

  test('says of what there is no interval, and why', () => {
    const wants = (why: string) => ({ ...difference(250, null), difference: figure(250, { runs: 30 }, { why }) });
    const apart = text({ paired: [paired({ 'detectionTime.p95': wants('an interval wants 72 of each'), 'detectionTime.p99': wants('an interval wants 368 of each') })] }).replaceAll('\n', ' ');
    expect(apart).toContain('No interval of Detection time T_D p95: an interval wants 72 of each. No interval of Detection time T_D p99: an interval wants 368 of each.');
    const few = { ...difference(250, null), difference: figure(250, { runs: 30 }, { why: 'an interval wants 30 mistakes of each' }) };
    expect(text({ paired: [paired({ 'mistakeDuration.mean': few, 'goodPeriod.mean': few })] }).replaceAll('\n', ' '))
      .toContain('No interval of Mistake duration T_M; Good period T_G: an interval wants 30 mistakes of each.');
  });

  test('counts are means a run', () => {
    const counts = paired({ 'lostWrites.total': difference(-1.5, [-2, -1]) });
    expect(line(text({ paired: [counts] }), 'Lost writes a run')).toMatch(/−1\.50\* +−2\.00 … −1\.00/);
  });

  test('a single run says that it has no intervals', () => {
    const reports = [report(), report()];
    expect(text({ reports })).toContain('One run has no intervals: say --runs 30.');
  });

  test('without a crash there is nothing to detect', () => {
    const quiet = report({ runs: 30, pooled: pooled(noCrash) });
    expect(text()).toMatch(/^Not detected +0 +0$/m);
    expect(text({ reports: [quiet, quiet] })).not.toContain('Not detected');
  });

  test('a service’s lines appear only where there is one', () => {
    expect(text()).not.toContain('Split-brain');
    expect(text({ reports: [report({ pooled: pooled(leadership) }), report({ pooled: pooled(leadership) })] })).toMatch(/Split-brain, count +1 +1\n/);
  });
});

test('a line is written in one unit', () => {
  const slow = report({ pooled: pooled({ mistakeRate: { ...pooled().mistakeRate, total: figure(0.5) } }) });
  expect(lineScale([report(), slow], 'mistakeRate.total')).toEqual(lineScale([report()], 'mistakeRate.total'));
  expect(lineScale([report()], 'mistakes')).toBeUndefined();
});

test('signs and letters', () => {
  expect([signed(-200, 'detectionTime.mean'), signed(0, 'detectionTime.mean'), signed(0.001, 'mistakeRate.total')]).toEqual(['−200 ms', '0 ms', '+3.6 /h']);
  expect([letter(0), letter(25), letter(26)]).toEqual(['A', 'Z', '27']);
});

test('as CSV the differences lie below the figures, under the same columns', () => {
  const rows: Record<string, string>[] = parse(compareCsv(compared()), { columns: true });
  const found = rows.filter(row => row.detector === 'push:phi minus push:fixed');
  expect(found.map(row => row.measure)).toContain('queryAccuracy');
  expect(found.find(row => row.measure === 'detectionTime.mean')).toMatchObject({ value: '250', unit: 'ms', low95: '200', high95: '300', runs: '30' });
});
