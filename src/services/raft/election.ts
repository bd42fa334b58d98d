/** Standing for election, and voting. */
import type { Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { becomeFollower, reset } from './following.ts';
import { becomeLeader } from './leading.ts';
import type { Ballot, Campaign } from './messages.ts';
import { isPast, isNoOlder, mayVote, tally } from './rules.ts';
import { doubt, elapsedBy, lastTerm, nobody, setBack, type Outlet, type Server } from './state.ts';

/** The timer is set back, but not drawn anew: that comes with the next role or term. */
export function tickAsFollower(state: Server, now: Time, port: Outlet): void {
  if (!isPast(elapsedBy(state, now), state.timeout)) return;
  setBack(state, now);
  stand(state, now, port);
}

export function stand(state: Server, now: Time, port: Outlet): void {
  if (state.lead !== nobody) doubt(state, state.lead, port);
  port.note({ kind: 'reaches', milestone: 'candidate', about: state.lastLead < 0 ? state.self : state.lastLead });
  campaign(state, now, state.params.preVote, port);
}

/** A pre-candidate changes nothing but its role: its term, its vote and its timer stay. */
function campaign(state: Server, now: Time, pre: boolean, port: Outlet): void {
  if (pre) {
    Object.assign(state, { stance: 'preCandidate', lead: nobody, votes: state.servers.map(() => null) });
  } else {
    reset(state, now, state.term + 1, port);
    Object.assign(state, { stance: 'candidate', vote: state.self });
  }
  const term = state.term + (pre ? 1 : 0);
  const kind = pre ? 'raft.preVote' : 'raft.vote';
  for (const peer of state.others) port.send(peer, { kind, term, lastTerm: lastTerm(state), end: state.log.end });
  count(state, now, state.self, true, port);
}

/** Whoever spoke once is not asked again. */
function count(state: Server, now: Time, from: ProcessId, granted: boolean, port: Outlet): void {
  const place = state.servers.indexOf(from);
  if (place < 0) return;
  state.votes[place] ??= granted;
  const result = tally(state.votes);
  if (result === 'lost') becomeFollower(state, now, state.term, nobody, port);
  else if (result === 'won' && state.stance === 'preCandidate') campaign(state, now, false, port);
  else if (result === 'won') becomeLeader(state, now, port);
}

/** The answer to a candidacy that still is one. */
export function receiveBallot(state: Server, now: Time, from: ProcessId, { kind, granted }: Ballot, port: Outlet): void {
  const expected = { preCandidate: 'raft.preVoted', candidate: 'raft.voted', follower: null, leader: null }[state.stance];
  if (kind === expected) count(state, now, from, granted, port);
}

export function receiveCampaign(state: Server, now: Time, from: ProcessId, message: Campaign, port: Outlet): void {
  const pre = message.kind === 'raft.preVote';
  const granted = mayVote({ voted: state.vote, candidate: from, leader: state.lead, pre, later: message.term > state.term })
    && isNoOlder(message, { lastTerm: lastTerm(state), end: state.log.end });
  if (granted && !pre) {
    setBack(state, now);
    state.vote = from;
  }
  const term = granted ? message.term : state.term;
  port.send(from, { kind: pre ? 'raft.preVoted' : 'raft.voted', term, granted });
}
