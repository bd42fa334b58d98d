/** The 0.975 quantile of the normal distribution. */
const z = 1.959963984540054;
/** Of Student's t with 1 … 10 degrees of freedom. */
const small = [
  12.706204736174694, 4.302652729749462, 3.1824463052837078, 2.7764451051977934, 2.570581835636315,
  2.4469118511449786, 2.364624251592784, 2.306004135204166, 2.262157162798205, 2.228138851986274,
] as const;

/** The 0.975 quantile of Student's t. Beyond ten degrees of freedom by Cornish and Fisher's expansion: error below 2 × 10⁻⁵. */
export function studentQuantile(freedom: number): number {
  const tabled = small[freedom - 1];
  if (tabled !== undefined) return tabled;
  const z2 = z * z;
  const f = freedom;
  return z * (1 + (z2 + 1) / (4 * f)
    + ((5 * z2 + 16) * z2 + 3) / (96 * f * f)
    + (((3 * z2 + 19) * z2 + 17) * z2 - 15) / (384 * f * f * f)
    + ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / (92160 * f * f * f * f));
}
