/** The bench of the walk walks what it says that it walks. */
import { expect, test } from 'vitest';
import { simulate } from '../../sim/run.ts';
import { Row } from '../../sim/trace.ts';
import { delivered, hundredTimeouts, longWalkRow, walked } from './walk.ts';
import { star } from './workloads.ts';

test('as many heartbeats as the engine delivers', () => {
  const scenario = walked(star(50, 200));
  const { trace } = simulate(scenario, { trace: 'full' });
  expect(delivered(scenario)).toBe(trace.code.filter(code => code === Row.receives).length);
});

test('a hundred timeouts, memory flat', () => {
  expect(new Set(hundredTimeouts).size).toBe(100);
  const seen: number[] = [];
  const row = longWalkRow(star(10, 2_000), share => seen.push(share));
  expect(row.pairs[0]![0]).toBeLessThan(1e6);
  expect(seen.at(-1)).toBe(1);
});
