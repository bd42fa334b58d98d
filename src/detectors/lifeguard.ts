import type { Detector, Message, Opinion, Port, ProcessId, Signal, Start, Time } from '../contract.ts';
import { NEVER } from '../time.ts';
import { call, callsAfter, nextCallEnd, withoutCalls, type Call } from './memberlist/calls.ts';
import { lifeguardParameters, type LifeguardParams } from './memberlist/lifeguardParameters.ts';
import { health, healthChange, scaled } from './memberlist/localHealth.ts';
import { isKnown, isUnknown, learn, life, members, news, settle, type Members, type Update } from './memberlist/members.ts';
import { merged } from './memberlist/records.ts';
import { toReconnect } from './memberlist/reconnecting.ts';
import { pushPullInterval } from './memberlist/scaling.ts';
import { drawn, nextBeat, nextInTurn, rounds, someOf, type Rounds } from './swim/rounds.ts';

export type { LifeguardParams } from './memberlist/lifeguardParameters.ts';

/** Every message names the incarnation of its sender, and brings news. */
interface Told extends Message { readonly incarnation: number; readonly news: readonly Update[] }
export interface LifeguardPing extends Told { readonly kind: 'lifeguard.ping'; readonly round: number; readonly askedBy: ProcessId }
export interface LifeguardAck extends Told { readonly kind: 'lifeguard.ack'; readonly round: number; readonly askedBy: ProcessId }
export interface LifeguardPingReq extends Told { readonly kind: 'lifeguard.pingReq'; readonly round: number; readonly target: ProcessId }
/** "I had no answer either": so it is not the one that asked who is deaf. */
export interface LifeguardNack extends Told { readonly kind: 'lifeguard.nack'; readonly round: number }
export interface LifeguardGossip extends Told { readonly kind: 'lifeguard.gossip' }
export interface LifeguardStreamPing extends Told { readonly kind: 'lifeguard.streamPing'; readonly round: number }
export interface LifeguardStreamAck extends Told { readonly kind: 'lifeguard.streamAck'; readonly round: number }
/** All that one knows, as claims that the other merges. */
export interface LifeguardWhole extends Told { readonly kind: 'lifeguard.state'; readonly isAnswer: boolean }
export type LifeguardMessage = LifeguardPing | LifeguardAck | LifeguardPingReq | LifeguardNack | LifeguardGossip
  | LifeguardStreamPing | LifeguardStreamAck | LifeguardWhole;

/** Help that was promised: a nack leaves when it is due. */
interface Favour { readonly askedBy: ProcessId; readonly round: number; readonly due: Time }

export interface LifeguardState {
  readonly params: LifeguardParams;
  readonly list: Members;
  readonly turn: Rounds;
  round: number;
  awaited: ProcessId;
  /** An answer came by stream. It counts when the round is over: until then a datagram may still bring one. */
  reached: boolean;
  helpAt: Time;
  roundEnd: Time;
  nextProbe: Time;
  nacksExpected: number;
  nacks: number;
  /** In the order in which they are due. */
  favours: readonly Favour[];
  calls: readonly Call<LifeguardMessage>[];
  /** Through whom it joins; −1 where it knows everybody. */
  readonly contact: ProcessId;
  nextGossip: Time;
  nextExchange: Time;
  nextReconnect: Time;
}

type Out = Port<LifeguardMessage>;

/**
 * The tickers of a member begin with it, so that probes and gossip keep step, and what memberlist draws only makes it wait
 * for the first tick. Whole states are first exchanged one to two intervals after the beginning (state.go: schedule,
 * triggerFunc, pushPullTrigger). Those that are known have begun a while ago; those that join begin one by one, the first first.
 */
function begin(start: Start<LifeguardParams>, port: Out): LifeguardState {
  const { params, now, watches, watchedBy, self } = start;
  const first = Math.min(self, ...watches, ...watchedBy);
  const isJoining = params.join === 'first' && params.streams;
  const list = members(start, isJoining);
  const contact = isJoining && first !== self ? first : -1;
  const away = drawn(params.startedWithin, port);
  const begun = !isJoining ? now - away : contact >= 0 ? now + away : now;
  const alone = watches.length + watchedBy.length === 0;
  return {
    params, list, turn: rounds(watches, port), round: 0, awaited: -1, reached: false, helpAt: NEVER, roundEnd: NEVER, nacksExpected: 0, nacks: 0,
    favours: [], calls: [], contact,
    nextProbe: watches.length > 0 ? nextBeat(begun, params.probeInterval, Math.max(now, begun)) : NEVER,
    nextGossip: alone ? NEVER : nextBeat(begun, params.gossipInterval, Math.max(now, begun)),
    nextExchange: alone || !params.streams ? NEVER : contact >= 0 ? begun : firstExchange(params, list, now, port),
    nextReconnect: alone || !params.streams || params.reconnectInterval === 0 ? NEVER : Math.max(now, begun) + params.reconnectInterval,
  };
}

