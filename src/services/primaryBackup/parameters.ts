import type { Duration } from '../../time.ts';
import { ms, sec } from '../../time.ts';
import type { ParameterTable } from '../../parameters.ts';

export interface PrimaryBackupParams {
  readonly quorum: boolean;
  readonly quorumTimeout: Duration;
  readonly lease: Duration;
  readonly driftBound: number;
  readonly countFrom: 'send' | 'answer';
  readonly fencing: boolean;
  readonly replication: 'async' | 'oneBackup' | 'majority';
  readonly writeTime: Duration;
  readonly announceEvery: Duration;
  readonly clients: number;
  readonly every: Duration;
  readonly readShare: number;
  readonly retryAfter: Duration;
  readonly opTimeout: Duration;
}

export const primaryBackupParameters: ParameterTable<PrimaryBackupParams> = {
  quorum: {
    kind: 'flag', default: false,
    low: 'Off: whoever suspects the primary takes over alone, so each side of a partition has a primary and acknowledged writes are lost.',
    high: 'On: the side without a majority stops, and with two replicas one crash stops the whole database.',
  },
  quorumTimeout: {
    kind: 'duration', default: 2 * sec, min: 1,
    low: 'Near announceEvery, one lost announcement stops a healthy primary.',
    high: 'A primary that was cut off acts for this long, and nobody may take over before.',
    source: 'the leader steps down when an election timeout passes without a majority: Ongaro 2014, section 6.2',
  },
  lease: {
    kind: 'duration', default: 0, min: 0,
    low: '0s: no lease. Near announceEvery, one lost announcement stops a healthy primary.',
    high: 'After a crash of the primary nobody acts for this long.',
    source: 'Gray and Cheriton 1989; the grantor counts from receiving, the holder from sending',
  },
  driftBound: {
    kind: 'share', default: 0.001, min: 0, max: 0.5,
    low: 'Below the true error of the clock rates, the holder believes in its lease after the grantors gave it to another.',
    high: 'The holder gives up much of each lease unused.',
    source: 'holder ≤ grantor × (1 − ρ) / (1 + ρ)',
  },
  countFrom: {
    kind: 'choice', default: 'send', choices: ['send', 'answer'],
    low: 'send: authority counts from before the grantor can have started its own clock, so it ends first.',
    high: 'answer: authority counts from hearing the answer and outlives the grant by a round trip.',
  },
  fencing: {
    kind: 'flag', default: false,
    low: 'Off: a late write of an old primary is stored over those of the new one.',
    high: 'On: a store refuses an older epoch once it saw a newer one; two may still believe that they lead.',
    source: 'epochs in Kafka, zxid in ZooKeeper, configEpoch in Redis Cluster',
  },
  replication: {
    kind: 'choice', default: 'async', choices: ['async', 'oneBackup', 'majority'],
    low: 'async: acknowledged at once, so a failover loses what was not yet copied.',
    high: 'majority: each write waits for the median replica, and for ever on the small side of a partition.',
  },
  writeTime: {
    kind: 'duration', default: 0, min: 0,
    low: '0s: nothing can come between accepting a write and sending it to the backups.',
    high: 'A pause in this window delivers the write after the authority to make it has passed.',
  },
  announceEvery: {
    kind: 'duration', default: 500 * ms, min: 1,
    low: 'Many messages.',
    high: 'Clients, backups and an old primary learn late who leads; a lease or quorum must outlast several of these.',
  },
  clients: {
    kind: 'count', default: 1, min: 0, max: 1_000,
    low: 'None: nothing is written, and nothing can be lost.',
    high: 'Much traffic.',
  },
  every: {
    kind: 'duration', default: 100 * ms, min: 1,
    low: 'Much traffic: the load of the database hides that of the detector.',
    high: 'An outage shorter than this falls between two operations.',
  },
  readShare: {
    kind: 'share', default: 0.25, min: 0, max: 1,
    low: 'No reads: stale ones cannot be seen.',
    high: 'No writes: lost ones cannot be seen.',
  },
  retryAfter: {
    kind: 'duration', default: 250 * ms, min: 1,
    low: 'Below the round trip, everything is asked twice.',
    high: 'A client keeps waiting for a primary that is gone.',
  },
  opTimeout: {
    kind: 'duration', default: 1 * sec, min: 1,
    low: 'Slow answers count as outages.',
    high: 'Short outages are waited out and do not show.',
  },
};
