/** Pre-votes, votes, and becoming master (PreVoteCollector, JoinHelper, Coordinator at 2638cde38ba0). */
import type { Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { foundBy, join, scheduleElection } from './discovering.ts';
import type { Join, PreVote, PreVoted, StartJoin } from './messages.ts';
import { isQuorum } from './rules.ts';
import { BEFORE, isSick, reach, resource, type Discovery, type Node, type Office, type Outlet } from './state.ts';
import { count, ensureTerm, voteFor, voteOf } from './voting.ts';

/** A new round of pre-votes; the next is scheduled first. */
export function wakeElection(state: Node, discovery: Discovery, now: Time, port: Outlet): void {
  if (now < discovery.electionAt) return;
  scheduleElection(state, discovery, now, port);
  if (isSick(state, now)) return;
  const { term, version } = state.accepted;
  Object.assign(discovery, { round: discovery.round + 1, granted: [], asked: [term, version] });
  for (const peer of foundBy(discovery)) port.send(peer, { kind: 'masterFollowers.preVote', term: state.term, round: discovery.round });
  grant(state, discovery, now, state.self, port);
}

/** Granted by whoever has no master, and by a follower to its own, which must have stepped down. */
export function receivePreVote(state: Node, now: Time, from: ProcessId, { term, round }: PreVote, port: Outlet): void {
  state.maxTermSeen = Math.max(state.maxTermSeen, term);
  const { accepted } = state;
  if (isSick(state, now) || (state.mode !== 'candidate' && state.master !== from)) return;
  port.send(from, { kind: 'masterFollowers.preVoted', round, term: state.term, acceptedTerm: accepted.term, acceptedVersion: accepted.version });
}

export function receivePreVoted(state: Node, now: Time, from: ProcessId, message: PreVoted, port: Outlet): void {
  const { discovery } = state;
  if (!discovery?.granted || discovery.round !== message.round) return;
  state.maxTermSeen = Math.max(state.maxTermSeen, message.term);
  const [term, version] = discovery.asked;
  const isFresher = message.acceptedTerm > term || (message.acceptedTerm === term && message.acceptedVersion > version);
  if (!isFresher) grant(state, discovery, now, from, port);
}

/** One election a round. */
function grant(state: Node, discovery: Discovery, now: Time, from: ProcessId, port: Outlet): void {
  if (!discovery.granted!.includes(from)) discovery.granted!.push(from);
  if (!isQuorum(state.accepted.voting, discovery.granted!)) return;
  discovery.granted = null;
  startElection(state, now, port);
}

/** All that were found are asked to join, itself among them. */
function startElection(state: Node, now: Time, port: Outlet): void {
  if (!state.discovery) return;
  const term = Math.max(state.term, state.maxTermSeen) + 1;
  reach('electionStarted', state.self, port);
  for (const peer of foundBy(state.discovery)) port.send(peer, { kind: 'masterFollowers.startJoin', term });
  voteFor(state, now, state.self, term, port);
  count(state, now, state.self, voteOf(state, state.self, term)!, port);
}

/** A master that has heard of a later term, and publishes nothing now, stands again: most of its followers will vote for it. */
export function standAgain(state: Node, now: Time, port: Outlet): void {
  voteFor(state, now, state.self, state.maxTermSeen, port);
  startElection(state, now, port);
}

/** A later term is joined, whatever it was before; an earlier one is not. */
export function receiveStartJoin(state: Node, now: Time, from: ProcessId, { term }: StartJoin, port: Outlet): void {
  if (ensureTerm(state, now, from, term, port)) join(state, now, from, port);
}

/** A vote, perhaps, and a wish to be in the cluster. */
export function receiveJoin(state: Node, now: Time, from: ProcessId, { term, vote }: Join, port: Outlet): void {
  state.maxTermSeen = Math.max(state.maxTermSeen, term);
  const fits = vote === null || count(state, now, from, vote, port) || state.office !== null;
  const waiting = state.office ? state.office.tasks.joining : state.joiners;
  if (!fits || state.mode === 'follower') port.send(from, { kind: 'masterFollowers.joined', accepted: false });
  else if (!waiting.includes(from)) waiting.push(from);
}

export const isElected = ({ mode, won, accepted, votes }: Node): boolean => mode === 'candidate' && !won && isQuorum(accepted.voting, votes);

export function becomeMaster(state: Node, port: Outlet): void {
  const { joiners, nodes } = state;
  const blank = (value: number): number[] => nodes.map(() => value);
  const office: Office = {
    established: false, checks: [], faulty: [], publication: null, nodes: [],
    tasks: { elected: true, leaving: [], joining: joiners, reconfigures: false, updates: [] },
    keeps: blank(BEFORE), match: blank(0), next: blank(state.accepted.log.end), applied: blank(-1), lags: [], until: BEFORE,
  };
  Object.assign(state, { mode: 'leader', master: state.self, won: true, discovery: null, joiners: [], joining: null, office });
  port.note({ kind: 'claims', resource, epoch: state.term });
  reach('elected', state.self, port);
}
