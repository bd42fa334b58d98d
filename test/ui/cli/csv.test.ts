import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { csv, figureColumns, leafCells, reportCsv } from '../../../ui/cli/csv.ts';
import { leaves, quantityOf } from '../../../ui/cli/leaves.ts';
import { figure, leadership, pooled, report } from './exampleReport.ts';

const read = (text: string): Record<string, string>[] => parse(text, { columns: true }) as Record<string, string>[];

test('what holds a comma, a quote or a line break is quoted, and reads back', () => {
  const rows = [['a', 'b'], ['1,2', 'say "x"'], ['two\nlines', ''], ['plain', '–']];
  expect(parse(csv(rows))).toEqual(rows);
});

test('nothing is an empty cell', () => expect(csv([[null, undefined, 0, '']])).toBe(',,0,'));

describe('a report as a list of figures', () => {
  test('every figure and count is a line', () => {
    const rows = read(reportCsv([report({ pooled: pooled(leadership) })]));
    expect(rows).toHaveLength(leaves(pooled(leadership)).length);
    expect(rows.find(row => row.measure === 'mistakeRate.total')).toMatchObject({
      scenario: 'One crash', detector: 'push fixed', seed: 'one', value: String(1 / 600), unit: '1/s', low95: '0.0002', high95: '0.006', mistakes: '2',
    });
    expect(rows.find(row => row.measure === 'splitBrain.count')).toMatchObject({ value: '1', unit: 'count', low95: '' });
    expect(rows.find(row => row.measure === 'detectionTime.p99')).toMatchObject({ value: '3210', unit: 'ms', samples: '4' });
    expect(rows.find(row => row.measure === 'pairs.n0>n1.queryAccuracy')).toMatchObject({ value: '0.99', unit: '1' });
  });

  test('several reports lie below each other', () => {
    const rows = read(reportCsv([report(), report({ detector: 'push phi' })]));
    expect(new Set(rows.map(row => row.detector))).toEqual(new Set(['push fixed', 'push phi']));
  });

  test('what could not be measured has an empty value, a bound and a reason', () => {
    const cells = leafCells({ path: 'detectionTime.p99', found: figure(null, { runs: 3, samples: 2, censored: 1 }, { bound: { atLeast: 4_000 }, why: 'censored' }) });
    expect(Object.fromEntries(figureColumns.map((name, i) => [name, cells[i]]))).toMatchObject({ value: null, unit: 'ms', runs: 3, censored: 1, atLeast: 4_000, why: 'censored' });
  });
});

test.each([
  ['mistakeRate.total', 'rate'], ['mistakeRate.byCause.innocent', 'rate'], ['suspected.mistakeRate.total', 'rate'], ['pairs.a>b.mistakeRate', 'rate'],
  ['queryAccuracy', 'share'], ['runsWithMistake', 'share'], ['accusation.share', 'share'], ['load.messages.total', 'messages'],
  ['load.bytes.byProcess.n0', 'bytes'], ['load.busiest.wait', 'time'], ['detectionTime.p99', 'time'], ['exposure', 'time'], ['failover.act.max', 'time'],
])('%s is a %s', (path, quantity) => expect(quantityOf(path)).toBe(quantity));
