import { NEVER, type Time } from '../../time.ts';
import type { Opinion, Port, ProcessId } from '../../contract.ts';
import { lastEpoch, type Log, type Run } from '../primaryBackup/log.ts';
import type { OpTime, ReplicaSetMessage } from './messages.ts';
import type { ReplicaSetParams } from './parameters.ts';
import { electionOffset, isMajority } from './rules.ts';

export type Outlet = Port<ReplicaSetMessage>;

/** There is one oplog. */
export const resource = 0;
export const nobody: ProcessId = -1;
/** The entry with which a primary begins its term. */
export const emptyEntry = -1;

/** What a member knows of another. */
export interface Peer {
  readonly id: ProcessId;
  /** Of the heartbeat under way or next: its number, its first attempt, how often it failed, and when it was sent or is due. */
  number: number;
  startedAt: Time;
  misses: number;
  sentAt: Time | null;
  nextAt: Time;
  /** It answers heartbeats, as far as is known. */
  answers: boolean;
  isPrimary: boolean;
  priority: number;
  optime: OpTime;
  /** The last sign of it, and whether that was noticed to be too old. */
  lastUpdate: Time;
  isStale: boolean;
  /** Its heartbeat has ended since it was last restarted out of turn. */
  isFresh: boolean;
}

export interface Campaign { readonly dryRun: boolean; readonly votes: ProcessId[]; readonly refusals: ProcessId[] }
/** How far the log goes of whoever asks, and the commit point that it was told. */
export interface Held { readonly by: ProcessId; readonly until: Time; readonly end: number; readonly runs: readonly Run[]; readonly commit: number }
export interface Waiting { readonly operation: number; readonly client: ProcessId; readonly index: number; readonly since: Time }

/** Of a primary. Arrays are by place among the members. */
export interface Office {
  /** It has caught up, and takes writes. */
  isOpen: boolean;
  readonly since: Time;
  /** The index of its first entry: nothing is committed before that is. */
  from: number;
  readonly match: number[];
  waiting: Waiting[];
}

export interface Member {
  readonly role: 'member';
  readonly params: ReplicaSetParams;
  readonly self: ProcessId;
  readonly members: readonly ProcessId[];
  readonly voters: readonly ProcessId[];
  readonly peers: readonly Peer[];
  readonly opinions: Opinion[];
  readonly heardOf: boolean[];
  /** These survive a crash. */
  term: number;
  vote: { readonly term: number; readonly candidate: ProcessId };
  log: Log;
  commit: number;
  /** Whom it holds for the primary. */
  primary: ProcessId;
  electionAt: Time;
  takeoverAt: Time;
  campaign: Campaign | null;
  /** From whom it awaits a batch, since when. */
  fetch: { readonly from: ProcessId; readonly at: Time } | null;
  /** Fetches that wait here for something new: until when, and after what. */
  fetches: Held[];
  office: Office | null;
}

export const placeOf = ({ members }: Member, id: ProcessId): number => members.indexOf(id);
export const peerOf = ({ peers }: Member, id: ProcessId): Peer | undefined => peers.find(peer => peer.id === id);
export const optimeOf = ({ log }: Member): OpTime => ({ term: lastEpoch(log.runs, log.end), end: log.end });

export function seesMajority({ voters, peers, self }: Member): boolean {
  const seen = voters.filter(id => id === self || peers.some(peer => peer.id === id && peer.answers)).length;
  return isMajority(seen, voters.length);
}

export function setBackElection(state: Member, now: Time, port: Outlet): void {
  const { electionTimeout, electionOffset: share } = state.params;
  state.electionAt = now + electionTimeout + electionOffset(electionTimeout, share, port.random());
}

export const reach = (milestone: string, about: ProcessId, port: Outlet): void => port.note({ kind: 'reaches', milestone, about });

export function setUp(state: Member, peer: Peer, port: Outlet): void {
  peer.answers = true;
  const place = placeOf(state, peer.id);
  if (state.heardOf[place] && state.opinions[place] === 'trusted') return;
  state.heardOf[place] = true;
  state.opinions[place] = 'trusted';
  port.trust(peer.id);
}

export function setDown(state: Member, peer: Peer, port: Outlet): void {
  Object.assign(peer, { answers: false, isPrimary: false, isFresh: true });
  if (state.primary === peer.id) state.primary = nobody;
  const place = placeOf(state, peer.id);
  if (state.opinions[place] === 'suspected') return;
  state.opinions[place] = 'suspected';
  port.suspect(peer.id);
  reach('memberDown', peer.id, port);
}

/** Any sign of it, also a question that it asks. */
export const touch = (peer: Peer, now: Time): void => { Object.assign(peer, { lastUpdate: now, isStale: false }); };

export function memberDeadline({ params, peers, electionAt, takeoverAt, fetches, fetch, office }: Member): Time {
  const { heartbeatTimeout, electionTimeout, catchUp } = params;
  const heartbeats = peers.map(({ sentAt, startedAt, nextAt }) => (sentAt === null ? nextAt : startedAt + heartbeatTimeout));
  const liveness = peers.map(({ lastUpdate, isStale }) => (isStale ? NEVER : lastUpdate + electionTimeout));
  const caughtBy = office && !office.isOpen && catchUp !== NEVER ? office.since + catchUp : NEVER;
  const fetching = fetch ? fetch.at + fetchLimit(electionTimeout) : NEVER;
  const standing = office ? NEVER : Math.min(electionAt, takeoverAt);
  return Math.min(standing, caughtBy, fetching, ...heartbeats, ...liveness, ...fetches.map(({ until }) => until));
}

/** oplogNetworkTimeoutBufferSeconds: 5 s more than the answer may wait. */
export const fetchLimit = (electionTimeout: number): number => Math.max(1, Math.min(5_000_000, Math.floor(electionTimeout / 2))) + 5_000_000;
