import { ageOf, grow, heartbeats } from '../../../src/detectors/gossip/heartbeats.ts';
import { nextInTurn, rounds } from '../../../src/detectors/swim/rounds.ts';
import type { Units } from '../vector.ts';

const firstPeriod = (n: number): number => 1 - (1 - 1 / (n - 1)) ** (n - 1);

/** One direct path of two messages, and k of four. */
function roundFails({ loss, k }: { readonly loss: number; readonly k: number }): number {
  const passes = 1 - loss;
  return (1 - passes ** 2) * (1 - passes ** 4) ** k;
}

/** The worst of luck: first in one order, last in the next. The shuffle goes from the last place to the first. */
function longestWait(n: number): number {
  const members = Array.from({ length: n - 1 }, (_, id) => id);
  let fixed = 0.999_999;
  const turn = rounds(members, { random: () => fixed });
  const victim = nextInTurn(turn, () => true, { random: () => fixed });
  for (let i = 2; i < n; i++) nextInTurn(turn, () => true, { random: () => fixed });
  // the last place takes the first of the old order, and nothing else moves
  let draws = 0;
  const unlucky = { random: () => (draws++ === 0 ? 0 : fixed) };
  fixed = 0.999_999;
  let waited = n - 2;
  do waited++; while (nextInTurn(turn, () => true, unlucky) !== victim);
  return waited;
}

interface Merge { readonly now: number; readonly local: Readonly<Record<string, readonly [number, number]>>; readonly received: Readonly<Record<string, number>> }

function merge(input: Readonly<Record<string, unknown>>): object {
  const { now, local, received } = Object.fromEntries(Object.entries(input).map(([key, value]) => [key.split('{')[0]!, value])) as unknown as Merge;
  const names = [...new Set([...Object.keys(local), ...Object.keys(received)])];
  const table = heartbeats(names.length + 1, names.length, 0, 0);
  for (const [name, [counter, at]] of Object.entries(local)) grow(table, names.indexOf(name), counter, at);
  for (const [name, counter] of Object.entries(received)) grow(table, names.indexOf(name), counter, now);
  return Object.fromEntries(names.map((name, i) => [name, [table.counters[i], table.grownAt[i]]]));
}

interface Age { readonly sinceLastIncrease: number; readonly T_fail: number; readonly T_cleanup: number }

export const swimGossip: Units = {
  'swim-gossip/random-target-swim-probability-that-a': ({ n }: { n: number }) => ({ p: firstPeriod(n), meanPeriods: 1 / firstPeriod(n) }),
  'swim-gossip/probability-that-one-probe-round-of': roundFails,
  'swim-gossip/round-robin-with-reshuffle-worst-case': ({ n }: { n: number }) => longestWait(n),
  'swim-gossip/van-renesse-heartbeat-counter-merge-per': merge,
  'swim-gossip/t-fail-10000-t-cleanup-2': ({ sinceLastIncrease, T_fail, T_cleanup }: Age) => ageOf(sinceLastIncrease, { failAfter: T_fail, forgetAfter: T_cleanup }),
};
