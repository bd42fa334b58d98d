import type { Duration, Estimator, Time } from '../contract.ts';
import { NEVER, sec } from '../time.ts';
import { advances } from './newest.ts';

export interface FixedParams {
  readonly timeout: Duration;
  /** Which arrivals restart the timer: those newer than all before, or every one. */
  readonly restart: 'newest' | 'any';
  /** Beats that travelled longer than this, by the sender's stamp, are discarded. */
  readonly cutoff: Duration;
}

export interface FixedState {
  readonly params: FixedParams;
  newest: number;
  /** When the timer was last restarted. */
  last: Time;
}

/**
 * The common timeout: trusted while the last accepted beat is younger than `timeout`, suspected exactly at it (Akka's
 * and Hazelcast's deadline detectors compare `last + timeout > now`, strictly).
 *
 * Because it is restarted at *arrival*, a beat that travelled fast makes the next premature timeout likelier, and the
 * detection time has no bound but `cutoff + timeout`: the two defects that NFD-S removes (Chen, Toueg and Aguilera,
 * IEEE TC 51(5), 2002). Until the first beat the timer runs from the beginning of the watch.
 */
export const fixed: Estimator<FixedParams, FixedState> = {
  name: 'fixed',
  summary: 'Suspected once the newest beat is older than a fixed timeout.',
  parameters: {
    timeout: {
      default: 3 * sec, kind: 'duration', min: 1,
      low: 'A lost beat, or one slow one, is taken for a crash.',
      high: 'A crash goes unnoticed for that long.',
    },
    restart: {
      default: 'newest', kind: 'choice', choices: ['newest', 'any'],
      low: 'newest: a beat that was overtaken proves nothing, though its sender was running when it left.',
      high: 'any: a beat that was long under way, or a copy of one, hides a crash.',
    },
    cutoff: {
      default: NEVER, kind: 'duration', min: 0,
      low: 'Beats that were only slow are thrown away, as if lost. Needs synchronised clocks.',
      high: 'A beat sent long before the crash restarts the timer after it.',
      source: 'Chen et al. 2002, section on simulation: cutoffs of 0.08 s and 0.16 s',
    },
  },
  init: (params, now) => ({ params, newest: -1, last: now }),
  observe(state, now, beat) {
    const { restart, cutoff } = state.params;
    if (now - beat.sentAt > cutoff) return;
    if (advances(state, beat) || restart === 'any') state.last = now;
  },
  freshUntil: state => Math.min(NEVER, state.last + state.params.timeout),
  level: (state, now) => (now - state.last) / state.params.timeout,
  explain: (state, now) => ({ elapsed: now - state.last, timeout: state.params.timeout }),
  portrait: ({ last, params: { timeout } }) => ({
    name: 'the silence', formula: 'silence since the newest beat, against a fixed timeout', symbol: 'silence', kind: 'duration', threshold: timeout,
    since: last, samples: [], assumed: 0, parts: [{ name: 'timeout', length: timeout }],
  }),
};
