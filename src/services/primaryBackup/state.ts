import { NEVER, type Duration, type Time } from '../../time.ts';
import type { Port, ProcessId } from '../../contract.ts';
import type { Log } from './log.ts';
import type { PrimaryBackupMessage } from './messages.ts';
import type { PrimaryBackupParams } from './parameters.ts';

export type Outlet = Port<PrimaryBackupMessage>;

/** There is one database. */
export const resource = 0;
/** Before every clock reading. */
export const BEFORE: Time = -NEVER;

/** A write that is to be acknowledged when enough replicas have stored the log beyond `index`. */
export interface Waiting { readonly operation: number; readonly client: ProcessId; readonly index: number; readonly since: Time }

/** What a replica knows as long as it leads. Arrays are by rank. */
export interface Office {
  /** How much of this leader's log each replica is known to have stored. */
  readonly stored: number[];
  /** When each replica's newest yes was asked for, or heard: what authority counts from. */
  readonly answered: Time[];
  /** The end of that replica's log when it was last sent what it missed. */
  readonly resent: number[];
  /** Accepted, and not yet acknowledged: in the order of the log. */
  readonly pending: Waiting[];
  /** It acts before this instant of its own clock. */
  until: Time;
  announceAt: Time;
  /** Entries before it were sent to the backups; the rest follows at `flushAt`. */
  flushed: number;
  flushAt: Time;
}

export interface Candidacy {
  epoch: number;
  /** The newest epoch that a refusal named. */
  seen: number;
  /** By rank: when the vote was asked for, or heard; BEFORE if not granted. */
  votes: Time[];
  askAt: Time;
}

export interface Stray { readonly operation: number; readonly epoch: number }

export interface Replica {
  readonly role: 'replica';
  readonly params: PrimaryBackupParams;
  readonly self: ProcessId;
  /** Its place among the replicas. */
  readonly rank: number;
  readonly replicas: readonly ProcessId[];
  /** The other replicas that it may talk to, and everyone whom it tells that it leads. */
  readonly others: readonly ProcessId[];
  readonly audience: readonly ProcessId[];
  /** By rank: what the inner detector last said. What it never spoke of is not suspected. */
  readonly suspected: boolean[];
  /** An opinion changed in this step. */
  shaken: boolean;

  /** The newest epoch known to have a leader: the leader of record. */
  epoch: number;
  /** Whether that leader announced itself to this incarnation. */
  heard: boolean;
  /** The newest epoch that was voted for. Nothing older than it is heeded. */
  voted: number;
  /** The epoch whose leader's history the log follows. */
  adopted: number;
  log: Log;
  /** Late writes of an older epoch, stored for want of a fence, until the leader is heard again. */
  strays: readonly Stray[];

  /** To whom it promised to heed no other, until when on its own clock. */
  promisedTo: ProcessId;
  promisedUntil: Time;
  listenUntil: Time;
  /** Suspected, and yet it announced itself: the leader is taken for one until then. A new suspicion ends that. */
  sparedUntil: Time;
  considerAt: Time;
  office: Office | null;
  candidacy: Candidacy | null;
}

export const majorityOf = (count: number): number => Math.floor(count / 2) + 1;
export const guarded = ({ quorum, lease, fencing }: PrimaryBackupParams): boolean => quorum || lease > 0 || fencing;
export const acts = (state: Replica, now: Time): boolean => state.office !== null && now < state.office.until;

export const suspectsLeader = (state: Replica, now: Time): boolean =>
  now >= state.sparedUntil && state.suspected[state.replicas.indexOf(leaderOf(state, state.epoch))]!;

/** Epochs are dealt out in turn, so that no two processes ever lead the same one: a token that two share fences nobody. */
export const leaderOf = (state: Replica, epoch: number): ProcessId => state.replicas[(epoch - 1) % state.replicas.length]!;

/** The first epoch of this rank after `seen`. */
export const epochAfter = (seen: number, rank: number, count: number): number =>
  seen + 1 + (((rank - seen) % count) + count) % count;

/** Nothing older than this is heeded, or stored behind a fence. */
export const newestEpoch = (state: Replica): number => Math.max(state.epoch, state.voted);

/** How long a holder may rely on what the grantors count as `lease`, each on a clock that errs by at most `driftBound`. */
export const holderLease = ({ lease, driftBound }: PrimaryBackupParams): Duration =>
  Math.floor((lease * (1 - driftBound)) / (1 + driftBound));

/** How long whoever said yes stays bound to it. */
export const promiseLength = ({ quorum, quorumTimeout, lease }: PrimaryBackupParams): Duration =>
  Math.max(lease, quorum ? quorumTimeout : 0);

/** The k-th largest. */
export function largest(values: readonly number[], k: number): number {
  return [...values].sort((a, b) => b - a)[k - 1]!;
}
