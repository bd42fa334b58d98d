import { NEVER, type Time } from '../../time.ts';
import type { Opinion, Port, ProcessId } from '../../contract.ts';
import type { Log } from '../primaryBackup/log.ts';
import type { MasterFollowersMessage, Vote } from './messages.ts';
import type { MasterFollowersParams } from './parameters.ts';
import { checkDeadline, quorumInstant, type Check, type CheckLimits, type ElectionLimits, type Voting } from './rules.ts';

export type Outlet = Port<MasterFollowersMessage>;

/** There is one cluster. */
export const resource = 0;
export const nobody: ProcessId = -1;
export const BEFORE: Time = -NEVER;

/** The newest that a node has accepted. Immutable: it survives a crash. */
export interface ClusterState {
  readonly term: number;
  readonly version: number;
  readonly master: ProcessId;
  readonly nodes: readonly ProcessId[];
  readonly voting: Voting;
  /** What clients have changed. */
  readonly log: Log;
}

/** Of another node, by the discovery of peers. `askedAt`: its answer about the master is awaited. */
export interface Peer { readonly id: ProcessId; standing: 'unknown' | 'probed' | 'found'; since: Time; askedAt: Time | null; connected: boolean }
/** While there is no master. */
export interface Discovery {
  readonly peers: Peer[];
  /** It has looked round for the first time. */
  begun: boolean;
  wakeAt: Time;
  /** When the next election is tried, and the how manieth that is; NEVER while no quorum is found. */
  electionAt: Time;
  attempt: number;
  /** The pre-votes of this round: null where it has brought about its election, or none was begun. */
  round: number;
  granted: ProcessId[] | null;
  /** What was newest accepted when it began: term and version. */
  asked: readonly [number, number];
}

/** To whom it has promised to follow how long; for the measures only. */
export interface Promised { readonly to: ProcessId; readonly until: Time }

export interface Update { readonly operation: number; readonly client: ProcessId; readonly since: Time }

/** One state on its way to all of its nodes. */
export interface Publication {
  readonly state: ClusterState;
  readonly before: ClusterState;
  readonly startedAt: Time;
  readonly targets: Map<ProcessId, 'sent' | 'accepted' | 'committed' | 'applied' | 'failed'>;
  committed: boolean;
  /** Who is told when it is done. */
  readonly joiners: readonly ProcessId[];
  readonly updates: readonly Update[];
}

/** What a master does next: one kind at a time, all of that kind together, in this order. */
export interface Tasks { elected: boolean; leaving: ProcessId[]; joining: ProcessId[]; reconfigures: boolean; updates: Update[] }

export interface Lag { readonly at: Time; readonly version: number; readonly nodes: readonly ProcessId[] }

/** What a master knows. Arrays are by place among the nodes. */
export interface Office {
  /** Its first publication is committed. */
  established: boolean;
  checks: Check[];
  faulty: ProcessId[];
  publication: Publication | null;
  readonly tasks: Tasks;
  /** Whom its newest publication names. */
  nodes: readonly ProcessId[];
  /** When each that answered promised to follow until; BEFORE where that is void. */
  readonly keeps: Time[];
  /** How long the common log is for certain, and what is sent next. */
  readonly match: number[];
  readonly next: number[];
  /** The newest version that each has applied; −1 where it is not tracked. */
  readonly applied: number[];
  lags: Lag[];
  until: Time;
}

export interface Node {
  readonly role: 'node';
  readonly params: MasterFollowersParams;
  readonly leaderLimits: CheckLimits;
  readonly followerLimits: CheckLimits;
  readonly electionLimits: ElectionLimits;
  readonly self: ProcessId;
  readonly nodes: readonly ProcessId[];
  /** Who may become master, and votes. */
  readonly eligible: readonly ProcessId[];
  readonly others: readonly ProcessId[];
  /** From when on its disk fails. */
  readonly sickAt: Time;
  /** By place: what it last called out. */
  readonly opinions: Opinion[];
  readonly heardOf: boolean[];

  /** These two survive a crash. */
  term: number;
  accepted: ClusterState;

