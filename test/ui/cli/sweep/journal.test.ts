import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Plan } from '../../../../sim/sweep/plan.ts';
import type { Cells } from '../../../../sim/sweep/rows.ts';
import { tasksOf, whole, type Shard } from '../../../../sim/sweep/shards.ts';
import { ForeignJournal, Journal } from '../../../../ui/cli/sweep/journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'flatline-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const plan = { version: '1', hash: 'abc', tasks: 40 } as Plan;
const file = join(folder, 'a.journal');
const row = (task: number): Cells => [`row ${task} "é\n`, task, null, task % 2 === 0];
const fresh = (shard: Shard = whole): Journal => {
  rmSync(file, { force: true });
  return Journal.open(file, plan, shard);
};

/** Its tasks and rows, after whatever has happened to the file. */
function reopened(shard: Shard = whole): Map<number, Cells> {
  const journal = Journal.open(file, plan, shard);
  const held = new Map([...tasksOf(plan.tasks, shard)].filter(task => journal.has(task)).map(task => [task, journal.cells(task)] as const));
  expect(journal.size).toBe(held.size);
  journal.close();
  return held;
}

const order = fc.shuffledSubarray(Array.from({ length: plan.tasks }, (_, i) => i));

describe('a journal', () => {
  test('gives back every row, added in any order and over several openings', () => {
    fc.assert(fc.property(order, fc.integer({ min: 0, max: 40 }), (tasks, cut) => {
      const first = fresh();
      for (const task of tasks.slice(0, cut)) first.add(task, row(task));
      first.close();
      const second = Journal.open(file, plan, whole);
      for (const task of tasks) second.add(task, row(task));
      for (const task of tasks) expect(second.cells(task)).toEqual(row(task));
      second.close();
      expect(reopened()).toEqual(new Map(tasks.toSorted((a, b) => a - b).map(task => [task, row(task)])));
    }), { numRuns: 30 });
  });

  test('cut off at any byte, as a kill leaves it, holds what was whole before and takes the rest', () => {
    const tasks = [3, 0, 7, 5];
    const journal = fresh();
    const ends = tasks.map(task => {
      journal.add(task, row(task));
      return statSync(file).size;
    });
    journal.close();
    const bytes = readFileSync(file);
    for (let cut = 0; cut <= bytes.length; cut += cut < ends[0]! ? 1 : 3) {
      writeFileSync(file, bytes.subarray(0, cut));
      const held = tasks.filter((_, i) => ends[i]! <= cut);
      expect([...reopened().keys()], `cut at ${cut}`).toEqual(held.toSorted((a, b) => a - b));
      const again = Journal.open(file, plan, whole);
      for (const task of tasks) again.add(task, row(task));
      again.close();
      expect([...reopened().keys()], `cut at ${cut}, and filled`).toEqual([0, 3, 5, 7]);
    }
  });

  test('ignores a line that was damaged, wherever, and only that one', () => {
    const journal = fresh();
    const starts = [0, 1, 2].map(task => {
      const at = statSync(file).size;
      journal.add(task, row(task));
      return at;
    });
    journal.close();
    const bytes = readFileSync(file);
    fc.assert(fc.property(fc.integer({ min: starts[1]!, max: starts[2]! - 2 }), fc.integer({ min: 1, max: 127 }), (at, flip) => {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= flip;
      fc.pre(damaged[at] !== 10);
      writeFileSync(file, damaged);
      expect([...reopened().keys()]).toEqual([0, 2]);
    }), { numRuns: 50 });
  });

  test('larger than what is read at once', () => {
    const wide = (task: number): Cells => [`${task} `.repeat(20_000)];
    const journal = fresh();
    for (let task = 39; task >= 0; task--) journal.add(task, wide(task));
    journal.close();
    const held = reopened();
    expect(held.size).toBe(40);
    expect([...held].every(([task, cells]) => cells[0] === wide(task)[0])).toBe(true);
  });

  test('of a shard', () => {
    const shard = { index: 2, of: 3 };
    const journal = fresh(shard);
    for (const task of tasksOf(plan.tasks, shard)) journal.add(task, row(task));
    journal.close();
    expect([...reopened(shard).keys()]).toEqual([...tasksOf(plan.tasks, shard)]);
  });

  test.each([
    ['plan', { ...plan, hash: 'abd' }, whole], ['version', { ...plan, version: '2' }, whole], ['shard', plan, { index: 1, of: 2 }],
  ])('of another %s is refused, and left as it is', (what, other, shard) => {
    const journal = fresh();
    journal.add(0, row(0));
    journal.close();
    expect(() => Journal.open(file, other, shard)).toThrow(ForeignJournal);
    expect(() => Journal.open(file, other, shard)).toThrow(what);
    expect([...reopened().keys()]).toEqual([0]);
  });

  test('that is none is refused, and left as it is', () => {
    writeFileSync(file, 'my only copy\nof something else\n');
    expect(() => Journal.open(file, plan, whole)).toThrow('is no journal of a sweep');
    expect(readFileSync(file, 'utf8')).toBe('my only copy\nof something else\n');
    truncateSync(file);
    expect(reopened().size).toBe(0);
  });
});
