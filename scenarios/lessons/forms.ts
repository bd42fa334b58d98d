/** Closed forms that the lessons hold their runs against. */
import { normalPhi } from '../../src/normal.ts';

/** The chance that a mistake begins at a given beat: it is the last that comes before `k` are lost in a row. Independent loss. */
export const mistakesPerBeat = (loss: number, k: number): number => (1 - loss) * loss ** k;

/** The fewest losses in a row that a timeout must forgive, less than one mistake in so many beats being wanted. */
export function fewestForgiven(loss: number, beats: number): number {
  let k = 1;
  while (beats * mistakesPerBeat(loss, k) >= 1) k++;
  return k;
}

/** The chance that among so many beats no `k` in a row are lost, by a chain of two states: a beat after a lost one is lost too with `again`. */
export function noneInARow(k: number, beats: number, loss: number, again = loss): number {
  const after = loss * (1 - again) / (1 - loss);
  let inARow = [1 - loss, loss, ...Array<number>(k - 1).fill(0)];
  if (k === 1) return (1 - loss) * (1 - after) ** (beats - 1);
  for (let beat = 1; beat < beats; beat++) {
    const next = inARow.map((_, i) => (i === 0 ? 0 : inARow[i - 1]! * (i === 1 ? after : again)));
    next[0] = inARow[0]! * (1 - after) + inARow.slice(1, k).reduce((sum, share) => sum + share, 0) * (1 - again);
    inARow = next.slice(0, k);
  }
  return inARow.slice(0, k).reduce((sum, share) => sum + share, 0);
}

/** P(D > x) of a normal and of a lognormal law with the same mean and deviation. */
export const normalBeyond = (x: number, mean: number, deviation: number): number => 10 ** -normalPhi((x - mean) / deviation);
export function lognormalBeyond(x: number, mean: number, deviation: number): number {
  const { mu, sigma } = lognormalOf(mean, deviation);
  return x <= 0 ? 1 : 10 ** -normalPhi((Math.log(x) - mu) / sigma);
}
export function lognormalOf(mean: number, deviation: number): { readonly mu: number; readonly sigma: number } {
  const variance = Math.log(1 + (deviation / mean) ** 2);
  return { mu: Math.log(mean) - variance / 2, sigma: Math.sqrt(variance) };
}

/** How often what never happened in so many runs may still happen, with 95 % confidence. */
export const mayStillHappen = (cleanRuns: number): number => 1 - 0.05 ** (1 / cleanRuns);

/** The longest lease that a holder may count on, its clock and the grantor's each wrong in rate by at most `drift`. */
export const safeLease = (granted: number, drift: number): number => granted * (1 - drift) / (1 + drift);
