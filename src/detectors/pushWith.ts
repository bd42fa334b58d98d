import type { AnyEstimator, Detector, Duration, Message, ParameterTable, Port, ProcessId, Start, Time } from '../contract.ts';
import type { EstimatorChoice } from '../parameters.ts';
import { NEVER, sec } from '../time.ts';
import { hear, opinionOf, settleDue, slotOf, watchlist, type Watchlist } from './watchlist.ts';

/** "I was running when I sent this." One object goes to every monitor. */
export interface PushBeat extends Message {
  readonly kind: 'push.beat';
  readonly incarnation: number;
  /** The place of this beat in its sender's schedule, from 0. */
  readonly seq: number;
  /** By the sender's clock. */
  readonly sentAt: Time;
}

export interface PushParams {
  /** η, from one beat to the next. */
  readonly interval: Duration;
  /** Where in the interval the first beat falls. */
  readonly phase: 'uniform' | 'zero';
  /** What a sender does about beats that it was too late for. */
  readonly pacing: 'fixedRate' | 'fixedDelay' | 'skip';
  readonly clock: 'monotonic' | 'wall';
  readonly estimator: EstimatorChoice;
  /** How often the monitor looks at its estimators; 0: at once when one changes its mind. */
  readonly checkEvery: Duration;
  readonly checkPhase: 'uniform' | 'zero';
  /** A monitor that polls, and finds that it stood still for longer than this, suspects nobody for as long again. */
  readonly maxLocalPause: Duration;
}

export interface PushState {
  readonly params: PushParams;
  readonly incarnation: number;
  // as one that is watched
  readonly watchedBy: readonly ProcessId[];
  seq: number;
  nextBeat: Time;
  // as a monitor
  readonly list: Watchlist;
}

const parameters: ParameterTable<PushParams> = {
  interval: {
    default: sec, kind: 'duration', min: 1,
    low: 'The beats themselves load the network, and every monitor has more to do.',
    high: 'Each lost beat is a long silence, so detection must wait longer to stay sure.',
  },
  phase: {
    default: 'uniform', kind: 'choice', choices: ['uniform', 'zero'],
    low: 'zero: all processes beat at the same instants, and their beats queue behind each other.',
    high: 'uniform: each process begins at a random point of its interval.',
  },
  pacing: {
    default: 'fixedRate', kind: 'choice', choices: ['fixedRate', 'fixedDelay', 'skip'],
    low: 'fixedRate: after a pause the sender catches up in one burst, which adaptive rules learn from.',
    high: 'fixedDelay: each delay shifts all later beats; skip: beats that were missed are never sent.',
  },
  clock: {
    default: 'monotonic', kind: 'choice', choices: ['monotonic', 'wall'],
    low: 'monotonic: it may run fast or slow, but is never set.',
    high: 'wall: when somebody sets the clock, all silences change their length at once.',
  },
  estimator: {
    default: { kind: 'fixed', params: { timeout: 3 * sec, restart: 'newest', cutoff: NEVER } }, kind: 'estimator',
    low: 'A rule with less patience suspects processes that are only slow.',
    high: 'A rule with more patience notices a crash later.',
  },
  checkEvery: {
    default: 0, kind: 'duration', min: 0,
    low: 'Zero: every change is noticed at its instant, which a real system that polls cannot do.',
    high: 'A crash is noticed up to this much later, and short mistakes are never noticed.',
    source: 'Akka looks once a second, a Kubernetes controller every 5 s, Redis Sentinel ten times a second',
  },
  checkPhase: {
    default: 'uniform', kind: 'choice', choices: ['uniform', 'zero'],
    low: 'zero: all monitors look at the same instants.',
    high: 'uniform: each monitor begins at a random point of its period.',
  },
  maxLocalPause: {
    default: NEVER, kind: 'duration', min: 1,
    low: 'Below checkEvery: it takes its own rhythm for a pause, and suspects nobody ever.',
    high: 'After a shorter pause of its own, it finds everybody silent and suspects them. Without checkEvery there is no guard.',
    source: 'Cassandra cassandra.max_local_pause_in_ms 5000, off here',
  },
};

const first = (phase: 'uniform' | 'zero', period: Duration, now: Time, port: Port<PushBeat>): Time =>
  phase === 'zero' ? now : now + Math.floor(port.random() * period);

/** Sends what is due, and plans the next beat. */
function beat(state: PushState, now: Time, port: Port<PushBeat>): void {
  const { interval, pacing } = state.params;
  while (state.nextBeat <= now) {
    const missed = pacing === 'skip' ? Math.floor((now - state.nextBeat) / interval) : 0;
    const message: PushBeat = { kind: 'push.beat', incarnation: state.incarnation, seq: state.seq + missed, sentAt: now };
    for (const monitor of state.watchedBy) port.send(monitor, message);
    state.seq += missed + 1;
    state.nextBeat = pacing === 'fixedDelay' ? now + interval : state.nextBeat + (missed + 1) * interval;
  }
}

function begin(estimator: AnyEstimator, start: Start<PushParams>, port: Port<PushBeat>): PushState {
  const { params, now, watches, watchedBy, roles, incarnation } = start;
  const nextBeat = watchedBy.length > 0 ? first(params.phase, params.interval, now, port) : NEVER;
  const looks = watches.length > 0 && params.checkEvery > 0;
  const firstLook = looks ? first(params.checkPhase, params.checkEvery, now, port) : now;
  const checks = { every: params.checkEvery, first: firstLook, longestPause: params.maxLocalPause };
  const list = watchlist(estimator, params.estimator.params, watches, roles.length, checks, now);
  return { params, incarnation, watchedBy, seq: 0, nextBeat, list };
}

/**
 * Heartbeats pushed to the monitors, each of which judges every sender by an estimator of its own. Made over a
 * registry of estimators, so that a custom one needs no other change. A process beats to those that watch it.
 */
export function pushWith(estimators: Readonly<Record<string, AnyEstimator>>): Detector<PushParams, PushState, PushBeat> {
  const chosen = ({ estimator: { kind } }: PushParams): AnyEstimator => {
    const estimator = estimators[kind];
    if (!estimator) throw new Error(`push: no estimator is called "${kind}"`);
    return estimator;
  };
  return {
    name: 'push',
    summary: 'Everybody sends heartbeats to those that watch it, and each judges the silence for itself.',
    parameters,
    clock: params => params.clock,
    // UDP header 8, kind 1, sender 4, incarnation 4, seq 8, sentAt 8
    messages: { 'push.beat': { purpose: 'heartbeat', bytes: 33 } },
    init: (start, port) => begin(chosen(start.params), start, port),
    receive(state, now, from, message, port) {
      if (message.kind !== 'push.beat') return;
      const slot = slotOf(state.list, from);
      if (slot >= 0) hear(state.list, chosen(state.params), slot, now, message, port);
    },
    wake(state, now, port) {
      beat(state, now, port);
      if (state.list.next <= now) settleDue(state.list, chosen(state.params), now, port);
    },
    deadline: state => Math.min(state.nextBeat, state.list.next),
    opinion: (state, peer) => opinionOf(state.list, peer),
    watch(state, peer) {
      const slot = slotOf(state.list, peer);
      return slot < 0 ? undefined : { estimator: state.params.estimator.kind, state: state.list.estimates[slot], due: state.list.due[slot]! };
    },
  };
}
