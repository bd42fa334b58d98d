import { formatDuration } from '../../src/parameters.ts';
import { NEVER, ms, sec, type Duration } from '../../src/time.ts';
import { playing } from './history.ts';
import { depositions, leader, matching, reached, reachedAfter, reachedBy, spells, times } from './milestones.ts';
import type { Milestone, Option, System } from './system.ts';

const where = 'cluster/coordination, at 003af09894ba and neighbours';
/** Of those that were asked for after the fault. */
const firstWrite: Milestone = {
  meaning: 'the first change of the cluster that was asked for after the fault is acknowledged; only with update-every',
  of(history) {
    const asked = new Set(matching(history, 'invokes', history.faultAt).flatMap(({ note }) => (note?.kind === 'invokes' ? [note.operation] : [])));
    const step = matching(history, 'acknowledged', history.faultAt).find(({ note }) => note?.kind === 'acknowledged' && asked.has(note.operation));
    return step && step.at - history.faultAt;
  },
};

/** The two checkers have the same settings; before 7.0 there were discovery.zen.fd.ping_interval, ping_timeout and ping_retries for both. */
const checks = (name: string, whom: string): Record<string, Option> => ({
  [`cluster.fault_detection.${name}.interval`]: {
    kind: 'duration', default: sec, min: 100 * ms, meaning: `from the end of one check of ${whom} to the next`, source: where,
  },
  [`cluster.fault_detection.${name}.timeout`]: {
    kind: 'duration', default: 10 * sec, min: ms, history: [{ before: '7.0', default: 30 * sec }],
    meaning: `a check of ${whom} without an answer for so long has failed`, source: where,
  },
  [`cluster.fault_detection.${name}.retry_count`]: { kind: 'count', default: 3, min: 1, meaning: `checks in a row that must fail before ${whom} has`, source: where },
});

/** When Linux gives a connection up: its timeouts double from 200 ms, to 120 s at the most. */
const giveUp = (retries: number): Duration => ((2 ** (Math.min(retries, 9) + 1) - 1) * 200 + Math.max(0, retries - 9) * 120_000) * ms;

