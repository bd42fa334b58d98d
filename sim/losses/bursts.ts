import ln from '@stdlib/math-base-special-ln';
import { NEVER, sec, type Duration, type Time } from '../../src/time.ts';
import { Draw } from '../random.ts';
import { applies } from './independent.ts';
import type { Loss } from './loss.ts';

export interface BurstsParams { average: number; meanBurst: Duration; applies: 'all' | 'datagram' }

/** The link's state at the latest send: bad or good until `until`, the `index`-th stay. */
export interface BurstsState { bad: boolean; until: Time; index: number; a: number; b: number }

/**
 * A two-state chain in time: while the link is bad, everything sent is lost. Stays are exponential, and a function of
 * the link's key alone, so two detectors that send at different instants meet the same bursts.
 */
export const bursts: Loss<BurstsParams, BurstsState> = {
  name: 'bursts',
  summary: 'The link is now good, now bad for a while, and loses everything while it is bad.',
  parameters: {
    average: {
      default: 0.01, kind: 'share', min: 0, max: 1,
      low: 'bursts are so rare that a run may hold none', high: 'the link is bad nearly all the time',
    },
    meanBurst: {
      default: 2 * sec, kind: 'duration', min: 1,
      low: 'shorter than the interval: losses look independent', high: 'longer than the timeout: every burst is taken for a death',
    },
    applies,
  },
  init(params, key) {
    const state = { bad: new Draw().start(key.a, key.b).next() < params.average, until: 0, index: 0, a: key.a, b: key.b };
    state.until = stay(params, state);
    return state;
  },
  lost(params, state, sentAt) {
    while (state.until <= sentAt) {
      state.bad = !state.bad;
      state.index++;
      state.until += stay(params, state);
    }
    return state.bad;
  },
  // a stay has no memory: however long it has lasted, whole microseconds of it are left as at first
  branch({ average, meanBurst }, state, now, { a, b }) {
    Object.assign(state, { a, b, index: 0 });
    if (average <= 0 || average >= 1 || state.until <= now) return;
    state.until = now + 1 + Math.floor(-meanStay(average, meanBurst, state.bad) * ln(draw.start(a, b).absorb(0).next()));
  },
};

const draw = new Draw();

/** How long the present state lasts. Its mean makes the share of bad time `average`. */
function stay(params: BurstsParams, state: BurstsState): Duration {
  const { average, meanBurst } = params;
  if (average <= 0 || average >= 1) return NEVER - state.until;
  const length = -meanStay(average, meanBurst, state.bad) * ln(draw.start(state.a, state.b).absorb(state.index + 1).next());
  return Math.max(1, Math.round(length));
}

const meanStay = (average: number, meanBurst: Duration, bad: boolean): Duration => (bad ? meanBurst : (meanBurst * (1 - average)) / average);
