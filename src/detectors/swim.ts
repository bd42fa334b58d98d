import type { Detector, Duration, Message, ParameterTable, Port, ProcessId, Signal, Start, Time } from '../contract.ts';
import { NEVER, ms, sec } from '../time.ts';
import { accuse, isCurrent, learn, membership, opinionOf, settle, type Membership } from './swim/membership.ts';
import { drawn, nextBeat, nextInTurn, rounds, someOf, type Rounds } from './swim/rounds.ts';
import { tell, type Update } from './swim/rumours.ts';

/** What every message of SWIM says beside its question: who runs in which incarnation, and the news. */
interface Told extends Message { readonly incarnation: number; readonly news: readonly Update[] }

/** "Are you there?", for oneself or for another who asked for help. */
export interface SwimPing extends Told { readonly kind: 'swim.ping'; readonly round: number; readonly askedBy: ProcessId }
/** "I am", to whoever pinged; or a helper passes it on to the one that asked. `who` answered. */
export interface SwimAck extends Told { readonly kind: 'swim.ack'; readonly round: number; readonly askedBy: ProcessId; readonly who: ProcessId }
/** "Ping that one for me." */
export interface SwimPingReq extends Told { readonly kind: 'swim.pingReq'; readonly round: number; readonly target: ProcessId }
export type SwimMessage = SwimPing | SwimAck | SwimPingReq;

export interface SwimParams {
  /** T′, the protocol period. */
  readonly period: Duration;
  /** How long a direct answer may take before others are asked to try. */
  readonly timeout: Duration;
  /** k, how many others are asked. */
  readonly indirect: number;
  readonly targets: 'roundRobin' | 'random';
  /** Whether one that nobody reaches is suspected first; without, it has failed. */
  readonly suspicion: boolean;
  /** How long a suspected member has to refute it. */
  readonly suspicionTimeout: Duration;
  /** λ: an update is told at most λ ln n times by each member. */
  readonly lambda: number;
  /** The most updates that ride on one message. */
  readonly piggyback: number;
  readonly phase: 'uniform' | 'zero';
}

export interface SwimState {
  readonly params: SwimParams;
  readonly list: Membership;
  readonly targets: Rounds;
  /** The member asked in this period; −1 for nobody, or when it has answered. */
  awaited: ProcessId;
  round: number;
  /** The end of this period, and the beginning of the next. */
  nextRound: Time;
  /** When help is asked for. */
  helpAt: Time;
}

const parameters: ParameterTable<SwimParams> = {
  period: {
    default: sec, kind: 'duration', min: 1,
    low: 'Below three round trips a direct question and the help of others do not fit into one period.',
    high: 'A crash waits that long until somebody asks, 1.58 periods on average in a large group.',
    source: 'SWIM (DSN 2002), section 3.1: at least three times the round trip',
  },
  timeout: {
    default: 300 * ms, kind: 'duration', min: 1,
    low: 'Below the round trip every question costs the help of others too.',
    high: 'Beyond the period nobody has the time to help, and one lost message is a suspicion.',
    source: 'SWIM (DSN 2002), section 3.1: an estimate of the round trip',
  },
  indirect: {
    default: 3, kind: 'count', min: 0, max: 1_000,
    low: 'With 0, one lost ping or answer, or one broken link, is a suspicion.',
    high: 'Each failed direct question costs up to four messages for each helper.',
  },
  targets: {
    default: 'roundRobin', kind: 'choice', choices: ['roundRobin', 'random'],
    low: 'random: a member may by chance not be asked for very long.',
    high: 'roundRobin: each is asked again within 2(n − 1) − 1 periods, whatever the luck.',
    source: 'SWIM (DSN 2002), section 4.3',
  },
  suspicion: {
    default: true, kind: 'flag',
    low: 'false, the basic protocol: what nobody reaches for one period has failed, for good.',
    high: 'true: failure comes a suspicion timeout later, and a member that runs can refute it.',
    source: 'SWIM (DSN 2002), section 4.2',
  },
  suspicionTimeout: {
    default: 5 * sec, kind: 'duration', min: 1,
    low: 'The accused has not heard of it, or its answer not come round, before it is taken for failed.',
    high: 'Every real failure is confirmed that much later.',
  },
  lambda: {
    default: 3, kind: 'number', min: 0.1, max: 100,
    low: 'Some members never hear of a failure, or not of its refutation.',
    high: 'The same news is told again to those that know it; there is less room for other news.',
  },
  piggyback: {
    default: 6, kind: 'count', min: 1, max: 1_000,
    low: 'News of many failures at once waits in line.',
    high: 'Messages grow, up to what a datagram holds.',
  },
  phase: {
    default: 'uniform', kind: 'choice', choices: ['uniform', 'zero'],
    low: 'zero: all periods begin together.',
    high: 'uniform: each member begins at a random point of its period.',
  },
};

type Out = Port<SwimMessage>;

function begin(start: Start<SwimParams>, port: Out): SwimState {
  const { params, now, watches } = start;
  const first = params.phase === 'zero' ? now : now + drawn(params.period, port);
  return {
    params, list: membership(start, params.lambda), targets: rounds(watches, port),
    awaited: -1, round: 0, nextRound: watches.length > 0 ? first : NEVER, helpAt: NEVER,
  };
}

