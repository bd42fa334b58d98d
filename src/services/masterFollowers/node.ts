/** A node: what it does with each message, and when it is woken. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId, Signal, Start } from '../../contract.ts';
import { emptyLog, operationAt, recentIndexOf } from '../primaryBackup/log.ts';
import { receiveCommit, receivePublish } from './accepting.ts';
import {
  checkNodes, disconnected, receiveFollowerCheck, receiveFollowerChecked, receiveLeaderCheck, receiveLeaderChecked, removeNode,
  startChecks, wakeChecks,
} from './checking.ts';
import { receivePeers, receivePeersTold, receiveProbed, wakeDiscovery } from './discovering.ts';
import {
  becomeMaster, standAgain, isElected, receiveJoin, receivePreVote, receivePreVoted, receiveStartJoin, wakeElection,
} from './electing.ts';
import type { MasterFollowersMessage, Request } from './messages.ts';
import type { MasterFollowersParams } from './parameters.ts';
import { hasTasks, laggards, nextBatch, publish, receiveApplied, receivePublished, wakePublication } from './publishing.ts';
import { acts, beginDiscovery, extend, nobody, nodeDeadline, reach, resource, type ClusterState, type Node, type Outlet } from './state.ts';

/** What survives a crash of a node. */
export interface NodeDisk { readonly term: number; readonly accepted: ClusterState }

export const roleOfNodes = ['node', 'data'];

/** The first time, all that may become master are named as the first voters, as `cluster.initial_master_nodes` does. */
export function startNode({ self, roles, peers, params, now }: Start<MasterFollowersParams>, disk: NodeDisk | undefined, port: Outlet): Node {
  const nodes = roles.flatMap((role, id) => (roleOfNodes.includes(role) ? [id] : []));
  const eligible = nodes.filter(id => roles[id] === 'node');
  const voting = { committed: eligible, accepted: eligible };
  const first: ClusterState = { term: 0, version: 0, master: nobody, nodes: [], voting, log: emptyLog(0) };
  const pauses = params.retry === 'afterInterval';
  const state: Node = {
    role: 'node', params, self, nodes, eligible, others: nodes.filter(id => id !== self && peers.includes(id)),
    leaderLimits: { interval: params.leaderInterval, timeout: params.leaderTimeout, retries: params.leaderRetries, pauses },
    followerLimits: { interval: params.followerInterval, timeout: params.followerTimeout, retries: params.followerRetries, pauses },
    electionLimits: { initial: params.electionInitial, backOff: params.electionBackOff, max: params.electionMax, duration: params.electionDuration },
    sickAt: Math.min(NEVER, now + params.diskFailsAfter),
    opinions: nodes.map(() => 'trusted'), heardOf: nodes.map(() => false),
    term: disk?.term ?? 0, accepted: disk?.accepted ?? first,
    mode: 'candidate', master: nobody, maxTermSeen: 0, voted: false, vote: null, votes: [], won: false, awaited: [], joiners: [], joining: null,
    appliedNodes: [], appliedMaster: nobody, committedEnd: disk?.accepted.log.base ?? 0, promised: [], discovery: null, check: null, office: null,
  };
  beginDiscovery(state, params.phase === 'zero' ? now : now + Math.floor(port.random() * params.findPeers));
  return state;
}

export function wakeNode(state: Node, now: Time, port: Outlet): void {
  if (now < nodeDeadline(state)) return;
  wakeChecks(state, now, port);
  if (state.discovery) wakeDiscovery(state, state.discovery, now, port);
  if (state.discovery) wakeElection(state, state.discovery, now, port);
  const { office } = state;
  if (office) {
    for (const id of laggards(state, office, now)) removeNode(state, office, id, 'nodeLags', port);
    wakePublication(state, office, now, port);
    extend(state, now, port);
  }
  proceed(state, now, port);
}

export function receiveAsNode(state: Node, now: Time, from: ProcessId, message: MasterFollowersMessage | Signal, port: Outlet): void {
  hear(state, now, from, message, port);
  proceed(state, now, port);
}

