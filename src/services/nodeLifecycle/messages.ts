import type { Detector, Message, ProcessId, Time } from '../../contract.ts';
import type { Lock, NodeObject, Pod, Ready, Taint } from './objects.ts';

/** What is asked of the API server. Answers carry the number of the request; a newer request of the same kind makes an older one void. */
interface Asking extends Message { readonly request: number }
/** The heartbeat: a PUT of the node's Lease. */
export interface Renew extends Asking { readonly kind: 'nodeLifecycle.renew'; readonly renewTime: Time }
/** A GET of the Lease, and a POST where there is none. */
export interface Ensure extends Asking { readonly kind: 'nodeLifecycle.ensure'; readonly renewTime: Time }
/** A kubelet's status of its own node. */
export interface Report extends Asking { readonly kind: 'nodeLifecycle.report'; readonly ready: 'True' | 'False'; readonly heartbeatAt: Time }
/** A controller posts Ready = Unknown on the version of the Node that it judged. */
export interface Doubt extends Asking { readonly kind: 'nodeLifecycle.doubt'; readonly node: ProcessId; readonly version: number }
export interface Mark extends Asking { readonly kind: 'nodeLifecycle.taint'; readonly node: ProcessId; readonly taint: Taint }
/** Of a pod: `forced` without waiting for its kubelet. */
export interface Delete extends Asking { readonly kind: 'nodeLifecycle.delete'; readonly instance: number; readonly forced: boolean }
/** A kubelet: it runs no longer. */
export interface Remove extends Asking { readonly kind: 'nodeLifecycle.remove'; readonly instance: number }
/** An instance of an identity; null: of a new one. */
export interface Create extends Asking { readonly kind: 'nodeLifecycle.create'; readonly identity: number | null; readonly node: ProcessId }
/** Acquires or renews the controllers' lock: where it is held by another, only on the version that has run out. */
export interface Lead extends Asking { readonly kind: 'nodeLifecycle.lead'; readonly identity: number; readonly expired: number | null }
/** List, then watch: everything, or the node's own. */
export interface Watch extends Message { readonly kind: 'nodeLifecycle.watch'; readonly own: boolean }
/** Of HTTP/2, on a connection that was silent. */
export interface Ping extends Message { readonly kind: 'nodeLifecycle.ping' }

export type Request = Renew | Ensure | Report | Doubt | Mark | Delete | Remove | Create | Lead;

export interface Answer extends Message {
  readonly kind: 'nodeLifecycle.answer';
  readonly request: number;
  /** False: it was refused; for `doubt` because the node has changed, for `ensure` because there was no lease yet, and now there is. */
  readonly accepted: boolean;
  readonly node: NodeObject | null;
  readonly lock: Lock | null;
}
/** What a watcher is told. `whole`: what is not in it is not there. */
export interface Changed extends Message {
  readonly kind: 'nodeLifecycle.changed'; readonly nodes: readonly NodeObject[]; readonly pods: readonly Pod[]; readonly whole: boolean;
}
export interface Pong extends Message { readonly kind: 'nodeLifecycle.pong' }

export type NodeLifecycleMessage = Request | Watch | Ping | Answer | Changed | Pong;

export type { Ready };

/** Rough sizes, with HTTP/2 headers compressed: a Lease is some 300 bytes of protobuf, the status of a Node some kilobytes. */
const headers = 100;
const lease = 300;
const status = 4_000;
const pod = 1_500;

export const nodeLifecycleMessages: Detector<unknown, unknown, NodeLifecycleMessage>['messages'] = {
  'nodeLifecycle.renew': { purpose: 'heartbeat', bytes: headers + lease },
  'nodeLifecycle.ensure': { purpose: 'heartbeat', bytes: headers },
  'nodeLifecycle.report': { purpose: 'heartbeat', bytes: headers + status },
  'nodeLifecycle.doubt': { purpose: 'application', bytes: headers + status },
  'nodeLifecycle.taint': { purpose: 'application', bytes: headers + 200 },
  'nodeLifecycle.delete': { purpose: 'application', bytes: headers + 50 },
  'nodeLifecycle.remove': { purpose: 'application', bytes: headers + 50 },
  'nodeLifecycle.create': { purpose: 'application', bytes: headers + pod },
  'nodeLifecycle.lead': { purpose: 'election', bytes: headers + lease },
  'nodeLifecycle.watch': { purpose: 'application', bytes: headers },
  'nodeLifecycle.ping': { purpose: 'heartbeat', bytes: 17 },
  'nodeLifecycle.answer': { purpose: 'ack', bytes: m => headers + (m.node ? status : lease) },
  'nodeLifecycle.changed': { purpose: 'relay', bytes: m => headers + (lease + status) * m.nodes.length + pod * m.pods.length },
  'nodeLifecycle.pong': { purpose: 'ack', bytes: 17 },
};
