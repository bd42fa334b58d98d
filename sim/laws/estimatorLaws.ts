/** What an estimator owes its detector, whatever arrives. Which of these one claims: claims.ts. */
import type { AnyEstimator, Time } from '../../src/contract.ts';
import { NEVER } from '../../src/time.ts';
import { arrivals, arrive, type Arrival, type Arrivals } from './arrivals.ts';
import { caseOf, type Law, type Subject } from './law.ts';
import { parameterValues } from './parameterValues.ts';

/** An estimator, and options that its laws are examined with; the others vary. */
export interface EstimatorSubject extends Subject {
  readonly estimator: AnyEstimator;
  readonly params?: Readonly<Record<string, unknown>>;
  /** Beats before it may be asked to suspect for good; 0 by default. */
  readonly bootstrap?: number;
}

type EstimatorLaw = Law<EstimatorSubject>;

const law = (name: string, statement: string, over: EstimatorLaw['over']): EstimatorLaw => ({ name, registry: 'estimatorLaws', statement, over });

/** The estimator after each arrival: null for "all is well", else what is wrong. */
type Judge = (state: unknown, now: Time, arrival: Arrival | null, next: Time) => string | null;

const histories = ({ estimator, params }: EstimatorSubject, most?: number) => arrivals(parameterValues(estimator.parameters, params), most);

const newestOf = (list: readonly Arrival[]): number => list.reduce((newest, { beat }) => Math.max(newest, beat.seq), -1);

/** Walks a history and judges at the beginning and after each arrival; `next` is the arrival after it. */
function walk({ estimator }: EstimatorSubject, history: Arrivals, judge: Judge): string | null {
  const list = arrive(history);
  const state: unknown = estimator.init(history.params, history.start);
  let wrong = judge(state, history.start, null, list[0]?.at ?? NEVER);
  for (let i = 0; i < list.length && wrong === null; i++) {
    const { at, beat } = list[i]!;
    estimator.observe(state, at, beat);
    wrong = judge(state, at, list[i]!, list[i + 1]?.at ?? NEVER);
  }
  return wrong;
}

/** Instants worth asking at: now, the freshness point and beside it, and the end of the silence. */
function instants(estimator: AnyEstimator, state: unknown, now: Time, next: Time): Time[] {
  const until = estimator.freshUntil(state);
  const from = Math.max(now, estimator.freshFrom?.(state) ?? now);
  const end = Math.min(next, Math.max(until, from) + 3_600_000_000);
  const near = [from, from + 1, until - 1, until, until + 1, Math.floor((from + end) / 2), end];
  return near.filter(t => t >= from && t <= end && t < NEVER).sort((a, b) => a - b);
}

const finite = law('finite', 'The level is a finite number, and the freshness point a whole one, whatever arrives.',
  subject => caseOf(histories(subject), history => walk(subject, history, (state, now, _, next) => {
    const until = subject.estimator.freshUntil(state);
    if (!Number.isSafeInteger(until)) return `at ${now} it is fresh until ${until}`;
    const odd = instants(subject.estimator, state, now, next).find(t => !Number.isFinite(subject.estimator.level(state, t)));
    return odd === undefined ? null : `at ${odd} its level is ${subject.estimator.level(state, odd)}`;
  })));

const monotone = law('monotone', 'Between two beats the level never falls.',
  subject => caseOf(histories(subject), history => walk(subject, history, (state, now, _, next) => {
    const times = instants(subject.estimator, state, now, next);
    const levels = times.map(t => subject.estimator.level(state, t));
    const falls = levels.findIndex((level, i) => i > 0 && level < levels[i - 1]!);
    return falls < 0 ? null : `from ${times[falls - 1]} to ${times[falls]} it falls from ${levels[falls - 1]} to ${levels[falls]}`;
  })));

const threshold = law('threshold', 'The level is 1 or more exactly from the freshness point on, to the microsecond.',
  subject => caseOf(histories(subject), history => walk(subject, history, (state, now, _, next) => {
    const until = subject.estimator.freshUntil(state);
    const odd = instants(subject.estimator, state, now, next).find(t => subject.estimator.level(state, t) >= 1 !== t >= until);
    return odd === undefined ? null : `fresh until ${until}, but at ${odd} its level is ${subject.estimator.level(state, odd)}`;
  })));

const completeness = law('completeness', 'After the last beat there is an instant from which it suspects for ever.',
  subject => caseOf(histories(subject), history => {
    const list = arrive(history);
    const { estimator, bootstrap = 0 } = subject;
    if (newestOf(list) < 0 ? bootstrap > 0 : new Set(list.map(({ beat }) => beat.seq)).size < bootstrap) return null;
    const state: unknown = estimator.init(history.params, history.start);
    for (const { at, beat } of list) estimator.observe(state, at, beat);
    const until = estimator.freshUntil(state);
    return until < NEVER ? null : `after ${list.length} beats it trusts for ever`;
  }));

