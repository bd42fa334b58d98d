/** FastLeaderElection: the longest log wins, then the highest id. Votes are passed on as they improve. */
import type { ProcessId } from '../../../contract.ts';
import { NEVER, type Time } from '../../../time.ts';
import type { Notify } from '../messages.ts';
import { finalizeWait, longestNotice, quorumOf } from '../rules.ts';
import { nobody, reach, type Outlet } from '../state.ts';
import { follow, lead } from './ensemble.ts';
import { logged, type Ballot, type Vote, type ZookeeperServer } from './state.ts';

export function look(state: ZookeeperServer, now: Time, port: Outlet): void {
  for (const { member } of state.clients) {
    port.send(member, { kind: 'session.closed' });
    port.close(member);
  }
  for (const server of state.stance === 'leading' ? state.followers.map(({ id }) => id) : [state.leader]) if (server !== nobody && server !== state.self) port.close(server);
  Object.assign(state, {
    stance: 'looking', isServing: false, clients: [], leader: nobody, round: state.round + 1, vote: { leader: state.self, zxid: logged(state).zxid },
    ballots: state.ballots.map(() => null), decideAt: NEVER, noticeEvery: finalizeWait, noticeAt: now + finalizeWait, tickAt: NEVER, followers: [], touched: [],
  });
  reach(port, 'looking', state.self);
  if (state.servers.length === 1) return lead(state, now, port);
  tellAll(state, port);
}

const isBetter = (a: Vote, b: Vote): boolean => a.zxid > b.zxid || (a.zxid === b.zxid && a.leader > b.leader);

function tell(state: ZookeeperServer, to: ProcessId, isReply: boolean, port: Outlet): void {
  const { stance, round } = state;
  const { leader, zxid } = stance === 'looking' ? state.vote : { leader: state.leader, zxid: logged(state).zxid };
  port.send(to, { kind: 'session.notify', round, isReply, stance, leader, zxid });
}

function tellAll(state: ZookeeperServer, port: Outlet): void {
  for (const server of state.servers) if (server !== state.self) tell(state, server, false, port);
}

/** Whoever is settled tells a looking one where it stands. */
export function notified(state: ZookeeperServer, from: ProcessId, message: Notify, now: Time, port: Outlet): void {
  if (state.stance !== 'looking') {
    if (message.stance === 'looking' && !message.isReply) tell(state, from, true, port);
    return;
  }
  if (message.stance === 'looking') compare(state, from, message, port);
  if (message.stance !== 'looking' || message.round === state.round) state.ballots[state.servers.indexOf(from)] = message;
  if (!joinSettled(state, now, port)) count(state, now);
}

function compare(state: ZookeeperServer, from: ProcessId, message: Notify, port: Outlet): void {
  if (message.round < state.round) {
    if (!message.isReply) tell(state, from, true, port);
    return;
  }
  const isNewer = message.round > state.round;
  const mine: Vote = isNewer ? { leader: state.self, zxid: logged(state).zxid } : state.vote;
  if (isNewer) Object.assign(state, { round: message.round, ballots: state.ballots.map(() => null), decideAt: NEVER, vote: mine });
  if (isBetter(message, mine)) Object.assign(state, { vote: { leader: message.leader, zxid: message.zxid }, decideAt: NEVER });
  else if (!isNewer) return;
  tellAll(state, port);
}

/** A quorum has the same vote: a better one may still come within the wait. */
function count(state: ZookeeperServer, now: Time): void {
  const { vote, round } = state;
  const agrees = (ballot: Ballot | null): boolean => ballot?.stance === 'looking' && ballot.round === round && ballot.leader === vote.leader;
  const isDecided = state.ballots.filter(agrees).length + 1 >= quorumOf(state.servers.length);
  state.decideAt = isDecided ? Math.min(state.decideAt, now + finalizeWait) : NEVER;
}

/** The others have a leader, and it says so itself. */
function joinSettled(state: ZookeeperServer, now: Time, port: Outlet): boolean {
  const settled = state.ballots.filter(ballot => ballot !== null && ballot.stance !== 'looking') as Ballot[];
  const found = settled.find(({ leader }) => settled.filter(other => other.leader === leader).length >= quorumOf(state.servers.length)
    && state.ballots[state.servers.indexOf(leader)]?.stance === 'leading');
  if (found) follow(state, found.leader, now, port);
  return found !== undefined;
}

export function wakeLooking(state: ZookeeperServer, now: Time, port: Outlet): void {
  if (now >= state.decideAt) {
    const { leader } = state.vote;
    return leader === state.self ? lead(state, now, port) : follow(state, leader, now, port);
  }
  if (now < state.noticeAt) return;
  state.noticeEvery = Math.min(2 * state.noticeEvery, longestNotice);
  state.noticeAt = now + state.noticeEvery;
  tellAll(state, port);
}
