import type { Detector, Duration, Message, ParameterTable, Port, ProcessId, Signal, Start, Time } from '../contract.ts';
import { NEVER, sec } from '../time.ts';
import { forget, grow, heartbeats, lifeOfCounters, tellable, type Heartbeats } from './gossip/heartbeats.ts';
import { failsAt, grew, judgeOf, judgesNow, type Judge, type Judging } from './gossip/judging.ts';
import { drawn, nextBeat, someOf } from './swim/rounds.ts';

/** The whole table: a counter for each process, −1 for those that it has forgotten. Immutable: a copy goes to each. */
export interface GossipTable extends Message { readonly kind: 'gossip.table'; readonly counters: readonly number[] }
/** The table of one that was told another's. */
export interface GossipAnswer extends Message { readonly kind: 'gossip.answer'; readonly counters: readonly number[] }
export type GossipMessage = GossipTable | GossipAnswer;

export interface GossipParams extends Judging {
  /** T_gossip. */
  readonly interval: Duration;
  /** To how many others, drawn anew each time. */
  readonly fanout: number;
  readonly exchange: 'push' | 'pushPull';
  /** T_cleanup. */
  readonly forgetAfter: Duration;
  readonly phase: 'uniform' | 'zero';
}

export interface GossipState {
  readonly params: GossipParams;
  readonly self: ProcessId;
  readonly partners: readonly ProcessId[];
  readonly watches: readonly ProcessId[];
  readonly table: Heartbeats;
  /** By process, 1 where it holds. */
  readonly watched: Uint8Array;
  readonly suspected: Uint8Array;
  readonly judge: Judge;
  /** The latest life that was heard of; −1 before. */
  readonly lives: Float64Array;
  nextGossip: Time;
  /** ≤ the instant at which the next counter has stood still for too long; exact after each wake. */
  nextFailure: Time;
  /** What it told last: whoever asks is answered with that. */
  last: GossipTable | null;
}

const parameters: ParameterTable<GossipParams> = {
  interval: {
    default: sec, kind: 'duration', min: 1,
    low: 'Every message holds the whole table, so they are the more dear the larger the group.',
    high: 'A counter takes longer to get round, and T_fail must grow with it.',
  },
  fanout: {
    default: 1, kind: 'count', min: 1, max: 1_000,
    low: 'With 1, a counter needs about log₂ n + ln n rounds to reach everybody.',
    high: 'As many messages more, for few rounds less.',
    source: 'van Renesse, Minsky, Hayden (Middleware 1998): one at random',
  },
  exchange: {
    default: 'push', kind: 'choice', choices: ['push', 'pushPull'],
    low: 'push: the last few that a counter has not reached wait long for their luck.',
    high: 'pushPull: whoever is told answers with its own table, at twice the messages.',
    source: 'van Renesse, Minsky, Hayden (Middleware 1998): push',
  },
  judge: {
    default: 'age', kind: 'choice', choices: ['age', 'phi'],
    low: 'age: the paper\'s; a counter that stands still for longer than T_fail has failed.',
    high: 'phi: Cassandra\'s; by the intervals at which the counter grew here, looked at whenever it gossips. Nobody is forgotten.',
    source: 'Cassandra, FailureDetector.java and Gossiper.java: doStatusCheck in each round',
  },
  threshold: {
    default: 8, kind: 'number', min: 0.001, max: 300,
    low: 'With judge phi. A counter that took a longer way round is a mistake.',
    high: 'A crash is noticed later, by 2.3 mean intervals for each 1.',
    source: 'Cassandra phi_convict_threshold 8, allowed 5 to 16',
  },
  initialInterval: {
    default: 2 * sec, kind: 'duration', min: 1,
    low: 'With judge phi. A counter that comes by longer ways than that is too old before its rhythm is known.',
    high: 'The first sample dominates the mean for long, and a crash soon after the start is noticed late.',
    source: 'Cassandra cassandra.fd_initial_value_ms: twice the gossip interval',
  },
  maxInterval: {
    default: 0, kind: 'duration', min: 0,
    low: 'With judge phi. Longer intervals are thrown away, so a slower rhythm is never learnt. 0: as initialInterval.',
    high: 'An outage enters the mean, and the next one is noticed late.',
    source: 'Cassandra cassandra.fd_max_interval_ms: as fd_initial_value_ms',
  },
  maxLocalPause: {
    default: NEVER, kind: 'duration', min: 1,
    low: 'With judge phi. Below the interval it takes its own rhythm for a pause, and suspects nobody ever.',
    high: 'After a shorter pause of its own it finds every counter old. Never: no guard.',
    source: 'Cassandra cassandra.max_local_pause_in_ms 5000, off here',
  },
  failAfter: {
    default: 10 * sec, kind: 'duration', min: 1,
    low: 'A counter that takes the long way round is a mistake.',
    high: 'A crash is noticed that much later. It should grow as n log n where the bandwidth of all is fixed.',
  },
  forgetAfter: {
    default: 20 * sec, kind: 'duration', min: 1,
    low: 'Close to T_fail, a table that still holds the old counter brings a crashed process back for a while.',
    high: 'Tables hold entries of the crashed for longer.',
    source: 'van Renesse, Minsky, Hayden (Middleware 1998): twice T_fail',
  },
  phase: {
    default: 'uniform', kind: 'choice', choices: ['uniform', 'zero'],
    low: 'zero: all gossip at the same instants, in rounds.',
    high: 'uniform: each begins at a random point of its interval.',
  },
};

