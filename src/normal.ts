import erfc from '@stdlib/math-base-special-erfc';
import erfcx from '@stdlib/math-base-special-erfcx';
import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';

const ln10 = 2.302585092994046;
const ln2 = 0.6931471805599453;
const sqrt2 = Math.SQRT2;
/** √(2/π). */
const peak = 0.7978845608028654;

export const normalDensity = (y: number): number => (peak / 2) * exp(-y * y / 2);

/** ln(1 + x), exact for tiny x too: the rounding of 1 + x cancels (Kahan). */
function ln1p(x: number): number {
  const rounded = 1 + x;
  return rounded === 1 ? x : (ln(rounded) * x) / (rounded - 1);
}

/**
 * φ = −log₁₀ P(Z > y) of the standard normal: the suspicion of Hayashibara et al. (SRDS 2004) after a silence of y
 * deviations beyond the mean. In log space, so it is exact where 1 − CDF has long been 0 (beyond 8.3 deviations).
 */
export function normalPhi(y: number): number {
  const z = y / sqrt2;
  if (y <= 0) return -ln1p(-erfc(-z) / 2) / ln10;
  return (z * z + ln2 - ln(erfcx(z))) / ln10;
}

/** dφ/dy: the hazard rate, by ln 10. Written so that neither branch divides 0 by 0. */
function slope(y: number): number {
  if (y >= 0) return peak / (erfcx(y / sqrt2) * ln10);
  return (peak * exp(-y * y / 2)) / (erfc(y / sqrt2) * ln10);
}

/**
 * The y at which {@link normalPhi} is `phi` > 0. Newton's method on a convex rising function: after the first step it
 * comes down from above, so it cannot overshoot.
 */
export function normalPhiInverse(phi: number): number {
  let y = Math.sqrt(2 * ln10 * phi);
  for (let step = 0; step < 100; step++) {
    const next = y - (normalPhi(y) - phi) / slope(y);
    if (Math.abs(next - y) <= 1e-15 * Math.max(1, Math.abs(y))) return next;
    y = next;
  }
  return y;
}
