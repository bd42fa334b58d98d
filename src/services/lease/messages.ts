import type { Detector, Message, ProcessId, Time } from '../../contract.ts';

/** Asks for the record. `beyond`: answer when its revision differs from this one, or a wait time has passed. */
export interface Look extends Message { readonly kind: 'lease.look'; readonly asked: number; readonly beyond: number | null }
export interface Record extends Message {
  readonly kind: 'lease.record';
  readonly asked: number;
  readonly revision: number;
  /** −1: nobody's. */
  readonly holder: ProcessId;
  readonly session: number;
  /** How many holders there have been: the fencing token. */
  readonly epoch: number;
}
/** Compare-and-swap of the whole record, as an API server has it. */
export interface Update extends Message { readonly kind: 'lease.update'; readonly asked: number; readonly revision: number; readonly session: number }
export interface Updated extends Message {
  readonly kind: 'lease.updated'; readonly asked: number; readonly ok: boolean; readonly revision: number; readonly epoch: number;
}
/** Keeps a session; `opens`: and begins it, if the store does not know it. */
export interface Renew extends Message { readonly kind: 'lease.renew'; readonly session: number; readonly opens: boolean }
export interface Renewed extends Message { readonly kind: 'lease.renewed'; readonly session: number; readonly ok: boolean }
/** Takes the key for a session if it is free; where candidates queue, it enters the queue. */
export interface Acquire extends Message { readonly kind: 'lease.acquire'; readonly asked: number; readonly session: number }
export interface Acquired extends Message {
  readonly kind: 'lease.acquired'; readonly asked: number; readonly ok: boolean; readonly revision: number; readonly epoch: number;
}
export type ToStore = Look | Update | Renew | Acquire;
export type FromStore = Record | Updated | Renewed | Acquired;

/** From the holder to what it works on. `epoch` is its token. */
interface WorkAs<K extends string> extends Message { readonly kind: K; readonly operation: number; readonly epoch: number }
export type Put = WorkAs<'lease.put'>;
export type Fetch = WorkAs<'lease.fetch'>;
/** `ok` false: the token is older than one already seen. */
export interface Kept extends Message { readonly kind: 'lease.kept'; readonly operation: number; readonly ok: boolean }

/** From a client, and to it. */
export type Request = WorkAs<'lease.write'> | WorkAs<'lease.read'>;
export type Answer = WorkAs<'lease.answer'>;
export interface Redirect extends Message {
  readonly kind: 'lease.redirect'; readonly operation: number; readonly leader: ProcessId; readonly epoch: number;
}
export type LeaseMessage = ToStore | FromStore | Put | Fetch | Kept | Request | Answer | Redirect;

/** What a request waits for. */
export interface Waiting { readonly operation: number; readonly client: ProcessId; readonly access: 'write' | 'read'; readonly since: Time }

const header = 24;
/** An operation with 100 bytes of data. */
const payload = 100;

export const leaseMessages: Detector<unknown, unknown, LeaseMessage>['messages'] = {
  'lease.look': { purpose: 'heartbeat', bytes: header + 8 },
  'lease.record': { purpose: 'ack', bytes: header + 32 },
  'lease.update': { purpose: 'heartbeat', bytes: header + 32 },
  'lease.updated': { purpose: 'ack', bytes: header + 16 },
  'lease.renew': { purpose: 'heartbeat', bytes: header + 9 },
  'lease.renewed': { purpose: 'ack', bytes: header + 9 },
  'lease.acquire': { purpose: 'election', bytes: header + 8 },
  'lease.acquired': { purpose: 'election', bytes: header + 16 },
  'lease.put': { purpose: 'application', bytes: header + 8 + payload },
  'lease.fetch': { purpose: 'application', bytes: header + 8 },
  'lease.kept': { purpose: 'application', bytes: header + 1 },
  'lease.write': { purpose: 'application', bytes: header + 8 + payload },
  'lease.read': { purpose: 'application', bytes: header + 8 },
  'lease.answer': { purpose: 'application', bytes: header + 8 },
  'lease.redirect': { purpose: 'application', bytes: header + 12 },
};
