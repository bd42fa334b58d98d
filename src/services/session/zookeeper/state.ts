import type { ProcessId } from '../../../contract.ts';
import type { Time } from '../../../time.ts';
import type { Table } from '../messages.ts';
import type { Base } from '../state.ts';

/** The leader's own record of a session: when it expires unless it is heard of. */
export interface Tracked { readonly id: number; expiresAt: Time; isClosing: boolean }
export interface Follower {
  readonly id: ProcessId;
  /** It counts up to this tick of the leader. */
  lastTick: number;
  /** How far its log goes, in this epoch; −1 before it has acknowledged any of it. */
  zxid: number;
}
export interface Vote { readonly leader: ProcessId; readonly zxid: number }
/** Another's vote, and whether it is settled. */
export interface Ballot extends Vote { readonly stance: Stance; readonly round: number }
export type Stance = 'looking' | 'following' | 'leading';

export interface ZookeeperServer extends Base {
  readonly part: 'zookeeperServer';
  /** Where the buckets begin, below a tick. */
  readonly phase: Time;
  stance: Stance;
  /** Applied; and what is in its log beyond that, oldest first. */
  table: Table;
  pending: Table[];
  /** The newest that it has agreed to. */
  epoch: number;
  isServing: boolean;
  /** Clients that are connected here, with their sessions; 0: it waits for one. */
  clients: Client[];

  // looking
  round: number;
  vote: Vote;
  ballots: (Ballot | null)[];
  decideAt: Time;
  noticeAt: Time;
  noticeEvery: number;

  // following and leading
  leader: ProcessId;
  tickAt: Time;
  halves: number;
  since: Time;
  heardAt: Time;
  /** Of a follower: sessions that it has heard of since it last told. */
  touched: number[];
  tracked: Tracked[];
  followers: Follower[];
}

export interface Client { readonly member: ProcessId; readonly instance: number; session: number }

/** What is in its log, applied or not. */
export const logged = ({ table, pending }: ZookeeperServer): Table => pending.at(-1) ?? table;
