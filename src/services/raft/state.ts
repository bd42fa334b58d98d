import { NEVER, type Time } from '../../time.ts';
import type { Opinion, Port, ProcessId } from '../../contract.ts';
import { lastEpoch, type Log } from '../primaryBackup/log.ts';
import type { RaftMessage } from './messages.ts';
import type { RaftParams } from './parameters.ts';
import { quorumOf, randomisedTimeout, type Limits } from './rules.ts';

export type Outlet = Port<RaftMessage>;

/** There is one log. */
export const resource = 0;
export const nobody: ProcessId = -1;
/** Before every clock reading. */
export const BEFORE: Time = -NEVER;
/** The entry with which a leader begins its term: no client's. */
export const emptyEntry = -1;

/** A write that is acknowledged when the log is committed beyond `index`. */
export interface Proposal { readonly operation: number; readonly client: ProcessId; readonly index: number; readonly since: Time }
export type Early = Omit<Proposal, 'index'>;
/** A read that waits until a quorum has answered a heartbeat sent no earlier than `since`. */
export interface Reading { readonly operation: number; readonly client: ProcessId; readonly since: Time }

/** What a leader knows. Arrays are by place among the servers. */
export interface Office {
  /** The index of its first entry: nothing is committed before that is (Ongaro and Ousterhout 2014, section 5.4.2). */
  readonly from: number;
  /** Stored there for certain; and what is sent next. Invariant: match ≤ next ≤ the log's end. */
  readonly match: number[];
  readonly next: number[];
  /** Heard since the last check of the quorum. */
  active: boolean[];
  /** When the newest request was sent that each has answered in this term. */
  readonly answered: Time[];
  /** When each was last heard. */
  readonly heardAt: Time[];
  /** It acts before this instant of its own clock. */
  until: Time;
  /** By index. */
  readonly proposals: Proposal[];
  /** Writes that came while it did not act: they wait until it does. */
  early: Early[];
  reads: Reading[];
}

export interface Server {
  readonly role: 'replica';
  readonly params: RaftParams;
  readonly limits: Limits;
  readonly self: ProcessId;
  readonly servers: readonly ProcessId[];
  /** The other servers that it may talk to. */
  readonly others: readonly ProcessId[];
  /** By place: what it last called out. */
  readonly opinions: Opinion[];
  readonly heardOf: boolean[];

  stance: 'follower' | 'preCandidate' | 'candidate' | 'leader';
  /** These three survive a crash. */
  term: number;
  vote: ProcessId;
  log: Log;
  lead: ProcessId;
  /** The leader that it last knew of. */
  lastLead: ProcessId;
  commit: number;
  /** By place; null where nothing was said yet. */
  votes: (boolean | null)[];
  office: Office | null;

  tickAt: Time;
  /** Ticks since the election timer, and a leader's heartbeat timer, were set back; with exact timers, when that was. */
  elapsed: number;
  sinceBeat: number;
  setBackAt: Time;
  beatAt: Time;
  /** After how much silence it stands for election. */
  timeout: number;
  /** Of the flavour that looks back: when it next does; a leader, at its lease, and when it sends heartbeats. */
  lookAt: Time;
  sendAt: Time;
}

export const acts = ({ office }: Server, now: Time): boolean => office !== null && now < office.until;
export const lastTerm = ({ log }: Server): number => lastEpoch(log.runs, log.end);

const isExact = ({ params }: Server): boolean => params.tick === 0;
export const elapsedBy = (state: Server, now: Time): number => (isExact(state) ? now - state.setBackAt : state.elapsed);
export const sinceBeatBy = (state: Server, now: Time): number => (isExact(state) ? now - state.beatAt : state.sinceBeat);

export function setBack(state: Server, now: Time): void {
  state.elapsed = 0;
  state.setBackAt = now;
}
export function setBackBeat(state: Server, now: Time): void {
  state.sinceBeat = 0;
  state.beatAt = now;
}

/** At each change of role or term. */
export function drawTimeout(state: Server, port: Outlet): void {
  state.timeout = randomisedTimeout(state.limits, port.random());
}

export function deadlineOf(state: Server): Time {
  if (state.params.flavour === 'hashicorp') return state.office ? Math.min(state.lookAt, state.sendAt) : state.lookAt;
  if (!isExact(state)) return state.tickAt;
  const { heartbeat, election } = state.limits;
  return state.office ? Math.min(state.beatAt + heartbeat, state.setBackAt + election) : state.setBackAt + state.timeout;
}

/** Between a tenth and a fifth of the heartbeat timeout: randomTimeout(HeartbeatTimeout / 10). */
export function sendLater(state: Server, now: Time, port: Outlet): void {
  const tenth = Math.max(1, Math.floor(state.limits.election / 10));
  state.sendAt = now + tenth + Math.floor(port.random() * tenth);
}

/** The newest instant such that a quorum, the leader included, has answered what was sent then or later. */
export function answeredByQuorum({ servers, self }: Server, { answered: all }: Office): Time {
  const needed = quorumOf(servers.length) - 1;
  if (needed === 0) return NEVER;
  return all.filter((_, place) => servers[place] !== self).sort((a, b) => b - a)[needed - 1]!;
}

/** Whoever is heard runs. */
export function heard(state: Server, from: ProcessId, port: Outlet): void {
  const place = state.servers.indexOf(from);
  if (place < 0 || (state.heardOf[place] && state.opinions[place] === 'trusted')) return;
  state.heardOf[place] = true;
  state.opinions[place] = 'trusted';
  port.trust(from);
}

export function doubt(state: Server, peer: ProcessId, port: Outlet): void {
  const place = state.servers.indexOf(peer);
  if (place < 0 || peer === state.self || state.opinions[place] === 'suspected') return;
  state.opinions[place] = 'suspected';
  port.suspect(peer);
}