const firstExchange = (params: LifeguardParams, list: Members, now: Time, port: Out): Time =>
  now + drawn(params.pushPullInterval, port) + exchangeEvery(params, list);

const exchangeEvery = ({ pushPullInterval: every }: LifeguardParams, { others }: Members): number => pushPullInterval(every, others.length + 1);

const newsOf = ({ list, params }: LifeguardState): Update[] => news(list, params);

/** The buddy system: whom one suspects is told so with the ping, so that it can refute at once. */
function ping(state: LifeguardState, to: ProcessId, round: number, askedBy: ProcessId, port: Out): void {
  const { list } = state;
  const updates = newsOf(state);
  if (list.standings[to] === 'suspected') updates.unshift({ about: to, from: list.self, standing: 'suspected', incarnation: list.incarnations[to]! });
  port.send(to, { kind: 'lifeguard.ping', round, askedBy, incarnation: list.own, news: updates });
}

function probe(state: LifeguardState, now: Time, port: Out): void {
  const { list, params } = state;
  state.nextProbe = nextBeat(state.nextProbe, params.probeInterval, now);
  if (state.awaited >= 0) return;
  state.awaited = nextInTurn(state.turn, peer => list.standings[peer] !== 'failed' && !isUnknown(list, peer), port);
  if (state.awaited < 0) return;
  state.round++;
  state.nacksExpected = 0;
  state.nacks = 0;
  state.reached = false;
  state.roundEnd = now + scaled(params.probeInterval, list.score);
  state.helpAt = now + params.probeTimeout < state.roundEnd ? now + params.probeTimeout : NEVER;
  ping(state, state.awaited, state.round, list.self, port);
}

function askForHelp(state: LifeguardState, port: Out): void {
  const { list, params, awaited, round } = state;
  state.helpAt = NEVER;
  const able = list.others.filter(peer => peer !== awaited && list.standings[peer] === 'trusted');
  const friends = someOf(able, params.indirectChecks, port);
  state.nacksExpected = friends.length;
  for (const friend of friends) port.send(friend, { kind: 'lifeguard.pingReq', round, target: awaited, incarnation: state.list.own, news: newsOf(state) });
  if (!params.streams) return;
  const question = { kind: 'lifeguard.streamPing', round, incarnation: list.own, news: [] } as const;
  state.calls = call(state.calls, { to: awaited, question, until: state.roundEnd }, port);
}

function endRound(state: LifeguardState, answered: boolean): void {
  const { list, params, nacksExpected, nacks } = state;
  list.score = health(list.score, healthChange({ answered, nacksExpected, nacks }), params.awarenessMax);
  state.awaited = -1;
  state.helpAt = NEVER;
  state.roundEnd = NEVER;
}

function closeRound(state: LifeguardState, now: Time, port: Out): void {
  const { list, params, awaited, reached } = state;
  endRound(state, reached);
  if (reached) return;
  // memberlist logs it each time, whoever else suspects that member already
  port.note({ kind: 'reaches', milestone: 'suspect', about: awaited });
  learn(list, { about: awaited, from: list.self, standing: 'suspected', incarnation: list.incarnations[awaited]! }, now, params, port);
}

/** News goes also to those that have failed not long ago: one of them may be able to refute. */
function gossip(state: LifeguardState, now: Time, port: Out): void {
  const { list, params } = state;
  state.nextGossip = nextBeat(state.nextGossip, params.gossipInterval, now);
  if (list.queue.size === 0) return;
  const able = list.failed === 0 ? list.others
    : list.others.filter(peer => list.standings[peer] !== 'failed' || now - list.failedAt[peer]! <= params.gossipToTheFailed);
  for (const peer of someOf(able, params.gossipNodes, port)) {
    const updates = news(list, params);
    if (updates.length > 0) port.send(peer, { kind: 'lifeguard.gossip', incarnation: list.own, news: updates });
  }
}

