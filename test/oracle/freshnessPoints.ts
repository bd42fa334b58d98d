/**
 * NFD-S, after Chen, Toueg and Aguilera (IEEE TC 51(5), 2002, theorem 5), with ties.
 *
 * m_j leaves at jη; τ_i = iη + δ. At t in [τ_i, τ_{i+1}) the monitor trusts iff some m_j, j >= i, has arrived by t: at the
 * instant t counts. Take i = 0 and t = δ + x, 0 <= x < η. Messages that leave after t cannot have arrived, so only
 * j = 0 … ⌊(δ + x)/η⌋ matter, and P(suspected at δ + x) = u(x) = ∏_j [p + (1 − p) P(D > δ + x − jη)].
 * Then 1 − P_A = (1/η) ∫₀^η u.
 *
 * A mistake begins at τ_0 iff it is suspected at τ_0 and was trusted just before, in [τ_{−1}, τ_0): there some j >= −1 had
 * arrived; none of j >= 0 has by τ_0, so it was m_{−1}, and it came before τ_0: D < δ + η, strictly, for at τ_0 it is stale.
 * The two are independent: rate per period = q₀ u(0), q₀ = (1 − p) P(D < δ + η).
 *
 * After a crash at c in [0, η), m_0 being the last that left, trust ends for good at τ_{n+1} of the newest n <= 0 that
 * arrived before it: n = −G with G geometric, P(G = g) = q₀ (1 − q₀)^g; T_D = max(0, δ + η − Gη − c).
 */
import type { Delay } from './delay.ts';
import type { Mistakes } from './fixedTimeout.ts';
import { integrate } from './quadrature.ts';

export interface FreshnessPoints { readonly interval: number; readonly margin: number; readonly loss: number; readonly delay: Delay }

function suspectedAt({ interval, margin, loss, delay }: FreshnessPoints, x: number): number {
  let product = 1;
  for (let j = 0; j * interval <= margin + x; j++) product *= loss + (1 - loss) * (1 - delay.upTo(margin + x - j * interval));
  return product;
}

const timely = ({ interval, margin, loss, delay }: FreshnessPoints): number => (1 - loss) * delay.below(margin + interval);

export function mistakes(model: FreshnessPoints): Mistakes {
  const { interval, margin, delay } = model;
  const breaks = [0, interval];
  for (const edge of [0, ...delay.edges]) breaks.push((((edge - margin) % interval) + interval) % interval);
  const suspected = integrate(x => suspectedAt(model, x), breaks, Math.min(interval / 40, delay.mean / 4)) / interval;
  const recurrence = interval / (timely(model) * suspectedAt(model, 0));
  return { recurrence, duration: suspected * recurrence, suspected };
}

export function meanDetection(model: FreshnessPoints): number {
  const { interval, margin } = model;
  const q = timely(model);
  let sum = 0;
  for (let g = 0, share = q; share > 1e-16; g++, share *= 1 - q) {
    const longest = margin + interval - g * interval;
    // the mean of max(0, longest − c) over c uniform in [0, η)
    const covered = Math.min(Math.max(longest, 0), interval);
    sum += share * (longest - covered / 2) * covered / interval;
  }
  return sum;
}
