/**
 * A self-check that stays on: the sums are kept twice, over all pairs as time passes and by pair on its own clock, and
 * each mistake a third time as a length. All are whole numbers, so they agree exactly or the fold is wrong; then also
 * P_A = 1 − E(T_M) / E(T_MR).
 */
import type { QualityData } from './measured.ts';

/** @throws Error that names what disagrees */
export function checkSums({ slices, pairs, mistakeDuration: { ended, censored } }: QualityData): void {
  const total = (column: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < column.length; i++) sum += column[i]!;
    return sum;
  };
  const mistakes = total(slices.map(slice => slice.mistakes[0]!));
  const wrong = total(slices.map(slice => slice.wrong));
  same('exposure', total(slices.map(slice => slice.exposure)), total(pairs.exposure));
  same('time in suspicion', wrong, total(pairs.wrong));
  same('mistakes', mistakes, total(pairs.mistakes));
  same('mistakes and their lengths', mistakes, ended.length + censored.length);
  for (const { mistakes: [all, ...byCause] } of slices) same('mistakes by cause', all!, total(byCause));
  const lengths = total(ended) + total(censored);
  // what was open when the exposure began adds to the time, and has no length
  if (lengths > wrong) throw new Error(`the measures contradict themselves: mistakes lasted ${lengths} µs of ${wrong} µs in suspicion`);
}

function same(what: string, one: number, other: number): void {
  if (one !== other) throw new Error(`the measures contradict themselves: ${what} ${one} and ${other}`);
}
