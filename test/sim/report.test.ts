import { describe, expect, it } from 'vitest';
import type { Expectation } from '../../sim/scenario.ts';
import { judge, lookup, type Figure, type Report } from '../../sim/report.ts';
import { measured, report } from '../support/measuredStory.ts';
import { Script } from '../support/writeTrace.ts';

const script = (): Script => new Script().starts(0, 0, 1).trusts(0, 0, 1).suspects(100_000, 0, 1).trusts(200_000, 0, 1);
const one = report([measured(script())]);
const value = (path: string, of: Report = one): number | null | string => {
  const found = lookup(of, path);
  if ('problem' in found) return found.problem;
  return typeof found.figure === 'number' ? found.figure : found.figure.value;
};
const stated = (path: string, operator: Expectation['operator'], limit: number): Expectation => ({ text: `${path} ${operator} ${limit}`, path, operator, value: limit });

describe('a path into the report', () => {
  it('leads to a figure or a count', () => {
    expect(value('queryAccuracy')).toBe(0.9);
    expect(value('mistakes')).toBe(1);
    expect(value('mistakeDuration.p50')).toBe(100);
    expect(value('mistakeRate.byCause.innocent')).toBe(1);
    expect(value('pairs.n0>n1.mistakes')).toBe(1);
    expect(value('detectionTime.first.samples')).toBe(0);
  });

  it('may be written out', () => {
    expect(value('pooled.mistakeDuration.p50.value')).toBe(100);
  });

  it('means the mean of a distribution, and the total of a rate', () => {
    expect(value('mistakeDuration')).toBe(100);
    expect(value('mistakeRate')).toBe(1);
    expect(value('load.messages')).toBe(0);
  });

  it('finds names that hold dots', () => {
    const figure: Figure = { value: 7, ci95: null, n: { runs: 1 } };
    const odd = { ...one, pooled: { ...one.pooled, pairs: { ...one.pooled.pairs, 'a.b>c.d': { ...one.pooled.pairs['n0>n1']!, mistakeRate: figure } } } };
    expect(value('pairs.a.b>c.d.mistakeRate', odd)).toBe(7);
  });

  it('that leads nowhere says what there is', () => {
    expect(value('detectoinTime.p99')).toMatch(/no such figure here; there is exposure, mistakes/);
    expect(value('splitBrain.count')).toMatch(/no such figure/);
    expect(value('accusation')).toMatch(/name one of count, total, longest, share/);
    expect(value('mistakes.p50')).toMatch(/below a figure/);
    expect(value('toString')).toMatch(/no such figure/);
  });
});

describe('an assertion', () => {
  it('holds or not by each comparison', () => {
    const outcomes = (['<', '<=', '==', '>=', '>'] as const).map(operator => judge(one, [stated('mistakeDuration.p50', operator, 100)])[0]!.holds);
    expect(outcomes).toEqual([false, true, true, true, false]);
  });

  it('that fails says what was measured', () => {
    expect(judge(one, [stated('mistakes', '==', 0)])[0]).toMatchObject({ holds: false, measured: 1, why: 'mistakes is 1' });
  });

  it('on what could not be measured fails, and says why', () => {
    expect(judge(one, [stated('detectionTime.p99', '<=', 10_000)])[0])
      .toMatchObject({ holds: false, measured: null, why: 'detectionTime.p99 could not be measured: no crash' });
    expect(judge(one, [stated('nonsense', '<', 1)])[0]).toMatchObject({ holds: false, measured: null });
  });

  it('compares a count of several runs as the mean per run', () => {
    const three = report([measured(script()), measured(script(), { seed: 's#1' }), measured(script(), { seed: 's#2' })]);
    expect(three.pooled.mistakes).toBe(3);
    expect(judge(three, [stated('mistakes', '==', 1)])[0]!.holds).toBe(true);
    expect(judge(three, [stated('mistakes', '==', 3)])[0]!.why).toBe('mistakes is 1 per run, over 3 runs');
  });
});
