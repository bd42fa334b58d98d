/** The mode of a node and its vote: what a later term does to it. */
import type { Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import type { Vote } from './messages.ts';
import { newCheck, patience } from './rules.ts';
import { beginDiscovery, nobody, reach, resource, type Node, type Outlet, type Publication } from './state.ts';

/** It has no master, and looks for one. Of a master: its publication ends here, and so do all checks. */
export function becomeCandidate(state: Node, now: Time, port: Outlet): void {
  if (state.mode === 'candidate') return;
  if (state.office) {
    port.note({ kind: 'yields', resource, epoch: state.term });
    reach('stepsDown', state.self, port);
    if (state.office.publication) inform(state, state.office.publication, port);
    refuse(state.office.tasks.joining, port);
  }
  Object.assign(state, { mode: 'candidate', office: null, check: null, master: nobody, appliedMaster: nobody });
  beginDiscovery(state, now);
}

/** Who waits for it learns whether it was committed. A client whose change was not hears nothing, and asks again. */
export function inform({ term }: Node, { committed, joiners, updates }: Publication, port: Outlet): void {
  for (const to of joiners) port.send(to, { kind: 'masterFollowers.joined', accepted: committed });
  if (committed) for (const { client, operation } of updates) port.send(client, { kind: 'masterFollowers.answer', operation, epoch: term });
}

function refuse(joiners: readonly ProcessId[], port: Outlet): void {
  for (const to of joiners) port.send(to, { kind: 'masterFollowers.joined', accepted: false });
}

/** Not from master: that is a candidate first. */
export function becomeFollower(state: Node, now: Time, master: ProcessId, port: Outlet): void {
  const stays = state.mode === 'follower' && state.master === master;
  refuse(state.joiners, port);
  Object.assign(state, { mode: 'follower', master, discovery: null, joiners: [] });
  if (!stays) state.check = newCheck(master, now);
}

/** A vote in a term that is new to it: whatever it was, it is a candidate now. */
export function voteFor(state: Node, now: Time, target: ProcessId, term: number, port: Outlet): void {
  becomeCandidate(state, now, port);
  const { accepted } = state;
  state.promised = state.promised.filter(({ until }) => until > now);
  const promised = state.promised.filter(({ to }) => to !== target).map(({ to, until }) => ({ to, for: until - now }));
  const vote = { term, acceptedTerm: accepted.term, acceptedVersion: accepted.version, promised };
  Object.assign(state, { term, voted: true, votes: [], won: false, awaited: [], vote: { target, vote } });
}

/** True where the term was new. */
export function ensureTerm(state: Node, now: Time, from: ProcessId, term: number, port: Outlet): boolean {
  if (term <= state.term) return false;
  voteFor(state, now, from, term, port);
  return true;
}

/** Its vote, if it is for that one in that term. */
export const voteOf = ({ vote }: Node, target: ProcessId, term: number): Vote | null =>
  (vote?.target === target && vote.vote.term === term ? vote.vote : null);

/** How long it will follow that master on silence alone; kept, so that the next master is told. */
export function promise(state: Node, now: Time, master: ProcessId): number {
  if (state.check?.peer !== master) return 0;
  const keeps = patience(state.check, now, state.leaderLimits);
  const before = state.promised.find(({ to }) => to === master)?.until ?? now;
  const others = state.promised.filter(({ to, until }) => to !== master && until > now);
  state.promised = [...others, { to: master, until: Math.max(before, now + keeps) }];
  return keeps;
}

/** The master's process has ended, or it says itself that it is none for this node: what it was promised is void. */
export function release(state: Node, master: ProcessId): void {
  state.promised = state.promised.filter(({ to }) => to !== master);
  state.awaited = state.awaited.filter(({ to }) => to !== master);
}

/** Whether the vote counts. If others think that it should be master, it votes for itself. */
export function count(state: Node, now: Time, from: ProcessId, vote: Vote, port: Outlet): boolean {
  if (vote.term > state.term) {
    voteFor(state, now, state.self, vote.term, port);
    count(state, now, state.self, voteOf(state, state.self, vote.term)!, port);
  }
  if (!isValid(state, vote)) return false;
  if (!state.votes.includes(from)) state.votes.push(from);
  const { self } = state;
  const promised = vote.promised.filter(({ to }) => to !== self).map(one => ({ to: one.to, until: now + one.for }));
  state.awaited = [...state.awaited.filter(({ to }) => to !== from), ...promised];
  return true;
}

/** It is for this term, of which this node does not know from an earlier life, and its voter has accepted nothing newer. */
function isValid({ term, voted, accepted }: Node, vote: Vote): boolean {
  if (!voted || vote.term !== term) return false;
  return vote.acceptedTerm < accepted.term || (vote.acceptedTerm === accepted.term && vote.acceptedVersion <= accepted.version);
}
