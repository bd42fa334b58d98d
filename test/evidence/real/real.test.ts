import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { systemNamed } from '../../../scenarios/systems/index.ts';
import { runReal, simulated, type RealFile, type RealRow } from '../real.ts';
import { agreement, interval, quantile } from './agreement.ts';
import { measured } from './index.ts';

/** The open part of what was measured on thirteen real systems. */
const { rows } = JSON.parse(readFileSync(new URL('real.json', import.meta.url), 'utf8')) as RealFile;

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
    const row = rows.find(({ metric }) => metric.endsWith('accepted by the new master'))!;
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

/** Rows that disagree, and why: see `differences` of the system. */
const explained: readonly string[] = [];

describe.each(measured)('$system', ({ system, model, metrics }) => {
  const mine = rows.filter(row => row.system === system);

  test('agrees in every milestone that was measured, with no constant tuned', () => {
    const outcomes = [...runReal({ rows: mine })];
    expect(outcomes.length).toBeGreaterThan(0);
    const disagreeing = outcomes.filter(({ status }) => status !== 'pass');
    expect(disagreeing.filter(({ id }) => !explained.some(part => id.includes(part)))).toEqual([]);
  });

  test('knows every milestone that it names', () => {
    const answer = simulated(mine[0]!, 1)!;
    const named = systemNamed(model ?? system);
    for (const path of Object.values(metrics)) {
      const [group, name] = path.split('.') as ['milestones' | 'counts' | 'falseVerdicts', string];
      expect(named[group], path).toHaveProperty([name]);
      // those of a fault's end are asked only of faults that end
      if (group !== 'milestones') expect(answer[group]).toHaveProperty([name]);
    }
  });
});

describe('Redis Sentinel', () => {
  const row = rows.find(({ system }) => system === 'redis-sentinel') as RealRow;

  test('differs where it ought to: by a hang, the ping that is out decides', () => {
    const [kill, stop] = ['kill', 'stop'].map(fault => simulated({ ...row, fault }, 20)!.milestones.sdown!);
    expect(kill!.max).toBeLessThan(1_200);
    expect(stop!.max).toBeGreaterThan(1_300);
    expect(stop!.max).toBeLessThan(2_250);
  });

  test('a fault that nobody heard of is not played', () => expect(simulated({ ...row, fault: 'flood' }, 1)).toBeUndefined());
});