type Out = Port<GossipMessage>;

function begin(start: Start<GossipParams>, port: Out): GossipState {
  const { self, params, watches, watchedBy, roles, now, incarnation } = start;
  const partners = [...new Set([...watches, ...watchedBy])].sort((a, b) => a - b);
  const first = params.phase === 'zero' ? now : now + drawn(params.interval, port);
  const watched = new Uint8Array(roles.length);
  for (const peer of watches) watched[peer] = 1;
  return {
    params, self, partners, watches, watched, last: null,
    table: heartbeats(roles.length, self, incarnation, now),
    suspected: new Uint8Array(roles.length), judge: judgeOf(params, watched, now),
    lives: new Float64Array(roles.length).fill(-1),
    nextGossip: partners.length > 0 ? first : NEVER,
    nextFailure: watches.length > 0 && params.judge === 'age' ? now + params.failAfter + 1 : NEVER,
  };
}

/** One's own counter grows with each table. */
function tell(state: GossipState, now: Time, port: Out): void {
  const { params, table, self, partners } = state;
  grow(table, self, table.counters[self]! + 1, now);
  if (params.judge === 'phi') judge(state, now, port);
  else forget(table, self, now, params);
  state.last = { kind: 'gossip.table', counters: params.judge === 'phi' ? Array.from(table.counters) : tellable(table, now, params) };
  for (const peer of someOf(partners, params.fanout, port)) port.send(peer, state.last);
  state.nextGossip = nextBeat(state.nextGossip, params.interval, now);
}

/** Suspects those whose counter has stood still for too long. */
function judge(state: GossipState, now: Time, port: Out): void {
  const { params, table, watches, suspected } = state;
  const judges = judgesNow(state.judge, now);
  let next = NEVER;
  for (const peer of watches) {
    if (suspected[peer] === 1) continue;
    const at = failsAt(state.judge, params, table, peer);
    if (now < at) next = Math.min(next, at);
    else if (judges) {
      suspected[peer] = 1;
      port.suspect(peer);
    }
  }
  // by φ it is looked at whenever it gossips
  state.nextFailure = params.judge === 'age' ? next : NEVER;
}

/** The counter of one that is watched grew: it runs, or did when that left it. */
function vouch(state: GossipState, peer: ProcessId, now: Time, port: Out): void {
  const { table, suspected, lives, params } = state;
  const life = Math.floor(table.counters[peer]! / lifeOfCounters);
  const isNew = life > lives[peer]!;
  grew(state.judge, params, peer, table.counters[peer]!, isNew && lives[peer]! >= 0, now);
  lives[peer] = life;
  if (params.judge === 'age') state.nextFailure = Math.min(state.nextFailure, now + params.failAfter + 1);
  if (suspected[peer] === 0 && !isNew) return;
  suspected[peer] = 0;
  port.trust(peer);
}

/** All of a table, which is as long as the group is large; nothing else depends on that. */
function merge(state: GossipState, { counters }: GossipMessage, now: Time, port: Out): void {
  const members = Math.min(counters.length, state.watched.length);
  for (let member = 0; member < members; member++) {
    if (member !== state.self && grow(state.table, member, counters[member]!, now) && state.watched[member] === 1) vouch(state, member, now, port);
  }
}

function receive(state: GossipState, now: Time, from: ProcessId, message: GossipMessage | Signal, port: Out): void {
  if (!('counters' in message)) return;
  merge(state, message, now, port);
  const isAsked = message.kind === 'gossip.table' && state.params.exchange === 'pushPull';
  if (isAsked && state.last) port.send(from, { ...state.last, kind: 'gossip.answer' });
}

/** UDP header 8, kind 1, sender 4; a member 4 and its counter 8, of those only that are known. */
const bytes = ({ counters }: GossipMessage): number => 13 + 12 * counters.filter(counter => counter >= 0).length;

/**
 * Heartbeat counters by gossip (van Renesse, Minsky, Hayden, Middleware 1998): everybody tells a member at random, again
 * and again, how far all have counted. A counter that has not grown for longer than T_fail is suspected; after T_cleanup
 * it is forgotten, and no sooner, since a table that still holds it would bring it back as new. Needs no clocks that
 * agree, and no confirmations. Cassandra learns from the intervals at which a counter grew (`judge` phi): no other estimator
 * would do, since the counters carry no send times and grow here by hearsay, in leaps. With pushPull an answer is the table that was told last, made once for everybody.
 *
 * A member that one has forgotten and whose old counter comes round again is trusted once more: the paper's reason for
 * T_cleanup being twice T_fail.
 */
export const gossip: Detector<GossipParams, GossipState, GossipMessage> = {
  name: 'gossip',
  summary: 'Everybody counts its own heartbeats, and tells a random member how far all have counted.',
  parameters,
  messages: { 'gossip.table': { purpose: 'gossip', bytes }, 'gossip.answer': { purpose: 'gossip', bytes } },
  init: begin,
  receive,
  wake(state, now, port) {
    if (now >= state.nextFailure) judge(state, now, port);
    if (now >= state.nextGossip) tell(state, now, port);
  },
  deadline: state => Math.min(state.nextGossip, state.nextFailure),
  opinion: (state, peer) => (state.suspected[peer] === 1 ? 'suspected' : 'trusted'),
};
