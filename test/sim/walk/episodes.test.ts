/** Episodes against a scan of every instant; and what is given up when there are more silences than are kept. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Episodes } from '../../../sim/walk/episodes.ts';

const silences = fc.array(fc.record({ from: fc.nat(60), length: fc.integer({ min: 1, max: 20 }) }), { maxLength: 12 });

test('an episode begins where somebody is wrong, and nobody was the instant before', () => {
  fc.assert(fc.property(silences, fc.integer({ min: 1, max: 15 }), fc.nat(30), (all, timeout, since) => {
    const episodes = new Episodes([1, timeout]);
    for (const { from, length } of all) episodes.add(from, from + length);
    const mistakes = all.map(({ from, length }) => [from + timeout, from + length] as const).filter(([begin, end]) => begin < end && begin >= since);
    const wrong = (at: number): boolean => mistakes.some(([begin, end]) => begin <= at && at < end);
    const begins = Array.from({ length: 100 }, (_, at) => at).filter(at => wrong(at) && !wrong(at - 1));
    expect(episodes.beginnings(timeout, since)).toEqual(begins);
  }));
});

test('with more silences than are kept, the shortest timeouts are given up and the others still told', () => {
  const episodes = new Episodes([10, 20, 30]);
  for (let i = 0; i < 10_000; i++) episodes.add(i * 100, i * 100 + (i % 100 === 0 ? 31 : 15));
  expect(episodes.beginnings(10, 0)).toBeUndefined();
  expect(episodes.beginnings(20, 0)).toHaveLength(100);
  expect(episodes.beginnings(30, 0)).toHaveLength(100);
});
