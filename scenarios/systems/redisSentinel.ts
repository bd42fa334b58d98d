import { formatDuration } from '../../src/parameters.ts';
import { sec } from '../../src/time.ts';
import { after, type History, type Step } from './history.ts';
import { between, matching, reached, reachedAfter, spells, times } from './milestones.ts';
import type { Count, Milestone, System } from './system.ts';

const oldMaster = 'redis0';

/** The old master's own go on where the fault hits another. */
const byAnother = { where: ({ by }: Step, { scenario }: History): boolean => scenario.processes[by]!.name !== oldMaster };
const firstWrite = reached('a master other than the old one accepts its first write', 'accepts', 'first', byAnother);

const lastWriteOfOld = (meaning: string, until: (history: History) => number): Milestone => ({
  meaning,
  of(history) {
    const last = matching(history, 'accepts', history.faultAt, { byTarget: true }).findLast(({ at }) => at <= until(history));
    return last && last.at - history.faultAt;
  },
});
// one that stood still takes what had come for it in the instant in which it goes on
const during = lastWriteOfOld('the old master accepts its last write before the fault ends', ({ healedAt, end }) => (healedAt === null ? end : healedAt - 1));
const altogether = lastWriteOfOld('the old master accepts its last write, also after the fault has ended', ({ end }) => end);

/** What the old master had accepted and acknowledged, and threw away when it became a replica. */
const lostWrites: Count = {
  meaning: 'acknowledged writes that were thrown away',
  of(history) {
    const acknowledged = new Set(after(history, 0).flatMap(({ note }) => (note?.kind === 'acknowledged' ? [note.operation] : [])));
    const discarded = new Set(after(history, history.faultAt).flatMap(({ note }) => (note?.kind === 'discards' ? [note.operation] : [])));
    return [...discarded].filter(operation => acknowledged.has(operation)).length;
  },
};

/** Redis 7.0.15, sentinel.c, measured on Debian 12: sentinels and servers each on hosts of their own, or side by side. */
export const redisSentinel: System = {
  name: 'redis-sentinel',
  title: 'Redis Sentinel',
  version: '7.0.15',
  summary: 'Watchers ping a master, agree that it is gone, elect one of themselves, and that one promotes a replica.',
  options: {
    sentinels: { kind: 'count', default: 3, min: 1, max: 25, meaning: 'how many sentinels there are' },
    replicas: { kind: 'count', default: 2, min: 1, max: 25, meaning: 'how many replicas the master has' },
    layout: {
      kind: 'choice', default: 'together', choices: ['together', 'apart'],
      meaning: 'whether the i-th sentinel and the i-th server share a host',
    },
    quorum: { kind: 'count', default: 2, min: 1, meaning: 'sentinels that must agree before a failover is tried', source: 'sentinel monitor' },
    'down-after-milliseconds': {
      kind: 'duration', unit: 'ms', default: 30 * sec, min: 1_000, meaning: 'a ping without an answer for so long makes the master subjectively down',
      source: 'sentinel.c',
    },
    'failover-timeout': { kind: 'duration', unit: 'ms', default: 180 * sec, min: 1_000, meaning: 'half the time between two attempts', source: 'sentinel.c' },
    'parallel-syncs': { kind: 'count', default: 1, min: 1, meaning: 'replicas that follow the new master at once', source: 'sentinel.c' },
    'min-replicas-to-write': { kind: 'count', default: 0, meaning: 'a master with fewer replicas in touch refuses writes', source: 'config.c' },
    'min-replicas-max-lag': { kind: 'duration', unit: 's', default: 10 * sec, meaning: 'a replica that was silent for longer is not in touch', source: 'config.c' },
    'repl-ping-replica-period': { kind: 'duration', unit: 's', default: 10 * sec, min: sec, meaning: 'how often the master pings its replicas', source: 'config.c' },
    'write-every': { kind: 'duration', default: 20_000, min: 1_000, meaning: 'how often each of the two clients writes; one of them stands with the master' },
  },
  rules: [
    {
      says: 'quorum is at most the number of sentinels, or a lost master is never replaced', strength: 'advises',
      holds: ({ quorum, sentinels }) => quorum! <= sentinels!,
    },
    {
      says: 'three sentinels at least: with fewer, the loss of one leaves no majority', strength: 'advises',
      holds: ({ sentinels }) => (sentinels as number) >= 3,
    },
  ],
  roles: {
    master: { meaning: 'the first master', holder: oldMaster },
    replica: { meaning: 'a replica', holder: 'redis1' },
    sentinel: { meaning: 'a sentinel', holder: 'sentinel0' },
  },
  milestones: {
    sdown: reached('the first sentinel holds the master to be down (+sdown)', 'sdown'),
    sdownSecond: reached('the second sentinel does', 'sdown', 'second'),
    odown: reached('the first sentinel knows of a quorum (+odown)', 'odown'),
    elected: reached('a sentinel is elected to carry the failover out, in the last attempt (+elected-leader)', 'elected', 'last'),
    switchMaster: reached('the first sentinel names the new master (+switch-master)', 'switchMaster'),
    switchMasterLast: reached('the last one does', 'switchMaster', 'last'),
    newMaster: reached('the promoted server is a master', 'claims', 'first', { byTarget: false }),
    firstWrite,
    oldMasterLastWrite: during,
    splitBrain: between('from the new master\'s first write to the old one\'s last before the fault ends; negative: that was sooner', firstWrite, during),
    splitBrainInAll: between('the same, also after the fault has ended', firstWrite, altogether),
    demoted: reachedAfter('the old master is a replica, and refuses writes', 'demoted', 'first'),
  },
  counts: {
    attempts: times('attempts at a failover (+try-failover)', 'tryFailover'),
    lostWrites,
  },
  falseVerdicts: {
    sdown: spells('a sentinel holds a server or another sentinel to be down that runs and can be reached', 'suspects', 'trusts'),
  },
  scenario(options, { fault }) {
    const [sentinels, servers] = [options.sentinels as number, options.replicas as number + 1];
    const text = (key: string): string => formatDuration(options[key] as number);
    const named = (count: number, word: string, role: (i: number) => string) => Array.from({ length: count }, (_, i) =>
      ({ name: `${word}${i}`, role: role(i), host: options.layout === 'together' ? `h${i}` : `${word}${i}` }));
    const processes = [...named(sentinels, 'sentinel', () => 'sentinel'), ...named(servers, 'redis', i => (i === 0 ? 'master' : 'replica'))];
    const down = options['down-after-milliseconds'] as number;
    return {
      // INFO goes round every 10 s
      settled: 18 * sec, phase: 10 * sec,
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : 40 * sec + 3 * down,
      side: target => (target === oldMaster ? ['client0'] : []),
      file: {
        processes,
        watches: processes.flatMap(({ name, role }) => (role === 'sentinel' ? processes.flatMap(other => (other.name === name ? [] : [[name, other.name]])) : [])),
        service: {
          kind: 'sentinel', transport: 'stream', phase: 'uniform', servers: 0, clients: 2, readShare: 0, every: text('write-every'), quorum: options.quorum,
          suspectAfter: text('down-after-milliseconds'), failoverTimeout: text('failover-timeout'), parallelSyncs: options['parallel-syncs'],
          minReplicasToWrite: options['min-replicas-to-write'], minReplicasMaxLag: text('min-replicas-max-lag'), pingReplicas: text('repl-ping-replica-period'),
        },
      },
    };
  },
};
