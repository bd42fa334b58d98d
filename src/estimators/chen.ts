import type { Beat, Duration, Estimator, ParameterTable, Time } from '../contract.ts';
import { NEVER, ms, sec } from '../time.ts';
import { slidingWindow, type SlidingWindow } from '../window.ts';
import { expectedArrival as estimated, learn, promised, shareOfPromise } from './freshnessPoint.ts';
import { advances } from './newest.ts';

export interface ChenParams {
  readonly variant: 's' | 'u' | 'e';
  /** η, that of the sender. */
  readonly interval: Duration;
  /** δ of NFD-S, added to the send time; α of NFD-U and NFD-E, added to the expected arrival. */
  readonly margin: Duration;
  /** NFD-E: how many of the newest beats the expected arrival is estimated from. */
  readonly window: number;
  /** NFD-U: E(D), what the expected arrival lies after the send time; with clocks that differ, their difference included. */
  readonly expectedDelay: Duration;
}

export interface ChenState {
  readonly params: ChenParams;
  /** ℓ, the largest sequence number received. */
  newest: number;
  /** When m_ℓ arrived; before the first beat, when the watch began. */
  arrived: Time;
  /** EA of m_ℓ₊₁; for NFD-S its send time σ. */
  expectedArrival: number;
  /** τ of m_ℓ₊₁: trusted before it, suspected from it on. */
  until: Time;
  /** A_i − η s_i of the beats received. */
  readonly shifted: SlidingWindow;
}

const parameters: ParameterTable<ChenParams> = {
  variant: {
    default: 'e', kind: 'choice', choices: ['s', 'u', 'e'],
    low: 's needs clocks that agree, u needs the expected delay: where these are wrong, every deadline is.',
    high: 'e estimates both from what arrives, and is as wrong as its window is short or stale.',
  },
  interval: {
    default: sec, kind: 'duration', min: 1,
    low: 'Below that of the sender: each next beat is expected too early, and every one is late.',
    high: 'Above that of the sender: each next beat is expected too late, and detection is slower.',
  },
  margin: {
    default: 500 * ms, kind: 'duration', min: 0,
    low: 'A beat that is a little late is a mistake.',
    high: 'A crash is noticed that much later; each further interval lets one more lost beat in a row pass.',
    source: 'Chen, Toueg and Aguilera 2002: δ = detection bound − η',
  },
  window: {
    default: 32, kind: 'count', min: 1, max: 1_000_000,
    low: 'The estimate follows the delay of the last few beats; with 1 it is "last arrival + interval".',
    high: 'When the network changes, the estimate is late to follow. Only NFD-E estimates.',
    source: 'Chen, Toueg and Aguilera 2002, simulation of NFD-E: n = 32',
  },
  expectedDelay: {
    default: 0, kind: 'duration',
    low: 'Beats are expected too early, as if the margin were less. Only NFD-U is told the delay.',
    high: 'Beats are expected too late, as if the margin were more.',
  },
};

function expectedArrival(state: ChenState, now: Time, beat: Beat): number {
  const { variant, interval, expectedDelay } = state.params;
  if (variant === 's') return beat.sentAt + interval;
  if (variant === 'u') return beat.sentAt + interval + expectedDelay;
  learn(state.shifted, interval, now, beat.seq);
  return estimated(state.shifted, interval, beat.seq + 1);
}

/**
 * The freshness points of Chen, Toueg and Aguilera (IEEE TC 51(5), 2002, sections 3 to 5): with ℓ the newest beat
 * received, trust lasts until τ of m_ℓ₊₁, wherever in its interval m_ℓ arrived. All three begin by suspecting.
 *
 * - NFD-S: τ = σ + δ, σ the send time, by clocks that agree. Then T_D ≤ δ + η, whatever the delays.
 * - NFD-U: τ = EA + α, the expected arrivals EA being known.
 * - NFD-E: the same, with EA estimated from the n newest beats received: the mean of A_i − η s_i, plus η (ℓ + 1).
 *   By sequence numbers, so that a lost beat does not shift it.
 *
 * A beat that comes after the freshness point of its successor clears nothing.
 */
export const chen: Estimator<ChenParams, ChenState> = {
  name: 'chen',
  summary: 'Trusted until a margin after the next beat was expected (NFD-S, NFD-U and NFD-E of Chen, Toueg and Aguilera).',
  parameters,
  init: (params, now) => ({
    params, newest: -1, arrived: now, expectedArrival: now, until: now,
    shifted: slidingWindow(params.variant === 'e' ? params.window : 1),
  }),
  observe(state, now, beat) {
    if (!advances(state, beat)) return;
    state.arrived = now;
    state.expectedArrival = expectedArrival(state, now, beat);
    state.until = Math.min(NEVER, Math.ceil(state.expectedArrival + state.params.margin));
  },
  freshUntil: state => state.until,
  level: ({ arrived, until, params }, now) => shareOfPromise(arrived, until, params.interval, now),
  explain: ({ expectedArrival: expected, params, shifted }, now) =>
    ({ untilExpected: expected - now, margin: params.margin, samples: shifted.count }),
  portrait: state => promised(`NFD-${state.params.variant.toUpperCase()}: the next beat’s expected arrival and a margin`, state, state.params.interval, state.shifted, [
    { name: 'expected arrival', length: state.expectedArrival - state.arrived }, { name: 'margin', length: state.params.margin },
  ]),
};
