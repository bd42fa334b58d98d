/** The election of a replica: it waits, asks all masters, and takes over with the votes of a majority. */
import type { ProcessId } from '../../contract.ts';
import type { Time } from '../../time.ts';
import { replaceMaster } from './configuration.ts';
import { announce, headerOf } from './gossip.ts';
import type { Header } from './messages.ts';
import { dataAge } from './replication.ts';
import { delayPerRank, electionDelay, isTooOld, majority, voteRetry, voteSpacing, voteTimeout } from './rules.ts';
import { followedBy, hasFailed, isMaster, knownOf, nobody, replicasOf, shardsOf, voices, type ClusterNode, type Outlet } from './state.ts';

/** At every run of the timer, and as soon as a vote came. */
export function standForElection(state: ClusterNode, now: Time, port: Outlet): void {
  if (!mayStand(state, now)) return;
  const { candidacy, params: { nodeTimeout } } = state;
  const age = candidacy.at === null ? Infinity : now - candidacy.at;
  if (age > voteRetry(nodeTimeout)) return schedule(state, now, port);
  if (!candidacy.isSent) fallBack(state);
  if (now < candidacy.at! || age > voteTimeout(nodeTimeout)) return;
  if (!candidacy.isSent) canvass(state, port);
  else if (candidacy.votes >= majority(voices(state).length)) win(state, port);
}

function mayStand(state: ClusterNode, now: Time): boolean {
  const { self, params: { noFailover, nodeTimeout, validityFactor, pingReplicas } } = state;
  const master = followedBy(state, self);
  if (master === nobody || !hasFailed(state, master) || noFailover || shardsOf(state.config, master).length === 0) return false;
  return !isTooOld(dataAge(state, now), nodeTimeout, validityFactor, pingReplicas);
}

function schedule(state: ClusterNode, now: Time, port: Outlet): void {
  const rank = rankOf(state);
  state.candidacy = { at: now + electionDelay(rank, port.random()), rank, isSent: false, votes: 0, epoch: state.candidacy.epoch };
  port.note({ kind: 'reaches', milestone: 'electionDelayed', about: state.self });
  const master = followedBy(state, state.self);
  announce(state, port, ({ id }) => followedBy(state, id) === master);
}

/** How many replicas of the same master have more of its history, as they last said. */
function rankOf(state: ClusterNode): number {
  return replicasOf(state, followedBy(state, state.self)).filter(({ offset, noFailover }) => !noFailover && offset > state.log.end).length;
}

/** Others turn out to be better: they go first. */
function fallBack(state: ClusterNode): void {
  const { candidacy } = state;
  const rank = rankOf(state);
  if (rank <= candidacy.rank) return;
  candidacy.at! += (rank - candidacy.rank) * delayPerRank;
  candidacy.rank = rank;
}

function canvass(state: ClusterNode, port: Outlet): void {
  state.epoch++;
  Object.assign(state.candidacy, { epoch: state.epoch, isSent: true });
  state.isStateDue = true;
  port.note({ kind: 'reaches', milestone: 'electionStart', about: state.self });
  for (const one of state.known) if (one.link !== 'none') port.send(one.id, { kind: 'clusterBus.canvass', header: headerOf(state) });
}

function win(state: ClusterNode, port: Outlet): void {
  port.note({ kind: 'reaches', milestone: 'elected', about: state.self });
  replaceMaster(state, state.candidacy.epoch);
  port.note({ kind: 'reaches', milestone: 'promoted', about: state.self });
  announce(state, port);
}

/** Only a master that owns something has a voice: one vote an epoch, and for no two replicas of one master at a time. */
export function vote(state: ClusterNode, from: ProcessId, { epoch, configEpoch, shards }: Header, now: Time, port: Outlet): void {
  const { self, config, params: { nodeTimeout } } = state;
  if (!isMaster(state, self) || shardsOf(config, self).length === 0) return;
  if (epoch < state.epoch || state.votedEpoch === state.epoch) return;
  const candidate = knownOf(state, from)!;
  const master = knownOf(state, followedBy(state, from));
  if (!master || !hasFailed(state, master.id)) return;
  if (master.votedAt !== null && now - master.votedAt < voteSpacing(nodeTimeout)) return;
  if (shards.some(shard => config.owners[shard] !== nobody && config.epochs[config.owners[shard]!]! > configEpoch)) return;
  state.votedEpoch = state.epoch;
  master.votedAt = now;
  port.note({ kind: 'reaches', milestone: 'voted', about: from });
  if (candidate.link !== 'none') port.send(from, { kind: 'clusterBus.vote', header: headerOf(state) });
}

/** It counts if whoever gave it has a voice, and knows this epoch. */
export function voted(state: ClusterNode, from: ProcessId, { epoch }: Header): void {
  if (!voices(state).includes(from) || epoch < state.candidacy.epoch) return;
  state.candidacy.votes++;
  state.isFailoverDue = true;
}

