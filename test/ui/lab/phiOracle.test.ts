/** φ as the inspector has it, against the formulas written out anew from the arrivals in the trace. */
import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../src/time.ts';
import { akkaPhi } from '../../../src/estimators/akkaPhi.ts';
import { normalPhi } from '../../../src/normal.ts';
import { builtIn } from '../../../sim/builtIn.ts';
import { begin } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { Row } from '../../../sim/trace.ts';
import { watched } from '../../../ui/lab/estimates.ts';
import { watchRows } from '../../../ui/lab/model/watchWords.ts';

/** −log₁₀ of the upper tail of the standard normal: by its series below 2, by Laplace's continued fraction above. */
function exactNormal(y: number): number {
  const bell = Math.exp(-y * y / 2) / Math.sqrt(2 * Math.PI);
  if (y < 2) {
    let term = y, sum = y;
    for (let n = 1; n < 200; n++) sum += term *= y * y / (2 * n + 1);
    return -Math.log10(0.5 - bell * sum);
  }
  let fraction = 0;
  for (let n = 400; n > 0; n--) fraction = n / (y + fraction);
  return (y * y / 2 + Math.log(Math.sqrt(2 * Math.PI) * (y + fraction))) / Math.LN10;
}
/** The tail of a logistic curve, 1 ⁄ (1 + e^x), in logarithms. */
const logistic = (y: number): number => {
  const x = y * (1.5976 + 0.070566 * y ** 3 / y);
  return (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))) / Math.LN10;
};

type Reference = (gaps: readonly number[], silence: number) => number;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (values: readonly number[]): number => Math.sqrt(mean(values.map(value => (value - mean(values)) ** 2)));
const bell = (curve: (y: number) => number, first: readonly number[], pause: number): Reference => (gaps, silence) => {
  const all = [...first, ...gaps];
  return curve((silence - mean(all) - pause) / Math.max(100 * ms, spread(all)));
};

const references: Readonly<Record<string, { readonly of: Reference; readonly options: object }>> = {
  normal: { of: bell(exactNormal, [750 * ms, 1_250 * ms], 200 * ms), options: { acceptableHeartbeatPause: '200ms' } },
  akka: { of: bell(logistic, [750 * ms, 1_250 * ms], 200 * ms), options: { acceptableHeartbeatPause: '200ms' } },
  hazelcast: { of: bell(logistic, [3_750 * ms, 6_250 * ms], 0), options: { acceptableHeartbeatPause: '0s' } },
  cassandra: { of: (gaps, silence) => silence / mean([2 * sec, ...gaps]) / Math.LN10, options: {} },
};

describe.each(Object.entries(references))('%s', (flavour, { of, options }) => {
  const file: ScenarioFile = {
    flatline: 1, seed: 'phi oracle', horizon: '60s', processes: 2, detector: { kind: 'push', interval: '1s', estimator: { kind: 'phi', flavour, ...options } },
    network: { latency: { kind: 'lognormal', median: '20ms', p99: '150ms' } }, faults: [{ id: 'a', at: '50s', kind: 'crash', process: 1 }],
  };
  const engine = begin(file, { seekable: true, trace: 'full' });
  engine.advance(engine.scenario.horizon);
  const trace = engine.trace();
  const heard = Array.from(trace.code.keys()).filter(row => trace.code[row] === Row.receives && trace.a[row] === 1).map(row => trace.time[row]!);

  test('at a hundred times, to a billionth', () => {
    let highest = 0;
    for (let i = 0; i < 100; i++) {
      const at = Math.round(5 * sec + i * 0.4599 * sec), came = heard.filter(t => t <= at);
      const expected = of(came.slice(1).map((t, k) => t - came[k]!), at - came.at(-1)!);
      engine.seek(at);
      const seen = watched({ engine, registry: builtIn }, { monitor: 0, peer: 1 })!;
      highest = Math.max(highest, expected);
      expect(Math.abs(seen.explained['phi']! - expected)).toBeLessThanOrEqual(1e-9);
      expect(Math.abs(seen.level * seen.portrait!.threshold - expected)).toBeLessThanOrEqual(1e-9);
      expect(watchRows(seen).find(([name]) => name.endsWith('φ now'))![1]).toBe(`${expected.toFixed(2).replace('-', '')} of ${seen.portrait!.threshold.toFixed(2)}`);
      expect([...seen.portrait!.samples].slice(seen.portrait!.assumed)).toEqual(came.slice(1).map((t, k) => t - came[k]!));
    }
    expect(highest).toBeGreaterThan(0.25);
  });
});

test('three values that anyone can look up', () => {
  expect(normalPhi(5.612)).toBeCloseTo(8, 3);
  expect(exactNormal(5.612)).toBeCloseTo(normalPhi(5.612), 11);
  expect(akkaPhi(5.612)).toBeCloseTo(9.31, 2);
  expect(logistic(5.612)).toBeCloseTo(akkaPhi(5.612), 11);
  expect(18.421 / Math.LN10).toBeCloseTo(8, 3);
});
