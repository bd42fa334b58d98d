/** flowcontrol's token bucket of one token, and the limiter that never gives any. */
import { NEVER, sec, type Time } from '../../time.ts';

export interface Limiter {
  /** Tokens a second. */
  readonly rate: number;
  /** When there is a token. */
  readyAt: Time;
}

export const limiter = (rate: number, now: Time): Limiter => ({ rate, readyAt: now });

/** NewFakeNeverRateLimiter. It says of itself that its rate is 1, so one of rate 1 never takes its place. */
const never = (): Limiter => ({ rate: 1, readyAt: NEVER });

export function tryAccept(state: Limiter, now: Time): boolean {
  if (now < state.readyAt) return false;
  state.readyAt = now + Math.ceil(sec / state.rate);
  return true;
}

/** SwapLimiter: who was waiting for a token goes on waiting, by the new rate. */
export function swapped(state: Limiter, rate: number, now: Time): Limiter {
  if (state.rate === rate) return state;
  if (rate <= 0) return never();
  const next = limiter(rate, now);
  if (!tryAccept(state, now)) tryAccept(next, now);
  return next;
}
