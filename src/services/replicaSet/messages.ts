import type { Detector, Message, ProcessId } from '../../contract.ts';
import type { Excerpt, Run } from '../primaryBackup/log.ts';

/** How far a member's log goes: the term of its last entry, then its length. */
export interface OpTime { readonly term: number; readonly end: number }

/** From each member to each other. `primary`: whom the sender holds for it. */
export interface Heartbeat extends Message {
  readonly kind: 'replicaSet.heartbeat';
  readonly number: number;
  readonly term: number;
  readonly primary: ProcessId;
}
export interface Heard extends Message {
  readonly kind: 'replicaSet.heard';
  readonly number: number;
  readonly term: number;
  readonly isPrimary: boolean;
  readonly priority: number;
  readonly optime: OpTime;
}
/** In a dry run nobody's term or vote changes. */
export interface RequestVotes extends Message {
  readonly kind: 'replicaSet.requestVotes';
  readonly term: number;
  readonly dryRun: boolean;
  readonly optime: OpTime;
}
/** `of`: the term that was asked about. */
export interface Voted extends Message {
  readonly kind: 'replicaSet.voted';
  readonly term: number;
  readonly dryRun: boolean;
  readonly of: number;
  readonly granted: boolean;
}

/** For what comes after its own log; and so it says how far that goes. */
export interface Fetch extends Message {
  readonly kind: 'replicaSet.fetch';
  readonly term: number;
  readonly end: number;
  readonly runs: readonly Run[];
}
export interface Batch extends Message {
  readonly kind: 'replicaSet.batch';
  readonly term: number;
  readonly isPrimary: boolean;
  readonly commit: number;
  readonly runs: readonly Run[];
  readonly excerpt: Excerpt;
}

interface RequestAs<K extends string> extends Message { readonly kind: K; readonly operation: number; readonly epoch: number }
export type Request = RequestAs<'replicaSet.write'> | RequestAs<'replicaSet.read'>;
interface Answer extends Message { readonly kind: 'replicaSet.answer'; readonly operation: number; readonly epoch: number }
interface Redirect extends Message {
  readonly kind: 'replicaSet.redirect';
  readonly operation: number;
  readonly leader: ProcessId;
  readonly epoch: number;
}
export type ReplicaSetMessage = Heartbeat | Heard | RequestVotes | Voted | Fetch | Batch | Request | Answer | Redirect;

/** Of the wire protocol, and a command's BSON. */
const header = 160;
const payload = 100;

export const replicaSetMessages: Detector<unknown, unknown, ReplicaSetMessage>['messages'] = {
  'replicaSet.heartbeat': { purpose: 'heartbeat', bytes: header + 120 },
  'replicaSet.heard': { purpose: 'ack', bytes: header + 300 },
  'replicaSet.requestVotes': { purpose: 'election', bytes: header + 100 },
  'replicaSet.voted': { purpose: 'election', bytes: header + 60 },
  'replicaSet.fetch': { purpose: 'application', bytes: header + 100 },
  'replicaSet.batch': { purpose: 'application', bytes: m => header + 200 + payload * m.excerpt.operations.length },
  'replicaSet.write': { purpose: 'application', bytes: header + payload },
  'replicaSet.read': { purpose: 'application', bytes: header },
  'replicaSet.answer': { purpose: 'application', bytes: header + payload },
  'replicaSet.redirect': { purpose: 'application', bytes: header },
};
