import type { Duration, ParameterTable } from '../../contract.ts';
import { ms, sec } from '../../time.ts';
import { primaryBackupParameters } from '../primaryBackup/parameters.ts';
import type { ClientParams } from '../primaryBackup/client.ts';
import type { Timing } from './rules.ts';

export interface RaftParams extends Timing, ClientParams {
  readonly flavour: 'etcd' | 'hashicorp';
  readonly lease: Duration;
  readonly preVote: boolean;
  readonly checkQuorum: boolean;
  readonly reads: 'index' | 'lease' | 'leader';
  readonly phase: 'uniform' | 'zero';
  readonly transport: 'datagram' | 'stream';
  readonly clients: number;
}

const etcd = 'etcd: server/embed/config.go at c34dc7ee0048';
const { clients, every, readShare, retryAfter, opTimeout } = primaryBackupParameters;

export const raftParameters: ParameterTable<RaftParams> = {
  flavour: {
    kind: 'choice', default: 'etcd', choices: ['etcd', 'hashicorp'],
    low: 'etcd: ticks; each message of the leader sets the election timer back.',
    high: 'hashicorp: exact timers that look back: `election` is also the heartbeat timeout, heartbeats come every tenth to fifth of it, and a leader without its lease steps back.',
    source: 'hashicorp/raft, under Consul, Nomad and Vault',
  },
  lease: {
    kind: 'duration', default: 500 * ms, min: 1,
    low: 'hashicorp: a leader that misses a few answers steps back.',
    high: 'hashicorp: a leader that was cut off believes for longer that it leads; it must not exceed the election timeout.',
    source: 'LeaderLeaseTimeout: hashicorp/raft, config.go',
  },
  heartbeat: {
    kind: 'duration', default: 100 * ms, min: 1,
    low: 'Many messages; no election is any faster for it.',
    high: 'Above a fifth of the election timeout a few lost messages start an election: etcd refuses to run so.',
    source: `${etcd}; advice there: half to one and a half round trips`,
  },
  election: {
    kind: 'duration', default: 1 * sec, min: 1, max: 50 * sec,
    low: 'Below ten round trips elections are started against leaders that run, and split; below three ticks nobody ever acts.',
    high: 'After a crash of the leader nobody leads for one to two of these.',
    source: `${etcd}: at least five heartbeats, at most 50 s`,
  },
  tick: {
    kind: 'duration', default: 100 * ms, min: 0,
    low: '0s: exact timers instead of ticks, as in the paper. Short ticks cost wakes.',
    high: 'Few different timeouts: servers time out in the same tick, and votes split.',
    source: `${etcd}: the tick is the heartbeat interval`,
  },
  spread: {
    kind: 'number', default: 1, min: 0, max: 10,
    low: 'Of the election timeout, how much chance adds to it. At 0 all time out together and votes split for ever.',
    high: 'The first to time out comes late.',
    source: 'etcd-io/raft: uniform on [E, 2E − 1] ticks, drawn anew at each change of role or term',
  },
  phase: {
    kind: 'choice', default: 'uniform', choices: ['uniform', 'zero'],
    low: 'zero: the ticks of all servers that start together fall together, which splits more votes.',
    high: 'uniform: the first tick comes at a random time after the start, within a tick, and the others follow it.',
  },
  preVote: {
    kind: 'flag', default: true,
    low: 'Off: a server that was cut off comes back with a higher term and deposes a leader that runs.',
    high: 'On: an election costs one more round trip.',
    source: `${etcd}; Ongaro 2014, section 9.6`,
  },
  checkQuorum: {
    kind: 'flag', default: true,
    low: 'Off: a leader that was cut off believes for ever that it leads, and any candidate of a higher term deposes one that runs.',
    high: 'On: a leader without a quorum steps back after one to two election timeouts.',
    source: `${etcd}; Ongaro 2014, section 6.2`,
  },
  reads: {
    kind: 'choice', default: 'index', choices: ['index', 'lease', 'leader'],
    low: 'leader: whoever believes that it leads answers at once. One that was deposed unknowingly answers with old data.',
    high: 'index: every read waits for a round of heartbeats. lease: none, as long as the answers of a quorum are fresh; it rests on clock rates.',
    source: 'Ongaro 2014, section 6.4; leader is what etcd-io/raft calls ReadOnlyLeaseBased',
  },
  transport: {
    kind: 'choice', default: 'datagram', choices: ['datagram', 'stream'],
    low: 'datagram: a lost heartbeat is missing, and the next one makes up for it.',
    high: 'stream: as etcd has it; a lost heartbeat comes late, and those behind it wait.',
    source: 'TCP: etcd, server/etcdserver/api/rafthttp',
  },
  clients, every, readShare, retryAfter, opTimeout,
};
