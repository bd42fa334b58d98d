/** Envoy's longest ejection, unless the shortest is longer: 300 s in milliseconds. */
const longest = 300_000;

/**
 * How long Envoy's outlier detection keeps a host out, in milliseconds: the base time for each time that it was ejected, up to a
 * maximum that by default is no less than the base (envoy/config/cluster/v3/outlier_detection.proto at 84e84367f256).
 */
export const ejectionTime = (timesEjected: number, base: number, most: number = Math.max(longest, base)): number =>
  Math.min(base * timesEjected, most);

/**
 * The success rate below which Envoy ejects a host: so many deviations (1.9 by default) below the mean of all hosts that had
 * enough requests; the deviation is that of the population. NaN without hosts.
 */
export function successRateThreshold(rates: readonly number[], deviations: number): { mean: number; deviation: number; threshold: number } {
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const deviation = Math.sqrt(rates.reduce((sum, rate) => sum + (rate - mean) * (rate - mean), 0) / rates.length);
  return { mean, deviation, threshold: mean - deviations * deviation };
}
