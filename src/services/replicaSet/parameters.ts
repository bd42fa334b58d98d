import { NEVER, sec, type Duration } from '../../time.ts';
import type { ParameterTable } from '../../parameters.ts';
import { primaryBackupParameters } from '../primaryBackup/parameters.ts';
import type { ClientParams } from '../primaryBackup/client.ts';

export interface ReplicaSetParams extends ClientParams {
  readonly heartbeatInterval: Duration;
  readonly heartbeatTimeout: Duration;
  readonly electionTimeout: Duration;
  readonly electionOffset: number;
  readonly catchUp: Duration;
  readonly writeConcern: 'majority' | 'one';
  readonly priority: number;
  readonly phase: 'uniform' | 'zero';
  readonly clients: number;
}

const { clients, every, readShare, retryAfter, opTimeout } = primaryBackupParameters;
const settings = 'MongoDB 4.4 to 8.0';

export const replicaSetParameters: ParameterTable<ReplicaSetParams> = {
  heartbeatInterval: {
    kind: 'duration', default: 2 * sec, min: 1,
    low: 'Many messages: everyone asks everyone.',
    high: 'Where nothing is written, the last sign of the primary is older when it fails, and the election timer has run further.',
    source: `settings.heartbeatIntervalMillis: ${settings}`,
  },
  heartbeatTimeout: {
    kind: 'duration', default: 10 * sec, min: 1,
    low: 'A slow member is held to be unreachable.', high: 'A new primary waits longer for members that do not answer before it takes writes.',
    source: `settings.heartbeatTimeoutSecs: ${settings}`,
  },
  electionTimeout: {
    kind: 'duration', default: 10 * sec, min: 1,
    low: 'A pause of the primary deposes it.', high: 'Nobody takes writes for this long after each crash.',
    source: `settings.electionTimeoutMillis: ${settings}`,
  },
  electionOffset: {
    kind: 'share', default: 0.15, min: 0, max: 1,
    low: 'Of the election timeout, how much chance adds to it. At 0 all stand together, and votes split.', high: 'The first to stand comes late.',
    source: `replElectionTimeoutOffsetLimitFraction: ${settings}`,
  },
  catchUp: {
    kind: 'duration', default: NEVER, min: 0, max: NEVER,
    low: '0s: a new primary takes writes at once, and what only others had is rolled back.',
    high: 'It waits as long as there is anybody to learn from.',
    source: `settings.catchUpTimeoutMillis, -1: ${settings}`,
  },
  writeConcern: {
    kind: 'choice', default: 'majority', choices: ['majority', 'one'],
    low: 'one: acknowledged by the primary alone; what it had not passed on is rolled back after a failover.',
    high: 'majority: acknowledged when a majority of the voters has it, and never lost.',
    source: 'majority since MongoDB 5.0, 1 before',
  },
  priority: {
    kind: 'number', default: 1, min: 0, max: 1_000,
    low: '0: this member never stands.', high: 'It takes over from a primary of less priority some time after that one was elected.',
    source: `members[n].priority: ${settings}`,
  },
  phase: {
    kind: 'choice', default: 'uniform', choices: ['uniform', 'zero'],
    low: 'zero: all heartbeats of members that start together fall together.', high: 'uniform: each begins at a random time within an interval.',
  },
  clients, every, readShare, retryAfter, opTimeout,
};

/** Members and voters of one set: at most so many (repl_set_config.h). */
export const mostMembers = 50;
export const mostVoters = 7;
