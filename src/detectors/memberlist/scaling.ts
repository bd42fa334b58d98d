import ln from '@stdlib/math-base-special-ln';
import log10 from '@stdlib/math-base-special-log10';
import type { Duration } from '../../contract.ts';

/** Ten to a small whole power, by products: exact. */
function ten(power: number): number {
  let value = 1;
  for (let i = 0; i < power; i++) value *= 10;
  return value;
}

/** ⌈log₁₀ x⌉ for a whole x ≥ 1, without rounding: exact at the powers of ten. */
function digitsBelow(x: number): number {
  let power = 0;
  while (ten(power) < x) power++;
  return power;
}

/** log₁₀, exact at the powers of ten. */
function decades(x: number): number {
  const power = digitsBelow(x);
  return ten(power) === x ? power : log10(x);
}

/** Least time under suspicion in a group of `n` known members, truncated at the third digit (memberlist util.go, suspicionTimeout). */
export function leastSuspicion(mult: number, n: number, interval: Duration): Duration {
  return Math.floor(mult * Math.trunc(1_000 * Math.max(1, decades(Math.max(1, n)))) * interval / 1_000);
}

/** How often an update may be sent (memberlist util.go, retransmitLimit). */
export const retransmitLimit = (mult: number, n: number): number => mult * digitsBelow(n + 1);

/** ⌈log₂ x⌉ for a whole x ≥ 1, exact. */
function doublings(x: number): number {
  let power = 0;
  for (let reach = 1; reach < x; reach *= 2) power++;
  return power;
}

/** Whole states are exchanged less often in groups above 32 (memberlist util.go, pushPullScale). */
export const pushPullInterval = (interval: Duration, n: number): Duration =>
  n <= 32 ? interval : interval * (doublings(n) - 5 + 1);

/** ln (c + 1) / ln (k + 1): the share of the way from the longest to the least time that c of k confirmations go. */
export const confirmedShare = (confirmations: number, expected: number): number => ln(confirmations + 1) / ln(expected + 1);
