/**
 * A hidden chain of loss, stepping once per message: in state s a message is lost with probability `loss[s]`. With one
 * state it is independent loss, with two it is Gilbert–Elliott's.
 *
 * What the oracles ask of it is always of one form: the probability that each message k of a stretch does something of
 * probability `share(k, kept)` given its state, `kept` being the chance that it is not lost. That is a product of 2 × 2
 * matrices between the stationary distribution and ones: the forward recursion of hidden Markov chains.
 */
export interface Chain { readonly start: readonly number[]; readonly step: readonly (readonly number[])[]; readonly loss: readonly number[] }

export const independent = (p: number): Chain => ({ start: [1], step: [[1]], loss: [p] });

/** a: good → bad, b: bad → good, per message; hG, hB: loss in each. Stationary: b/(a+b) good. */
export const gilbert = (a: number, b: number, hG = 0, hB = 1): Chain =>
  ({ start: [b / (a + b), a / (a + b)], step: [[1 - a, a], [b, 1 - b]], loss: [hG, hB] });

/** From Gilbert's usual description: a share of loss, all of it in the bad state, and the mean length of a burst. */
export function bursts(average: number, meanLength: number): Chain {
  const b = 1 / meanLength;
  return gilbert(average * b / (1 - average), b);
}

export const averageLoss = (chain: Chain): number => chain.start.reduce((sum, share, s) => sum + share * chain.loss[s]!, 0);

/** One more message: weigh each state by what the message must do there, then step. */
export function after(chain: Chain, weights: readonly number[], share: (kept: number) => number): number[] {
  const weighed = weights.map((weight, s) => weight * share(1 - chain.loss[s]!));
  return chain.start.map((_, to) => weighed.reduce((sum, weight, from) => sum + weight * chain.step[from]![to]!, 0));
}

/** P(every message k from `first` to `last` does what has probability share(k, kept)), in the steady state. */
export function probability(chain: Chain, first: number, last: number, share: (k: number, kept: number) => number): number {
  let weights: readonly number[] = chain.start;
  for (let k = first; k <= last; k++) weights = after(chain, weights, kept => share(k, kept));
  return weights.reduce((sum, weight) => sum + weight, 0);
}
