/**
 * The fixed timeout since the last heartbeat, exactly.
 *
 * Message k leaves at kη, is lost as a hidden chain says, and takes D_k, independent, so messages may overtake each
 * other. A *restart* is an arrival that sets the timer: any arrival, or only one with a newer number than all before.
 * The monitor suspects at t iff no restart fell in (t − TO, t]: a restart at the deadline itself counts as received.
 * So a mistake begins TO after every restart that no other follows within (s, s + TO].
 *
 * **any.** For an interval (s, e], P(no arrival in it) = E ∏_k [1 − kept_k (F(e − kη) − F(s − kη))], over the chain.
 *   1 − P_A = (1/η) ∫₀^η P(none in (x − TO, x]) dx.
 *   Mistakes per period = Σ over arrivals at s of P(that arrival, none in (s, s + TO]). Where D has a density f that is
 *   ∫ f(d) E[kept₀ ∏_{k≠0} …] dd, taking message 0 as the one that arrives at s = d. Where D has atoms, several
 *   messages may arrive at the same instant and start one mistake only; per instant s modulo η the rate is
 *   P(none in (s, s + TO]) − P(none in [s, s + TO]).
 *
 * **newest.** Message n restarts the timer at s iff no k > n has arrived by s, and begins a mistake iff none of them
 *   arrives by s + TO; older messages do not matter. Mistakes per period = ∫ dF(d) E[kept₀ ∏_{k≥1} (1 − kept_k F(d + TO − kη))].
 *   Suspected at x iff the newest message n that had arrived by x − TO is still the newest at x:
 *   1 − P_A = (1/η) ∫₀^η Σ_n E[kept_n F(x − TO − nη) ∏_{k>n} (1 − kept_k F(x − kη))] dx.
 *
 * E(T_MR) = η / rate, and E(T_M) = (1 − P_A) E(T_MR).
 *
 * **Detection.** The crash comes at c, uniform in [0, η) after message 0 left; message −j left jη earlier. Let R be the
 *   last restart ever. T_D = max(0, R + TO − c), so E(T_D) = (1/η) ∫_{−TO}^∞ P(R > y) min(η, y + TO) dy.
 *   any: P(R <= y) = E ∏_{j≥0} [1 − kept_j (F(∞) − F(y + jη))]; newest: R is the arrival of the newest message that arrives
 *   at all: P(R > y) = Σ_j E[∏_{i<j} (1 − kept_i F(∞)) kept_j (F(∞) − F(y + jη))]. (Two states are reversible: backwards is forwards.)
 *
 * A cutoff makes F defective: what is discarded never arrives.
 */
import { after, probability, type Chain } from './chain.ts';
import type { Delay } from './delay.ts';
import { integrate, widening } from './quadrature.ts';

export interface FixedTimeout {
  readonly interval: number;
  readonly timeout: number;
  readonly loss: Chain;
  readonly delay: Delay;
  readonly restart: 'any' | 'newest';
}

export interface Mistakes { readonly recurrence: number; readonly duration: number; readonly suspected: number }

/** P(no arrival between s and e), e included, s only if `closed`. */
function none({ interval, loss, delay }: FixedTimeout, s: number, e: number, closed = false): number {
  const before = closed ? delay.below : delay.upTo;
  return probability(loss, Math.floor((s - delay.end) / interval), Math.floor(e / interval),
    (k, kept) => 1 - kept * (delay.upTo(e - k * interval) - before(s - k * interval)));
}

/** P per unit of density that message 0 arrives at d and starts a mistake, whatever the numbers of the others. */
function lastAt({ interval, timeout, loss, delay }: FixedTimeout, d: number): number {
  return probability(loss, Math.floor((d - delay.end) / interval), Math.floor((d + timeout) / interval), (k, kept) =>
    k === 0 ? kept : 1 - kept * (delay.upTo(d + timeout - k * interval) - delay.upTo(d - k * interval)));
}

/** The same where only the newer ones matter. */
function newestAt({ interval, timeout, loss, delay }: FixedTimeout, d: number): number {
  return probability(loss, 0, Math.floor((d + timeout) / interval), (k, kept) =>
    k === 0 ? kept : 1 - kept * delay.upTo(d + timeout - k * interval));
}

/** Where the integrands over a delay have kinks: at those of F, and a whole number of intervals, or those and a timeout, off. */
function* delayBreaks({ interval, timeout, delay }: FixedTimeout): Generator<number> {
  yield* widening(Math.min(...delay.edges), delay.end, Math.min(interval, delay.mean) / 200);
  for (const edge of delay.edges) {
    for (let k = -50; k <= 50; k++) {
      for (const x of [edge + k * interval, edge + k * interval - timeout]) if (x > delay.edges[0]! && x < delay.end) yield x;
    }
  }
}

