import type { Detector, Message, ProcessId, Time } from '../../contract.ts';
import type { Excerpt, Run } from '../primaryBackup/log.ts';

export interface Vote extends Message { readonly kind: 'kraft.vote'; readonly epoch: number; readonly lastEpoch: number; readonly end: number }
export interface Voted extends Message { readonly kind: 'kraft.voted'; readonly epoch: number; readonly isGranted: boolean }
/** BeginQuorumEpoch: the new leader, until it is fetched from. */
export interface Begin extends Message { readonly kind: 'kraft.begin'; readonly epoch: number }
/** EndQuorumEpoch: the old one, with those that may stand next, the furthest first. */
export interface End extends Message { readonly kind: 'kraft.end'; readonly epoch: number; readonly successors: readonly ProcessId[] }
/** How far the follower's log goes, and which epochs wrote it: so the leader tells where the two part. */
export interface Fetch extends Message {
  readonly kind: 'kraft.fetch'; readonly id: number; readonly epoch: number; readonly end: number; readonly runs: readonly Run[];
  /** When the leader sent the answer that this follows, by its own clock. */
  readonly after: Time }
export interface Fetched extends Message {
  readonly kind: 'kraft.fetched'; readonly id: number; readonly epoch: number;
  /** Whom the sender follows, or itself; −1 where it knows none. Only its own answer has a log. */
  readonly leader: ProcessId; readonly sentAt: Time; readonly commit: number;
  /** The log up to here is stored by every server. */
  readonly everywhere: number; readonly runs: readonly Run[]; readonly excerpt: Excerpt | null }

interface RequestAs<K extends string> extends Message { readonly kind: K; readonly operation: number; readonly epoch: number }
export type Request = RequestAs<'kraft.write'> | RequestAs<'kraft.read'>;
export interface Answer extends Message { readonly kind: 'kraft.answer'; readonly operation: number; readonly epoch: number }
export interface Redirect extends Message { readonly kind: 'kraft.redirect'; readonly operation: number; readonly leader: ProcessId; readonly epoch: number }

export type KraftMessage = Vote | Voted | Begin | End | Fetch | Fetched | Request | Answer | Redirect;

const header = 32;
/** An operation with 100 bytes of data. */
const payload = 100;

export const kraftMessages: Detector<unknown, unknown, KraftMessage>['messages'] = {
  'kraft.vote': { purpose: 'election', bytes: header + 24 },
  'kraft.voted': { purpose: 'election', bytes: header + 8 },
  'kraft.begin': { purpose: 'election', bytes: header + 8 },
  'kraft.end': { purpose: 'election', bytes: m => header + 4 * m.successors.length },
  'kraft.fetch': { purpose: 'heartbeat', bytes: header + 32 },
  'kraft.fetched': { purpose: 'ack', bytes: m => header + 32 + payload * (m.excerpt?.operations.length ?? 0) },
  'kraft.write': { purpose: 'application', bytes: header + payload },
  'kraft.read': { purpose: 'application', bytes: header },
  'kraft.answer': { purpose: 'application', bytes: header + payload },
  'kraft.redirect': { purpose: 'application', bytes: header + 4 },
};
