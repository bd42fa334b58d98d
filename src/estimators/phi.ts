import type { Duration, Estimator, ParameterTable, Time } from '../contract.ts';
import { defaults } from '../parameters.ts';
import { NEVER, ms, sec } from '../time.ts';
import { mean, push, slidingWindow, valuesOf, variance, type SlidingWindow } from '../window.ts';
import { deviation, flavours, type Flavour } from './phiFlavours.ts';

/** Each flavour reads the options that it knows. What is left out has that flavour's default. */
export interface PhiParams {
  readonly flavour: keyof typeof flavours;
  /** Φ. */
  readonly threshold?: number;
  /** How many intervals are kept (Akka and Hazelcast: max-sample-size). */
  readonly window?: number;
  readonly minStdDeviation?: Duration;
  readonly acceptableHeartbeatPause?: Duration;
  readonly firstHeartbeatEstimate?: Duration;
  readonly expectedResponseAfter?: Duration;
  readonly initialValue?: Duration;
  readonly maxInterval?: Duration;
}
export type PhiOptions = Required<PhiParams>;

export interface PhiState {
  readonly options: PhiOptions;
  /** See {@link Flavour.score}. */
  readonly score: number;
  readonly window: SlidingWindow;
  newest: number;
  heard: boolean;
  /** The latest arrival. Before the first: when one is assumed, if nothing comes. */
  last: Time;
  until: Time;
}

/** Hazelcast's own default, where it is not that of the others. */
const inHazelcast = <T>(value: T) => ({ by: { option: 'flavour', defaults: { hazelcast: value } } });

const parameters: ParameterTable<PhiParams> = {
  flavour: {
    default: 'akka', kind: 'choice', choices: Object.keys(flavours),
    low: 'normal: the paper’s; its thin tail calls any outlier impossible, however often it happens.',
    high: 'cassandra: only the mean is learnt, so even a perfectly regular peer gets 18.4 mean intervals.',
  },
  threshold: {
    default: 8, ...inHazelcast(10), kind: 'number', min: 0.001, max: 300,
    low: 'Jitter that was seen before is taken for a crash.',
    high: 'A crash is noticed later; in cassandra by 2.3 mean intervals for each 1.',
    source: 'Hayashibara et al. 2004; Akka and Pekko cluster 8 (remote watch 10); Cassandra 8, allowed 5 to 16; Hazelcast 10',
  },
  window: {
    default: 1_000, ...inHazelcast(200), kind: 'count', min: 1, max: 1_000_000,
    low: 'Mean and deviation follow the last few intervals: one burst resets what is normal.',
    high: 'What is normal stays what it was long ago.',
    source: 'Hayashibara et al. 2004 WS = 1000; Akka max-sample-size 1000 (remote watch 200); Cassandra 1000; Hazelcast 200',
  },
  minStdDeviation: {
    default: 100 * ms, kind: 'duration', min: 1,
    low: 'After a regular stretch the smallest delay is an outlier.',
    high: 'Regularity is never rewarded with fast detection. Not in cassandra.',
    source: 'Akka min-std-deviation 100 ms, Hazelcast the same; the paper has no floor',
  },
  acceptableHeartbeatPause: {
    default: 3 * sec, ...inHazelcast(60 * sec), kind: 'duration', min: 0,
    low: 'A garbage collection is taken for a crash.',
    high: 'It is added to every detection: with much of it this is a fixed timeout. Not in cassandra.',
    source: 'Akka cluster 3 s (remote watch 10 s); Hazelcast 60 s; the paper has none, set 0s for it',
  },
  firstHeartbeatEstimate: {
    default: sec, ...inHazelcast(5 * sec), kind: 'duration', min: 4,
    low: 'Akka learns nothing if its peers are slower than this lets it expect, and flaps for ever.',
    high: 'The first real intervals look early, and the deviation stays large until the window has turned. Not in cassandra.',
    source: 'Akka: the heartbeat interval, 1 s; Hazelcast likewise, 5 s',
  },
  expectedResponseAfter: {
    default: sec, ...inHazelcast(NEVER), kind: 'duration', min: 0,
    low: 'Peers that start a little later than their monitor are suspected before they begin.',
    high: 'A peer that never says anything is trusted that much longer. Never: for ever, as by the bare detector. Not in cassandra.',
    source: 'Akka cluster expected-response-after 1 s: then a first heartbeat is assumed',
  },
  initialValue: {
    default: 2 * sec, kind: 'duration', min: 1,
    low: 'Peers heard by gossip, at irregular intervals, are convicted before the mean is known.',
    high: 'The first sample dominates the mean for long, and detection is slow. In cassandra only.',
    source: 'Cassandra fd_initial_value_ms 2000: twice the gossip interval',
  },
  maxInterval: {
    default: 0, kind: 'duration', min: 0,
    low: 'Longer intervals are discarded, so a link that is slower than this is never learnt and flaps. 0: as initialValue.',
    high: 'An outage enters the mean and slows detection for a whole window. In cassandra only.',
    source: 'Cassandra fd_max_interval_ms: by default as fd_initial_value_ms',
  },
};

