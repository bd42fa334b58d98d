import type { Detector, Duration, Message, ParameterTable, Port, ProcessId, Signal, Start, Time } from '../contract.ts';
import { ms, sec } from '../time.ts';
import { acknowledged, act, beginProbing, refused, type Probing } from './probing.ts';

/** "Are you there?" */
export interface PullPing extends Message {
  readonly kind: 'pull.ping';
  readonly round: number;
  /** By the clock of the one that asks. */
  readonly sentAt: Time;
}

/** "I am." What was asked, and the life in which it is answered. */
export interface PullAck extends Message {
  readonly kind: 'pull.ack';
  readonly round: number;
  readonly sentAt: Time;
  readonly incarnation: number;
}

export interface PullParams {
  /** From one round to the next; with `from` end, and with `overlap`, from one ping to the next. */
  readonly interval: Duration;
  /** How long an answer may take. */
  readonly timeout: Duration;
  /** How many pings in a row must fail. */
  readonly attempts: number;
  /** Whether pings leave every interval even while earlier ones are unanswered. */
  readonly overlap: boolean;
  /** An answer that comes later than the timeout, to a ping of the current round. */
  readonly lateAcks: 'count' | 'ignore';
  /** What the interval is counted from. */
  readonly from: 'start' | 'end';
  readonly phase: 'uniform' | 'zero';
  /** Whether what the peer's kernel says counts. */
  readonly heedSignals: boolean;
}

export interface PullState {
  readonly params: PullParams;
  readonly incarnation: number;
  readonly probing: Probing;
}

const parameters: ParameterTable<PullParams> = {
  interval: {
    default: sec, kind: 'duration', min: 1,
    low: 'Pings and answers load the network, each at twice the messages of a pushed heartbeat.',
    high: 'A crash waits that long for the next question.',
  },
  timeout: {
    default: 500 * ms, kind: 'duration', min: 1,
    low: 'Below the round trip, every answer comes too late.',
    high: 'Each failed attempt costs that much more time.',
  },
  attempts: {
    default: 3, kind: 'count', min: 1, max: 1_000,
    low: 'With 1, a single lost ping or answer is a mistake.',
    high: 'Detection is slower by one timeout (or interval) for each.',
    source: 'Elasticsearch retry_count 3',
  },
  overlap: {
    default: false, kind: 'flag',
    low: 'false: a ping waits for the one before it, so slow failures come one after the other.',
    high: 'true: pings leave every interval, several under way at once.',
  },
  lateAcks: {
    default: 'ignore', kind: 'choice', choices: ['ignore', 'count'],
    low: 'ignore: a peer that answers slowly is suspected although it answers.',
    high: 'count: a peer that takes longer than the timeout, always, is trusted.',
  },
  from: {
    default: 'start', kind: 'choice', choices: ['start', 'end'],
    low: 'start: rounds keep a rhythm, and the attempts of one follow each other at once.',
    high: 'end: each check begins an interval after the last one ended, so failures stretch the rhythm.',
    source: 'Elasticsearch counts from the end',
  },
  phase: {
    default: 'uniform', kind: 'choice', choices: ['uniform', 'zero'],
    low: 'zero: all peers are asked at the same instant, and their answers come back together.',
    high: 'uniform: each peer has a random place in the interval.',
  },
  heedSignals: {
    default: false, kind: 'flag',
    low: 'false: a peer whose process ended is noticed no sooner than one that hangs.',
    high: 'true: unreachable or refused fails the attempt at once, and a reset connection is decisive.',
    source: 'Elasticsearch: a rejection is a failed check, a disconnect is decisive',
  },
};

function begin(start: Start<PullParams>, port: Port<PullPing | PullAck>): PullState {
  const { params, watches, roles, now, incarnation } = start;
  return { params, incarnation, probing: beginProbing(params, watches, roles.length, now, port) };
}

function receive(state: PullState, now: Time, from: ProcessId, message: PullPing | PullAck | Signal, port: Port<PullPing | PullAck>): void {
  const { probing, params } = state;
  if (message.kind === 'pull.ping') {
    port.send(from, { kind: 'pull.ack', round: message.round, sentAt: message.sentAt, incarnation: state.incarnation });
    return;
  }
  const slot = probing.slots[from] ?? -1;
  if (slot < 0) return;
  if (message.kind === 'pull.ack') acknowledged(probing, params, slot, now, message, port);
  else if (params.heedSignals && message.kind !== 'transport.opened') {
    refused(probing, params, slot, now, message.kind === 'transport.reset', port);
  }
}

/**
 * Asking, and waiting for an answer. Three rhythms go by that name:
 *
 * - `from` start: every interval a round of up to `attempts` pings, `timeout` apart, until one is answered. Suspicion
 *   falls when the last has timed out: attempts × timeout after the round began.
 * - `from` end (Elasticsearch): each check waits until the one before ended, and then an interval; `attempts` failures
 *   in a row are a suspicion, (attempts − 1) × interval + attempts × timeout after the first unanswered ping.
 * - `overlap`: a ping every interval, each judged a timeout later: (attempts − 1) × interval + timeout.
 *
 * Needs no clocks that agree, but the slowness of the one that asks looks like the other's death.
 */
export const pull: Detector<PullParams, PullState, PullPing | PullAck> = {
  name: 'pull',
  summary: 'Ask, and wait for an answer: pings with a timeout and retries, in three rhythms.',
  parameters,
  messages: {
    // UDP header 8, kind 1, sender 4, round 4, sentAt 8; the answer adds its incarnation 4
    'pull.ping': { purpose: 'heartbeat', bytes: 25 },
    'pull.ack': { purpose: 'ack', bytes: 29 },
  },
  init: begin,
  receive,
  wake: (state, now, port) => act(state.probing, state.params, now, port),
  deadline: state => state.probing.next,
  opinion: ({ probing }, peer) => (probing.trusted[probing.slots[peer] ?? -1] === 0 ? 'suspected' : 'trusted'),
};
