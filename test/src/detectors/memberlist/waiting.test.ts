/** The queue that members keep in order gives what the plain one gives. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { enqueued, pack, type Broadcast } from '../../../../src/detectors/memberlist/broadcasts.ts';
import { enqueue, noneWaiting, take } from '../../../../src/detectors/memberlist/waiting.ts';
import { someOf } from '../../../../src/detectors/swim/rounds.ts';

interface Said { readonly about: number; readonly word: number }
interface Plain extends Broadcast { readonly said: Said }

const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ about: fc.integer({ min: 0, max: 30 }), bytes: fc.constantFrom(18, 40, 60) }) },
  { weight: 3, arbitrary: fc.record({ room: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constant(1_300)), overhead: fc.integer({ min: 0, max: 3 }) }) },
);

test('message by message, whatever comes between', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 16 }), (steps, limit) => {
    const waiting = noneWaiting<Said>(31);
    let plain: readonly Plain[] = [];
    steps.forEach((one, order) => {
      if ('about' in one) {
        const said = { about: one.about, word: order };
        enqueue(waiting, said, one.bytes, order);
        plain = enqueued(plain, { about: one.about, bytes: one.bytes, sent: 0, order, said });
      } else {
        const { packed, queue } = pack(plain, one.overhead, one.room, limit);
        plain = queue;
        expect(take(waiting, one.overhead, one.room, limit)).toEqual(packed.map(({ said }) => said));
      }
      expect(waiting.size).toBe(plain.length);
    });
  }), { seed: 20_261_123, numRuns: 300 });
});

test('some of a list are drawn as from a copy that shrinks', () => {
  const fromCopy = (peers: readonly number[], count: number, random: () => number): number[] => {
    const left = [...peers];
    const chosen: number[] = [];
    while (chosen.length < count && left.length > 0) {
      const i = Math.floor(random() * left.length);
      chosen.push(left[i]!);
      left[i] = left.at(-1)!;
      left.pop();
    }
    return chosen;
  };
  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(fc.property(fc.nat(12), fc.nat(14), fc.array(share, { minLength: 14, maxLength: 14 }), (size, count, shares) => {
    const peers = Array.from({ length: size }, (_, i) => 100 + i);
    const dice = (): (() => number) => {
      let i = 0;
      return () => shares[i++]!;
    };
    expect(someOf(peers, count, { random: dice() })).toEqual(fromCopy(peers, count, dice()));
  }), { seed: 7 });
});
