/**
 * The closed forms of Chen, Toueg and Aguilera (IEEE TC 51(5), 2002): the quality of NFD-S under independent loss and
 * delay (section 3), and the search for the interval that keeps a promise (sections 4 to 6). Any one unit of time.
 */
import { Unsupported } from './vector.ts';

export interface DelayLaw { readonly type: string; readonly [parameter: string]: string | number }

/** P(D > x), and where it is not smooth. */
export interface Tail { readonly beyond: (x: number) => number; readonly kinks: readonly number[] }

export function tailOf(law: DelayLaw): Tail {
  const of = (name: string): number => Number(law[name]);
  switch (law.type) {
    case 'exponential': return { kinks: [0], beyond: x => (x <= 0 ? 1 : Math.exp(-x / of('mean'))) };
    case 'constant': return { kinks: [of('value')], beyond: x => (x < of('value') ? 1 : 0) };
    case 'uniform': {
      const [low, high] = [Number(law['a'] ?? law['lo']), Number(law['b'] ?? law['hi'])];
      return { kinks: [low, high], beyond: x => Math.min(1, Math.max(0, (high - x) / (high - low))) };
    }
    default: throw new Unsupported(`delay law ${law.type}`);
  }
}

/** The least whole number ≥ x, for an x that may be a rounding above one. */
const ceiling = (x: number): number => Math.ceil(x - 1e-9);

/** ∫ over [0, to], in pieces between the kinks, by Gauss and Legendre with five points in each of many cells. */
function integral(f: (x: number) => number, to: number, kinks: readonly number[], cells = 400): number {
  const nodes = [0, 0.5384693101056831, -0.5384693101056831, 0.906179845938664, -0.906179845938664];
  const weights = [0.5688888888888889, 0.47862867049936647, 0.47862867049936647, 0.23692688505618908, 0.23692688505618908];
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

/** Section 3: k, q₀, u(0), p_s, and the quality of service that follows from them. */
export function quality(eta: number, delta: number, loss: number, { beyond, kinks }: Tail) {
  const k = ceiling(delta / eta);
  const missing = (x: number, j: number): number => loss + (1 - loss) * beyond(delta + x - j * eta);
  const u = (x: number): number => Array.from({ length: k + 1 }, (_, j) => missing(x, j)).reduce((all, each) => all * each, 1);
  const q0 = (1 - loss) * (1 - beyond(delta + eta));
  const ps = q0 * u(0);
  const edges = Array.from({ length: k + 1 }, (_, j) => kinks.map(kink => kink - delta + j * eta)).flat();
  const suspected = integral(u, eta, edges);
  return { k, q0, u0: u(0), ps, recurrence: eta / ps, duration: suspected / ps, accuracy: 1 - suspected / eta };
}

export interface Goal { readonly recurrence: number; readonly duration: number; readonly loss: number }

/** The largest η ≤ etaMax with f(η) ≥ goal. f jumps, and is not monotonic: down from the top, then halving the last step. */
function largest(f: (eta: number) => number, etaMax: number, goal: number): number {
  const step = etaMax / 100_000;
  let low = etaMax;
  while (low > 0 && f(low) < goal) low -= step;
  let high = Math.min(etaMax, low + step);
  for (let i = 0; i < 100 && low < high; i++) {
    const middle = (low + high) / 2;
    if (f(middle) >= goal) low = middle;
    else high = middle;
  }
  return low;
}

const product = (count: number, factor: (j: number) => number): number =>
  Array.from({ length: Math.max(0, count) }, (_, i) => factor(i + 1)).reduce((all, each) => all * each, 1);

/** Section 4: the distribution of the delay is known; T_D ≤ bound. */
export function configureKnown(bound: number, { beyond }: Tail, goal: Goal): { eta: number; etaMax: number } {
  const q0 = (1 - goal.loss) * (1 - beyond(bound));
  const f = (eta: number): number =>
    eta / (q0 * product(ceiling(bound / eta) - 1, j => goal.loss + (1 - goal.loss) * beyond(bound - j * eta)));
  const etaMax = q0 * goal.duration;
  return { eta: largest(f, etaMax, goal.recurrence), etaMax };
}

/** Sections 5 and 6: only loss and variance are known; `spare` is the bound less E(D), or for NFD-U and NFD-E the relative bound. */
export function configureByMoments(spare: number, spread: number, goal: Goal): { eta: number; etaMax: number } {
  const square = (x: number): number => x * x;
  const f = (eta: number): number => eta * product(ceiling(spare / eta) - 1, j =>
    (spread + square(spare - j * eta)) / (spread + goal.loss * square(spare - j * eta)));
  const share = (1 - goal.loss) * square(spare) / (spread + square(spare));
  const etaMax = Math.min(share * goal.duration, spare);
  return { eta: largest(f, etaMax, goal.recurrence), etaMax };
}
