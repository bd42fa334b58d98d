/** Runs made of numbers whose truth is known: no engine, no trace. */
import type { DetectionData, Measured, QualityData, Samples, Slice } from '../../sim/measures/measured.ts';
import { emptySlice } from '../../sim/measures/slices.ts';
import type { Dice } from './dice.ts';

export const second = 1_000_000;
/** How long a run is. */
export const span = 100;

const none: Samples = { ended: [], censored: [] };
const spans = { count: 0, total: 0, longest: 0, room: 1 };
export const crashes = (detected: readonly number[], missed = 0): DetectionData => ({ crashes: detected.length + missed, detected: [...detected], censored: [], missed });

export const dataOf = (slices: readonly Slice[], more: Partial<QualityData> = {}): QualityData => ({
  slices, mistakeRecurrence: none, mistakeDuration: none, goodPeriod: none,
  detection: { each: crashes([]), first: crashes([]), majority: crashes([]), last: crashes([]) },
  recovery: none, unheard: none, accusation: spans, collective: spans, pairs: {} as QualityData['pairs'], ...more,
});

export function sliceOf(exposure: number, mistakes: number, wrong: number, episodes = mistakes): Slice {
  const slice = emptySlice();
  Object.assign(slice, { exposure, wrong });
  slice.mistakes[0] = mistakes;
  slice.episodes[0] = episodes;
  return slice;
}

/** A run with its own weather: rate `rate` on average, mistakes of half a second, exponential. */
export function run(dice: Dice, rate: number): QualityData {
  const mistakes = dice.poisson(span * rate * dice.gamma(4));
  let wrong = 0;
  for (let i = 0; i < mistakes; i++) wrong += dice.exponential(0.5) * second;
  return dataOf([sliceOf(span * second, mistakes, wrong)]);
}

/** As far as a paired comparison looks. */
export const measuredOf = (data: QualityData, seed: string): Measured => ({
  seed, digest: '', usesFailed: false, suspected: data, failed: data, leadership: null,
  load: { span: 1, processes: 1, messages: {}, bytes: {}, messagesByProcess: [0], bytesByProcess: [0], busiest: null, queued: 0, queueWait: 0, drops: 0 },
});

/** Twenty slices of a run in which episodes come one by one, each of a geometric number of mistakes. */
export function clustered(dice: Dice, episodesPerSlice: number, mistakesPerEpisode: number): QualityData {
  return dataOf(Array.from({ length: 20 }, () => {
    const episodes = dice.poisson(episodesPerSlice);
    let mistakes = 0;
    let wrong = 0;
    for (let i = 0; i < episodes; i++) mistakes += dice.geometric(mistakesPerEpisode);
    for (let i = 0; i < mistakes; i++) wrong += dice.exponential(0.5) * second;
    return sliceOf((span / 20) * second, mistakes, wrong, episodes);
  }));
}
