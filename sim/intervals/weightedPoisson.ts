import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';

/** What came at once, of each event. */
export interface Weights { readonly sum: number; readonly squares: number; readonly largest: number }

export function weightsOf(each: readonly number[]): Weights {
  let [sum, squares, largest] = [0, 0, 0];
  for (const weight of each) {
    sum += weight;
    squares += weight * weight;
    largest = Math.max(largest, weight);
  }
  return { sum, squares, largest };
}

/**
 * The 95 % interval of the mean of a sum, to which each of a Poisson number of events adds its weight: the gamma
 * interval of Fay and Feuer (Statistics in Medicine 16, 1997, §2), which is Garwood's where all weights are 1.
 * Of no event the weight of one is not known: then it is that of one of weight `unseen`.
 */
export function weightedPoisson({ sum, squares, largest }: Weights, unseen = 1): [number, number] {
  if (sum === 0) return [0, unseen * gammaQuantile(0.975, 1, 1)];
  const low = (squares / sum) * gammaQuantile(0.025, (sum * sum) / squares, 1);
  const [more, moreSquares] = [sum + largest, squares + largest * largest];
  return [low, (moreSquares / more) * gammaQuantile(0.975, (more * more) / moreSquares, 1)];
}
