import type { Duration, Estimator, ParameterTable, Time } from '../contract.ts';
import { NEVER, sec } from '../time.ts';
import { advances } from './newest.ts';

export interface MissedParams {
  /** η, between beats and between checks. */
  readonly interval: Duration;
  /** How many in a row. */
  readonly k: number;
  /** `sequence`: how long after its send time a beat is judged. Else: when in the interval the checks fall, from the begin of the watch. */
  readonly offset: Duration;
  readonly rule: 'emptyCheck' | 'resetCount' | 'sequence';
}

export interface MissedState {
  readonly params: MissedParams;
  newest: number;
  /** The first scheduled check; always after the begin of the watch. */
  readonly firstCheck: Time;
  /** The next check that counts as missed, if nothing more is heard. */
  countsFrom: Time;
  trustedFrom: Time;
}

const parameters: ParameterTable<MissedParams> = {
  interval: {
    default: sec, kind: 'duration', min: 1,
    low: 'Below that of the sender: checks find nothing because nothing was due yet.',
    high: 'Above that of the sender: several lost beats count as one.',
  },
  k: {
    default: 3, kind: 'count', min: 1, max: 1_000_000,
    low: 'With 1, every lost beat is a mistake.',
    high: 'Each one more makes detection an interval slower.',
  },
  offset: {
    default: 0, kind: 'duration', min: 0,
    low: 'sequence: a beat is judged before it can have arrived.',
    high: 'sequence: every verdict comes that much later. Else only the phase of the checks changes.',
  },
  rule: {
    default: 'emptyCheck', kind: 'choice', choices: ['emptyCheck', 'resetCount', 'sequence'],
    low: 'resetCount: a beat just before a check shields from no check: patience of k − 1 to k intervals.',
    high: 'emptyCheck: a check with a beat before it counts nothing: patience of k to k + 1 intervals.',
  },
};

/** The scheduled check at or after an instant: an arrival at the instant of a check counts as received. */
function checkAfter({ firstCheck, params: { interval } }: MissedState, instant: Time): Time {
  return firstCheck + Math.max(0, Math.ceil((instant - firstCheck) / interval)) * interval;
}

const freshUntil = ({ countsFrom, params: { k, interval } }: MissedState): Time =>
  Math.min(NEVER, countsFrom + (k - 1) * interval);

/** A beat that comes after it was judged was missed. In time, it ends the run when it is judged. */
function judge(state: MissedState, now: Time, sentAt: Time): void {
  const judged = sentAt + state.params.offset;
  if (now > judged) return;
  if (now >= freshUntil(state)) state.trustedFrom = judged;
  state.countsFrom = judged + state.params.interval;
}

/**
 * k missed heartbeats in a row. Three algorithms go by that name:
 *
 * - `emptyCheck` looks every interval whether anything came since the last look, and suspects at the k-th look in a row
 *   without. Trust lasts k η to (k + 1) η after the last beat.
 * - `resetCount` zeroes a count at each beat and adds one at each look: (k − 1) η to k η.
 * - `sequence` judges each beat m_i by its number, at its send time plus `offset`, and suspects when k in a row had not
 *   arrived. Needs clocks that agree. Trust returns when the next one that did arrive is judged. With an offset above
 *   the interval a beat that is already here excuses missing ones before it that are judged only later.
 */
export const missed: Estimator<MissedParams, MissedState> = {
  name: 'missed',
  summary: 'Suspected after k beats in a row that did not come, counted in one of three ways.',
  parameters,
  init(params, now) {
    const { interval, offset, rule } = params;
    const firstCheck = now + (rule === 'sequence' ? interval + offset : offset || interval);
    return { params, newest: -1, firstCheck, countsFrom: firstCheck, trustedFrom: now };
  },
  observe(state, now, beat) {
    if (!advances(state, beat)) return;
    const { rule, interval } = state.params;
    if (rule === 'sequence') judge(state, now, beat.sentAt);
    else state.countsFrom = checkAfter(state, now) + (rule === 'emptyCheck' ? interval : 0);
  },
  freshUntil,
  freshFrom: state => state.trustedFrom,
  level({ countsFrom, trustedFrom, params: { interval, k } }, now) {
    if (now < trustedFrom) return 1;
    return Math.max(0, Math.floor((now - countsFrom) / interval) + 1) / k;
  },
  explain: ({ countsFrom, params: { interval, k } }, now) =>
    ({ missed: Math.max(0, Math.floor((now - countsFrom) / interval) + 1), k }),
  portrait: ({ countsFrom, params: { interval, k, rule } }) => ({
    name: 'the count of missed beats', formula: `beats missed in a row, counted by ${rule}`, symbol: 'missed', kind: 'count', threshold: k,
    since: countsFrom - interval, samples: [], assumed: 0,
    parts: [{ name: 'until the first miss', length: interval }, { name: `${k - 1} more`, length: (k - 1) * interval }],
  }),
};
