import type { Detector, Duration, Message, ProcessId } from '../../contract.ts';
import type { Excerpt, Run } from '../primaryBackup/log.ts';

export interface Ping extends Message { readonly kind: 'sentinel.ping' }
/** The answer to it, in Redis's words. */
export interface Pong extends Message { readonly kind: 'sentinel.pong'; readonly reply: string }
/** A sentinel asks a server what it is. */
export interface Info extends Message { readonly kind: 'sentinel.info' }
export interface Told extends Message {
  readonly kind: 'sentinel.told';
  /** Whom it follows; −1: it is a master. */
  readonly follows: ProcessId;
  /** For how long its replication link has been lost; 0 while it stands. */
  readonly linkLostFor: Duration;
  readonly priority: number;
  /** How much of the history it has. */
  readonly offset: number;
}
/** What a sentinel publishes through every server, and to every sentinel. */
export interface Hello extends Message {
  readonly kind: 'sentinel.hello';
  readonly sentinel: ProcessId;
  readonly epoch: number;
  readonly master: ProcessId;
  readonly configEpoch: number;
}
/** "Is that master down? And, unless `candidate` is −1, vote for it in that epoch." */
export interface Ask extends Message {
  readonly kind: 'sentinel.ask';
  readonly master: ProcessId;
  readonly epoch: number;
  readonly candidate: ProcessId;
}
/** `leader` is −1 where no vote was asked for, or none is given. */
export interface Opine extends Message {
  readonly kind: 'sentinel.opine';
  readonly agrees: boolean;
  readonly leader: ProcessId;
  readonly epoch: number;
}
/** REPLICAOF. −1: no one. The epoch is for the record only: no Redis server decides by it. */
export interface Follow extends Message { readonly kind: 'sentinel.follow'; readonly master: ProcessId; readonly epoch: number }
/** What a client that listens to a sentinel hears of a new master. */
export interface Switched extends Message { readonly kind: 'sentinel.switched'; readonly master: ProcessId; readonly epoch: number }
/** Part of the master's history, and how much of it there is. Without entries: its ping to its replicas. */
export interface Replicate extends Message {
  readonly kind: 'sentinel.replicate';
  readonly epoch: number;
  readonly runs: readonly Run[];
  readonly excerpt: Excerpt;
  readonly end: number;
}
/** REPLCONF ACK, every second: how much the replica has. */
export interface Stored extends Message { readonly kind: 'sentinel.stored'; readonly end: number }

/** From a client, and to it: the shapes that the client of `primaryBackup` speaks. */
export interface Write extends Message { readonly kind: 'sentinel.write'; readonly operation: number; readonly epoch: number }
export interface Read extends Message { readonly kind: 'sentinel.read'; readonly operation: number; readonly epoch: number }
export type Request = Write | Read;
export interface Answer extends Message { readonly kind: 'sentinel.answer'; readonly operation: number; readonly epoch: number }
/** READONLY, with the master that the replica follows; or NOREPLICAS, with nobody. */
export interface Redirect extends Message {
  readonly kind: 'sentinel.redirect';
  readonly operation: number;
  readonly leader: ProcessId;
  readonly epoch: number;
}

export type SentinelMessage =
  | Ping | Pong | Info | Told | Hello | Ask | Opine | Follow | Switched | Replicate | Stored | Request | Answer | Redirect;

const header = 16;
const runsSize = (runs: readonly Run[]): number => 12 * runs.length;
/** An operation with 100 bytes of data. */
const payload = 100;

export const sentinelMessages: Detector<unknown, unknown, SentinelMessage>['messages'] = {
  'sentinel.ping': { purpose: 'heartbeat', bytes: 14 },
  'sentinel.pong': { purpose: 'ack', bytes: 7 },
  'sentinel.info': { purpose: 'heartbeat', bytes: 14 },
  'sentinel.told': { purpose: 'ack', bytes: 4_000 },
  'sentinel.hello': { purpose: 'gossip', bytes: 180 },
  'sentinel.ask': { purpose: 'election', bytes: 150 },
  'sentinel.opine': { purpose: 'election', bytes: 60 },
  'sentinel.follow': { purpose: 'election', bytes: 200 },
  'sentinel.switched': { purpose: 'election', bytes: 90 },
  'sentinel.replicate': { purpose: 'application', bytes: m => header + 16 + runsSize(m.runs) + payload * m.excerpt.operations.length },
  'sentinel.stored': { purpose: 'application', bytes: 40 },
  'sentinel.write': { purpose: 'application', bytes: header + 8 + payload },
  'sentinel.read': { purpose: 'application', bytes: header + 8 },
  'sentinel.answer': { purpose: 'application', bytes: header + 8 + payload },
  'sentinel.redirect': { purpose: 'application', bytes: header + 12 },
};