function hear(state: Node, now: Time, from: ProcessId, message: MasterFollowersMessage | Signal, port: Outlet): void {
  switch (message.kind) {
    case 'masterFollowers.probe': return port.send(from, { kind: 'masterFollowers.probed' });
    case 'masterFollowers.probed': return receiveProbed(state, now, from, port);
    case 'masterFollowers.peers': return receivePeers(state, now, from, port);
    case 'masterFollowers.peersTold': return receivePeersTold(state, now, from, message, port);
    case 'masterFollowers.leaderCheck': return receiveLeaderCheck(state, now, from, message, port);
    case 'masterFollowers.leaderChecked': return receiveLeaderChecked(state, now, from, message, port);
    case 'masterFollowers.followerCheck': return receiveFollowerCheck(state, now, from, message, port);
    case 'masterFollowers.followerChecked': return receiveFollowerChecked(state, now, from, message, port);
    case 'masterFollowers.preVote': return receivePreVote(state, now, from, message, port);
    case 'masterFollowers.preVoted': return receivePreVoted(state, now, from, message, port);
    case 'masterFollowers.startJoin': return receiveStartJoin(state, now, from, message, port);
    case 'masterFollowers.join': return receiveJoin(state, now, from, message, port);
    case 'masterFollowers.joined': return joined(state, from, message.accepted, port);
    case 'masterFollowers.publish': return receivePublish(state, now, from, message, port);
    case 'masterFollowers.published': return receivePublished(state, now, from, message, port);
    case 'masterFollowers.commit': return receiveCommit(state, from, message, port);
    case 'masterFollowers.applied': return receiveApplied(state, now, from, message, port);
    case 'masterFollowers.write': case 'masterFollowers.read': return request(state, now, from, message, port);
    case 'transport.refused': case 'transport.reset': return disconnected(state, now, from, true, port);
    case 'transport.unreachable': return disconnected(state, now, from, false, port);
    default: // for clients
  }
}

function joined(state: Node, from: ProcessId, accepted: boolean, port: Outlet): void {
  if (state.joining?.to !== from) return;
  state.joining = null;
  if (accepted) reach('joined', from, port);
}

/** What the messages and timers have made due, until nothing is left to do now. */
function proceed(state: Node, now: Time, port: Outlet): void {
  advance(state, now, port);
  if (state.discovery && !state.discovery.begun) wakeDiscovery(state, state.discovery, now, port);
  startChecks(state, now, port);
}

function advance(state: Node, now: Time, port: Outlet): void {
  for (;;) {
    const { office } = state;
    if (isElected(state)) becomeMaster(state, port);
    else if (!office || office.publication) return;
    else if (state.maxTermSeen > state.term) standAgain(state, now, port);
    else if (hasTasks(office, acts(state, now))) {
      const batch = nextBatch(state, office, now, port);
      if (!batch) continue;
      publish(state, office, batch, now, port);
      if (state.office) checkNodes(state, office, now);
    } else return;
  }
}

/** Any node answers with the master that it knows. A read is answered from what this one has applied, without asking anybody. */
function request(state: Node, now: Time, client: ProcessId, { kind, operation }: Request, port: Outlet): void {
  const { office, term } = state;
  if (!office?.established) {
    const leader = office ? nobody : state.master;
    return port.send(client, { kind: 'masterFollowers.redirect', operation, leader, epoch: term });
  }
  if (kind === 'masterFollowers.read') {
    port.note({ kind: 'serves', resource, operation, reflects: newest(state), epoch: term });
    return port.send(client, { kind: 'masterFollowers.answer', operation, epoch: term });
  }
  const place = recentIndexOf(state.accepted.log, operation);
  if (place !== undefined && place < state.committedEnd) return port.send(client, { kind: 'masterFollowers.answer', operation, epoch: term });
  const isWaiting = [...office.tasks.updates, ...office.publication?.updates ?? []].some(update => update.operation === operation);
  if (!isWaiting && place === undefined) office.tasks.updates.push({ operation, client, since: now });
}

function newest({ accepted: { log }, committedEnd }: Node): number {
  const end = Math.min(committedEnd, log.end);
  return end > log.base ? operationAt(log, end - 1) : nobody;
}