const resetOnBeat = law('resetOnBeat', 'A beat newer than all before restores trust at once.',
  subject => {
    return caseOf(histories(subject), history => {
      let newest = -1;
      return walk(subject, history, (state, now, arrival) => {
        if (!arrival || arrival.beat.seq <= newest) return null;
        newest = arrival.beat.seq;
        const { level, freshUntil } = subject.estimator;
        if (level(state, now) < 1 && freshUntil(state) > now) return null;
        return `beat ${newest} came at ${now}, and still its level is ${level(state, now)}`;
      });
    });
  });

/** A state's outward face: when it suspects, and how it feels about the time before. */
const face = (estimator: AnyEstimator, state: unknown, now: Time): string =>
  JSON.stringify([estimator.freshUntil(state), estimator.freshFrom?.(state) ?? null, [0, 1, 1_000, 1_000_000].map(d => estimator.level(state, now + d))]);

/** Does the twin's part after arrival i, and gives its state, or a new one. */
type Twin = (state: unknown, arrival: Arrival, next: Time) => unknown;

/** Feeds a history to two estimators, of which one is meddled with after each arrival. Their faces must stay equal. */
function twins(estimator: AnyEstimator, history: Arrivals, twin: Twin): string | null {
  const state: unknown = estimator.init(history.params, history.start);
  let other: unknown = estimator.init(history.params, history.start);
  const list = arrive(history);
  for (const [i, arrival] of list.entries()) {
    estimator.observe(state, arrival.at, arrival.beat);
    estimator.observe(other, arrival.at, arrival.beat);
    other = twin(other, arrival, list[i + 1]?.at ?? arrival.at + 2_000_000);
    const [one, two] = [face(estimator, state, arrival.at), face(estimator, other, arrival.at)];
    if (one !== two) return `after beat ${arrival.beat.seq} at ${arrival.at} one says ${one}, the other ${two}`;
  }
  return null;
}

const duplicates = law('duplicates', 'A second copy of the newest beat changes nothing, now or later.',
  subject => caseOf(histories(subject), history => {
    let newest = -1;
    return twins(subject.estimator, history, (state, { at, beat }, next) => {
      newest = Math.max(newest, beat.seq);
      if (beat.seq === newest) subject.estimator.observe(state, Math.floor((at + next) / 2), beat);
      return state;
    });
  }));

const older = law('older', 'A beat older than the newest never moves the freshness point back.',
  subject => caseOf(histories(subject), history => {
    let newest = -1;
    let before = 0;
    return walk(subject, history, (state, _, arrival) => {
      const until = subject.estimator.freshUntil(state);
      const stale = arrival !== null && arrival.beat.seq < newest;
      newest = Math.max(newest, arrival?.beat.seq ?? -1);
      const wrong = stale && until < before ? `beat ${arrival.beat.seq} came after ${newest} and moved it from ${before} to ${until}` : null;
      before = until;
      return wrong;
    });
  }));

const clone = law('clone', 'A structuredClone of the state has the same future.',
  subject => caseOf(histories(subject), history => twins(subject.estimator, history, state => structuredClone(state))));

const determinism = law('determinism', 'The same beats, heard twice, make the same estimate; asking changes nothing.',
  subject => caseOf(histories(subject), history => twins(subject.estimator, history, (state, { at }) => {
    subject.estimator.explain?.(state, at + 5);
    face(subject.estimator, state, at);
    return state;
  })));

const shifted = 86_400_000_000;

const shift = law('shift', 'Everything a day later gives the same estimate a day later, to a microsecond of rounding.',
  subject => caseOf(histories(subject), history => {
    const { estimator } = subject;
    const state: unknown = estimator.init(history.params, history.start);
    const later: unknown = estimator.init(history.params, history.start + shifted);
    for (const { at, beat } of arrive(history)) {
      estimator.observe(state, at, beat);
      estimator.observe(later, at + shifted, { ...beat, sentAt: beat.sentAt + shifted });
      const [one, two] = [estimator.freshUntil(state), estimator.freshUntil(later) - shifted];
      const same = one >= NEVER - shifted || Math.abs(one - two) <= 1;
      if (!same) return `after beat ${beat.seq} at ${at} it is fresh until ${one}, and a day later until ${two} past it`;
    }
    return null;
  }));

/** How many numbers and texts a state holds. */
function leaves(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength / 8;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, part) => sum + leaves(part), 0);
}

const bounded = law('bounded', 'Its memory does not grow with the number of beats, once its window is full.',
  subject => caseOf(histories(subject, 2), ({ params, interval }) => {
    const { estimator } = subject;
    const state: unknown = estimator.init(params, 0);
    const sizes = [0, 1].map(half => {
      // more than any window holds that is ever tried
      for (let i = 1; i <= 6_000; i++) {
        const seq = half * 6_000 + i;
        estimator.observe(state, seq * interval + 1 + seq % 7, { incarnation: 0, seq, sentAt: seq * interval });
      }
      return leaves(state);
    });
    return sizes[0] === sizes[1] ? null : `after 6 000 beats it holds ${sizes[0]} values, after 12 000 ${sizes[1]}`;
  }));

export const estimatorLaws = {
  finite, monotone, threshold, completeness, resetOnBeat, duplicates, older, clone, determinism, shift, bounded,
} satisfies Record<string, EstimatorLaw>;

export type EstimatorLawName = keyof typeof estimatorLaws;
