import { NEVER, type Time } from '../../time.ts';
import type { Opinion, Port, ProcessId } from '../../contract.ts';
import { lastEpoch, type Log } from '../primaryBackup/log.ts';
import { quorumOf } from '../raft/rules.ts';
import type { KraftMessage } from './messages.ts';
import type { KraftParams } from './parameters.ts';

export type Outlet = Port<KraftMessage>;
export const resource = 0;
export const nobody: ProcessId = -1;
/** The entry with which a leader begins its epoch, and what it writes when nobody else does: no client's. */
export const emptyEntry = -1;

/** A fetch that found nothing, and until when it waits for something. */
export interface Parked { readonly id: number; readonly end: number; readonly until: Time }
export interface Proposal { readonly operation: number; readonly client: ProcessId; readonly index: number }

/** What a leader knows. Arrays are by place among the servers. */
export interface Office {
  /** The index of its first entry: nothing is committed before that is. */
  readonly from: number;
  readonly match: number[];
  /** Fetched since the timer was last set. */
  fetched: boolean[];
  /** Has fetched in this epoch at all: the others are told of it again. */
  readonly knows: boolean[];
  readonly parked: (Parked | null)[];
  /** The newest fetch of each. */
  readonly seen: number[];
  /** When the newest answer was sent that each has followed by a fetch. */
  readonly answered: Time[];
  checkAt: Time;
  beginAt: Time;
  idleAt: Time;
  until: Time;
  proposals: Proposal[];
}

export interface Server {
  readonly role: 'replica';
  readonly params: KraftParams;
  readonly self: ProcessId;
  readonly servers: readonly ProcessId[];
  readonly others: readonly ProcessId[];
  readonly opinions: Opinion[];
  readonly heardOf: boolean[];
  stance: 'unattached' | 'voted' | 'follower' | 'candidate' | 'leader' | 'resigned';
  /** These four survive a crash. */
  epoch: number;
  vote: ProcessId;
  leader: ProcessId;
  log: Log;
  commit: number;
  votes: (boolean | null)[];
  /** Elections in a row. */
  retries: number;
  isBackingOff: boolean;
  /** The fetch timeout of a follower, the election timeout of the others, the end of a candidate's wait. */
  timerAt: Time;
  /** Of who stands, voted or waits: the end of the election, which a later epoch does not put off. */
  electionEndsAt: Time;
  /** When it fetches; NEVER while a fetch is out, and until when that one is waited for. */
  fetchAt: Time;
  fetchBy: Time;
  /** Which fetch is out: answers to earlier ones count for nothing. */
  fetchId: number;
  /** Of the last answer, by the leader's clock. */
  after: Time;
  office: Office | null;
}

export const lastEpochOf = ({ log }: Server): number => lastEpoch(log.runs, log.end);
export const placeOf = ({ servers }: Server, id: ProcessId): number => servers.indexOf(id);

/** The newest instant such that a quorum, the leader included, has fetched after an answer that was sent then or later. */
export function answeredByQuorum({ servers, self }: Server, { answered }: Office): Time {
  const needed = quorumOf(servers.length) - 1;
  if (needed === 0) return NEVER;
  return answered.filter((_, place) => servers[place] !== self).sort((a, b) => b - a)[needed - 1]!;
}

export function heard(state: Server, from: ProcessId, port: Outlet): void {
  const place = placeOf(state, from);
  if (place < 0 || (state.heardOf[place] && state.opinions[place] === 'trusted')) return;
  state.heardOf[place] = true;
  state.opinions[place] = 'trusted';
  port.trust(from);
}

export function doubt(state: Server, peer: ProcessId, port: Outlet): void {
  const place = placeOf(state, peer);
  if (place < 0 || peer === state.self || state.opinions[place] === 'suspected') return;
  state.opinions[place] = 'suspected';
  port.suspect(peer);
}

export function deadlineOf(state: Server): Time {
  const { office } = state;
  if (!office) return Math.min(state.timerAt, state.fetchAt, state.fetchBy);
  const parked = office.parked.map(each => each?.until ?? NEVER);
  return Math.min(office.checkAt, office.beginAt, office.idleAt, ...parked);
}
