/** What the API server keeps, and everybody else has copies of. All of it immutable: replaced, never changed. */
import type { ProcessId } from '../../contract.ts';
import type { Time } from '../../time.ts';

/** The Ready condition; null: nobody ever posted one. */
export type Ready = 'True' | 'False' | 'Unknown' | null;
/** The NoExecute taint of node.kubernetes.io/unreachable or …/not-ready: never both. */
export type Taint = 'none' | 'unreachable' | 'notReady';

/** A Node, and its Lease. */
export interface NodeObject {
  readonly id: ProcessId;
  /** Of the Node: an update that names an older one is refused. The Lease has none: only its kubelet writes it. */
  readonly version: number;
  readonly createdAt: Time;
  readonly ready: Ready;
  /** LastHeartbeatTime of the condition, by the kubelet's clock. */
  readonly heartbeatAt: Time | null;
  readonly taint: Taint;
  /** Of the lease, by the kubelet's clock; null: there is none. */
  readonly renewTime: Time | null;
}

export interface Pod {
  /** What it is one of: the same for every instance of one identity. */
  readonly identity: number;
  /** Which instance: one number for each that was ever made, rising. */
  readonly instance: number;
  readonly node: ProcessId;
  /** `deleted` is only ever told, never kept. */
  readonly phase: 'running' | 'terminating' | 'deleted';
}

/** The Lease by which controllers elect one of themselves; −1: nobody holds it. */
export interface Lock {
  readonly holder: ProcessId;
  /** When the life of the holder began that took it: kube-controller-manager draws an id at each start, so one that begins anew is another. */
  readonly identity: Time;
  readonly version: number;
}

export interface Store {
  readonly nodes: readonly NodeObject[];
  readonly pods: readonly Pod[];
  readonly lock: Lock;
  /** Instances and identities made so far. */
  readonly instances: number;
  readonly identities: number;
}

export const nobody: ProcessId = -1;

/** Of the roles `node` and `node@zone`. */
export const isNode = (role: string): boolean => role === 'node' || role.startsWith('node@');

/** By the role, or else one after the other into so many zones. */
export function zoneOf(role: string, ordinal: number, zones: number): string {
  return role.startsWith('node@') ? role.slice('node@'.length) : `zone${ordinal % zones}`;
}

/** Every node is known, and has one pod. `isEstablished`: they have run for long; else none has posted a status yet. */
export function firstStore(nodes: readonly ProcessId[], isEstablished: boolean, now: Time): Store {
  const status = isEstablished ? { ready: 'True', heartbeatAt: now, renewTime: now } as const : { ready: null, heartbeatAt: null, renewTime: null };
  return {
    nodes: nodes.map(id => ({ id, version: 1, createdAt: now, taint: 'none', ...status })),
    pods: nodes.map((node, identity) => ({ identity, instance: identity + 1, node, phase: 'running' })),
    lock: { holder: nobody, identity: 0, version: 0 }, instances: nodes.length, identities: nodes.length,
  };
}
