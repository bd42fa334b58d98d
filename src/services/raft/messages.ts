import type { Detector, Message, ProcessId, Time } from '../../contract.ts';
import type { Excerpt, Run } from '../primaryBackup/log.ts';

/** Asks for a vote in `term`; a pre-vote only asks whether there would be one, and changes nobody's term. */
interface CampaignAs<K extends string> extends Message {
  readonly kind: K;
  readonly term: number;
  readonly lastTerm: number;
  readonly end: number;
}
export type Campaign = CampaignAs<'raft.preVote'> | CampaignAs<'raft.vote'>;
/** A granted one repeats the term that was asked for, a refused one names the voter's own. */
interface BallotAs<K extends string> extends Message { readonly kind: K; readonly term: number; readonly granted: boolean }
export type Ballot = BallotAs<'raft.preVoted'> | BallotAs<'raft.voted'>;

interface FromLeader extends Message {
  readonly term: number;
  /** The leader's clock; echoed, so that authority counts from the sending. */
  readonly sentAt: Time;
  /** No more than the receiver is known to have. */
  readonly commit: number;
  /** The log up to here is stored by every server. */
  readonly everywhere: number;
}
export interface Heartbeat extends FromLeader { readonly kind: 'raft.heartbeat' }
export interface Append extends FromLeader {
  readonly kind: 'raft.append';
  /** Which term wrote each part of the leader's log. */
  readonly runs: readonly Run[];
  readonly excerpt: Excerpt;
}
export interface Heard extends Message { readonly kind: 'raft.heard'; readonly term: number; readonly sentAt: Time }
/** Also what a leader of an earlier term is told. */
export interface Appended extends Message {
  readonly kind: 'raft.appended';
  readonly term: number;
  readonly sentAt: Time;
  /** False: the excerpt begins after the place where the logs part. */
  readonly agrees: boolean;
  /** How far the two logs are known to be the same. */
  readonly end: number;
}

/** From a client. `epoch`: the newest term that it has seen. */
interface RequestAs<K extends string> extends Message { readonly kind: K; readonly operation: number; readonly epoch: number }
export type Request = RequestAs<'raft.write'> | RequestAs<'raft.read'>;
export interface Answer extends Message { readonly kind: 'raft.answer'; readonly operation: number; readonly epoch: number }
/** Not I. `leader` is −1 where none is known. */
export interface Redirect extends Message {
  readonly kind: 'raft.redirect'; readonly operation: number; readonly leader: ProcessId; readonly epoch: number;
}
export type ServerMessage = Campaign | Ballot | Heartbeat | Append | Heard | Appended;
export type RaftMessage = ServerMessage | Request | Answer | Redirect;

const header = 24;
/** An operation with 100 bytes of data. */
const payload = 100;

export const raftMessages: Detector<unknown, unknown, RaftMessage>['messages'] = {
  'raft.preVote': { purpose: 'election', bytes: header + 16 },
  'raft.preVoted': { purpose: 'election', bytes: header + 1 },
  'raft.vote': { purpose: 'election', bytes: header + 16 },
  'raft.voted': { purpose: 'election', bytes: header + 1 },
  'raft.heartbeat': { purpose: 'heartbeat', bytes: header + 24 },
  'raft.heard': { purpose: 'ack', bytes: header + 8 },
  'raft.append': { purpose: 'application', bytes: m => header + 32 + 12 * m.runs.length + payload * m.excerpt.operations.length },
  'raft.appended': { purpose: 'application', bytes: header + 17 },
  'raft.write': { purpose: 'application', bytes: header + payload },
  'raft.read': { purpose: 'application', bytes: header },
  'raft.answer': { purpose: 'application', bytes: header + payload },
  'raft.redirect': { purpose: 'application', bytes: header + 4 },
};
