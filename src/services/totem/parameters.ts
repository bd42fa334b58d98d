import type { Duration, ParameterTable } from '../../contract.ts';
import { ms, sec } from '../../time.ts';
import type { TokenOptions } from './rules.ts';

export interface TotemParams extends TokenOptions {
  readonly join: Duration;
  readonly merge: Duration;
  readonly seqnoUnchanged: number;
  readonly quorum: boolean;
}

const corosync = 'corosync 3.1.7';

export const totemParameters: ParameterTable<TotemParams> = {
  token: {
    kind: 'duration', default: 3 * sec, min: 30 * ms,
    low: 'A node that pauses for as long is thrown out, and its resources are moved.',
    high: 'A crash is noticed that late; consensus takes 1.2 times as long again.',
    source: `token: ${corosync}; 1 s before 3.0.4`,
  },
  tokenCoefficient: {
    kind: 'duration', default: 650 * ms, min: 0,
    low: '0: large rings have no more patience than small ones.',
    high: 'Each node beyond the second makes detection that much slower.',
    source: `token_coefficient: ${corosync}`,
  },
  tokenRetransmits: {
    kind: 'count', default: 4, min: 1, max: 100,
    low: 'A lost token is sent again only a few times before it is given up.',
    high: 'An idle ring turns faster, and costs more.',
    source: `token_retransmits_before_loss_const: ${corosync}`,
  },
  consensus: {
    kind: 'duration', default: 0, min: 0,
    low: 'Nodes that are only slow to answer are left behind in another ring. 0: 1.2 times the token timeout.',
    high: 'Nobody serves for that long after each loss of the token.',
    source: `consensus: ${corosync}`,
  },
  join: {
    kind: 'duration', default: 50 * ms, min: 1 * ms,
    low: 'While the ring is formed, everybody sends to everybody this often.',
    high: 'A lost message holds the new ring up that long.',
    source: `join: ${corosync}`,
  },
  merge: {
    kind: 'duration', default: 200 * ms, min: 1 * ms,
    low: 'An idle ring speaks more, to find others.',
    high: 'Two rings that could be one find each other later.',
    source: `merge: ${corosync}`,
  },
  seqnoUnchanged: {
    kind: 'count', default: 30, min: 1, max: 10_000,
    low: 'A ring that pauses for a moment is slow to move again.',
    high: 'An idle ring turns at full speed for that many rounds.',
    source: `seqno_unchanged_const: ${corosync}`,
  },
  pongCount: {
    kind: 'count', default: 2, min: 1, max: 100,
    low: 'A link is used after its first answers.',
    high: 'A link that has healed stays unused for that many pings and one.',
    source: `knet_pong_count: ${corosync}`,
  },
  pingInterval: {
    kind: 'duration', default: 0, min: 0,
    low: 'Looked at every 200 ms, so less changes nothing. 0: the token timeout over twice the pong count.',
    high: 'Beyond the ping timeout, links are lost though nothing is.',
    source: `knet_ping_interval: ${corosync}`,
  },
  pingTimeout: {
    kind: 'duration', default: 0, min: 0,
    low: 'One lost answer takes a link down, and cuts a node off. 0: the token timeout over the pong count.',
    high: 'A dead link is used until the token is lost on it.',
    source: `knet_ping_timeout: ${corosync}`,
  },
  quorum: {
    kind: 'flag', default: true,
    low: 'Off: each side of a partition serves.',
    high: 'On: only a ring of more than half of all nodes serves.',
    source: 'corosync votequorum',
  },
};
