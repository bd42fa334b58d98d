/**
 * What NFD-S will do, computed (Chen, Toueg and Aguilera, IEEE TC 51(5), 2002, section 3): its quality of service while
 * the process runs, under independent loss and independent, identically distributed delay. In any one unit of time.
 */

/** The law of a delay: P(D > x), and where that is not smooth. */
export interface DelayTail {
  readonly beyond: (x: number) => number;
  readonly kinks: readonly number[];
}

export interface ChenQuality {
  /** k: how many beats, each by its own delay, can still prevent a suspicion. */
  readonly k: number;
  /** q₀: the chance that a beat comes before its freshness point. */
  readonly q0: number;
  /** u(0): the chance of suspicion at a freshness point. */
  readonly u0: number;
  /** p_s: the chance that a mistake begins at a freshness point. */
  readonly ps: number;
  /** E(T_MR), E(T_M); Infinity where a mistake never begins, and NaN for the length of one that does not. */
  readonly recurrence: number;
  readonly duration: number;
  /** P_A. */
  readonly accuracy: number;
}

/** The least whole number ≥ x, for an x that may be a rounding above one. */
export const ceiling = (x: number): number => Math.ceil(x - 1e-9);

const nodes = [0, 0.5384693101056831, -0.5384693101056831, 0.906179845938664, -0.906179845938664];
const weights = [0.5688888888888889, 0.47862867049936647, 0.47862867049936647, 0.23692688505618908, 0.23692688505618908];

/** ∫ over [0, to], in pieces between the kinks, by Gauss and Legendre with five points in each of many cells. */
function integral(f: (x: number) => number, to: number, kinks: readonly number[], cells = 400): number {
  const edges = [0, ...kinks.filter(x => x > 0 && x < to).sort((a, b) => a - b), to];
  return edges.slice(1).reduce((sum, edge, i) => {
    const half = (edge - edges[i]!) / cells / 2;
    for (let cell = 0; cell < cells; cell++) {
      const middle = edges[i]! + (2 * cell + 1) * half;
      nodes.forEach((node, n) => { sum += half * weights[n]! * f(middle + half * node); });
    }
    return sum;
  }, 0);
}

/** Of NFD-S with interval η and margin δ; with δ = E(D) + α that of NFD-U as well. The bound on T_D is η + δ. */
export function chenQuality(interval: number, margin: number, loss: number, { beyond, kinks }: DelayTail): ChenQuality {
  const k = ceiling(margin / interval);
  const missing = (x: number, j: number): number => loss + (1 - loss) * beyond(margin + x - j * interval);
  const u = (x: number): number => Array.from({ length: k + 1 }, (_, j) => missing(x, j)).reduce((all, each) => all * each, 1);
  const q0 = (1 - loss) * (1 - beyond(margin + interval));
  const ps = q0 * u(0);
  const edges = Array.from({ length: k + 1 }, (_, j) => kinks.map(kink => kink - margin + j * interval)).flat();
  const suspected = integral(u, interval, edges);
  return { k, q0, u0: u(0), ps, recurrence: interval / ps, duration: suspected / ps, accuracy: 1 - suspected / interval };
}
