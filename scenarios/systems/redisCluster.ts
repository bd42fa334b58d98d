import { formatDuration } from '../../src/parameters.ts';
import { NEVER, ms, sec } from '../../src/time.ts';
import { after, playing, type History, type Step } from './history.ts';
import { between, firstByEach, matching, reached, reachedAfter, spells, times } from './milestones.ts';
import type { Count, Milestone, System } from './system.ts';

/** The one whose shard the clients write to. */
const oldMaster = 'redis0';

const byOthers = { ofTarget: true, byTarget: false };
/** The old master's own go on where the fault hits another. */
const byAnother = { where: ({ by }: Step, { scenario }: History): boolean => scenario.processes[by]!.name !== oldMaster };
const firstWrite = reached('a master other than the first accepts a write to its slots', 'accepts', 'first', byAnother);

const lastWriteOfOld: Milestone = {
  meaning: 'the old master accepts its last write before the fault ends',
  of(history) {
    const last = matching(history, 'accepts', history.faultAt, { byTarget: true }).findLast(({ at }) => at < (history.healedAt ?? NEVER));
    return last && last.at - history.faultAt;
  },
};

const lastOf = (meaning: string, name: string): Milestone => ({
  meaning,
  of(history) {
    const last = firstByEach(history, name, byOthers).at(-1);
    return last === undefined ? undefined : last - history.faultAt;
  },
});

const lostWrites: Count = {
  meaning: 'acknowledged writes that were thrown away',
  of(history: History) {
    const acknowledged = new Set(after(history, 0).flatMap(({ note }) => (note?.kind === 'acknowledged' ? [note.operation] : [])));
    const discarded = new Set(after(history, history.faultAt).flatMap(({ note }) => (note?.kind === 'discards' ? [note.operation] : [])));
    return [...discarded].filter(operation => acknowledged.has(operation)).length;
  },
};

