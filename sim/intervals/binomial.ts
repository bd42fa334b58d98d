/** Exact binomial tails and what follows from them. */

/** P(X ≤ k) of X ~ B(n, p). Summed outwards from the mode, so that nothing underflows. */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n || p <= 0) return 1;
  if (p >= 1) return 0;
  const odds = p / (1 - p);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  let below = 0;
  let all = 0;
  const add = (i: number, weight: number): void => {
    all += weight;
    if (i <= k) below += weight;
  };
  for (let i = mode, weight = 1; i >= 0 && weight > 1e-18; weight *= i / ((n - i + 1) * odds), i--) add(i, weight);
  for (let i = mode + 1, weight = ((n - mode) / (mode + 1)) * odds; i <= n && weight > 1e-18; weight *= ((n - i) / (i + 1)) * odds, i++) add(i, weight);
  return below / all;
}

/** The exact 95 % interval of a share (Clopper and Pearson 1934). */
export function shareInterval(count: number, n: number): [number, number] {
  const solve = (tail: (p: number) => number): number => {
    let low = 0;
    let high = 1;
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (tail(middle) > 0.025) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  const lower = count === 0 ? 0 : 1 - solve(q => binomialAtMost(n - count, n, q));
  return [lower, count === n ? 1 : solve(p => binomialAtMost(count, n, p))];
}

/** The least rank of which that holds; n + 1 where it holds of none. */
function firstRank(n: number, holds: (rank: number) => boolean): number {
  let low = 0;
  let high = n + 1;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The highest rank whose value lies at or below the p-quantile with 97.5 %; 0 where there is none. */
export const lowerRank = (n: number, p: number): number =>
  // the value of rank l lies above the quantile when fewer than l do not exceed it
  firstRank(n, rank => binomialAtMost(rank - 1, n, p) > 0.025) - 1;

/**
 * Which of n independent values, in rising order and counted from 1, hold the p-quantile between them with 95 %: null
 * until n suffices. The tails are exact and at most 2.5 % each; the 99th percentile wants 368.
 */
export function quantileRanks(n: number, p: number): readonly [number, number] | null {
  const lower = lowerRank(n, p);
  const upper = firstRank(n, rank => 1 - binomialAtMost(rank - 1, n, p) <= 0.025);
  return lower < 1 || upper > n ? null : [lower, upper];
}
