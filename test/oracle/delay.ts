/**
 * Laws of one-way delay as the oracles see them: distribution functions, in doubles and in any unit of time. Written
 * apart from sim/latencies on purpose: a mistake shared by both would prove nothing.
 */
import { erfc, gammaP } from './special.ts';

export interface Delay {
  /** P(D <= x). Below 1 at infinity when messages may be discarded for their age. */
  upTo(x: number): number;
  /** P(D < x). */
  below(x: number): number;
  /** Of the part that has one. */
  density(x: number): number;
  /** Values of positive probability, with it. */
  readonly atoms: readonly (readonly [value: number, share: number])[];
  /** Where the density or the distribution function has a kink, rising. */
  readonly edges: readonly number[];
  /** Beyond it lies less than 10⁻¹¹ (pareto: 10⁻⁹). */
  readonly end: number;
  readonly mean: number;
}

export const constant = (value: number): Delay => discrete([[value, 1]]);

export function discrete(atoms: readonly (readonly [number, number])[]): Delay {
  const sum = (take: (value: number) => boolean): number => atoms.reduce((total, [v, share]) => total + (take(v) ? share : 0), 0);
  const values = atoms.map(([value]) => value).toSorted((a, b) => a - b);
  return {
    upTo: x => sum(v => v <= x), below: x => sum(v => v < x), density: () => 0, atoms, edges: values, end: values.at(-1)!,
    mean: atoms.reduce((total, [v, share]) => total + v * share, 0),
  };
}

interface Smooth { cdf(x: number): number; density(x: number): number; edges: readonly number[]; end: number; mean: number }

const smooth = ({ cdf, ...rest }: Smooth): Delay => ({ ...rest, upTo: cdf, below: cdf, atoms: [] });

export const exponential = (mean: number, floor = 0): Delay => smooth({
  cdf: x => x <= floor ? 0 : -Math.expm1((floor - x) / mean), density: x => x < floor ? 0 : Math.exp((floor - x) / mean) / mean,
  edges: [floor], end: floor + 26 * mean, mean: floor + mean,
});

export const uniform = (low: number, high: number): Delay => smooth({
  cdf: x => Math.min(1, Math.max(0, (x - low) / (high - low))), density: x => x < low || x > high ? 0 : 1 / (high - low),
  edges: [low, high], end: high, mean: (low + high) / 2,
});

/** mu and sigma of ln D. */
export function lognormal(mu: number, sigma: number): Delay {
  const z = (x: number): number => (Math.log(x) - mu) / sigma;
  return smooth({
    cdf: x => x <= 0 ? 0 : erfc(-z(x) / Math.SQRT2) / 2,
    density: x => x <= 0 ? 0 : Math.exp(-z(x) * z(x) / 2) / (x * sigma * Math.sqrt(2 * Math.PI)),
    edges: [0], end: Math.exp(mu + 6.8 * sigma), mean: Math.exp(mu + sigma * sigma / 2),
  });
}

export function gamma(shape: number, scale: number): Delay {
  const cdf = (x: number): number => x <= 0 ? 0 : gammaP(shape, x / scale);
  let end = shape * scale;
  while (cdf(end) < 1 - 1e-11) end *= 1.1;
  // a difference of the distribution function stands for the density: good to 9 digits, and one formula less to get wrong
  const step = (x: number): number => x * 1e-5;
  return smooth({
    cdf, density: x => x <= 0 ? 0 : (cdf(x + step(x)) - cdf(x - step(x))) / (2 * step(x)), edges: [0], end, mean: shape * scale,
  });
}

export const pareto = (scale: number, shape: number): Delay => smooth({
  cdf: x => x <= scale ? 0 : 1 - (scale / x) ** shape, density: x => x < scale ? 0 : shape / x * (scale / x) ** shape,
  edges: [scale], end: scale * 1e9 ** (1 / shape), mean: scale * shape / (shape - 1),
});

/** Heartbeats older than `limit` are discarded: they have no delay at all, like lost ones. */
export function discarding(delay: Delay, limit: number): Delay {
  return {
    upTo: x => delay.upTo(Math.min(x, limit)),
    below: x => x > limit ? delay.upTo(limit) : delay.below(x),
    density: x => x > limit ? 0 : delay.density(x),
    atoms: delay.atoms.filter(([value]) => value <= limit),
    edges: [...delay.edges.filter(edge => edge < limit), limit],
    end: Math.min(limit, delay.end), mean: delay.mean,
  };
}