/** Redis 7.0.15, cluster.c, measured on Debian 12: every node on a host of its own, replicas given to the masters in turn. */
export const redisCluster: System = {
  name: 'redis-cluster',
  title: 'Redis Cluster',
  version: '7.0.15',
  summary: 'Nodes ping each other and gossip; a majority of masters agrees that one fails, and its replicas stand for election.',
  options: {
    masters: { kind: 'count', default: 3, min: 1, max: 100, meaning: 'how many masters share the slots' },
    replicas: { kind: 'count', default: 3, max: 100, meaning: 'how many replicas there are, given to the masters in turn' },
    'cluster-node-timeout': {
      kind: 'duration', unit: 'ms', default: 15 * sec, min: ms, meaning: 'a ping without an answer for so long makes a node possibly failing; most other times are multiples of it',
      source: 'config.c',
    },
    'cluster-replica-validity-factor': {
      kind: 'count', default: 10, meaning: 'a replica cut off from its master for more of these node timeouts, and a replication ping, does not stand; 0: it always does',
      source: 'config.c',
    },
    'cluster-require-full-coverage': { kind: 'flag', default: true, meaning: 'whether nobody serves while one slot is not covered', source: 'config.c' },
    'cluster-replica-no-failover': { kind: 'flag', default: false, meaning: 'whether replicas never stand by themselves', source: 'config.c' },
    'cluster-allow-replica-migration': { kind: 'flag', default: true, meaning: 'whether a replica goes over to a master that has none left', source: 'config.c' },
    'cluster-migration-barrier': { kind: 'count', default: 1, meaning: 'how many replicas a master keeps when one goes over to another', source: 'config.c' },
    'repl-ping-replica-period': { kind: 'duration', unit: 's', default: 10 * sec, min: sec, meaning: 'how often a master pings its replicas', source: 'config.c' },
    'repl-timeout': { kind: 'duration', unit: 's', default: 60 * sec, min: sec, meaning: 'silence after which a replication link is lost', source: 'config.c' },
    'write-every': { kind: 'duration', default: 100 * ms, min: ms, meaning: 'how often each of the two clients writes to the first master\'s slots; one of them stands with that master' },
  },
  rules: [
    {
      says: 'repl-timeout is longer than repl-ping-replica-period, or idle replication links are lost again and again', strength: 'advises',
      holds: options => (options['repl-timeout'] as number) > (options['repl-ping-replica-period'] as number),
    },
    {
      says: 'three masters at least: with fewer, the loss of one leaves no majority, and it is never replaced', strength: 'advises',
      holds: ({ masters }) => (masters as number) >= 3,
    },
    {
      says: 'a replica for each master at least: one without is never replaced', strength: 'advises',
      holds: ({ masters, replicas }) => (replicas as number) >= (masters as number),
    },
  ],
  roles: {
    master: { meaning: 'the first master, to whose slots the clients write', holder: oldMaster },
    replica: { meaning: 'a replica of it', holder: history => playing(history, 'replica')[0] },
    'other-master': { meaning: 'another master', holder: history => playing(history, 'master')[1] },
  },
  milestones: {
    pfail: reached('the first of the others holds it to be possibly failing (PFAIL)', 'pfail', 'first', byOthers),
    pfailAll: lastOf('the last of those that come to hold so before they are told of FAIL', 'pfail'),
    fail: reached('the first node counts a majority of masters, and tells everybody (FAIL)', 'fail', 'first', byOthers),
    failAll: lastOf('the last node is told', 'failHeard'),
    stateFail: reached('the first of the other masters stops serving: not every slot is covered', 'stateFail', 'first', { byTarget: false }),
    electionStart: reached('a replica asks for votes, in the first attempt', 'electionStart', 'first', { byTarget: false }),
    elected: reached('a replica has the votes of a majority', 'elected', 'first', { byTarget: false }),
    promoted: reached('that replica is a master', 'promoted', 'first', { byTarget: false }),
    firstWrite,
    stopped: reached('the old master, among a minority, stops serving', 'stateFail', 'first', { byTarget: true }),
    oldMasterLastWrite: lastWriteOfOld,
    splitBrain: between('from the new master\'s first write to the old one\'s last before the fault ends; negative: that was sooner', firstWrite, lastWriteOfOld),
    demoted: reachedAfter('the old master is a replica', 'demoted'),
    failCleared: reachedAfter('the last of the others holds it to be fine again', 'failCleared', 'last', byOthers),
  },
  counts: {
    elections: times('attempts at an election', 'electionStart'),
    lostWrites,
  },
  falseVerdicts: {
    pfail: spells('a node holds another to be possibly failing that runs and can be reached', 'suspects', ['trusts', 'fails']),
    fail: spells('a node holds another to have failed that runs and can be reached', 'fails', 'trusts'),
  },
  scenario(options, { fault }) {
    const [masters, replicas] = [options.masters as number, options.replicas as number];
    const text = (key: string): string => formatDuration(options[key] as number);
    const timeout = options['cluster-node-timeout'] as number;
    return {
      // pings go round in half a node timeout, random ones each second, gossip of them in whole seconds of the clock
      settled: 20 * sec + 2 * timeout, phase: Math.max(10 * sec, timeout),
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : 20 * sec + 8 * timeout,
      side: target => (target === oldMaster ? ['client0'] : []),
      file: {
        processes: Array.from({ length: masters + replicas }, (_, i) => ({ name: `redis${i}`, role: i < masters ? 'master' : 'replica' })),
        watches: 'all',
        service: {
          kind: 'clusterBus', transport: 'stream', masters, clients: 2, busyShards: 1, readShare: 0, every: text('write-every'),
          nodeTimeout: text('cluster-node-timeout'), validityFactor: options['cluster-replica-validity-factor'],
          requireFullCoverage: options['cluster-require-full-coverage'], noFailover: options['cluster-replica-no-failover'],
          migration: options['cluster-allow-replica-migration'], migrationBarrier: options['cluster-migration-barrier'],
          pingReplicas: text('repl-ping-replica-period'), linkTimeout: text('repl-timeout'),
        },
      },
    };
  },
};
