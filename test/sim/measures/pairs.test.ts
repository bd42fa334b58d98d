/** The parts under the fold: who is which pair, and a fold that goes on in two. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyOf } from '../../../sim/measures/copyOf.ts';
import { Pairs } from '../../../sim/measures/pairs.ts';

const row = fc.uniqueArray(fc.nat(14), { maxLength: 15 });

test('a pair is found where the list of watches has it, sorted or not', () => {
  const watches = fc.array(fc.oneof(row, row.map(ids => ids.toSorted((a, b) => a - b))), { minLength: 15, maxLength: 15 });
  fc.assert(fc.property(watches, rows => {
    const pairs = new Pairs(rows);
    const all = rows.flatMap((ids, monitor) => ids.map(monitored => `${monitor} ${monitored}`));
    expect([...pairs.monitor].map((q, pair) => `${q} ${pairs.monitored[pair]}`)).toEqual(all);
    for (let q = 0; q < 15; q++) {
      expect(pairs.watchedBy[q]).toEqual(rows.flatMap((ids, monitor) => (ids.includes(q) ? [monitor] : [])));
      for (let p = 0; p < 16; p++) expect(pairs.find(q, p) ?? -1).toBe(all.indexOf(`${q} ${p}`));
    }
  }), { seed: 20_261_123, numRuns: 100 });
});

test('a copy is the same, and shares only what it is told to', () => {
  class Tally { counts = new Float64Array([1, 2]); list = [3, 4]; add(): void { this.counts[0]!++; } }
  const tally = new Tally();
  const fixed = [1];
  const whole = { a: tally, b: [tally, { c: null }], map: new Map([['x', tally]]), fixed };
  const copy = copyOf(whole, [fixed]);
  expect(copy).toEqual(whole);
  expect(copy.fixed).toBe(fixed);
  expect(copy.b[0]).toBe(copy.a);
  expect(copy.map.get('x')).toBe(copy.a);
  copy.a.add();
  copy.a.list.push(5);
  expect([tally.counts[0], tally.list]).toEqual([1, [3, 4]]);
  expect(copy.a.counts[0]).toBe(2);
});
