/** Roles and votes. Nobody asks first whether it could win (that came with Kafka 4.0), and nobody sticks to a leader: a later epoch always counts. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { isNoOlder, tally } from '../raft/rules.ts';
import { becomeLeader } from './leading.ts';
import type { Vote, Voted } from './messages.ts';
import { backoff, electionTimeout } from './rules.ts';
import { doubt, lastEpochOf, nobody, placeOf, resource, type Outlet, type Server } from './state.ts';

/** The end of a reign, if it is one, and of every wait. */
export function leave(state: Server, port: Outlet): void {
  if (state.office) port.note({ kind: 'yields', resource, epoch: state.epoch });
  Object.assign(state, { office: null, isBackingOff: false, fetchAt: NEVER, fetchBy: NEVER, votes: state.servers.map(() => null) });
}

export const drawElection = (state: Server, now: Time, port: Outlet): Time => now + electionTimeout(state.params.election, port.random());

/** A later epoch whose leader is not known yet. Who waited for the end of an election already waits no longer for it: so candidates that cannot win put nobody off for ever. */
export function unattach(state: Server, epoch: number, now: Time, port: Outlet): void {
  const waits = state.stance === 'candidate' || state.stance === 'voted' || state.stance === 'unattached';
  const end = waits ? Math.max(now + 1, state.electionEndsAt) : drawElection(state, now, port);
  leave(state, port);
  Object.assign(state, { stance: 'unattached', epoch, vote: nobody, leader: nobody, retries: 0, timerAt: end, electionEndsAt: end });
}

export function follow(state: Server, epoch: number, leader: ProcessId, now: Time, port: Outlet): void {
  if (state.stance === 'follower' && state.epoch === epoch && state.leader === leader) return;
  leave(state, port);
  if (epoch > state.epoch) state.vote = nobody;
  Object.assign(state, { stance: 'follower', epoch, leader, retries: 0, timerAt: now + state.params.fetchTimeout, fetchAt: now, after: -1 });
  port.note({ kind: 'reaches', milestone: 'newLeader', about: leader });
}

export function stand(state: Server, now: Time, port: Outlet): void {
  const before = state.leader;
  const end = drawElection(state, now, port);
  if (before !== nobody) doubt(state, before, port);
  port.note({ kind: 'reaches', milestone: 'candidate', about: before === nobody ? state.self : before });
  leave(state, port);
  Object.assign(state, { stance: 'candidate', epoch: state.epoch + 1, vote: state.self, leader: nobody, retries: state.retries + 1, timerAt: end, electionEndsAt: end });
  for (const peer of state.others) port.send(peer, { kind: 'kraft.vote', epoch: state.epoch, lastEpoch: lastEpochOf(state), end: state.log.end });
  count(state, state.self, true, now, port);
}

function count(state: Server, from: ProcessId, isGranted: boolean, now: Time, port: Outlet): void {
  state.votes[placeOf(state, from)] ??= isGranted;
  const result = tally(state.votes);
  if (result === 'won') becomeLeader(state, now, port);
  else if (result === 'lost' && !state.isBackingOff) backOff(state, now, port);
}

/** Refused by as many as to win no more, or not answered in time. */
function backOff(state: Server, now: Time, port: Outlet): void {
  state.isBackingOff = true;
  state.timerAt = now + 1 + backoff(state.retries, state.params.backoffMax, port.random());
}

export function voteAsked(state: Server, from: ProcessId, { epoch, lastEpoch, end }: Vote, now: Time, port: Outlet): void {
  if (epoch > state.epoch) unattach(state, epoch, now, port);
  const isFree = state.stance === 'unattached' || (state.stance === 'voted' && state.vote === from);
  const isGranted = epoch === state.epoch && isFree && isNoOlder({ lastTerm: lastEpoch, end }, { lastTerm: lastEpochOf(state), end: state.log.end });
  if (isGranted && state.stance === 'unattached') {
    const end = drawElection(state, now, port);
    Object.assign(state, { stance: 'voted', vote: from, timerAt: end, electionEndsAt: end });
  }
  port.send(from, { kind: 'kraft.voted', epoch: state.epoch, isGranted });
}

export function voteGiven(state: Server, from: ProcessId, { epoch, isGranted }: Voted, now: Time, port: Outlet): void {
  if (epoch > state.epoch) unattach(state, epoch, now, port);
  else if (epoch === state.epoch && state.stance === 'candidate' && placeOf(state, from) >= 0) count(state, from, isGranted, now, port);
}

/** Whatever it waited for did not come. */
export function timeOut(state: Server, now: Time, port: Outlet): void {
  if (state.stance === 'candidate' && !state.isBackingOff) backOff(state, now, port);
  else stand(state, now, port);
}