const flavourOf = (state: PhiState): Flavour => flavours[state.options.flavour];

const phiAfter = (state: PhiState, silence: Duration): number =>
  silence <= 0 && !state.heard ? 0 : flavourOf(state).phi(state.options, state.window, silence);

/** The first whole microsecond of suspicion: from the inverse of φ, put right by φ itself where that rounded otherwise. */
function freshUntil(state: PhiState): Time {
  const { options, last, window, score } = state;
  const flavour = flavourOf(state);
  const suspects = (silence: Duration) => flavour.suspects(phiAfter(state, silence), options.threshold);
  let silence = Math.max(0, Math.ceil(flavour.patience(options, window, score)));
  if (silence >= NEVER - last) return NEVER;
  while (silence > 0 && suspects(silence - 1)) silence--;
  while (!suspects(silence)) silence++;
  return last + silence;
}

function init(params: PhiParams, now: Time): PhiState {
  const options = { ...defaults(parameters, params), ...params } as PhiOptions;
  const flavour: Flavour = flavours[options.flavour];
  const window = slidingWindow(options.window);
  for (const sample of flavour.bootstrap(options)) push(window, sample);
  const last = flavour.assumes ? Math.min(NEVER, now + options.expectedResponseAfter) : NEVER;
  const state: PhiState = { options, score: flavour.score(options.threshold), window, newest: -1, heard: false, last, until: NEVER };
  state.until = freshUntil(state);
  return state;
}

/** How many samples of the bootstrap the window still holds, at its old end. */
function assumed(state: PhiState): number {
  const { window, options } = state;
  const left = flavourOf(state).bootstrap(options).slice(window.oldest);
  return left.every((sample, i) => window.values[window.oldest + i] === sample) ? left.length : 0;
}

/** Just under 1: φ at its threshold, where that is not yet a suspicion. */
const almost = 1 - 2 ** -53;

/**
 * Accrual: φ = −log₁₀ P(a beat comes yet later than this), from the intervals seen so far (Hayashibara et al., SRDS
 * 2004), in the four forms that are in use. See `phiFlavours.ts` for what sets them apart.
 */
export const phi: Estimator<PhiParams, PhiState> = {
  name: 'phi',
  summary: 'A level of suspicion that grows with the silence, from the intervals seen so far, in four systems’ forms.',
  parameters,
  init,
  observe(state, now, beat) {
    const flavour = flavourOf(state);
    const isNewer = beat.seq > state.newest;
    if (!isNewer && flavour.hears === 'newest') return;
    if (isNewer) state.newest = beat.seq;
    const interval = Math.max(0, now - state.last);
    if (state.heard && flavour.records(state.options, interval, now < state.until)) push(state.window, interval);
    state.heard = true;
    state.last = now;
    state.until = freshUntil(state);
  },
  freshUntil: state => state.until,
  level(state, now) {
    const { threshold } = state.options;
    const phi = phiAfter(state, now - state.last);
    if (phi === threshold && !flavourOf(state).suspects(phi, threshold)) return almost;
    return Math.min(Number.MAX_VALUE, phi / threshold);
  },
  explain(state, now) {
    const { options, window } = state;
    const spread = options.flavour === 'cassandra' ? Math.sqrt(variance(window)) : deviation(options, window);
    return {
      phi: Math.min(Number.MAX_VALUE, phiAfter(state, now - state.last)), threshold: options.threshold,
      mean: mean(window), deviation: spread, samples: window.count,
    };
  },
  portrait(state) {
    const { options, window, last, score } = state;
    const { name, formula, parts } = flavourOf(state);
    return {
      name, formula, symbol: 'φ', kind: 'number', threshold: options.threshold, since: last, samples: valuesOf(window), assumed: assumed(state),
      parts: parts(options, window, score),
    };
  },
  density: (state, silence) => flavourOf(state).density(state.options, state.window, silence),
};