  mode: 'candidate' | 'follower' | 'leader';
  /** Whom it follows; itself as master. */
  master: ProcessId;
  maxTermSeen: number;
  /** It has voted since it runs: earlier votes for it do not count. */
  voted: boolean;
  vote: { readonly target: ProcessId; readonly vote: Vote } | null;
  votes: ProcessId[];
  /** It has had a quorum of votes in this term; it becomes master in it only once. */
  won: boolean;
  /** What its voters had promised to earlier masters: it does not act before that is over. */
  awaited: Promised[];
  /** Who wants to join when it is elected. */
  joiners: ProcessId[];
  /** Whom it has asked to let it join, in which term, and has no answer. */
  joining: { readonly to: ProcessId; readonly term: number } | null;
  /** Of what it has applied: the nodes, and the master; and how much of the log is committed. */
  appliedNodes: readonly ProcessId[];
  appliedMaster: ProcessId;
  committedEnd: number;
  promised: Promised[];
  discovery: Discovery | null;
  check: Check | null;
  office: Office | null;
}

export const placeOf = ({ nodes }: Node, id: ProcessId): number => nodes.indexOf(id);
export const isSick = ({ sickAt }: Node, now: Time): boolean => now >= sickAt;
export const acts = ({ office }: Node, now: Time): boolean => office !== null && now < office.until;

/** Whoever is heard of as a part of the cluster runs. */
export function trust(state: Node, peer: ProcessId, port: Outlet): void {
  const place = placeOf(state, peer);
  if (place < 0 || peer === state.self || (state.heardOf[place] && state.opinions[place] === 'trusted')) return;
  state.heardOf[place] = true;
  state.opinions[place] = 'trusted';
  port.trust(peer);
}

export function doubt(state: Node, peer: ProcessId, port: Outlet): void {
  const place = placeOf(state, peer);
  if (place < 0 || peer === state.self || state.opinions[place] === 'suspected') return;
  state.opinions[place] = 'suspected';
  port.suspect(peer);
}

export function beginDiscovery(state: Node, wakeAt: Time): void {
  const peers = state.eligible.filter(id => state.others.includes(id))
    .map((id): Peer => ({ id, standing: 'unknown', since: wakeAt, askedAt: null, connected: true }));
  state.discovery = { peers, begun: false, wakeAt, electionAt: NEVER, attempt: 0, round: 0, granted: null, asked: [0, 0] };
}

export const reach = (milestone: string, about: ProcessId, port: Outlet): void => port.note({ kind: 'reaches', milestone, about });

/** Of several promises the longest holds. */
export function keep(state: Node, { keeps }: Office, from: ProcessId, until: Time): void {
  const place = placeOf(state, from);
  keeps[place] = Math.max(keeps[place]!, until);
}

/** Once its first publication is committed: as long as a quorum has promised to follow, and not before earlier promises are over. */
export function extend(state: Node, now: Time, port: Outlet): void {
  const { office } = state;
  state.awaited = state.awaited.filter(({ until }) => until > now);
  if (!office?.established) return;
  const promised = (id: ProcessId): Time => (id === state.self ? state.sickAt : office.keeps[placeOf(state, id)] ?? BEFORE);
  const until = state.awaited.length > 0 ? BEFORE : Math.min(state.sickAt, quorumInstant(state.accepted.voting, promised));
  if (until === office.until || Math.max(until, office.until) <= now) return;
  office.until = until;
  port.note({ kind: 'acts', resource, epoch: state.term, until: Math.max(now, until) });
}

function officeDeadline({ params, followerLimits, awaited }: Node, { checks, publication, lags }: Office): Time {
  const published = publication ? publication.startedAt + params.publishTimeout : NEVER;
  const checked = checks.map(check => checkDeadline(check, followerLimits));
  return Math.min(published, lags[0]?.at ?? NEVER, ...checked, ...awaited.map(({ until }) => until));
}

export function nodeDeadline(state: Node): Time {
  const { discovery, check, office, leaderLimits } = state;
  return Math.min(
    discovery ? Math.min(discovery.wakeAt, discovery.electionAt) : NEVER,
    check ? checkDeadline(check, leaderLimits) : NEVER,
    office ? officeDeadline(state, office) : NEVER,
  );
}
