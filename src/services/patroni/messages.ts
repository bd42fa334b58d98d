import type { Detector, Duration, Message, ProcessId } from '../../contract.ts';
import type { Excerpt, Run } from '../primaryBackup/log.ts';

// to etcd

/** From now on it is told of every change, and of how things stand. */
export interface Watch extends Message { readonly kind: 'patroni.watch' }
/** Keeps a lease, or is granted one. `leads`: and ties the leader's key to it, as its owner. */
export interface Keepalive extends Message {
  readonly kind: 'patroni.keepalive'; readonly asked: number; readonly lease: number; readonly leads: boolean;
}
/** Creates the leader's key, if there is none. */
export interface Take extends Message { readonly kind: 'patroni.take'; readonly asked: number; readonly lease: number }
export interface Release extends Message { readonly kind: 'patroni.release' }
/** What a leader publishes: where its log ends, and its synchronous standby (−1: none). */
export interface Status extends Message { readonly kind: 'patroni.status'; readonly position: number; readonly standby: ProcessId }

// from etcd

export interface Answered extends Message { readonly kind: 'patroni.answered'; readonly asked: number; readonly ok: boolean; readonly epoch: number }
export interface Cluster extends Message {
  readonly kind: 'patroni.cluster';
  /** −1: nobody's. */
  readonly leader: ProcessId;
  /** How many leaders there have been: the timeline. */
  readonly epoch: number;
  readonly position: number;
  readonly standby: ProcessId;
}

// between agents: the REST API

export interface Ask extends Message { readonly kind: 'patroni.ask'; readonly asked: number }
export interface Told extends Message {
  readonly kind: 'patroni.told'; readonly asked: number; readonly isPrimary: boolean; readonly runs: boolean; readonly position: number;
}
/** May it go on without the store? */
export interface Failsafe extends Message { readonly kind: 'patroni.failsafe'; readonly asked: number }
export interface Accepted extends Message { readonly kind: 'patroni.accepted'; readonly asked: number; readonly ok: boolean }

// between an agent and its PostgreSQL

export interface Check extends Message { readonly kind: 'patroni.check'; readonly asked: number }
export type Mode = 'stopped' | 'starting' | 'promoting' | 'replica' | 'primary';
export interface Checked extends Message {
  readonly kind: 'patroni.checked';
  readonly asked: number;
  readonly mode: Mode;
  readonly wasPrimary: boolean;
  readonly epoch: number;
  readonly position: number;
  readonly upstream: ProcessId;
  /** Replicas that copy from it. */
  readonly attached: readonly ProcessId[];
}
/** A start or a promotion has come to its end. */
export interface Ready extends Message { readonly kind: 'patroni.ready' }
export interface Order extends Message {
  readonly kind: 'patroni.order';
  readonly what: 'start' | 'promote' | 'follow' | 'synchronise' | 'guard';
  /** Of `promote`: its timeline. */
  readonly epoch: number;
  /** Of `follow`: whom, −1 for nobody; of `synchronise`: for whom writes wait. */
  readonly whom: ProcessId;
  /** Of `guard`: how long the watchdog waits for the next. */
  readonly within: Duration;
}

// between servers

export interface Stored extends Message { readonly kind: 'patroni.stored'; readonly end: number }
export interface Replicate extends Message {
  readonly kind: 'patroni.replicate'; readonly epoch: number; readonly runs: readonly Run[]; readonly excerpt: Excerpt; readonly end: number;
}

// with clients

interface RequestAs<K extends string> extends Message { readonly kind: K; readonly operation: number; readonly epoch: number }
export type Request = RequestAs<'patroni.write'> | RequestAs<'patroni.read'>;
export type Answer = RequestAs<'patroni.answer'>;
export interface Redirect extends Message {
  readonly kind: 'patroni.redirect'; readonly operation: number; readonly leader: ProcessId; readonly epoch: number;
}

export type ToEtcd = Watch | Keepalive | Take | Release | Status;
export type PatroniMessage = ToEtcd | Answered | Cluster | Ask | Told | Failsafe | Accepted | Check | Checked | Ready | Order
  | Stored | Replicate | Request | Answer | Redirect;

const header = 24;
/** An operation with 100 bytes of data. */
const payload = 100;
/** HTTP and JSON around a few fields. */
const document = 400;

export const patroniMessages: Detector<unknown, unknown, PatroniMessage>['messages'] = {
  'patroni.watch': { purpose: 'heartbeat', bytes: document },
  'patroni.keepalive': { purpose: 'heartbeat', bytes: document },
  'patroni.take': { purpose: 'election', bytes: document },
  'patroni.release': { purpose: 'election', bytes: document },
  'patroni.status': { purpose: 'heartbeat', bytes: document },
  'patroni.answered': { purpose: 'ack', bytes: document },
  'patroni.cluster': { purpose: 'gossip', bytes: document },
  'patroni.ask': { purpose: 'election', bytes: document },
  'patroni.told': { purpose: 'election', bytes: document },
  'patroni.failsafe': { purpose: 'election', bytes: document },
  'patroni.accepted': { purpose: 'election', bytes: document },
  'patroni.check': { purpose: 'heartbeat', bytes: header },
  'patroni.checked': { purpose: 'ack', bytes: m => header + 32 + 4 * m.attached.length },
  'patroni.ready': { purpose: 'application', bytes: header },
  'patroni.order': { purpose: 'application', bytes: header + 16 },
  'patroni.stored': { purpose: 'application', bytes: header + 8 },
  'patroni.replicate': { purpose: 'application', bytes: m => header + 16 + 12 * m.runs.length + payload * m.excerpt.operations.length },
  'patroni.write': { purpose: 'application', bytes: header + 8 + payload },
  'patroni.read': { purpose: 'application', bytes: header + 8 },
  'patroni.answer': { purpose: 'application', bytes: header + 8 },
  'patroni.redirect': { purpose: 'application', bytes: header + 12 },
};
