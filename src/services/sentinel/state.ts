import type { Port, ProcessId } from '../../contract.ts';
import type { Duration, Time } from '../../time.ts';
import type { SentinelMessage } from './messages.ts';
import type { SentinelParams } from './parameters.ts';

export type Outlet = Port<SentinelMessage>;

/** There is one master to be had. */
export const resource = 0;
/** Instead of a process: none. */
export const nobody: ProcessId = -1;

/** What a sentinel knows of a server or of another sentinel. Times are its own clock; null: never, or not so. */
export interface Instance {
  readonly id: ProcessId;
  readonly isSentinel: boolean;

  // the link
  isConnected: boolean;
  connectedAt: Time;
  triedAt: Time | null;
  /** The oldest ping that was not answered well. */
  unansweredSince: Time | null;
  pingedAt: Time | null;
  /** The last answer to a ping: any, and one that counts. */
  answeredAt: Time;
  availableAt: Time;
  publishedAt: Time;
  isSuspected: boolean;
  /** The last time that a suspicion began; it outlives it. */
  suspectedAt: Time | null;
  /** The first answer of this incarnation of ours was told as trust. */
  isHeard: boolean;

  // of a server
  toldAt: Time | null;
  /** Whom it said that it follows, nobody for a master; since when, and since when it has been master or replica. */
  follows: ProcessId;
  followsSince: Time;
  isReportedMaster: boolean;
  reportedSince: Time;
  linkLostFor: Duration;
  priority: number;
  offset: number;
  reconfiguration: 'none' | 'sent' | 'underway' | 'done';
  reconfiguredAt: Time;

  // of a sentinel
  agrees: boolean;
  saidAt: Time;
  leader: ProcessId;
  leaderEpoch: number;
}

export interface Failover {
  state: 'waitStart' | 'selectReplica' | 'sendPromotion' | 'waitPromotion' | 'reconfigure' | 'switch';
  readonly epoch: number;
  changedAt: Time;
  promoted: ProcessId;
}

/** What a sentinel writes to its configuration before it answers. */
export interface SentinelDisk {
  readonly master: ProcessId;
  readonly configEpoch: number;
  readonly epoch: number;
  readonly leader: ProcessId;
  readonly leaderEpoch: number;
}

export interface Sentinel {
  readonly role: 'sentinel';
  readonly params: SentinelParams;
  readonly self: ProcessId;
  readonly sentinels: readonly Instance[];
  /** Master and replicas, in the order of their ids. */
  readonly servers: readonly Instance[];
  readonly clients: readonly ProcessId[];
  master: ProcessId;
  configEpoch: number;
  epoch: number;
  /** For whom it voted last, and when. */
  leader: ProcessId;
  leaderEpoch: number;
  isObjective: boolean;
  failover: Failover | null;
  /** The start of the last attempt, of its own or of the one it voted for, desynchronised. */
  failoverAt: Time | null;
  tiltedAt: Time | null;
  previousAt: Time;
  nextAt: Time;
  /** One draw for each run of the timer, so that what others do never changes when it runs next. */
  draw: number;
}

export const masterOf = (state: Sentinel): Instance | undefined => state.servers.find(({ id }) => id === state.master);
export const replicasOf = (state: Sentinel): Instance[] => state.servers.filter(({ id }) => id !== state.master);
export const instanceOf = (state: Sentinel, id: ProcessId): Instance | undefined =>
  state.servers.find(each => each.id === id) ?? state.sentinels.find(each => each.id === id);

export function newInstance(id: ProcessId, isSentinel: boolean, now: Time): Instance {
  return {
    id, isSentinel, isHeard: false, reconfiguration: 'none', reconfiguredAt: now, agrees: false, saidAt: now, leader: nobody, leaderEpoch: 0,
    ...freshLink(now), publishedAt: now, isSuspected: false, suspectedAt: null, ...freshReport(now), priority: 100, offset: 0,
  };
}

/** Counts as asked from the beginning, so that one that never can be reached is suspected too. */
function freshLink(now: Time) {
  return {
    isConnected: false, connectedAt: now, triedAt: null, unansweredSince: now, pingedAt: null, answeredAt: now, availableAt: now,
  };
}

function freshReport(now: Time) {
  return {
    toldAt: null, follows: nobody, followsSince: now, isReportedMaster: false, reportedSince: now, linkLostFor: 0,
  };
}

/** As if it had just been heard of: what a change of masters makes of every server. */
export function renew(one: Instance, isMaster: boolean, now: Time): void {
  Object.assign(one, freshLink(now), freshReport(now), {
    publishedAt: now, isSuspected: false, suspectedAt: null, isReportedMaster: isMaster, reconfiguration: 'none', reconfiguredAt: now,
  });
}
