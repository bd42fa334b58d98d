/** Whether a simulated quantile may be that of what was measured: the rule of the evidence. */

const levels = [0.1, 0.5, 0.9] as const;

/** Between the samples around it, by linear interpolation: as the summaries of the evidence are made. */
export function quantile(samples: readonly number[], level: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const place = level * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return below + (place - Math.floor(place)) * (above - below);
}

/** The counts within the exact 99 % interval of a binomial law. */
export function interval(n: number, p: number): readonly [least: number, most: number] {
  let chance = 1;
  for (let i = 0; i < n; i++) chance *= 1 - p;
  const cumulative: number[] = [];
  for (let k = 0, sum = 0; k <= n; k++) {
    sum += chance;
    cumulative.push(sum);
    chance *= ((n - k) / (k + 1)) * (p / (1 - p));
  }
  return [cumulative.findIndex(sum => sum > 0.005), cumulative.findIndex(sum => sum >= 0.995)];
}

/** At each of p10, median and p90: as many samples lie below as may, or the difference is within 5 % or 30 ms. */
export function agreement(measured: readonly number[], simulated: readonly number[]): { agrees: boolean; measured: number[]; simulated: number[] } {
  const [here, there] = [measured, simulated].map(samples => levels.map(level => quantile(samples, level))) as [number[], number[]];
  const agrees = levels.every((level, i) => {
    const [least, most] = interval(measured.length, level);
    const below = measured.filter(sample => sample < there[i]!).length;
    const difference = Math.abs(there[i]! - here[i]!);
    return (below >= least && below <= most) || difference <= Math.max(30, 0.05 * here[i]!);
  });
  return { agrees, measured: here, simulated: there };
}
