import type { ParameterTable } from '../../parameters.ts';
import { ms, sec, type Duration } from '../../time.ts';
import type { ClientParams } from '../primaryBackup/client.ts';
import { primaryBackupParameters } from '../primaryBackup/parameters.ts';

export interface KraftParams extends ClientParams {
  readonly fetchTimeout: Duration;
  readonly election: Duration;
  readonly backoffMax: Duration;
  readonly fetchWait: Duration;
  readonly idle: Duration;
  readonly transport: 'stream' | 'datagram';
  readonly clients: number;
}

const { clients, every, readShare, retryAfter, opTimeout } = primaryBackupParameters;
const config = 'QuorumConfig, Kafka 3.7';

export const kraftParameters: ParameterTable<KraftParams> = {
  fetchTimeout: {
    kind: 'duration', default: 2 * sec, min: 2,
    low: 'Near fetchWait a leader that is only slow is deposed.',
    high: 'After a crash of the leader nobody stands for election for so long, and one that was cut off leads for half as long again.',
    source: `controller.quorum.fetch.timeout.ms: ${config}`,
  },
  election: {
    kind: 'duration', default: 1 * sec, min: 1,
    low: 'A candidate gives up before its votes come.',
    high: 'When votes are lost or split, nothing happens for one to two of these.',
    source: `controller.quorum.election.timeout.ms: ${config}; up to as much again is drawn`,
  },
  backoffMax: {
    kind: 'duration', default: 1 * sec, min: 0,
    low: 'Candidates that were refused come again together.',
    high: 'A lost election costs up to so much.',
    source: `controller.quorum.election.backoff.max.ms: ${config}`,
  },
  fetchWait: {
    kind: 'duration', default: 500 * ms, min: 1,
    low: 'Much traffic: a fetch with nothing to fetch is answered after this.',
    high: 'Above the fetch timeout an idle leader is deposed.',
    source: 'MAX_FETCH_WAIT_MS in KafkaRaftClient: Kafka 3.7',
  },
  idle: {
    kind: 'duration', default: 500 * ms, min: 0,
    low: '0s: no entries but those that clients write.',
    high: 'A quorum without writes commits late what it has.',
    source: 'metadata.max.idle.interval.ms: Kafka 3.7',
  },
  transport: {
    kind: 'choice', default: 'stream', choices: ['stream', 'datagram'],
    low: 'stream: as Kafka has it; what is lost comes late.',
    high: 'datagram: a fetch that is lost is asked again after the fetch timeout, when the follower stands for election already.',
    source: 'TCP',
  },
  clients, every, readShare, retryAfter, opTimeout,
};
