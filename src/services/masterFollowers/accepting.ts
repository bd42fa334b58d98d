/** What a follower accepts and applies. */
import type { Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { agreement, append, epochAt, excerptOf, truncate, type Excerpt, type Log, type Run } from '../primaryBackup/log.ts';
import type { Commit, Publish } from './messages.ts';
import { doubt, isSick, reach, resource, trust, type Node, type Outlet } from './state.ts';
import { becomeFollower, ensureTerm, promise, voteOf } from './voting.ts';

/** A state is accepted when its term is this one, and it is newer. */
export function receivePublish(state: Node, now: Time, from: ProcessId, message: Publish, port: Outlet): void {
  const { term, version, sentAt, voting, nodes, runs, excerpt } = message;
  if (!isSick(state, now)) ensureTerm(state, now, from, term, port);
  const { accepted } = state;
  const common = agreement(accepted.log.runs, runs, accepted.log.end);
  const refused = isSick(state, now) || term < state.term || (term === accepted.term && version <= accepted.version);
  const behind = !excerpt.skips && excerpt.at > common;
  const answer = { kind: 'masterFollowers.published', term, version, sentAt } as const;
  if (refused || behind) return port.send(from, { ...answer, verdict: refused ? 'refused' : 'behind', end: common, vote: null, keeps: 0 });
  state.accepted = { term, version, master: from, nodes, voting, log: merged(accepted.log, runs, excerpt, common, port) };
  becomeFollower(state, now, from, port);
  const keeps = promise(state, now, from);
  port.send(from, { ...answer, verdict: 'accepted', end: state.accepted.log.end, vote: voteOf(state, from, term), keeps });
}

function merged(log: Log, runs: readonly Run[], excerpt: Excerpt, common: number, port: Outlet): Log {
  let kept = log;
  if (common < log.end) {
    const rest = excerptOf(log, common, log.end);
    rest.operations.forEach((operation, i) => note('discards', operation, epochAt(log.runs, rest.at + i), port));
    kept = truncate(log, common);
  }
  if (excerpt.at > kept.end) kept = { base: excerpt.at, end: excerpt.at, chunks: [], runs };
  const fresh = excerpt.operations.slice(kept.end - excerpt.at);
  fresh.forEach((operation, i) => note('stores', operation, epochAt(runs, kept.end + i), port));
  return append({ ...kept, runs }, fresh);
}

export const note = (kind: 'stores' | 'discards' | 'accepts', operation: number, epoch: number, port: Outlet): void =>
  port.note({ kind, resource, operation, epoch });

export function receiveCommit(state: Node, from: ProcessId, { term, version }: Commit, port: Outlet): void {
  const { accepted } = state;
  if (state.term !== term || accepted.term !== term || accepted.version !== version) return;
  apply(state, port);
  port.send(from, { kind: 'masterFollowers.applied', term, version });
}

/** What was accepted is committed, and holds: who is in the cluster, and who is its master. */
export function apply(state: Node, port: Outlet): void {
  const { nodes, master, voting: { committed, accepted }, log } = state.accepted;
  if (committed !== accepted) state.accepted = { ...state.accepted, voting: { committed: accepted, accepted } };
  const gone = state.appliedNodes.filter(id => !nodes.includes(id));
  const come = nodes.filter(id => !state.appliedNodes.includes(id));
  if (state.mode !== 'candidate') {
    if (master !== state.appliedMaster) reach('newMaster', master, port);
    state.appliedMaster = master;
  }
  Object.assign(state, { appliedNodes: nodes, committedEnd: log.end });
  for (const id of gone) {
    doubt(state, id, port);
    reach('nodeRemoved', id, port);
  }
  for (const id of come) {
    trust(state, id, port);
    reach('nodeAdded', id, port);
  }
}