const whole = ({ list }: LifeguardState): Update[] => [
  { about: list.self, from: list.self, standing: 'trusted', incarnation: list.own },
  ...list.others.filter(about => list.incarnations[about]! >= 0)
    .map(about => ({ about, from: list.self, standing: list.standings[about]!, incarnation: list.incarnations[about]! })),
];

function exchangeWith(state: LifeguardState, peer: ProcessId, now: Time, port: Out): void {
  const { list, params } = state;
  const question = { kind: 'lifeguard.state', isAnswer: false, incarnation: list.own, news: whole(state) } as const;
  state.calls = call(state.calls, { to: peer, question, until: now + params.streamTimeout }, port);
}

function exchange(state: LifeguardState, now: Time, port: Out): void {
  const { list, params, contact } = state;
  // whoever knows nobody joins, or tries to again
  if (list.others.length === 0 && contact >= 0) {
    state.nextExchange = firstExchange(params, list, now, port);
    return exchangeWith(state, contact, now, port);
  }
  state.nextExchange = nextBeat(state.nextExchange, exchangeEvery(params, list), now);
  for (const peer of someOf(list.others.filter(one => list.standings[one] === 'trusted'), 1, port)) exchangeWith(state, peer, now, port);
  return undefined;
}

function reconnect(state: LifeguardState, now: Time, port: Out): void {
  state.nextReconnect = nextBeat(state.nextReconnect, state.params.reconnectInterval, now);
  const peer = toReconnect(state.list, port);
  if (peer >= 0) exchangeWith(state, peer, now, port);
}

function nackDue(state: LifeguardState, now: Time, port: Out): void {
  while (state.favours.length > 0 && state.favours[0]!.due <= now) {
    const [{ askedBy, round }, ...rest] = state.favours as [Favour, ...Favour[]];
    state.favours = rest;
    port.send(askedBy, { kind: 'lifeguard.nack', round, incarnation: state.list.own, news: newsOf(state) });
  }
}

/**
 * All of this is due at the same instants, since tickers and rounds keep step and suspicions last for whole intervals of
 * them. A ticker fires a little before what it started an interval ago is over: so gossip comes first, and a suspicion
 * ends after the ping that would have told of it, but news of a round that failed goes with the next ping.
 */
function wake(state: LifeguardState, now: Time, port: Out): void {
  if (now >= state.nextGossip) gossip(state, now, port);
  if (now >= state.roundEnd) closeRound(state, now, port);
  if (now >= state.helpAt) askForHelp(state, port);
  if (now >= state.nextProbe) probe(state, now, port);
  nackDue(state, now, port);
  settle(state.list, now, state.params, port);
  if (now >= state.nextExchange) exchange(state, now, port);
  if (now >= state.nextReconnect) reconnect(state, now, port);
  if (now >= nextCallEnd(state.calls)) state.calls = withoutCalls(state.calls, ({ until }) => until <= now, port);
}

/** An answer that was asked for on behalf of another is passed on, and the nack for it is not due any more. */
function acknowledged(state: LifeguardState, { round, askedBy }: LifeguardAck, port: Out): void {
  if (askedBy === state.list.self) {
    if (state.awaited >= 0 && round === state.round) endRound(state, true);
    return;
  }
  state.favours = state.favours.filter(one => one.askedBy !== askedBy || one.round !== round);
  port.send(askedBy, { kind: 'lifeguard.ack', round, askedBy, incarnation: state.list.own, news: newsOf(state) });
}

function hear(state: LifeguardState, now: Time, from: ProcessId, message: Told, port: Out): void {
  const { list, params } = state;
  // a new life, or the first sign of any: what joining would have told
  const isNew = params.join === 'known' && Math.floor(message.incarnation / life) > Math.floor(list.incarnations[from]! / life);
  if (isNew) learn(list, { about: from, from, standing: 'trusted', incarnation: message.incarnation }, now, params, port);
  for (const update of message.news) {
    if (isKnown(list, update)) continue;
    // what is read from a whole state counts as one's own accusation (memberlist state.go, mergeState)
    const claim = message.kind === 'lifeguard.state' ? { ...update, from: list.self, ...merged(update.standing, update.incarnation) } : update;
    learn(list, claim, now, params, port);
  }
}

