import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';

/** The exact 95 % interval of a Poisson mean of which `count` were seen (Garwood 1936): [0, 3.69] of none. */
export function poissonInterval(count: number): [number, number] {
  return [count === 0 ? 0 : gammaQuantile(0.025, count, 1), gammaQuantile(0.975, count + 1, 1)];
}

/** None were seen: the mean is at most this, one-sided 95 % (the rule of three). */
export const noneSeen = gammaQuantile(0.95, 1, 1);
