import type { Detector, Message, ProcessId, Time } from '../../contract.ts';
import type { Excerpt, Run } from './log.ts';

/** "I lead epoch … and ask you to heed me": to all replicas and clients, every `announceEvery`. */
export interface Lead extends Message {
  readonly kind: 'primaryBackup.lead';
  readonly epoch: number;
  /** The leader's clock; echoed, so that authority can count from the sending. */
  readonly sentAt: Time;
  /** Which epoch wrote each part of its log. */
  readonly runs: readonly Run[];
  /** How far it has sent its log. */
  readonly end: number;
  /** The log up to here is stored by every replica. */
  readonly everywhere: number;
}
/** A replica's yes to `lead`: a grant of the lease, and a voice of the quorum. */
export interface Heed extends Message {
  readonly kind: 'primaryBackup.heed';
  readonly epoch: number;
  readonly sentAt: Time;
  /** The length of the replica's log, and how far the leader had sent its own when it asked. */
  readonly end: number;
  readonly of: number;
}
/** "I know of a newer epoch." */
export interface Stale extends Message { readonly kind: 'primaryBackup.stale'; readonly epoch: number }
/** A candidate asks for votes. */
export interface Canvass extends Message {
  readonly kind: 'primaryBackup.canvass';
  readonly epoch: number;
  readonly sentAt: Time;
  readonly runs: readonly Run[];
  readonly end: number;
}
/** The answer to it; a granted one brings what the candidate's log lacks. */
export interface Vote extends Message {
  readonly kind: 'primaryBackup.vote';
  readonly epoch: number;
  readonly granted: boolean;
  readonly sentAt: Time;
  /** The newest epoch that the voter knows of or voted for. */
  readonly seen: number;
  readonly end: number;
  readonly better: { readonly runs: readonly Run[]; readonly excerpt: Excerpt } | null;
}
/** Part of the leader's log, and how far it has sent. */
export interface Replicate extends Message {
  readonly kind: 'primaryBackup.replicate';
  readonly epoch: number;
  readonly runs: readonly Run[];
  readonly excerpt: Excerpt;
  readonly end: number;
}
export interface Stored extends Message {
  readonly kind: 'primaryBackup.stored';
  readonly epoch: number;
  readonly end: number;
  readonly of: number;
}
/** From a client. `epoch`: the newest that it has seen, its fencing token. */
export interface Write extends Message { readonly kind: 'primaryBackup.write'; readonly operation: number; readonly epoch: number }
export interface Read extends Message { readonly kind: 'primaryBackup.read'; readonly operation: number; readonly epoch: number }
export type Request = Write | Read;
/** To a client: done. */
export interface Answer extends Message { readonly kind: 'primaryBackup.answer'; readonly operation: number; readonly epoch: number }
/** To a client: not I. `leader` is −1 where none is known. */
export interface Redirect extends Message {
  readonly kind: 'primaryBackup.redirect';
  readonly operation: number;
  readonly leader: ProcessId;
  readonly epoch: number;
}
export type PrimaryBackupMessage = Lead | Heed | Stale | Canvass | Vote | Replicate | Stored | Request | Answer | Redirect;

const header = 16;
const runsSize = (runs: readonly Run[]): number => 12 * runs.length;
/** An operation with 100 bytes of data. */
const payload = 100;

export const primaryBackupMessages: Detector<unknown, unknown, PrimaryBackupMessage>['messages'] = {
  'primaryBackup.lead': { purpose: 'heartbeat', bytes: m => header + 24 + runsSize(m.runs) },
  'primaryBackup.heed': { purpose: 'ack', bytes: header + 24 },
  'primaryBackup.stale': { purpose: 'election', bytes: header },
  'primaryBackup.canvass': { purpose: 'election', bytes: m => header + 16 + runsSize(m.runs) },
  'primaryBackup.vote': {
    purpose: 'election',
    bytes: m => header + 25 + (m.better ? runsSize(m.better.runs) + payload * m.better.excerpt.operations.length : 0),
  },
  'primaryBackup.replicate': { purpose: 'application', bytes: m => header + 16 + runsSize(m.runs) + payload * m.excerpt.operations.length },
  'primaryBackup.stored': { purpose: 'application', bytes: header + 16 },
  'primaryBackup.write': { purpose: 'application', bytes: header + 8 + payload },
  'primaryBackup.read': { purpose: 'application', bytes: header + 8 },
  'primaryBackup.answer': { purpose: 'application', bytes: header + 8 + payload },
  'primaryBackup.redirect': { purpose: 'application', bytes: header + 12 },
};
