/**
 * Ping and ack, with retries: every P a round of up to A attempts, `timeout` apart, that ends with the first ack. A round
 * fails at its end, A ⋅ timeout after its start, when no ack came; then the target is suspected, until an ack of a later
 * round. One attempt gets its ack within t with probability g(t) = (1 − p)² P(D₁ + D₂ <= t).
 *
 * Acks of earlier attempts of the round count (late) or not (strict): attempt i = 0 … A − 1 has until the round's end,
 * or its own timeout. So P(a round fails) = φ = ∏_i (1 − g((A − i) timeout)), or (1 − g(timeout))^A. Rounds are
 * independent, and a mistake begins at a failed round after a good one: E(T_MR) = P / (φ (1 − φ)).
 *
 * With a constant delay d, 2d <= timeout, f = 1 − (1 − p)²: pings sent per round = Σ_{i<A} fⁱ, an ack for each that arrives.
 * A mistake lasts from a round's end to the ack of the next good round, J attempts and M rounds on:
 * E(T_M) = P (1 + E M) − A ⋅ timeout + E(J) timeout + 2d, M geometric: E M = φ/(1 − φ), J given a success.
 *
 * Detection: the target stops answering at c, uniform in [0, P) after a round's start. Attempt i is answered iff its
 * ping arrives by then, i ⋅ timeout + d <= c: m(c) of the A can be. With probability 1 − f^m the round is good, and the next one
 * reveals the crash at P + A ⋅ timeout; otherwise this one does, at A ⋅ timeout, unless the round before had failed too:
 * then it was suspected all along. T_D = max(0, that − c).
 */
import { integrate } from './quadrature.ts';

export interface PingAck { readonly period: number; readonly timeout: number; readonly attempts: number; readonly loss: number; readonly late: boolean }

/** `within(t)`: P(round trip <= t), both ways arriving. */
export function failedRound({ timeout, attempts, loss, late }: PingAck, within: (t: number) => number): number {
  let product = 1;
  for (let i = 0; i < attempts; i++) product *= 1 - (1 - loss) ** 2 * within(late ? (attempts - i) * timeout : timeout);
  return product;
}

export function recurrence(model: PingAck, within: (t: number) => number): number {
  const failed = failedRound(model, within);
  return model.period / (failed * (1 - failed));
}

const failedAttempt = ({ loss }: PingAck): number => 1 - (1 - loss) ** 2;

/** Pings and acks sent per round; constant delay. */
export function messagesPerRound(model: PingAck): number {
  let pings = 0;
  for (let i = 0; i < model.attempts; i++) pings += failedAttempt(model) ** i;
  return pings * (2 - model.loss);
}

/** E(T_M); constant delay. */
export function mistakeDuration(model: PingAck, delay: number): number {
  const { period, timeout, attempts } = model;
  const f = failedAttempt(model);
  const failed = f ** attempts;
  let attemptsBefore = 0;
  for (let i = 0; i < attempts; i++) attemptsBefore += i * f ** i * (1 - f) / (1 - failed);
  return period / (1 - failed) - attempts * timeout + attemptsBefore * timeout + 2 * delay;
}

/** E(T_D); constant delay. */
export function meanDetection(model: PingAck, delay: number): number {
  const { period, timeout, attempts } = model;
  const f = failedAttempt(model);
  const answered = (c: number): number => Math.min(attempts, Math.max(0, Math.floor((c - delay) / timeout) + 1));
  const at = (c: number): number => {
    const missed = f ** answered(c);
    return (1 - missed) * (period + attempts * timeout - c) + missed * (1 - f ** attempts) * Math.max(0, attempts * timeout - c);
  };
  const arrivals = Array.from({ length: attempts }, (_, i) => i * timeout + delay);
  return integrate(at, [0, ...arrivals, attempts * timeout, period].filter(c => c <= period)) / period;
}
