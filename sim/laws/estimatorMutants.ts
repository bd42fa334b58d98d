/**
 * Historic bugs, kept as broken estimators: each is a plain rule with one thing wrong. A law that kills none of them
 * proves little; one that is not killed by any law shows a law that is missing.
 */
import type { AnyEstimator, Beat, Estimator, Time } from '../../src/contract.ts';
import { NEVER, sec } from '../../src/time.ts';
import type { EstimatorLawName } from './estimatorLaws.ts';

interface Plain { last: Time; newest: number; heard: number; longest: number; intervals: number[]; sum: number; squares: number; shifted: number }

type Rule = Partial<Estimator<Record<string, never>, Plain>>;

const timeout = 3 * sec;

const begin = (_: unknown, now: Time): Plain => ({ last: now, newest: -1, heard: 0, longest: 0, intervals: [], sum: 0, squares: 0, shifted: 0 });

/** Takes the beat if it is newer than all before: the part that most mutants get right. */
function take(state: Plain, now: Time, beat: Beat): boolean {
  if (beat.seq <= state.newest) return false;
  const interval = now - state.last;
  Object.assign(state, { newest: beat.seq, last: now, heard: state.heard + 1, sum: state.sum + interval });
  state.intervals = [...state.intervals, interval].slice(-10);
  return true;
}

/** A timeout of 3 s since the newest beat, but for what `rule` does otherwise. */
const mutant = (name: string, rule: Rule): AnyEstimator => ({
  name, parameters: {}, init: begin, observe: take, freshUntil: state => state.last + timeout,
  level: (state, now) => (now - state.last) / timeout, ...rule,
});

const meanOf = ({ sum, heard }: Plain): number => heard === 0 ? sec : sum / heard;

let watched = 0;

export const estimatorMutants: Readonly<Record<string, { readonly estimator: AnyEstimator; readonly killedBy: EstimatorLawName; readonly history: string }>> = {
  staleRestarts: {
    history: 'redis/redis#7216: a late reply without a timestamp counts as a new one; here its send time becomes the last',
    killedBy: 'older',
    estimator: mutant('staleRestarts', {
      observe(state, _, beat) { if (beat.seq !== state.newest) Object.assign(state, { newest: beat.seq, last: beat.sentAt }); },
    }),
  },
  copiesCounted: {
    history: 'scylladb/scylladb#2861: a beat reported twice is an interval of zero, and the deadline is divided by the copies',
    killedBy: 'duplicates',
    estimator: mutant('copiesCounted', {
      observe(state, now) { Object.assign(state, { sum: state.sum + now - state.last, heard: state.heard + 1, last: now }); },
      freshUntil: state => state.last + Math.ceil(8 * meanOf(state)) + 1,
      level: (state, now) => (now - state.last) / (Math.ceil(8 * meanOf(state)) + 1),
    }),
  },
  negativeVariance: {
    history: 'a variance by the sum of squares of large numbers: of a regular peer it is a small negative one, and has no root',
    killedBy: 'finite',
    estimator: mutant('negativeVariance', {
      observe(state, now, beat) {
        const shifted = now / sec - beat.seq;
        if (take(state, now, beat)) Object.assign(state, { shifted: state.shifted + shifted, squares: state.squares + shifted * shifted });
      },
      level(state, now) {
        const mean = state.shifted / Math.max(1, state.heard);
        return (now - state.last) / (timeout + sec * Math.sqrt(state.squares / Math.max(1, state.heard) - mean * mean));
      },
    }),
  },
  offByOne: {
    history: 'compared by > in one place and >= in the other: suspected one microsecond after its deadline',
    killedBy: 'threshold',
    estimator: mutant('offByOne', { level: (state, now) => (now - state.last - 1) / timeout }),
  },
  firstBeatsIgnored: {
    history: 'akka/akka-core#526: the first two beats only start the statistics, so a peer with one beat is trusted for ever',
    killedBy: 'completeness',
    estimator: mutant('firstBeatsIgnored', { freshUntil: state => state.heard < 2 ? NEVER : state.last + timeout }),
  },
  falls: {
    history: 'apache/incubator-retired-gossip#43: φ from the density instead of the tail, so it falls again when silence lasts',
    killedBy: 'monotone',
    estimator: mutant('falls', {
      level(state, now) {
        const share = (now - state.last) / timeout;
        return share < 2 ? share : 4 / share;
      },
    }),
  },
  sharedCounter: {
    history: 'a statistic kept in the module instead of the state: all peers share it, and no snapshot holds it',
    killedBy: 'clone',
    estimator: mutant('sharedCounter', {
      observe(state, now, beat) { if (take(state, now, beat)) state.longest = ++watched % 7; },
      freshUntil: state => state.last + timeout + state.longest,
    }),
  },
  everGrowing: {
    history: 'a window without an end: every interval is kept, for good measure',
    killedBy: 'bounded',
    estimator: mutant('everGrowing', {
      observe(state, now, beat) {
        const { intervals, last } = state;
        if (!take(state, now, beat)) return;
        intervals.push(now - last);
        state.intervals = intervals;
      },
    }),
  },
  sinceTheEpoch: {
    history: 'Hazelcast’s deadline detector, where the last beat is 0 until there is one: its age is that of the epoch',
    killedBy: 'shift',
    estimator: mutant('sinceTheEpoch', {
      init: (params, now) => ({ ...begin(params, now), last: 0 }),
      freshUntil: state => state.heard === 1 ? Math.floor(state.last / 2) + timeout : state.last + timeout,
    }),
  },
  staysSuspected: {
    history: 'haproxy/haproxy#1234: once it was suspected, no beat brings it back',
    killedBy: 'resetOnBeat',
    estimator: mutant('staysSuspected', {
      observe(state, now, beat) { if (now - state.last < timeout) take(state, now, beat); },
    }),
  },
};
