import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  agreement, append, emptyLog, epochAt, excerptOf, forget, lastEpoch, newest, operationAt, recentIndexOf, truncate, type Log, type Run,
} from '../../../../src/services/primaryBackup/log.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const all = (log: Log): number[] => range(log.base, log.end).map(index => operationAt(log, index));

test('runs tell the epoch of each index, and of those to come', () => {
  const runs = [{ epoch: 1, from: 0 }, { epoch: 4, from: 10 }, { epoch: 5, from: 10 }, { epoch: 7, from: 12 }];
  expect([0, 9, 10, 11, 12, 99].map(index => epochAt(runs, index))).toEqual([1, 1, 5, 5, 7, 7]);
  expect([0, 1, 10, 11].map(end => lastEpoch(runs, end))).toEqual([0, 1, 1, 5]);
});

test('an empty log', () => {
  const log = emptyLog(1);
  expect(newest(log)).toBe(-1);
  expect(excerptOf(log, 0, 10)).toEqual({ at: 0, operations: [], skips: false });
  expect(recentIndexOf(log, 5)).toBeUndefined();
  expect(forget(log, 0)).toBe(log);
});

// an array is the oracle
test('appends, truncates and forgets like an array', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 0, max: 600 }) }),
    fc.record({ kind: fc.constant('truncate' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ kind: fc.constant('forget' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 20 }), steps => {
    let log = emptyLog(1);
    let oracle: number[] = [];
    let next = 0;
    for (const each of steps) {
      const before = structuredClone(log);
      const old = log;
      if (each.kind === 'append') {
        const fresh = range(next, next + each.count).map(n => n * 7);
        next += each.count;
        log = append(log, fresh);
        oracle = oracle.concat(fresh);
      } else if (each.kind === 'truncate') {
        const length = log.base + Math.floor(each.share * (log.end - log.base));
        log = truncate(log, length);
        oracle = oracle.slice(0, length);
      } else log = forget(log, Math.floor(each.share * log.end));
      expect(old).toEqual(before);
      expect(log.end).toBe(oracle.length);
      expect(all(log)).toEqual(oracle.slice(log.base));
      if (log.end > log.base) expect(newest(log)).toBe(oracle.at(-1));
      expect(log.chunks.slice(0, -1).every(chunk => chunk.length === 256)).toBe(true);
    }
  }), { numRuns: 200, seed: 11 });
});

test('forgets whole chunks below, but keeps the newest, and the runs that still matter', () => {
  const runs: Run[] = [{ epoch: 1, from: 0 }, { epoch: 2, from: 300 }, { epoch: 3, from: 500 }];
  const log = { ...append(emptyLog(1), range(0, 520)), runs };
  expect(forget(log, 255)).toEqual(log);
  expect(forget(log, 256)).toMatchObject({ base: 256, end: 520, runs });
  expect(forget(log, 499)).toMatchObject({ base: 256, runs: runs.slice(1) });
  expect(forget(log, 520)).toMatchObject({ base: 512, runs: runs.slice(2) });
  expect(forget(append(emptyLog(1), range(0, 256)), 256)).toMatchObject({ base: 0 });
});

test('keeps at most so many entries, whatever happens', () => {
  let log = emptyLog(1);
  for (let i = 0; i < 50; i++) log = append(log, range(i * 1_000, i * 1_000 + 1_000));
  expect(log.end).toBe(50_000);
  expect(log.end - log.base).toBeLessThanOrEqual(128 * 256);
  expect(operationAt(log, log.base)).toBe(log.base);
});

test('an excerpt says where it had to skip', () => {
  const log = forget(append(emptyLog(1), range(0, 600)), 600);
  expect(excerptOf(log, 510, 3)).toEqual({ at: 512, operations: [512, 513, 514], skips: true });
  expect(excerptOf(log, 512, 2)).toEqual({ at: 512, operations: [512, 513], skips: false });
  expect(excerptOf(log, 599, 64)).toEqual({ at: 599, operations: [599], skips: false });
  expect(excerptOf(log, 600, 64)).toEqual({ at: 600, operations: [], skips: false });
});

test('finds what was written lately', () => {
  const log = append(emptyLog(1), range(0, 700));
  expect([699, 512, 511, 256].map(operation => recentIndexOf(log, operation))).toEqual([699, 512, 511, 256]);
  expect(recentIndexOf(log, 255)).toBeUndefined();
  expect(recentIndexOf(log, 700)).toBeUndefined();
});

describe('agreement', () => {
  test.each<[string, Run[], Run[], number, number]>([
    ['the same history', [{ epoch: 1, from: 0 }], [{ epoch: 1, from: 0 }], 9, 9],
    ['a leader that began where this log ends', [{ epoch: 1, from: 0 }], [{ epoch: 1, from: 0 }, { epoch: 2, from: 9 }], 9, 9],
    ['one that began before', [{ epoch: 1, from: 0 }], [{ epoch: 1, from: 0 }, { epoch: 2, from: 6 }], 9, 6],
    ['two that parted', [{ epoch: 1, from: 0 }, { epoch: 3, from: 5 }], [{ epoch: 1, from: 0 }, { epoch: 2, from: 4 }], 9, 4],
    ['parted, and led by one again', [{ epoch: 1, from: 0 }, { epoch: 2, from: 4 }, { epoch: 5, from: 8 }],
      [{ epoch: 1, from: 0 }, { epoch: 3, from: 4 }, { epoch: 5, from: 8 }], 9, 4],
    ['nothing in common', [{ epoch: 1, from: 0 }], [{ epoch: 2, from: 0 }], 9, 0],
    ['an empty log', [{ epoch: 1, from: 0 }], [{ epoch: 2, from: 0 }], 0, 0],
    ['what is before the first run is everywhere', [{ epoch: 2, from: 5 }], [{ epoch: 1, from: 0 }, { epoch: 2, from: 5 }], 9, 9],
    ['runs beyond the end', [{ epoch: 1, from: 0 }, { epoch: 2, from: 20 }], [{ epoch: 1, from: 0 }, { epoch: 3, from: 15 }], 9, 9],
  ])('%s', (_, mine, theirs, end, expected) => {
    expect(agreement(mine, theirs, end)).toBe(expected);
    expect(agreement(theirs, mine, end)).toBe(expected);
  });
});
