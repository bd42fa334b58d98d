import type { Detector, Duration, Message, ProcessId, Time } from '../../contract.ts';
import type { Excerpt, Run } from '../primaryBackup/log.ts';
import type { Voting } from './rules.ts';

/** Who are you? What a connection begins with. */
interface Probe extends Message { readonly kind: 'masterFollowers.probe' }
interface Probed extends Message { readonly kind: 'masterFollowers.probed' }
interface Peers extends Message { readonly kind: 'masterFollowers.peers' }
/** Whom it follows (itself as master), −1 for nobody. */
export interface PeersTold extends Message { readonly kind: 'masterFollowers.peersTold'; readonly leader: ProcessId; readonly term: number }

/** "Are you still the master, and am I in your cluster?" */
export interface LeaderCheck extends Message { readonly kind: 'masterFollowers.leaderCheck'; readonly number: number }
export interface FollowerCheck extends Message {
  readonly kind: 'masterFollowers.followerCheck';
  readonly number: number;
  readonly term: number;
  /** The master's clock; echoed, so that authority counts from the sending. */
  readonly sentAt: Time;
}
type Verdict = 'passed' | 'refused' | 'unhealthy';
export interface LeaderChecked extends Message { readonly kind: 'masterFollowers.leaderChecked'; readonly number: number; readonly verdict: Verdict }
export interface FollowerChecked extends Message {
  readonly kind: 'masterFollowers.followerChecked';
  readonly number: number;
  readonly verdict: Verdict;
  readonly sentAt: Time;
  /** How long it will go on following on silence alone. Not in the real message: for the measures only. */
  readonly keeps: Duration;
}

export interface PreVote extends Message { readonly kind: 'masterFollowers.preVote'; readonly term: number; readonly round: number }
/** A refusal is an error that nobody acts on; it is not sent. */
export interface PreVoted extends Message {
  readonly kind: 'masterFollowers.preVoted';
  readonly round: number;
  readonly term: number;
  readonly acceptedTerm: number;
  readonly acceptedVersion: number;
}
/** "Join me in this term": to all that were found. */
export interface StartJoin extends Message { readonly kind: 'masterFollowers.startJoin'; readonly term: number }
/** A vote for one node in one term. What it had promised to others before: for the measures only. */
export interface Vote {
  readonly term: number;
  readonly acceptedTerm: number;
  readonly acceptedVersion: number;
  readonly promised: readonly { readonly to: ProcessId; readonly for: Duration }[];
}
export interface Join extends Message { readonly kind: 'masterFollowers.join'; readonly term: number; readonly vote: Vote | null }
export interface Joined extends Message { readonly kind: 'masterFollowers.joined'; readonly accepted: boolean }

/** A state of the cluster, as what it adds to the log of the one before. */
export interface Publish extends Message {
  readonly kind: 'masterFollowers.publish';
  readonly sentAt: Time;
  readonly term: number;
  readonly version: number;
  readonly nodes: readonly ProcessId[];
  readonly voting: Voting;
  readonly runs: readonly Run[];
  readonly excerpt: Excerpt;
}
export interface Published extends Message {
  readonly kind: 'masterFollowers.published';
  readonly term: number;
  readonly version: number;
  /** behind: what the state is a change of is not there; `end` says how far the logs agree. */
  readonly verdict: 'accepted' | 'refused' | 'behind';
  readonly end: number;
  readonly vote: Vote | null;
  readonly sentAt: Time;
  readonly keeps: Duration;
}
interface OfState<K extends string> extends Message { readonly kind: K; readonly term: number; readonly version: number }
export type Commit = OfState<'masterFollowers.commit'>;
export type Applied = OfState<'masterFollowers.applied'>;

/** From a client: to change the cluster, or to read its state. */
interface RequestAs<K extends string> extends Message { readonly kind: K; readonly operation: number; readonly epoch: number }
export type Request = RequestAs<'masterFollowers.write'> | RequestAs<'masterFollowers.read'>;
interface Answer extends Message { readonly kind: 'masterFollowers.answer'; readonly operation: number; readonly epoch: number }
interface Redirect extends Message {
  readonly kind: 'masterFollowers.redirect'; readonly operation: number; readonly leader: ProcessId; readonly epoch: number;
}
export type MasterFollowersMessage =
  | Probe | Probed | Peers | PeersTold | LeaderCheck | LeaderChecked | FollowerCheck | FollowerChecked
  | PreVote | PreVoted | StartJoin | Join | Joined | Publish | Published | Commit | Applied | Request | Answer | Redirect;

/** Of the transport protocol, with the action's name. */
const header = 60;
const node = 120;
const payload = 100;

export const masterFollowersMessages: Detector<unknown, unknown, MasterFollowersMessage>['messages'] = {
  'masterFollowers.probe': { purpose: 'election', bytes: header },
  'masterFollowers.probed': { purpose: 'election', bytes: header + node },
  'masterFollowers.peers': { purpose: 'election', bytes: header + node },
  'masterFollowers.peersTold': { purpose: 'election', bytes: header + node + 8 },
  'masterFollowers.leaderCheck': { purpose: 'heartbeat', bytes: header + node },
  'masterFollowers.leaderChecked': { purpose: 'ack', bytes: header },
  'masterFollowers.followerCheck': { purpose: 'heartbeat', bytes: header + node + 8 },
  'masterFollowers.followerChecked': { purpose: 'ack', bytes: header },
  'masterFollowers.preVote': { purpose: 'election', bytes: header + node + 8 },
  'masterFollowers.preVoted': { purpose: 'election', bytes: header + 24 },
  'masterFollowers.startJoin': { purpose: 'election', bytes: header + node + 8 },
  'masterFollowers.join': { purpose: 'election', bytes: m => header + node + (m.vote ? 2 * node + 24 : 0) },
  'masterFollowers.joined': { purpose: 'election', bytes: header },
  'masterFollowers.publish': { purpose: 'application', bytes: m => header + 200 + node * m.nodes.length + payload * m.excerpt.operations.length },
  'masterFollowers.published': { purpose: 'application', bytes: m => header + 16 + (m.vote ? 2 * node + 24 : 0) },
  'masterFollowers.commit': { purpose: 'application', bytes: header + node + 16 },
  'masterFollowers.applied': { purpose: 'application', bytes: header },
  'masterFollowers.write': { purpose: 'application', bytes: header + payload },
  'masterFollowers.read': { purpose: 'application', bytes: header },
  'masterFollowers.answer': { purpose: 'application', bytes: header + payload },
  'masterFollowers.redirect': { purpose: 'application', bytes: header + 4 },
};
