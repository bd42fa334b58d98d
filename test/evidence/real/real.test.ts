import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runReal, type RealFile } from '../real.ts';
import { agreement, interval, quantile } from './agreement.ts';
import { sentinelSamples, type SentinelConfig } from './redisSentinel.ts';

const rows = JSON.parse(readFileSync(new URL('redisSentinel.json', import.meta.url), 'utf8')) as RealFile;

describe('to agree with what was measured', () => {
  test('the interval is exact', () => {
    // of ten fair tosses, none or all has a chance of 0.1 %, one or nine of 1 %
    expect(interval(10, 0.5)).toEqual([1, 9]);
    expect(interval(30, 0.5)).toEqual([8, 22]);
    expect(interval(30, 0.1)).toEqual([0, 8]);
  });

  test('a quantile lies between the samples around it', () => {
    expect([0, 0.125, 0.5, 1].map(level => quantile([5, 1, 4, 2, 3], level))).toEqual([1, 1.5, 3, 5]);
  });

  test('the summaries of the evidence are made so', () => {
    const row = rows.rows.find(({ metric }) => metric.endsWith('accepted by the new master'))!;
    expect([0.1, 0.5, 0.9].map(level => Math.round(10 * quantile(row.samples_ms!, level)) / 10)).toEqual([1373.6, 1396.5, 1451.7]);
  });

  test('is to differ by no more than chance, 5 % or 30 ms', () => {
    const measured = Array.from({ length: 30 }, (_, i) => 10_000 + 100 * i);
    const shifted = (by: number): boolean => agreement(measured, measured.map(sample => sample + by)).agrees;
    expect([0, 30, 490, 3_000].map(shifted)).toEqual([true, true, true, false]);
    expect(agreement([1, 1, 1], [25, 25, 25]).agrees).toBe(true);
    expect(agreement(Array<number>(30).fill(1), Array<number>(30).fill(60)).agrees).toBe(false);
  });
});

describe('Redis Sentinel 7.0.15, killed thirty times', () => {
  test('agrees with the model in every milestone, with no constant tuned', () => {
    const outcomes = [...runReal(rows)];
    expect(outcomes).toHaveLength(8);
    expect(outcomes.filter(({ status }) => status !== 'pass')).toEqual([]);
  });

  test('the model differs where it ought to: by a hang, the ping that is out decides', () => {
    const config = rows.rows[0]!.config as unknown as SentinelConfig;
    const [kill, stop] = ['kill', 'stop'].map(fault => sentinelSamples(config, fault, 20)!('fault to first +sdown')!) as [number[], number[]];
    expect(Math.max(...kill)).toBeLessThan(1_200);
    expect(Math.max(...stop)).toBeGreaterThan(1_300);
    expect(Math.max(...stop)).toBeLessThan(2_250);
  });

  test('a partition, of which the row does not say who stood where, is not played', () => {
    const config = rows.rows[0]!.config as unknown as SentinelConfig;
    expect(sentinelSamples(config, 'part', 1)).toBeUndefined();
    expect(sentinelSamples({ ...config, layout: 'other' }, 'host', 1)).toBeUndefined();
    expect(sentinelSamples(config, 'host', 1)!('something else')).toBeUndefined();
  });
});