const told = ({ list, params }: SwimState): Pick<Told, 'incarnation' | 'news'> =>
  ({ incarnation: list.own, news: tell(list.rumours, params.piggyback, update => isCurrent(list, update)) });

/** Whom it takes for failed gets that verdict with the answer, so that it can return as a new member. */
function toldTo(state: SwimState, peer: ProcessId): Pick<Told, 'incarnation' | 'news'> {
  const { list } = state;
  const said = told(state);
  if (opinionOf(list, peer) !== 'failed') return said;
  return { ...said, news: [...said.news, { about: peer, verdict: 'failed', incarnation: list.incarnations[peer]! }] };
}

function ping(state: SwimState, to: ProcessId, round: number, askedBy: ProcessId, port: Out): void {
  port.send(to, { kind: 'swim.ping', round, askedBy, ...told(state) });
}

/** Nobody has reached the one that was asked in the period that ends. */
function judge(state: SwimState, now: Time, port: Out): void {
  const { list, params, awaited } = state;
  if (awaited >= 0) accuse(list, awaited, params.suspicion ? 'suspected' : 'failed', now + params.suspicionTimeout, port);
}

function ask(state: SwimState, now: Time, port: Out): void {
  const { list, params: { period, timeout, targets }, targets: turn } = state;
  const mayAsk = (peer: ProcessId): boolean => opinionOf(list, peer) !== 'failed';
  const candidates = targets === 'random' ? Array.from(turn.order).filter(mayAsk) : [];
  state.awaited = targets === 'random' ? candidates[drawn(candidates.length, port)] ?? -1 : nextInTurn(turn, mayAsk, port);
  state.round++;
  state.nextRound = nextBeat(state.nextRound, period, now);
  state.helpAt = state.awaited >= 0 && now + timeout < state.nextRound ? now + timeout : NEVER;
  if (state.awaited >= 0) ping(state, state.awaited, state.round, list.self, port);
}

function askForHelp(state: SwimState, port: Out): void {
  const { list, params, awaited, round } = state;
  state.helpAt = NEVER;
  if (awaited < 0) return;
  const able = list.others.filter(peer => peer !== awaited && opinionOf(list, peer) !== 'failed');
  for (const friend of someOf(able, params.indirect, port)) port.send(friend, { kind: 'swim.pingReq', round, target: awaited, ...told(state) });
}

function wake(state: SwimState, now: Time, port: Out): void {
  settle(state.list, now, port);
  if (now >= state.nextRound) {
    judge(state, now, port);
    ask(state, now, port);
  } else if (now >= state.helpAt) askForHelp(state, port);
}

function acknowledged(state: SwimState, { round, askedBy, who }: SwimAck, port: Out): void {
  const { self } = state.list;
  if (askedBy !== self) port.send(askedBy, { kind: 'swim.ack', round, askedBy, who, ...told(state) });
  else if (round === state.round && who === state.awaited) {
    state.awaited = -1;
    state.helpAt = NEVER;
  }
}

function receive(state: SwimState, now: Time, from: ProcessId, message: SwimMessage | Signal, port: Out): void {
  if (!('news' in message)) return;
  const { list, params } = state;
  const until = now + params.suspicionTimeout;
  learn(list, { about: from, verdict: 'trusted', incarnation: message.incarnation }, until, port);
  for (const update of message.news) learn(list, update, until, port);
  if (message.kind === 'swim.ack') acknowledged(state, message, port);
  else if (message.kind === 'swim.pingReq') ping(state, message.target, message.round, from, port);
  else port.send(from, { kind: 'swim.ack', round: message.round, askedBy: message.askedBy, who: list.self, ...toldTo(state, from) });
}

/** UDP header 8, kind 1, sender 4, round 4, a second process 4, incarnation 4; an update is 9. */
const bytes = ({ news }: Told): number => 25 + 9 * news.length;

/**
 * SWIM (Das, Gupta, Motivala, DSN 2002): each period every member pings one other. If no answer comes, k others are asked
 * to try; if none has come when the period ends, it is suspected, and, unless it refutes that, has failed. All news rides
 * on these messages. Members are those that watch it or that it watches.
 *
 * A failure is final for that life of the process: it is asked no more. One that asks somebody who takes it for failed is
 * told so, and returns as a new member. After a partition that lasts, nobody asks, and the two halves stay apart.
 */
export const swim: Detector<SwimParams, SwimState, SwimMessage> = {
  name: 'swim',
  summary: 'Everybody pings one other in each period, asks others for help when no answer comes, and gossips what it found.',
  parameters,
  messages: {
    'swim.ping': { purpose: 'heartbeat', bytes },
    'swim.ack': { purpose: 'ack', bytes: message => bytes(message) + 4 },
    'swim.pingReq': { purpose: 'relay', bytes },
  },
  init: begin,
  receive,
  wake,
  deadline: state => Math.min(state.nextRound, state.helpAt, state.list.next),
  opinion: (state, peer) => opinionOf(state.list, peer),
};
