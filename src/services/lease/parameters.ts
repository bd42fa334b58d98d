import type { Duration, ParameterTable } from '../../contract.ts';
import { sec } from '../../time.ts';
import { primaryBackupParameters } from '../primaryBackup/parameters.ts';
import type { ClientParams } from '../primaryBackup/client.ts';

export interface LeaseParams extends ClientParams {
  readonly flavour: 'kubernetes' | 'consul' | 'etcd';
  readonly duration: Duration;
  readonly renewDeadline: Duration;
  readonly retryPeriod: Duration;
  readonly lockDelay: Duration;
  readonly lockRetry: Duration;
  readonly fencing: boolean;
  readonly writeTime: Duration;
  readonly transport: 'datagram' | 'stream';
  readonly clients: number;
}

const clientGo = 'client-go: tools/leaderelection';
const { clients, every, readShare, retryAfter, opTimeout, writeTime } = primaryBackupParameters;

export const leaseParameters: ParameterTable<LeaseParams> = {
  flavour: {
    kind: 'choice', default: 'kubernetes', choices: ['kubernetes', 'consul', 'etcd'],
    low: 'kubernetes: candidates poll a record and time its changes by their own clocks. etcd: the store times the lease, the holder its last answer.',
    high: 'consul: the store waits for twice the time to live, then for the lock delay; the holder stops when it is told.',
  },
  duration: {
    kind: 'duration', default: 15 * sec, min: 1,
    low: 'Near the renewal interval, a slow store or a short pause takes the lease from a holder that runs.',
    high: 'After a crash of the holder nobody acts for this long; with consul for twice this and the lock delay.',
    source: `LeaseDuration: ${clientGo}; DefaultLockSessionTTL 15 s: Consul, api/lock.go; etcd's sessions have 60 s`,
  },
  renewDeadline: {
    kind: 'duration', default: 10 * sec, min: 1,
    low: 'kubernetes: a short outage of the store ends a reign that nobody contests.',
    high: 'With retryPeriod above the duration two may act at once: the holder stops that long after its last renewal.',
    source: `RenewDeadline: ${clientGo}`,
  },
  retryPeriod: {
    kind: 'duration', default: 2 * sec, min: 1,
    low: 'kubernetes: every candidate asks the store that often.',
    high: 'Fewer tries fit into the deadline, and a free lease is taken that much later.',
    source: `RetryPeriod: ${clientGo}; candidates wait 1 to 2.2 times this`,
  },
  lockDelay: {
    kind: 'duration', default: 15 * sec, min: 0,
    low: '0s: consul: the next holder begins while work of the last may still be under way.',
    high: 'That much longer nobody acts, after every session that ended without releasing.',
    source: 'Consul: LockDelay 15 s',
  },
  lockRetry: {
    kind: 'duration', default: 5 * sec, min: 1,
    low: 'consul: candidates ask again and again during the lock delay.',
    high: 'A free lock is taken up to that much late.',
    source: 'DefaultLockRetryTime: Consul, api/lock.go',
  },
  fencing: {
    kind: 'flag', default: false,
    low: 'Off: a late write of an old holder is stored after those of the new one.',
    high: 'On: the storage refuses an older token than it has seen; two may still believe that they hold the lease.',
    source: 'LockIndex in Consul, the revision of the key in etcd and Kubernetes',
  },
  writeTime,
  transport: {
    kind: 'choice', default: 'datagram', choices: ['datagram', 'stream'],
    low: 'datagram: what is lost is asked again at the next try.',
    high: 'stream: as all three have it; what is lost comes late, and a killed store resets its connections.',
  },
  clients, every, readShare, retryAfter, opTimeout,
};
