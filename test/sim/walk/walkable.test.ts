/** What cannot be walked is refused, in words. */
import { expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { resolve } from '../../../sim/resolve.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { walk } from '../../../sim/walk/walk.ts';
import { walkable } from '../../../sim/walk/walkable.ts';
import { summable, walkSums } from '../../../sim/walk/walkSums.ts';

const file: ScenarioFile = { flatline: 1, horizon: '10s', processes: 3, detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3s' } } };
const whyOf = (change: Partial<ScenarioFile>): string => {
  const may = walkable(resolve({ ...file, ...change }, builtIn));
  return may.walks ? 'it walks' : may.why;
};

const cases: readonly (readonly [Partial<ScenarioFile>, string])[] = [
  [{}, 'it walks'],
  [{ faults: [{ id: 'c', at: '1s', kind: 'crash', how: 'hang', process: 1 }] }, 'it walks'],
  [{ faults: [{ id: 'c', at: '1s', kind: 'crash', process: 1, for: '1s' }] }, 'the fault "c" ends'],
  [{ faults: [{ id: 'c', at: '1s', kind: 'crash', how: 'blackhole', process: 1 }] }, 'blackhole'],
  [{ faults: [{ id: 'p', at: '1s', kind: 'pause', process: 1, for: '1s' }] }, 'the fault "p" is a pause'],
  [{ network: { bandwidth: '1Mbit/s' } }, 'finite bandwidth'],
  [{ links: [{ from: 0, to: 1, bandwidth: '1Mbit/s' }] }, 'finite bandwidth'],
  [{ hosts: [{ process: 0, serviceTime: '10ms' }] }, 'finite service rate'],
  [{ detector: { kind: 'swim' } }, 'not "swim"'],
  [{ detector: { kind: 'push', checkEvery: '1s', maxLocalPause: '5s' } }, 'pauses of its own'],
  [{ service: { kind: 'primaryBackup' } }, 'the service "primaryBackup"'],
];

test.each(cases)('%j: %s', (change, why) => expect(whyOf(change)).toContain(why));

test('by silences alone, only a plain fixed timeout', () => {
  const may = (estimator: Record<string, unknown>): boolean => summable(resolve({ ...file, detector: { kind: 'push', estimator } }, builtIn)).walks;
  expect(may({ kind: 'fixed' })).toBe(true);
  expect(may({ kind: 'fixed', restart: 'any' })).toBe(false);
  expect(may({ kind: 'fixed', cutoff: '1s' })).toBe(false);
  expect(may({ kind: 'phi' })).toBe(false);
});

test('to walk it all the same is an error that says why', () => {
  const swim = { ...file, detector: { kind: 'swim' } };
  expect(() => walk(swim)).toThrow('this scenario cannot be walked, because only "push" beats');
  expect(() => walkSums(swim, { timeouts: [1_000_000] })).toThrow('because only "push" beats');
});
