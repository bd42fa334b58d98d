/** Standing for election: a dry run first, then the real one; and stepping down. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import type { RequestVotes, Voted } from './messages.ts';
import { isMajority, mayVote } from './rules.ts';
import { nobody, optimeOf, reach, resource, seesMajority, setBackElection, type Member, type Outlet } from './state.ts';

/** Whoever hears of a later term is no primary, and no candidate. */
export function updateTerm(state: Member, now: Time, term: number, port: Outlet): void {
  if (term <= state.term) return;
  if (state.office) stepBack(state, now, port);
  Object.assign(state, { term, campaign: null, primary: nobody, takeoverAt: NEVER });
}

export function stepBack(state: Member, now: Time, port: Outlet): void {
  port.note({ kind: 'yields', resource, epoch: state.term });
  reach('stepDown', state.self, port);
  Object.assign(state, { office: null, primary: nobody, takeoverAt: NEVER, fetches: [] });
  setBackElection(state, now, port);
}

/** The timer is set back in any case. Who sees no majority, or has priority 0, does not stand. */
export function wakeElection(state: Member, now: Time, port: Outlet): void {
  if (state.office || (now < state.electionAt && now < state.takeoverAt)) return;
  state.takeoverAt = NEVER;
  setBackElection(state, now, port);
  if (state.params.priority === 0 || !seesMajority(state) || !state.voters.includes(state.self)) return;
  reach('electionStarted', state.self, port);
  canvass(state, true, port);
}

function canvass(state: Member, dryRun: boolean, port: Outlet): void {
  if (!dryRun) {
    state.term++;
    state.primary = nobody;
    state.vote = { term: state.term, candidate: state.self };
  }
  state.campaign = { dryRun, votes: [state.self], refusals: [] };
  const optime = optimeOf(state);
  for (const { id } of state.peers) {
    if (state.voters.includes(id)) port.send(id, { kind: 'replicaSet.requestVotes', term: state.term, dryRun, optime });
  }
}

export function receiveRequestVotes(state: Member, now: Time, from: ProcessId, { term, dryRun, optime }: RequestVotes, port: Outlet): void {
  if (!dryRun) updateTerm(state, now, term, port);
  const { vote } = state;
  const granted = mayVote({ term, dryRun, optime }, { term: state.term, votedIn: vote.term, optime: optimeOf(state) });
  if (granted && !dryRun) state.vote = { term, candidate: from };
  port.send(from, { kind: 'replicaSet.voted', term: state.term, dryRun, of: term, granted });
}

export function receiveVoted(state: Member, now: Time, from: ProcessId, { term, dryRun, of, granted }: Voted, port: Outlet): void {
  updateTerm(state, now, term, port);
  const { campaign, voters } = state;
  if (!campaign || campaign.dryRun !== dryRun || of !== state.term) return;
  const list = granted ? campaign.votes : campaign.refusals;
  if (!list.includes(from)) list.push(from);
  if (isMajority(campaign.refusals.length, voters.length) || campaign.votes.length + campaign.refusals.length === voters.length) endIfLost(state);
}

function endIfLost(state: Member): void {
  if (state.campaign && !isMajority(state.campaign.votes.length, state.voters.length)) state.campaign = null;
}

/** The dry run is won: the real one follows. True: that is won too. */
export function hasWon(state: Member, port: Outlet): boolean {
  for (;;) {
    const { campaign, voters } = state;
    if (!campaign || !isMajority(campaign.votes.length, voters.length)) return false;
    if (!campaign.dryRun) return true;
    canvass(state, false, port);
  }
}
