/** A member: what it does with each message, and when it is woken. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId, Signal, Start } from '../../contract.ts';
import { emptyLog, type Log } from '../primaryBackup/log.ts';
import { miss, receiveHeard, receiveHeartbeat, restart, wakeHeartbeats } from './heartbeats.ts';
import { becomePrimary, catchUp, request } from './leading.ts';
import type { ReplicaSetMessage } from './messages.ts';
import { mostVoters, type ReplicaSetParams } from './parameters.ts';
import { receiveBatch, receiveFetch, wakeFetch } from './replicating.ts';
import { memberDeadline, nobody, peerOf, setBackElection, type Member, type Outlet, type Peer } from './state.ts';
import { hasWon, receiveRequestVotes, receiveVoted, updateTerm, wakeElection } from './voting.ts';

/** What survives a crash of a member. */
export interface MemberDisk { readonly term: number; readonly vote: Member['vote']; readonly log: Log }

/** The first seven vote. Heartbeats of a member to all others begin together. */
export function startMember({ self, roles, peers, params, now }: Start<ReplicaSetParams>, disk: MemberDisk | undefined, port: Outlet): Member {
  const members = roles.flatMap((role, id) => (role === 'member' ? [id] : []));
  const nextAt = now + (params.phase === 'zero' ? 0 : Math.floor(port.random() * params.heartbeatInterval));
  const { term, vote, log } = disk ?? { term: 0, vote: { term: 0, candidate: nobody }, log: emptyLog(0) };
  const state: Member = {
    role: 'member', params, self, members, voters: members.slice(0, mostVoters),
    peers: members.filter(id => id !== self && peers.includes(id)).map((id): Peer => ({
      id, number: 0, startedAt: now, misses: 0, sentAt: null, nextAt, answers: false, isPrimary: false, priority: 0, optime: { term: 0, end: 0 },
      lastUpdate: now, isStale: false, isFresh: false,
    })),
    opinions: members.map(() => 'trusted'), heardOf: members.map(() => false), term, vote, log, commit: log.base,
    primary: nobody, electionAt: 0, takeoverAt: NEVER, campaign: null, fetch: null, fetches: [], office: null,
  };
  setBackElection(state, now, port);
  return state;
}

export function wakeMember(state: Member, now: Time, port: Outlet): void {
  if (now < memberDeadline(state)) return;
  wakeHeartbeats(state, now, port);
  wakeFetch(state, now, port);
  wakeElection(state, now, port);
  catchUp(state, now, port);
  proceed(state, now, port);
}

/** Its heartbeats tell the others at once. */
function proceed(state: Member, now: Time, port: Outlet): void {
  if (!hasWon(state, port)) return;
  becomePrimary(state, now, port);
  restart(state, now, port);
  catchUp(state, now, port);
}

export function receiveAsMember(state: Member, now: Time, from: ProcessId, message: ReplicaSetMessage | Signal, port: Outlet): void {
  switch (message.kind) {
    case 'replicaSet.heartbeat': return receiveHeartbeat(state, now, from, message, port);
    case 'replicaSet.heard': return receiveHeard(state, now, from, message, port);
    case 'replicaSet.requestVotes': return receiveRequestVotes(state, now, from, message, port);
    case 'replicaSet.voted':
      receiveVoted(state, now, from, message, port);
      return proceed(state, now, port);
    case 'replicaSet.fetch':
      updateTerm(state, now, message.term, port);
      return receiveFetch(state, now, from, message, port);
    case 'replicaSet.batch':
      updateTerm(state, now, message.term, port);
      receiveBatch(state, now, from, message, port);
      return catchUp(state, now, port);
    case 'replicaSet.write': case 'replicaSet.read': return request(state, now, from, message, port);
    case 'transport.refused': case 'transport.reset': case 'transport.unreachable': return lost(state, now, from, port);
    default: // for clients
  }
}

/** What was asked by that connection has failed. */
function lost(state: Member, now: Time, from: ProcessId, port: Outlet): void {
  state.fetches = state.fetches.filter(({ by }) => by !== from);
  if (state.fetch?.from === from) state.fetch = null;
  const peer = peerOf(state, from);
  if (peer?.sentAt != null) miss(state, peer, now, port);
}
