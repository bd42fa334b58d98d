/** Each follower checks its master, and the master every node. */
import type { Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { lostPeer } from './discovering.ts';
import type { FollowerCheck, FollowerChecked, LeaderCheck, LeaderChecked } from './messages.ts';
import { failTarget } from './publishing.ts';
import { ask, checkDeadline, conclude, newCheck, type Check, type Outcome, type Reason } from './rules.ts';
import { BEFORE, doubt, extend, isSick, keep, placeOf, reach, trust, type Node, type Office, type Outlet } from './state.ts';
import { becomeCandidate, becomeFollower, ensureTerm, promise, release } from './voting.ts';

export function wakeChecks(state: Node, now: Time, port: Outlet): void {
  const { check, office } = state;
  if (check) wakeLeaderCheck(state, check, now, port);
  if (office) for (const one of office.checks.slice()) wakeFollowerCheck(state, office, one, now, port);
}

/** A check that failed may be followed by the next at once. */
function wakeLeaderCheck(state: Node, check: Check, now: Time, port: Outlet): void {
  if (now < checkDeadline(check, state.leaderLimits)) return;
  if (check.sentAt !== null) concludeLeader(state, check, now, 'timedOut', port);
  if (state.check !== check || check.sentAt !== null || now < check.nextAt) return;
  port.send(check.peer, { kind: 'masterFollowers.leaderCheck', number: ask(check, now) });
}

function concludeLeader(state: Node, check: Check, now: Time, outcome: Outcome, port: Outlet): void {
  const reason = conclude(check, now, outcome, state.leaderLimits);
  if (outcome === 'passed') trust(state, check.peer, port);
  if (reason) failLeader(state, check, now, reason, port);
}

function failLeader(state: Node, { peer, refusals }: Check, now: Time, reason: Reason, port: Outlet): void {
  if (reason !== 'retries' || refusals > 0) release(state, peer);
  doubt(state, peer, port);
  reach('masterFailed', peer, port);
  becomeCandidate(state, now, port);
}

function wakeFollowerCheck(state: Node, office: Office, check: Check, now: Time, port: Outlet): void {
  if (now < checkDeadline(check, state.followerLimits)) return;
  if (check.sentAt !== null) concludeFollower(state, office, check, now, 'timedOut', port);
  if (!office.checks.includes(check) || check.sentAt !== null || now < check.nextAt) return;
  port.send(check.peer, { kind: 'masterFollowers.followerCheck', number: ask(check, now), term: state.term, sentAt: now });
}

function concludeFollower(state: Node, office: Office, check: Check, now: Time, outcome: Outcome, port: Outlet): void {
  const reason = conclude(check, now, outcome, state.followerLimits);
  if (outcome === 'passed') trust(state, check.peer, port);
  if (reason) failNode(state, office, check.peer, port);
}

/** Faulty until a state without it is published: the next publication does not wait for it. */
function failNode(state: Node, office: Office, peer: ProcessId, port: Outlet): void {
  office.checks = office.checks.filter(check => check.peer !== peer);
  office.faulty.push(peer);
  removeNode(state, office, peer, 'nodeFailed', port);
}

export function removeNode(state: Node, { tasks }: Office, peer: ProcessId, why: 'nodeFailed' | 'nodeLags', port: Outlet): void {
  doubt(state, peer, port);
  reach(why, peer, port);
  if (!tasks.leaving.includes(peer)) tasks.leaving.push(peer);
}

/** As the newest publication names them: who is new is checked at once, who is gone no longer. */
/** Those that have never asked ask now. */
export function startChecks(state: Node, now: Time, port: Outlet): void {
  const { check, office } = state;
  if (check?.number === 0) wakeLeaderCheck(state, check, now, port);
  if (office) for (const one of office.checks) if (one.number === 0) wakeFollowerCheck(state, office, one, now, port);
}

export function checkNodes(state: Node, office: Office, now: Time): void {
  const { nodes } = office;
  office.faulty = office.faulty.filter(id => nodes.includes(id));
  const kept = office.checks.filter(({ peer }) => nodes.includes(peer));
  const known = [state.self, ...office.faulty, ...kept.map(({ peer }) => peer)];
  office.checks = [...kept, ...nodes.filter(id => !known.includes(id)).map(id => newCheck(id, now))];
}

export function receiveLeaderCheck(state: Node, now: Time, from: ProcessId, { number }: LeaderCheck, port: Outlet): void {
  const isMaster = state.office?.nodes.includes(from) ?? false;
  port.send(from, { kind: 'masterFollowers.leaderChecked', number, verdict: isSick(state, now) ? 'unhealthy' : isMaster ? 'passed' : 'refused' });
}

export function receiveLeaderChecked(state: Node, now: Time, from: ProcessId, { number, verdict }: LeaderChecked, port: Outlet): void {
  const { check } = state;
  if (check?.peer === from && check.number === number && check.sentAt !== null) concludeLeader(state, check, now, verdict, port);
}

export function receiveFollowerCheck(state: Node, now: Time, from: ProcessId, { number, term, sentAt }: FollowerCheck, port: Outlet): void {
  const verdict = isSick(state, now) ? 'unhealthy' : follows(state, now, from, term, port) ? 'passed' : 'refused';
  const keeps = verdict === 'passed' ? promise(state, now, from) : 0;
  port.send(from, { kind: 'masterFollowers.followerChecked', number, verdict, sentAt, keeps });
}

/** A candidate that has accepted nothing in this term yet follows at once; one that has found its master faulty does not. */
function follows(state: Node, now: Time, from: ProcessId, term: number, port: Outlet): boolean {
  ensureTerm(state, now, from, term, port);
  if (term !== state.term) return false;
  if (state.accepted.term < term) becomeFollower(state, now, from, port);
  return state.mode === 'follower' || state.joining !== null;
}

export function receiveFollowerChecked(state: Node, now: Time, from: ProcessId, message: FollowerChecked, port: Outlet): void {
  const { office } = state;
  const check = office?.checks.find(({ peer }) => peer === from);
  if (!office || !check || check.number !== message.number || check.sentAt === null) return;
  if (message.verdict === 'passed' && office.nodes.includes(from)) keep(state, office, from, message.sentAt + message.keeps);
  concludeFollower(state, office, check, now, message.verdict, port);
  extend(state, now, port);
}

/** Whatever was asked of it and not answered has failed. Its process has ended, unless it was never reached. */
export function disconnected(state: Node, now: Time, peer: ProcessId, ended: boolean, port: Outlet): void {
  lostPeer(state, peer);
  if (ended) release(state, peer);
  const { check, office } = state;
  if (check?.peer === peer) concludeLeader(state, check, now, 'disconnected', port);
  if (!office) return;
  if (office.checks.some(one => one.peer === peer)) failNode(state, office, peer, port);
  const place = placeOf(state, peer);
  if (place >= 0) office.keeps[place] = BEFORE;
  failTarget(state, office, peer, now, port);
  extend(state, now, port);
}
