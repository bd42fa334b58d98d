import type { Detector, Message, ProcessId } from '../../contract.ts';
import type { Duration } from '../../time.ts';

/** What a member holds, and the token that goes with it. */
export interface Grant { readonly resource: number; readonly epoch: number }

// members and servers

/** A new session (0) or one that it has: ConnectRequest, JoinGroup, BrokerRegistration, the registration of an instance. */
export interface Join extends Message {
  readonly kind: 'session.join'; readonly instance: number; readonly session: number; readonly timeout: Duration }
/** ZooKeeper: `session` 0 is the end of it. Kafka: `session` is the generation or epoch. */
export interface Joined extends Message {
  readonly kind: 'session.joined'; readonly instance: number; readonly session: number; readonly timeout: Duration; readonly status: Status }
export interface Beat extends Message {
  readonly kind: 'session.beat'; readonly instance: number; readonly epoch: number;
  /** What it still has, of a KIP-848 consumer; how far its metadata goes, of a broker. */
  readonly owned: readonly number[] | null; readonly offset: number; readonly wantFence: boolean }
export type Status = 'ok' | 'unknown' | 'rebalancing' | 'fenced' | 'notHere' | 'refused';
export interface Beaten extends Message {
  readonly kind: 'session.beaten'; readonly status: Status; readonly epoch: number; readonly grants: readonly Grant[] | null }
/** A classic consumer asks for what its group's leader has given it; the leader itself gives. */
export interface Synchronise extends Message { readonly kind: 'session.synchronise'; readonly instance: number; readonly epoch: number }
/** All that it holds now. */
export interface Assigned extends Message { readonly kind: 'session.assigned'; readonly epoch: number; readonly grants: readonly Grant[] }
export interface Leave extends Message { readonly kind: 'session.leave'; readonly instance: number }
/** Who leads what, as a broker reads it from the metadata log up to `offset`. */
export interface Metadata extends Message {
  readonly kind: 'session.metadata'; readonly offset: number; readonly leaders: readonly ProcessId[]; readonly epochs: readonly number[] }
/** The server lets its clients go: as much as the end of a connection says. */
export interface Closed extends Message { readonly kind: 'session.closed' }

// a ZooKeeper ensemble

export interface SessionRow { readonly id: number; readonly member: ProcessId; readonly instance: number; readonly timeout: Duration }
/** Of a lock: the session that has it (0: none), and the transaction that gave it. */
export interface Lock { readonly session: number; readonly since: number }
/** What is replicated: sessions in the order in which they came, and who has which lock. */
export interface Table { readonly zxid: number; readonly sessions: readonly SessionRow[]; readonly locks: readonly Lock[] }
export interface Notify extends Message {
  readonly kind: 'session.notify'; readonly round: number; readonly isReply: boolean; readonly stance: 'looking' | 'following' | 'leading'; readonly leader: ProcessId; readonly zxid: number }
/** A follower joins its leader. */
export interface Follow extends Message { readonly kind: 'session.follow'; readonly epoch: number; readonly zxid: number }
export interface Sync extends Message { readonly kind: 'session.sync'; readonly epoch: number; readonly table: Table }
export interface Propose extends Message { readonly kind: 'session.propose'; readonly epoch: number; readonly table: Table }
export interface Ack extends Message { readonly kind: 'session.ack'; readonly epoch: number; readonly zxid: number }
export interface Commit extends Message { readonly kind: 'session.commit'; readonly epoch: number; readonly zxid: number }
/** Half a tick: the leader's ping, and in the answer the sessions that the follower has heard of since. */
export interface Tick extends Message { readonly kind: 'session.tick'; readonly epoch: number }
export interface Touched extends Message { readonly kind: 'session.touched'; readonly epoch: number; readonly sessions: readonly number[] }
/** A client of the follower wants a session (0), or the one that it has. */
export interface Request extends Message {
  readonly kind: 'session.request'; readonly member: ProcessId; readonly instance: number; readonly session: number; readonly timeout: Duration }
export interface Valid extends Message {
  readonly kind: 'session.valid'; readonly member: ProcessId; readonly instance: number; readonly session: number; readonly isValid: boolean }

// Eureka's peers

/** What a member said to another server. */
export interface Replicated extends Message { readonly kind: 'session.replicated'; readonly member: ProcessId; readonly instance: number; readonly what: 'register' | 'renew' }

// the store

export interface Write extends Message { readonly kind: 'session.write'; readonly resource: number; readonly operation: number; readonly epoch: number }
export interface Written extends Message { readonly kind: 'session.written'; readonly resource: number; readonly operation: number; readonly epoch: number; readonly isStored: boolean }

export type SessionMessage = Join | Joined | Beat | Beaten | Synchronise | Assigned | Leave | Metadata | Closed
  | Notify | Follow | Sync | Propose | Ack | Commit | Tick | Touched | Request | Valid | Replicated | Write | Written;

const header = 24;
const tableSize = ({ sessions, locks }: Table): number => 16 + 24 * sessions.length + 16 * locks.length;

export const sessionMessages: Detector<unknown, unknown, SessionMessage>['messages'] = {
  'session.join': { purpose: 'application', bytes: 60 },
  'session.joined': { purpose: 'application', bytes: 60 },
  'session.beat': { purpose: 'heartbeat', bytes: m => header + 4 * (m.owned?.length ?? 0) },
  'session.beaten': { purpose: 'ack', bytes: m => header + 12 * (m.grants?.length ?? 0) },
  'session.synchronise': { purpose: 'application', bytes: 40 },
  'session.assigned': { purpose: 'application', bytes: m => header + 12 * m.grants.length },
  'session.leave': { purpose: 'application', bytes: 40 },
  'session.metadata': { purpose: 'application', bytes: m => header + 12 * m.leaders.length },
  'session.closed': { purpose: 'application', bytes: header },
  'session.notify': { purpose: 'election', bytes: 48 },
  'session.follow': { purpose: 'election', bytes: 40 },
  'session.sync': { purpose: 'election', bytes: m => header + tableSize(m.table) },
  'session.propose': { purpose: 'application', bytes: m => header + tableSize(m.table) },
  'session.ack': { purpose: 'application', bytes: header },
  'session.commit': { purpose: 'application', bytes: header },
  'session.tick': { purpose: 'heartbeat', bytes: header },
  'session.touched': { purpose: 'ack', bytes: m => header + 12 * m.sessions.length },
  'session.request': { purpose: 'application', bytes: 60 },
  'session.valid': { purpose: 'application', bytes: header + 8 },
  'session.replicated': { purpose: 'application', bytes: 60 },
  'session.write': { purpose: 'application', bytes: header + 100 },
  'session.written': { purpose: 'application', bytes: header },
};
