import type { Duration, ParameterTable } from '../../contract.ts';
import { ms, sec } from '../../time.ts';
import type { ClientParams } from '../primaryBackup/client.ts';
import { primaryBackupParameters } from '../primaryBackup/parameters.ts';
import type { Timeouts } from './rules.ts';

export interface PatroniParams extends Timeouts, ClientParams {
  readonly primaryStartTimeout: Duration;
  readonly synchronous: boolean;
  readonly failsafe: boolean;
  readonly watchdog: boolean;
  readonly safetyMargin: Duration;
  readonly promoteTime: Duration;
  readonly startTime: Duration;
  readonly transport: 'datagram' | 'stream';
  readonly layout: 'paired' | 'named';
  readonly clients: number;
}

const settings = 'Patroni 3.0: dynamic configuration settings';
const { clients, every, readShare, retryAfter, opTimeout } = primaryBackupParameters;

export const patroniParameters: ParameterTable<PatroniParams> = {
  ttl: {
    kind: 'duration', default: 30 * sec, min: 1,
    low: 'Below loopWait + 2 × retryTimeout a store that is slow for a moment costs a primary that runs its lock.',
    high: 'After a crash of the primary’s host nobody accepts writes for this long, less the age of the last renewal.',
    source: `ttl: ${settings}`,
  },
  loopWait: {
    kind: 'duration', default: 10 * sec, min: 1,
    low: 'The store is asked that often.',
    high: 'A PostgreSQL that ended is started anew that much later, and the lease is renewed that seldom.',
    source: `loop_wait: ${settings}`,
  },
  retryTimeout: {
    kind: 'duration', default: 10 * sec, min: 1,
    low: 'A short outage of the store demotes the primary.',
    high: 'A primary that is cut off goes on that much longer, and may outlast its lease.',
    source: `retry_timeout: ${settings}`,
  },
  primaryStartTimeout: {
    kind: 'duration', default: 300 * sec, min: 0,
    low: '0s: a PostgreSQL that ended is not started again where another can take over.',
    high: 'A primary that recovers slowly keeps the lock for this long.',
    source: `master_start_timeout, primary_start_timeout: ${settings}`,
  },
  synchronous: {
    kind: 'flag', default: false,
    low: 'Off: acknowledged at once, so a failover loses what was not yet copied.',
    high: 'On: a write waits for the standby, and only that one may take over; without one the primary goes on alone after its next loop.',
    source: `synchronous_mode: ${settings}`,
  },
  failsafe: {
    kind: 'flag', default: false,
    low: 'Off: without the store every primary steps back.',
    high: 'On: a primary without the store goes on while all known members answer it.',
    source: `failsafe_mode: ${settings}`,
  },
  watchdog: {
    kind: 'flag', default: false,
    low: 'Off: a PostgreSQL whose Patroni ended goes on accepting writes beside its successor.',
    high: 'On: it is reset when the lock was not renewed for ttl − safetyMargin.',
    source: 'Patroni 3.0: watchdog, mode automatic or required',
  },
  safetyMargin: {
    kind: 'duration', default: 5 * sec, min: -1,
    low: '-1us: the watchdog bites after half the ttl. Near 0s the reset may come when another already leads.',
    high: 'Above ttl − loopWait the watchdog bites between two renewals.',
    source: 'safety_margin: Patroni 3.0, watchdog/base.py',
  },
  promoteTime: {
    kind: 'duration', default: 50 * ms, min: 1,
    low: 'A replica has nothing left to replay.',
    high: 'What it has received and not replayed it replays before it takes writes.',
    source: 'pg_ctl promote of an idle PostgreSQL 15',
  },
  startTime: {
    kind: 'duration', default: 500 * ms, min: 1,
    low: 'Little is written between two checkpoints.',
    high: 'Crash recovery replays all that was written since the last checkpoint.',
    source: 'ours: a PostgreSQL 15 with little to recover',
  },
  transport: {
    kind: 'choice', default: 'stream', choices: ['datagram', 'stream'],
    low: 'datagram: a lost message is made good by the next loop.',
    high: 'stream: as PostgreSQL, etcd and Patroni have it; an ended process refuses connections at once.',
  },
  layout: {
    kind: 'choice', default: 'paired', choices: ['paired', 'named'],
    low: 'paired: the scenario counts the hosts; each has a patroni and a postgres, and one etcd stands beside them.',
    high: 'named: every process but the clients has its role in the scenario: patroni, postgres, etcd, local (a client of its own host).',
  },
  clients, every, readShare, retryAfter, opTimeout,
};
