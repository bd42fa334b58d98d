import { NEVER, sec, type Duration } from '../../time.ts';
import type { ParameterTable } from '../../parameters.ts';
import { primaryBackupParameters } from '../primaryBackup/parameters.ts';

export interface SentinelParams {
  readonly quorum: number;
  readonly suspectAfter: Duration;
  readonly failoverTimeout: Duration;
  readonly parallelSyncs: number;
  readonly timer: 'jittered' | 'steady';
  readonly phase: 'zero' | 'uniform';
  readonly transport: 'datagram' | 'stream';
  readonly minReplicasToWrite: number;
  readonly minReplicasMaxLag: Duration;
  readonly pingReplicas: Duration;
  readonly priority: number;
  readonly servers: number;
  readonly clients: number;
  readonly every: Duration;
  readonly readShare: number;
  readonly retryAfter: Duration;
  readonly opTimeout: Duration;
}

const { clients, every, readShare, retryAfter, opTimeout } = primaryBackupParameters;

export const sentinelParameters: ParameterTable<SentinelParams> = {
  quorum: {
    kind: 'count', default: 2, min: 1, max: 1_000,
    low: '1: each sentinel alone may begin a failover; a majority must still vote for it.',
    high: 'Above the number of sentinels that can be reached, a lost master is never replaced.',
    source: 'sentinel monitor <name> <address> <port> <quorum>: Redis 7.0; 2 as in its sentinel.conf',
  },
  suspectAfter: {
    kind: 'duration', default: 30 * sec, min: 1,
    low: 'A slow command or a short pause is taken for a crash, and acknowledged writes are lost in the failover. The timer runs at 10 to 19 Hz.',
    high: 'Nobody can write for this long, and about a second more, after each crash.',
    source: 'down-after-milliseconds: Redis 7.0',
  },
  failoverTimeout: {
    kind: 'duration', default: 180 * sec, min: 1,
    low: 'A candidate gives up (after 10 s at most) before its votes come, or a replica is left behind that is still copying.',
    high: 'After an attempt that failed, nobody tries again for twice this long.',
    source: 'failover-timeout: Redis 7.0',
  },
  parallelSyncs: {
    kind: 'count', default: 1, min: 1, max: 1_000,
    low: 'Replicas follow the new master one after the other.',
    high: 'All replicas copy from the new master at once, and none of them can serve meanwhile.',
    source: 'parallel-syncs: Redis 7.0',
  },
  timer: {
    kind: 'choice', default: 'jittered', choices: ['jittered', 'steady'],
    low: 'jittered: each run of the timer draws its next frequency from 10 … 19 Hz, so that two sentinels do not stay in step.',
    high: 'steady: 10 Hz with a phase fixed for each process. Candidates that begin together split the votes together.',
    source: 'sentinelTimer in src/sentinel.c: Redis 7.0',
  },
  phase: {
    kind: 'choice', default: 'zero', choices: ['zero', 'uniform'],
    low: 'zero: all sentinels that start together ping together for minutes, so that a hang is noticed by none of them for up to a period.',
    high: 'uniform: each begins at a random point of the ping period, as sentinels do that were started by hand, or have run for long.',
  },
  transport: {
    kind: 'choice', default: 'datagram', choices: ['datagram', 'stream'],
    low: 'datagram: a lost ping is asked again and never late, and a killed server is noticed by the next thing sent to it.',
    high: 'stream: as Redis has it; a killed server resets its connections at once, and what is lost comes late.',
    source: 'TCP: Redis 7.0',
  },
  minReplicasToWrite: {
    kind: 'count', default: 0, min: 0, max: 1_000,
    low: '0: a master that was cut off from everybody goes on accepting writes, and loses them when it returns.',
    high: 'A crash of as many replicas as there are to spare stops all writes.',
    source: 'min-replicas-to-write: Redis 7.0',
  },
  minReplicasMaxLag: {
    kind: 'duration', default: 10 * sec, min: 0, max: NEVER,
    low: 'Near 1 s, at which replicas acknowledge, one lost acknowledgement stops the writes.',
    high: 'A master that was cut off accepts writes for so long: they are lost.',
    source: 'min-replicas-max-lag, in whole seconds: Redis 7.0',
  },
  pingReplicas: {
    kind: 'duration', default: 10 * sec, min: 1,
    low: 'More traffic.',
    high: 'A replica to which nothing is written learns late that its link is lost: 60 s without a word.',
    source: 'repl-ping-replica-period: Redis 7.0',
  },
  priority: {
    kind: 'count', default: 100, min: 0, max: 1_000_000,
    low: 'Of a server: the lowest is promoted first, but 0 never.',
    high: 'The highest is promoted last.',
    source: 'replica-priority: Redis 7.0',
  },
  servers: {
    kind: 'count', default: 3, min: 0, max: 1_000,
    low: '0: none is added to the processes of the scenario, which names its master, replicas and sentinels by role.',
    high: 'More replicas to choose from; the first of those added is the master.',
  },
  clients, every, readShare, retryAfter, opTimeout,
};