export const elasticsearch: System = {
  name: 'elasticsearch',
  aliases: ['opensearch'],
  title: 'Elasticsearch and OpenSearch',
  version: '8.x',
  summary: 'Nodes check their master and the master all nodes; a quorum of voters elects, and accepts each new state of the cluster.',
  options: {
    nodes: { kind: 'count', default: 3, min: 1, max: 25, meaning: 'master-eligible nodes: they vote' },
    'data-nodes': { kind: 'count', default: 0, max: 100, meaning: 'nodes that can never be master' },
    ...checks('leader_check', 'the master'),
    ...checks('follower_check', 'a node'),
    zen: {
      kind: 'flag', default: false, history: [{ before: '7.0', default: true }],
      meaning: 'a check that failed is repeated at once, as before 7.0; elections are those of 7.0 all the same',
    },
    'cluster.election.initial_timeout': { kind: 'duration', default: 100 * ms, min: ms, max: 10 * sec, meaning: 'the longest delay before the first election', source: where },
    'cluster.election.back_off_time': { kind: 'duration', default: 100 * ms, min: ms, max: 60 * sec, meaning: 'how much longer before each further one', source: where },
    'cluster.election.max_timeout': { kind: 'duration', default: 10 * sec, min: 200 * ms, max: 600 * sec, meaning: 'the longest delay of all', source: where },
    'cluster.election.duration': { kind: 'duration', default: 500 * ms, min: ms, max: 600 * sec, meaning: 'how long an election may take before the next', source: where },
    'cluster.publish.timeout': { kind: 'duration', default: 30 * sec, min: ms, meaning: 'how long a new state waits for nodes that do not answer', source: where },
    'cluster.follower_lag.timeout': { kind: 'duration', default: 90 * sec, min: ms, meaning: 'a node that has not applied it after so long is removed', source: where },
    'discovery.find_peers_interval': { kind: 'duration', default: sec, min: ms, meaning: 'how often a node without a master looks for its peers', source: 'PeerFinder' },
    'cluster.auto_shrink_voting_configuration': { kind: 'flag', default: true, meaning: 'nodes that are removed lose their votes, down to three', source: where },
    'net.ipv4.tcp_retries2': { kind: 'count', default: 15, max: 15, meaning: 'when Linux gives a silent connection up: 15 is 924.6 s, 5 is 12.6 s' },
    'update-every': { kind: 'duration', default: NEVER, min: ms, meaning: 'how often a client changes the cluster: each change is a state that waits for all nodes' },
  },
  rules: [
    {
      says: 'cluster.election.max_timeout is at least cluster.election.initial_timeout', strength: 'refuses',
      holds: options => options['cluster.election.max_timeout']! >= options['cluster.election.initial_timeout']!,
    },
    {
      says: 'three master-eligible nodes at least: of two, neither may be lost', strength: 'advises', holds: ({ nodes }) => (nodes as number) >= 3,
    },
  ],
  roles: {
    master: { meaning: 'whoever is master', holder: leader },
    node: { meaning: 'a master-eligible node that is not', holder: history => playing(history, 'node').find(id => id !== leader(history)) },
  },
  milestones: {
    masterFailed: reached('the first node gives its master up', 'masterFailed', 'first', { byTarget: false }),
    electionStarted: reached('the first election is tried', 'electionStarted', 'first', { byTarget: false }),
    elected: reached('a node wins an election', 'elected', 'first', { byTarget: false }),
    newMaster: reached('the first node applies a state with a new master', 'newMaster', 'first', { byTarget: false, ofTarget: false }),
    newMasterEverywhere: reachedBy(
      'the last of those that the fault left does', 'newMaster', 1, history => playing(history, 'node', 'data').length - history.targets.length, { byTarget: false, ofTarget: false },
    ),
    takesChanges: reached('the new master has published its first state, and takes changes', 'acts', 'first', {
      byTarget: false, where: ({ by, at }, history) => matching(history, 'claims', history.faultAt).some(claim => claim.by === by && claim.at <= at),
    }),
    nodeFailed: reached('the master takes the node for failed', 'nodeFailed', 'first', { ofTarget: true }),
    nodeRemoved: reached('the first node applies a state without it', 'nodeRemoved', 'first', { ofTarget: true }),
    nodeRemovedEverywhere: reached('the last node does', 'nodeRemoved', 'last', { ofTarget: true }),
    stepsDown: reached('the old master steps down', 'stepsDown', 'first', { byTarget: true }),
    firstWrite,
    rejoined: reachedAfter('the node has joined again', 'joined', 'first', { byTarget: true }),
  },
  counts: {
    elections: times('elections that were tried', 'electionStarted'),
    masters: times('new masters', 'claims'),
  },
  falseVerdicts: {
    removed: spells('a node is suspected that runs and can be reached', 'suspects', 'trusts'),
    masterChange: depositions('another is elected though the master runs and can be reached'),
  },
  differences: ['Before 7.0 only the repetition and the timeout of the checks are modelled, and not how Zen elected.'],
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const of = (name: string) => {
      const [interval, timeout, retries] = ['interval', 'timeout', 'retry_count'].map(key => options[`cluster.fault_detection.${name}.${key}`] as number) as [number, number, number];
      return { interval, timeout, retries, longest: retries * (timeout + interval) };
    };
    const [lead, follow] = [of('leader_check'), of('follower_check')];
    const [nodes, data, publish, every] = [options.nodes, options['data-nodes'], options['cluster.publish.timeout'], options['update-every']] as [number, number, number, number];
    const named = (count: number, role: string) => Array.from({ length: count }, (_, i) => ({ name: `${role}${i}`, role }));
    return {
      settled: 20 * sec, phase: Math.max(lead.interval, follow.interval, every === NEVER ? 0 : Math.min(every, 60 * sec)),
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : lead.longest + follow.longest + 2 * publish + 20 * sec,
      file: {
        processes: [...named(nodes, 'node'), ...named(data, 'data')], watches: 'all',
        network: { giveUp: formatDuration(giveUp(options['net.ipv4.tcp_retries2'] as number)) },
        service: {
          kind: 'masterFollowers', dataNodes: 0, clients: every === NEVER ? 0 : 1, ...(every !== NEVER && { every: formatDuration(every) }), readShare: 0, opTimeout: '120s', retryAfter: '1s',
          leaderInterval: formatDuration(lead.interval), leaderTimeout: formatDuration(lead.timeout), leaderRetries: lead.retries,
          followerInterval: formatDuration(follow.interval), followerTimeout: formatDuration(follow.timeout), followerRetries: follow.retries,
          retry: options.zen === true ? 'atOnce' : 'afterInterval',
          electionInitial: text('cluster.election.initial_timeout'), electionBackOff: text('cluster.election.back_off_time'),
          electionMax: text('cluster.election.max_timeout'), electionDuration: text('cluster.election.duration'),
          publishTimeout: formatDuration(publish), lagTimeout: text('cluster.follower_lag.timeout'), findPeers: text('discovery.find_peers_interval'),
          shrinks: options['cluster.auto_shrink_voting_configuration'],
        },
      },
    };
  },
};
