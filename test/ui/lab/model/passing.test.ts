import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import { index } from '../../../../ui/lab/model.ts';
import { packetsWithin, reachOf, sentWithin } from '../../../../ui/lab/model/packets.ts';
import { passing, within } from '../../../../ui/lab/model/passing.ts';
import { partings } from '../../../../ui/lab/model/sides.ts';
import { Story, labStory } from '../../../support/labStory.ts';

const packet = fc.record({
  at: fc.nat({ max: 9_000 }), from: fc.nat({ max: 5 }), by: fc.integer({ min: 1, max: 5 }), latency: fc.integer({ min: 1, max: 900 }),
  fate: fc.constantFrom('taken', 'loss', 'cut', 'queueFull' as const),
});
const told = (packets: readonly (typeof packet extends fc.Arbitrary<infer T> ? T : never)[]) => {
  const story = new Story(6, 10 * sec);
  for (const { at, from, by, latency, fate } of packets) {
    const to = (from + by) % 6;
    if (fate === 'taken') story.packet(at * ms, from, to, latency * ms);
    else story.lost(at * ms, from, to, latency * ms, fate as 'loss');
  }
  return index(story.trace(), story.scenario());
};

describe('what passes between columns', () => {
  test('each message once in every gap that it comes to, a lost one once where it ends', () => {
    fc.assert(fc.property(fc.array(packet, { maxLength: 60 }), packets => {
      const run = told(packets), all = passing(run), whole = { from: 0, to: 10 * sec };
      for (let gap = 0; gap < 5; gap++) {
        const crosses = (k: number): boolean => {
          const row = run.packets.row[k]!, from = run.trace.a[row]!, stop = from + (run.trace.b[row]! - from) * reachOf(run.packets.fate[k]!);
          return Math.min(from, stop) < gap + 1 && Math.max(from, stop) > gap;
        };
        const expected = Array.from({ length: run.packets.count }, (_, k) => k).filter(crosses).length;
        expect(within(all, all.taken, gap, whole)).toBeCloseTo(expected, 6);
      }
      const lost = [0, 1, 2, 3, 4].reduce((sum, gap) => sum + within(all, all.lost, gap, whole), 0);
      expect(lost).toBeCloseTo(packets.filter(({ fate }) => fate !== 'taken').length, 6);
    }), { numRuns: 60, seed: 1 });
  });

  test('parts of the run add up to it', () => {
    const { trace, scenario } = labStory(), run = index(trace, scenario), all = passing(run);
    const parts = Array.from({ length: 600 }, (_, i) => within(all, all.taken, 1, { from: i * 100 * ms, to: (i + 1) * 100 * ms }));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(within(all, all.taken, 1, { from: 0, to: 60 * sec }), 6);
    expect(Math.max(...parts)).toBeGreaterThan(5);
  });
});

describe('messages within a window', () => {
  test('are those under way at some time in it, or none if there are too many', () => {
    fc.assert(fc.property(fc.array(packet, { maxLength: 200 }), fc.nat({ max: 9_000 }), fc.nat({ max: 3_000 }), (packets, start, length) => {
      const run = told(packets), from = start * ms, to = from + length * ms;
      const expected = Array.from({ length: run.packets.count }, (_, k) => k).filter(k => run.packets.sent[k]! <= to && run.packets.until[k]! >= from);
      expect(packetsWithin(run, { from, to }, 1_000)?.sort((a, b) => a - b)).toEqual(expected);
      if (expected.length > 0) expect(packetsWithin(run, { from, to }, expected.length - 1)).toBeNull();
      expect(sentWithin(run, { from, to })).toBe(packets.filter(({ at }) => at * ms >= from && at * ms <= to).length);
    }), { numRuns: 80, seed: 2 });
  });
});

describe('partings', () => {
  test('last from the first cut to the heal, and name the sides', () => {
    const { trace, scenario } = labStory();
    expect(partings(index(trace, scenario)).map(({ from, to, side }) => ({ from, to, side: [...side] })))
      .toEqual([{ from: 45 * sec, to: 50.5 * sec, side: [0, 0, 2, 2, 2] }]);
  });

  test('one that nothing heals lasts to the end; a single cut link parts nobody', () => {
    const story = new Story(3, 10 * sec).row(sec, 14, 0, 1).row(sec, 14, 1, 0);
    expect(partings(index(story.trace(), story.scenario()))).toEqual([]);
    story.row(2 * sec, 14, 0, 2).row(2 * sec, 14, 2, 0);
    expect(partings(index(story.trace(), story.scenario())).map(({ from, to, side }) => [from, to, ...side])).toEqual([[2 * sec, 10 * sec, 0, 1, 1]]);
  });
});
