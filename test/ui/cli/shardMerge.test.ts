import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { belongs, shareOf, tasksOf, type Shard } from '../../../sim/sweep/shards.ts';
import { agree, mergedManifest, mergedRows, missingFrom, shardsIn, type MergedManifest, type Part } from '../../../ui/cli/shardMerge.ts';

const plan = '0123456789abcdef';
const row = (task: number) => `{"run_id":"${plan}-${task}","x":${task * 7}}`;
const manifest = (tasks: number, shard: Shard, changed: Partial<MergedManifest> = {}): MergedManifest => ({
  flatline: '0.1.0', plan, shard, tasks, planned: shareOf(tasks, shard), finished: shareOf(tasks, shard), format: 'jsonl', sha256: '',
  columns: [{ name: 'run_id', kind: 'text' }, { name: 'x', kind: 'whole' }], ...changed,
});
const part = (tasks: number, shard: Shard, changed: Partial<MergedManifest> = {}): Part => ({
  name: `part-${shard.index}`, manifest: manifest(tasks, shard, changed), rows: () => [...tasksOf(tasks, shard)].map(row),
});
const cut = (tasks: number, of: number): Part[] => Array.from({ length: of }, (_, i) => part(tasks, { index: i + 1, of }));
const whole = (tasks: number): string[] => Array.from({ length: tasks }, (_, task) => row(task));

/** What merging parts leaves, as a part for the next merge. */
function merged(parts: readonly Part[]): Part {
  agree(parts);
  const rows = [...mergedRows(parts)];
  return { name: 'merged', manifest: { ...mergedManifest(parts), format: 'jsonl', sha256: '' }, rows: () => rows };
}

describe('sixteen shards', () => {
  /** A random tree of merges over the shards, in random order, some of them more than once. */
  const forest = fc.record({
    tasks: fc.integer({ min: 0, max: 60 }), of: fc.constantFrom(1, 2, 5, 16),
    order: fc.infiniteStream(fc.nat()), twice: fc.array(fc.nat(), { maxLength: 4 }),
  });

  test('give the whole, merged in any order and grouping, some of them twice', () => {
    fc.assert(fc.property(forest, ({ tasks, of, order, twice }) => {
      const parts = cut(tasks, of);
      const pool = [...parts, ...twice.map(i => parts[i % of]!)];
      const pick = () => pool.splice(order.next().value! % pool.length, 1)[0]!;
      while (pool.length > 1) {
        const [a, b] = [pick(), pick()];
        const both = merged([a, b]);
        if (pool.length === 0 || missingFrom([both]).length > 0) pool.push(both);
        else pool.splice(0, pool.length, both); // whole before all was used: what is left adds nothing
      }
      expect([...mergedRows(pool)]).toEqual(whole(tasks));
      expect(mergedManifest(pool)).toEqual({ ...mergedManifest(parts) });
    }), { numRuns: 60 });
  });

  test('leave the manifest of a sweep that was never cut', () => {
    const { format: _, sha256: __, ...unsharded } = manifest(33, { index: 1, of: 1 });
    expect(mergedManifest(cut(33, 16))).toEqual(unsharded);
  });

  test('the n-th row of all is by the shard that task belongs to', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 16 }), fc.nat({ max: 15 }), (tasks, of, which) => {
      const shard = { index: (which % of) + 1, of };
      const alone = [...mergedRows([part(tasks, shard)])];
      expect(alone).toEqual(whole(tasks).filter((_, task) => belongs(task, shard)));
      expect(mergedManifest([part(tasks, shard)])).toMatchObject({ planned: alone.length, finished: alone.length });
    }));
  });

  test('of some, it is said which are there and which are lacking', () => {
    const some = merged(cut(40, 16).filter((_, i) => ![2, 6, 7].includes(i)));
    expect(some.manifest).toMatchObject({ shard: { index: 1, of: 16 }, shards: '1-2,4-6,9-16' });
    expect(missingFrom([some])).toEqual([3, 7, 8]);
    expect(shardsIn(some)).toHaveLength(13);
  });
});

describe('what does not belong together is refused, and named', () => {
  const odd = (changed: Partial<MergedManifest>) => () => agree([part(9, { index: 1, of: 2 }), part(9, { index: 2, of: 2 }, changed)]);
  test.each([
    ['version', { flatline: '0.2.0' }, 'part-1 is made by Flatline 0.1.0, part-2 made by Flatline 0.2.0: they are no parts of one sweep'],
    ['plan', { plan: 'ffff' }, `part-1 is of the plan ${plan}, part-2 of the plan ffff`],
    ['number of shards', { shard: { index: 2, of: 3 } }, 'part-1 is a shard of 2, part-2 a shard of 3'],
    ['tasks', { tasks: 8 }, 'with a number of tasks of 9'],
    ['columns', { columns: [] }, 'with the columns []'],
    ['format', { format: 'csv' as const }, 'in the format jsonl, part-2 in the format csv'],
  ])('another %s', (_, changed, message) => {
    expect(odd(changed)).toThrow(message);
    expect(odd(changed)).toThrow(expect.objectContaining({ exit: 4 }));
  });

  const [one, two] = cut(9, 2) as [Part, Part];
  const holding = (rows: readonly string[]): Part => ({ ...two, rows: () => rows });
  test.each([
    ['a row too few', [one, holding([row(1), row(3), row(5)])], 'part-2: the row of task 7 is not in its place'],
    ['rows in another order', [one, holding([row(3), row(1), row(5), row(7)])], 'part-2: the row of task 1 is not in its place'],
    ['a row too many', [one, holding([row(1), row(3), row(5), row(7), row(9)])], 'part-2: holds more rows than its shards have tasks'],
    ['two tellings', [one, two, { ...one, name: 'again', rows: () => [`${row(0)} `] }], 'again: another part tells task 0 otherwise'],
    ['shards beyond the last', [one, { ...two, manifest: { ...two.manifest, shards: '2-3' } }], 'part-2: its manifest lists the shards "2-3", which are none of 2'],
  ])('%s', (_, parts, message) => expect(() => [...mergedRows(parts)]).toThrow(message));
});
