import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { timingOf, type TokenOptions } from '../../src/services/totem/rules.ts';
import { firstByEach, reached, reachedAfter, spells } from './milestones.ts';
import type { Milestone, System, Values } from './system.ts';

const timing = (options: Values): ReturnType<typeof timingOf> => timingOf(options.nodes as number, {
  token: options.token, tokenCoefficient: options.token_coefficient, tokenRetransmits: options.token_retransmits_before_loss_const, consensus: options.consensus,
  pongCount: options.knet_pong_count, pingInterval: options.knet_ping_interval, pingTimeout: options.knet_ping_timeout,
} as TokenOptions);

const survivors = { byTarget: false } as const;

/** When the first, or the last, of the survivors first says so of the target: what they say of it later is of another matter. */
const ofTarget = (meaning: string, name: string, which: 0 | -1): Milestone => ({
  meaning,
  of(history) {
    const instant = firstByEach(history, name, { ofTarget: true, byTarget: false }).at(which);
    return instant === undefined ? undefined : instant - history.faultAt;
  },
});

/**
 * Corosync 3.1.7 over kronosnet 1.25, measured on Debian 12: nodes on hosts of their own, one link between each two. Under loss too:
 * with a token of 1 s and 5 % lost each way, links went down 28 times a minute, the token was missed 14 times and nodes had a new
 * membership 28 times (46, 24 and 47 in 100 s); here 25, 13 and 36.
 */
export const corosync: System = {
  name: 'corosync',
  title: 'Corosync',
  version: '3.1.7',
  summary: 'A token goes round a ring of nodes; when it is lost, they agree on who is left and form a new one.',
  options: {
    nodes: { kind: 'count', default: 3, min: 2, max: 32, meaning: 'how many nodes there are' },
    token: {
      kind: 'duration', unit: 'ms', default: 3 * sec, history: [{ before: '3.1', default: 1 * sec }], min: 30 * ms,
      meaning: 'how long the token may be missing, in a ring of two', source: 'totemconfig.c: TOKEN_TIMEOUT',
    },
    token_coefficient: { kind: 'duration', unit: 'ms', default: 650 * ms, meaning: 'so much longer for each node beyond the second', source: 'totemconfig.c' },
    token_retransmits_before_loss_const: { kind: 'count', default: 4, min: 1, max: 100, meaning: 'how often the token is sent again before it is lost', source: 'totemconfig.c' },
    consensus: { kind: 'duration', unit: 'ms', default: 0, meaning: 'how long nodes are waited for that do not agree; 0: 1.2 times the token timeout', source: 'totemconfig.c' },
    join: { kind: 'duration', unit: 'ms', default: 50 * ms, min: 1 * ms, meaning: 'how often joins are sent while a ring is formed', source: 'totemconfig.c' },
    merge: { kind: 'duration', unit: 'ms', default: 200 * ms, min: 1 * ms, meaning: 'how long after the token an idle ring tells others of itself', source: 'totemconfig.c' },
    seqno_unchanged_const: { kind: 'count', default: 30, min: 1, max: 10_000, meaning: 'idle rounds until the token is held back', source: 'totemconfig.c' },
    knet_ping_interval: { kind: 'duration', unit: 'ms', default: 0, meaning: 'how often links are pinged; 0: the token timeout over twice the pong count', source: 'calc_knet_ping_timers' },
    knet_ping_timeout: { kind: 'duration', unit: 'ms', default: 0, meaning: 'how long a pong may be missing; 0: the token timeout over the pong count', source: 'calc_knet_ping_timers' },
    knet_pong_count: { kind: 'count', default: 2, min: 1, max: 100, meaning: 'pongs before a link is used', source: 'totemconfig.c' },
  },
  rules: [
    {
      says: 'the consensus timeout is at least 1.2 times the token timeout', strength: 'advises',
      holds: options => options.consensus === 0 || (options.consensus as number) >= 1.2 * timing(options).token,
    },
    { says: 'with two nodes neither has more than half of the votes without the other', strength: 'advises', holds: ({ nodes }) => (nodes as number) > 2 },
  ],
  roles: {
    // any of them: where it stands on the ring decides who sends to it next
    node: { meaning: 'any node, another in each run', holder: ({ scenario, faultAt }) => faultAt % scenario.processes.length },
    first: { meaning: 'the node that holds the token back, and leads', holder: 'node0' },
  },
  milestones: {
    tokenTimeout: reached('the first node misses the token', 'tokenTimeout', 'first', survivors),
    linkDown: ofTarget('the first link to the target goes down', 'linkDown', 0),
    linkDownLast: ofTarget('the last link to the target goes down', 'linkDown', -1),
    newMembership: ofTarget('the first node has a new membership, without the target', 'fails', 0),
    newMembershipLast: ofTarget('the last node has it', 'fails', -1),
    rejoined: reachedAfter('the first of the other nodes has the target in its membership again', 'trusts', 'first', { ofTarget: true, byTarget: false }),
  },
  counts: {},
  falseVerdicts: {
    linkDown: spells('a link is down between nodes that run and can reach each other', 'linkDown', 'linkUp'),
    leftOut: spells('a node is left out of a membership that runs and can be reached', 'fails', 'trusts'),
  },
  differences: [
    'Messages of applications keep a busy ring turning at full speed; here the ring is idle, as it was when it was measured.',
  ],
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const { token, consensus, hold } = timing(options);
    const nodes = Array.from({ length: options.nodes as number }, (_, i) => ({ name: `node${i}`, role: 'node' }));
    return {
      // links are patient for the first ten seconds; pings and the resting token go round within three
      settled: 15 * sec + 2 * token, phase: Math.max(3 * sec, hold),
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : 3 * token + 2 * consensus + 5 * sec,
      file: {
        processes: nodes,
        service: {
          kind: 'totem', token: text('token'), tokenCoefficient: text('token_coefficient'), tokenRetransmits: options.token_retransmits_before_loss_const,
          consensus: text('consensus'), join: text('join'), merge: text('merge'), seqnoUnchanged: options.seqno_unchanged_const,
          pingInterval: text('knet_ping_interval'), pingTimeout: text('knet_ping_timeout'), pongCount: options.knet_pong_count,
        },
      },
    };
  },
};