/** Mistakes per period. */
function rate(model: FixedTimeout): number {
  const { delay, interval, timeout } = model;
  const at = model.restart === 'any' ? lastAt : newestAt;
  const spread = integrate(d => { const f = delay.density(d); return f === 0 ? 0 : f * at(model, d); }, delayBreaks(model));
  if (model.restart === 'newest') return spread + delay.atoms.reduce((sum, [d, share]) => sum + share * newestAt(model, d), 0);
  const instants = new Set(delay.atoms.map(([d]) => d % interval));
  return spread + [...instants].reduce((sum, s) => sum + none(model, s, s + timeout) - none(model, s, s + timeout, true), 0);
}

/** P(suspected at x), newest: a sum over the message that is the newest at x − TO and still at x. */
function stillNewest({ interval, timeout, loss, delay }: FixedTimeout, x: number): number {
  // backwards from the newest message sent: so far, none of the newer ones has arrived by x
  let weights: readonly number[] = loss.start;
  let sum = 0;
  for (let k = Math.floor(x / interval); weights.some(weight => weight > 1e-15); k--) {
    const was = delay.upTo(x - timeout - k * interval);
    if (was > 0) sum += after(loss, weights, kept => kept * was).reduce((a, b) => a + b, 0);
    weights = after(loss, weights, kept => 1 - kept * delay.upTo(x - k * interval));
  }
  return sum;
}

const phase = (x: number, interval: number): number => ((x % interval) + interval) % interval;

/** Kinks of the phase integral: those of F, and a timeout later, in [0, η); closer and closer above each, where F is steep. */
function* phaseBreaks({ interval, timeout, delay }: FixedTimeout): Generator<number> {
  yield* [0, interval];
  for (const edge of delay.edges) {
    for (const x of [edge, edge + timeout]) {
      yield phase(x, interval);
      if (delay.atoms.length === 0) for (let i = 1; i < 20; i++) yield phase(x + interval / 2 ** i, interval);
    }
  }
}

export function mistakes(model: FixedTimeout): Mistakes {
  const { interval, timeout } = model;
  const at = (x: number): number => model.restart === 'any' ? none(model, x - timeout, x) : stillNewest(model, x);
  const suspected = integrate(at, phaseBreaks(model), interval / 40) / interval;
  const recurrence = interval / rate(model);
  return { recurrence, duration: suspected * recurrence, suspected };
}

/** P(R > y): the last restart after the crash's period comes later than y. */
function lastAfter({ interval, loss, delay, restart }: FixedTimeout, y: number): number {
  const all = delay.upTo(Infinity);
  const late = (j: number): number => all - delay.upTo(y + j * interval);
  const reach = Math.max(0, Math.ceil((delay.end - y) / interval));
  if (restart === 'any') return 1 - probability(loss, 0, reach, (j, kept) => 1 - kept * late(j));
  let weights: readonly number[] = loss.start;
  let sum = 0;
  for (let j = 0; j <= reach; j++) {
    const share = late(j);
    sum += after(loss, weights, kept => kept * share).reduce((a, b) => a + b, 0);
    weights = after(loss, weights, kept => 1 - kept * all);
  }
  return sum;
}

function* detectionBreaks({ interval, timeout, delay }: FixedTimeout): Generator<number> {
  yield* [-timeout, interval - timeout];
  for (const edge of [...delay.edges, delay.end]) {
    for (let y = edge; y > -timeout; y -= interval) yield y;
  }
}

/** E(T_D), a crash at a uniform phase. */
export function meanDetection(model: FixedTimeout): number {
  const { interval, timeout } = model;
  return integrate(y => lastAfter(model, y) * Math.min(interval, y + timeout), detectionBreaks(model), interval / 10) / interval;
}

/** The q-quantile of T_D. */
export function detectionQuantile(model: FixedTimeout, q: number): number {
  const { interval, timeout, delay } = model;
  const later = (t: number): number => {
    const breaks = [0, interval];
    for (const edge of delay.edges) breaks.push(phase(edge - t + timeout, interval));
    return integrate(c => lastAfter(model, t - timeout + c), breaks, interval / 10) / interval;
  };
  let [low, high] = [0, timeout + delay.end + interval];
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2;
    if (later(middle) > 1 - q) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
