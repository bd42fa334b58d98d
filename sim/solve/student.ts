import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';

/** The 1 − tail quantile of Student's t, by Cornish and Fisher's expansion: from seven degrees of freedom on, to three digits. */
export function student(freedom: number, tail: number): number {
  const z = normalQuantile(1 - tail, 0, 1);
  const z2 = z * z;
  const f = freedom;
  return z * (1 + (z2 + 1) / (4 * f)
    + ((5 * z2 + 16) * z2 + 3) / (96 * f * f)
    + (((3 * z2 + 19) * z2 + 17) * z2 - 15) / (384 * f * f * f));
}