/** The answer is what was known before the question was read. */
function answerExchange(state: LifeguardState, from: ProcessId, { isAnswer }: LifeguardWhole, port: Out): void {
  if (isAnswer) state.calls = withoutCalls(state.calls, ({ to, question }) => to === from && question.kind === 'lifeguard.state', port);
  else port.send(from, { kind: 'lifeguard.state', isAnswer: true, incarnation: state.list.own, news: whole(state) }, 'stream');
}

function answeredByStream(state: LifeguardState, from: ProcessId, { round }: LifeguardStreamAck, port: Out): void {
  if (state.awaited >= 0 && round === state.round) state.reached = true;
  state.calls = withoutCalls(state.calls, ({ to, question }) => to === from && question.kind === 'lifeguard.streamPing', port);
}

function receive(state: LifeguardState, now: Time, from: ProcessId, message: LifeguardMessage | Signal, port: Out): void {
  if (!('news' in message)) {
    state.calls = callsAfter(state.calls, from, message, port);
    return;
  }
  const { list, params } = state;
  if (message.kind === 'lifeguard.state') answerExchange(state, from, message, port);
  hear(state, now, from, message, port);
  switch (message.kind) {
    case 'lifeguard.ping': port.send(from, { kind: 'lifeguard.ack', round: message.round, askedBy: message.askedBy, incarnation: state.list.own, news: newsOf(state) }); break;
    case 'lifeguard.ack': acknowledged(state, message, port); break;
    case 'lifeguard.pingReq':
      state.favours = [...state.favours, { askedBy: from, round: message.round, due: now + params.probeTimeout }];
      ping(state, message.target, message.round, from, port);
      break;
    case 'lifeguard.nack': if (state.awaited >= 0 && message.round === state.round) state.nacks++; break;
    case 'lifeguard.streamPing': port.send(from, { kind: 'lifeguard.streamAck', round: message.round, incarnation: list.own, news: [] }, 'stream'); break;
    case 'lifeguard.streamAck': answeredByStream(state, from, message, port); break;
    case 'lifeguard.state': case 'lifeguard.gossip': break;
  }
}

/** A header of about 30, and about 45 for each update: memberlist's are msgpack, with names and addresses. */
const bytes = ({ news: updates }: Told): number => 30 + 45 * updates.length;

/**
 * SWIM with Lifeguard as memberlist has it (hashicorp/memberlist at 1b4c746): suspicions that confirmations shorten, a
 * local health score that slows down whoever is itself unwell, nacks, the buddy system, and gossip beside the probes.
 * A helper's nack leaves a whole timeout after it was asked, so where that is half the interval, as in a LAN, nacks come
 * too late for a member whose score is 0, and in time for one that has begun to doubt itself.
 * Two streams make it whole: a fallback ping, and the exchange of whole states; each is closed after its answer.
 *
 * A failure is told to its subject for a while, and no longer: after a long partition the halves stay apart, unless
 * somebody joins them again, as Serf does (`reconnectInterval`). That takes two exchanges: in the first each refutes what
 * the other says of it, and nobody is told.
 */
export const lifeguard: Detector<LifeguardParams, LifeguardState, LifeguardMessage> = {
  name: 'lifeguard',
  summary: 'SWIM as memberlist runs it: confirmed suspicions, and slower judgement by whoever is itself unwell.',
  parameters: lifeguardParameters,
  messages: {
    'lifeguard.ping': { purpose: 'heartbeat', bytes }, 'lifeguard.ack': { purpose: 'ack', bytes },
    'lifeguard.pingReq': { purpose: 'relay', bytes }, 'lifeguard.nack': { purpose: 'relay', bytes },
    'lifeguard.gossip': { purpose: 'gossip', bytes }, 'lifeguard.state': { purpose: 'gossip', bytes },
    'lifeguard.streamPing': { purpose: 'heartbeat', bytes }, 'lifeguard.streamAck': { purpose: 'ack', bytes },
  },
  init: begin,
  receive,
  wake,
  deadline: state => Math.min(
    state.nextProbe, state.helpAt, state.roundEnd, state.list.next, state.nextGossip, state.nextExchange, state.nextReconnect, state.favours[0]?.due ?? NEVER, nextCallEnd(state.calls),
  ),
  opinion: (state, peer): Opinion => state.list.standings[peer] ?? 'trusted',
};
