import type { Detector, Message, ProcessId, Time } from '../../contract.ts';
import type { Excerpt, Run } from '../primaryBackup/log.ts';

/** What every message of the bus tells of its sender; a replica tells its master's shards and configuration epoch. */
export interface Header {
  readonly epoch: number;
  readonly configEpoch: number;
  readonly shards: readonly number[];
  /** −1: the sender is a master. */
  readonly follows: ProcessId;
  /** How much of the history it has. */
  readonly offset: number;
  /** A replica that never stands for election. */
  readonly noFailover: boolean;
}
/** In Redis's words: possibly failing is PFAIL. */
export type Health = 'fine' | 'pfail' | 'fail';
/** What the sender thinks of a third. Its last pong in whole seconds. */
export interface Gossip { readonly about: ProcessId; readonly health: Health; readonly pongAt: Time }

export interface Ping extends Message { readonly kind: 'clusterBus.ping'; readonly header: Header; readonly gossip: readonly Gossip[] }
/** In answer to a ping, or else to tell everybody the news. */
export interface Pong extends Message {
  readonly kind: 'clusterBus.pong';
  readonly header: Header;
  readonly gossip: readonly Gossip[];
  readonly isAnswer: boolean;
}
/** A majority agreed on it. */
export interface Fail extends Message { readonly kind: 'clusterBus.fail'; readonly header: Header; readonly about: ProcessId }
/** A replica asks for the votes of all masters, in the epoch of its header. */
export interface Canvass extends Message { readonly kind: 'clusterBus.canvass'; readonly header: Header }
export interface Vote extends Message { readonly kind: 'clusterBus.vote'; readonly header: Header }
/** To one that claims shards of which a newer owner is known. */
export interface Update extends Message {
  readonly kind: 'clusterBus.update';
  readonly header: Header;
  readonly about: ProcessId;
  readonly configEpoch: number;
  readonly shards: readonly number[];
}
export type BusMessage = Ping | Pong | Fail | Canvass | Vote | Update;

/** Part of the master's history, and how much of it there is. Without entries: its ping to its replicas. */
export interface Replicate extends Message {
  readonly kind: 'clusterBus.replicate';
  readonly runs: readonly Run[];
  readonly excerpt: Excerpt;
  readonly end: number;
}
/** REPLCONF ACK, every second: how much the replica has. */
export interface Stored extends Message { readonly kind: 'clusterBus.stored'; readonly end: number }

/** From a client, and to it: the shapes that the client of `primaryBackup` speaks, about one shard. */
export interface Write extends Message { readonly kind: 'clusterBus.write'; readonly operation: number; readonly epoch: number; readonly shard: number }
export interface Read extends Message { readonly kind: 'clusterBus.read'; readonly operation: number; readonly epoch: number; readonly shard: number }
export type Request = Write | Read;
export interface Answer extends Message { readonly kind: 'clusterBus.answer'; readonly operation: number; readonly epoch: number }
/** MOVED, with the shard's owner; or CLUSTERDOWN, with nobody. */
export interface Redirect extends Message {
  readonly kind: 'clusterBus.redirect';
  readonly operation: number;
  readonly leader: ProcessId;
  readonly epoch: number;
}
export type ClusterBusMessage = BusMessage | Replicate | Stored | Request | Answer | Redirect;

/** sizeof(clusterMsg) without its data, and one entry of gossip: src/cluster.h. */
const busHeader = 2_256;
const gossipEntry = 104;
const plain = 16;
/** An operation with 100 bytes of data. */
const payload = 100;

export const clusterBusMessages: Detector<unknown, unknown, ClusterBusMessage>['messages'] = {
  'clusterBus.ping': { purpose: 'heartbeat', bytes: m => busHeader + gossipEntry * m.gossip.length },
  'clusterBus.pong': { purpose: 'ack', bytes: m => busHeader + gossipEntry * m.gossip.length },
  'clusterBus.fail': { purpose: 'gossip', bytes: busHeader + 40 },
  'clusterBus.canvass': { purpose: 'election', bytes: busHeader },
  'clusterBus.vote': { purpose: 'election', bytes: busHeader },
  'clusterBus.update': { purpose: 'gossip', bytes: busHeader + 2_096 },
  'clusterBus.replicate': { purpose: 'application', bytes: m => plain + 16 + 12 * m.runs.length + payload * m.excerpt.operations.length },
  'clusterBus.stored': { purpose: 'application', bytes: 40 },
  'clusterBus.write': { purpose: 'application', bytes: plain + 10 + payload },
  'clusterBus.read': { purpose: 'application', bytes: plain + 10 },
  'clusterBus.answer': { purpose: 'application', bytes: plain + 8 + payload },
  'clusterBus.redirect': { purpose: 'application', bytes: plain + 12 },
};
