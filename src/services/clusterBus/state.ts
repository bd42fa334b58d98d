import type { Port, ProcessId } from '../../contract.ts';
import type { Time } from '../../time.ts';
import type { Log } from '../primaryBackup/log.ts';
import type { ClusterBusMessage, Health } from './messages.ts';
import type { ClusterBusParams } from './parameters.ts';

export type Outlet = Port<ClusterBusMessage>;

/** Instead of a process: none. */
export const nobody: ProcessId = -1;

/**
 * What nodes.conf holds: who owns each shard (the slots of one of the first masters, which never part), whom each node
 * follows, and its configuration epoch. Immutable: replaced, and on disk before anything is sent. By process where not by shard.
 */
export interface Config {
  readonly owners: readonly ProcessId[];
  /** nobody: a master. */
  readonly masters: readonly ProcessId[];
  readonly epochs: readonly number[];
  /** Who is in FAIL. */
  readonly failed: readonly ProcessId[];
}

/** A master said that it cannot reach it. */
export interface Report { readonly by: ProcessId; at: Time }

/** What a node knows of another. Times are its own clock; null: never, or not so. */
export interface Known {
  readonly id: ProcessId;
  /** To it. Asked for, but not yet there, it is 'opening': what is sent waits. */
  link: 'none' | 'opening' | 'open';
  linkedAt: Time;
  /** The ping that was not answered. It outlives its link. */
  pingSentAt: Time | null;
  /** As heard, or as others say. */
  pongAt: Time;
  /** Anything came. */
  dataAt: Time | null;
  /** The first answer of this incarnation of ours was told as trust. */
  isHeard: boolean;
  isPfail: boolean;
  failedAt: Time;
  reports: Report[];
  offset: number;
  noFailover: boolean;
  /** When the own vote was last given to one of its replicas. */
  votedAt: Time | null;
  /** Of a master: it had replicas once, and since when it has none that work. */
  isMigrationTarget: boolean;
  orphanedAt: Time | null;
}

/** The attempt of a replica to replace its master. */
export interface Candidacy {
  /** When it begins, or began; null before the first. */
  at: Time | null;
  rank: number;
  isSent: boolean;
  votes: number;
  epoch: number;
}

/** Of a master: who replicates from it. */
export interface Attached { readonly id: ProcessId; acknowledgedAt: Time; end: number; resent: number }

export interface ClusterNode {
  readonly role: 'node';
  readonly params: ClusterBusParams;
  readonly self: ProcessId;
  /** All others, in the order of their ids. */
  readonly known: readonly Known[];
  /** The hash table of all nodes, itself too, without its empty buckets: a random node is a random bucket's. */
  readonly table: readonly (readonly ProcessId[])[];
  config: Config;
  /** The newest that it ever saw, and the one in which it last voted. */
  epoch: number;
  votedEpoch: number;

  // its timer
  previousAt: Time;
  cronAt: Time;
  runs: number;
  /** How many were in PFAIL as the timer's last run began: so many are told of beyond the usual gossip. */
  pfails: number;

  // what it serves
  isOk: boolean;
  firstJudgedAt: Time | null;
  minorityAt: Time | null;
  /** By shard, what was last said of it: its epoch if it claims it, and whether it serves. */
  told: { epoch: number | null; serves: boolean }[];

  candidacy: Candidacy;
  /** To be done when this handler ends, as Redis does before it sleeps. */
  isStateDue: boolean;
  isFailoverDue: boolean;

  // replication
  shard: number;
  log: Log;
  attached: Attached[];
  pingedAt: Time;
  /** Of a replica: whether its link stands; when it last heard on it; when it lost it, null for never had it. */
  isAttached: boolean;
  heardAt: Time;
  lostAt: Time | null;
}

export const knownOf = (state: ClusterNode, id: ProcessId): Known | undefined => state.known.find(one => one.id === id);
export const followedBy = ({ config }: ClusterNode, id: ProcessId): ProcessId => config.masters[id] ?? nobody;
export const isMaster = (state: ClusterNode, id: ProcessId): boolean => followedBy(state, id) === nobody;
export const shardsOf = ({ owners }: Config, id: ProcessId): number[] => owners.flatMap((owner, shard) => (owner === id ? [shard] : []));
export const replicasOf = ({ known, config }: ClusterNode, master: ProcessId): Known[] => known.filter(({ id }) => config.masters[id] === master);
export const hasFailed = ({ config }: ClusterNode, id: ProcessId): boolean => config.failed.includes(id);

export function healthOf(state: ClusterNode, one: Known): Health {
  return hasFailed(state, one.id) ? 'fail' : one.isPfail ? 'pfail' : 'fine';
}

/** The masters that own anything: those that have a voice. */
export const voices = (state: ClusterNode): ProcessId[] =>
  [...new Set(state.config.owners)].filter(owner => owner !== nobody && isMaster(state, owner));

/** Every change of the configuration may change what is served. */
export function configure(state: ClusterNode, change: Partial<Config>): void {
  state.config = { ...state.config, ...change };
  state.isStateDue = true;
}

export const replaced = <T>(list: readonly T[], at: number, by: T): readonly T[] => list.map((one, i) => (i === at ? by : one));
