import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import log10 from '@stdlib/math-base-special-log10';

const ln10 = 2.302585092994046;

/**
 * φ as Akka and Hazelcast compute it, y deviations beyond the mean: a logistic curve in place of the normal, good to
 * about 3 deviations (Pekko, PhiAccrualFailureDetector.phi; its tests pin φ(10) at 38, where the normal has 23.1).
 * In the same order of operations, so it is +∞ from 21.6 deviations on, as there.
 */
export function akkaPhi(y: number): number {
  const e = exp(-y * (1.5976 + 0.070566 * y * y));
  if (y > 0) return -log10(e / (1 + e));
  return 0 - log10(1 - 1 / (1 + e));
}

/** The slope of that logistic curve: what it takes for the density. */
export function akkaDensity(y: number): number {
  const e = exp(-Math.abs(y) * (1.5976 + 0.070566 * y * y));
  return (e / ((1 + e) * (1 + e))) * (1.5976 + 3 * 0.070566 * y * y);
}

/** The y at which {@link akkaPhi} is `phi` > 0: where a rising cubic is ln(10^φ − 1). Newton's method finds the one root. */
export function akkaPhiInverse(phi: number): number {
  const goal = phi > 15 ? phi * ln10 : ln(exp(phi * ln10) - 1);
  let y = 0;
  for (let step = 0; step < 200; step++) {
    const next = y - (y * (1.5976 + 0.070566 * y * y) - goal) / (1.5976 + 3 * 0.070566 * y * y);
    if (Math.abs(next - y) <= 1e-15 * Math.max(1, Math.abs(y))) return next;
    y = next;
  }
  return y;
}
