/** What a server does with each message and at each tick. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId, Start } from '../../contract.ts';
import { emptyLog, type Log } from '../primaryBackup/log.ts';
import { receiveBallot, receiveCampaign, tickAsFollower } from './election.ts';
import { exact, lookBack } from './lookingBack.ts';
import { becomeFollower, heed, receiveAppend, receiveHeartbeat } from './following.ts';
import { answered, tickAsLeader } from './leading.ts';
import type { RaftMessage, Request, ServerMessage } from './messages.ts';
import type { RaftParams } from './parameters.ts';
import { appended, remind } from './replicating.ts';
import { ignoresCampaign, limitsOf } from './rules.ts';
import { request } from './serving.ts';
import { deadlineOf, drawTimeout, elapsedBy, heard, nobody, type Outlet, type Server } from './state.ts';

/** What survives a crash of a server. */
export interface ServerDisk { readonly term: number; readonly vote: ProcessId; readonly log: Log }

/** A tick has a phase of its own for as long as the process runs; the first comes within a tick. */
export function startServer({ self, roles, peers, params: given, now }: Start<RaftParams>, disk: ServerDisk | undefined, port: Outlet): Server {
  const params = given.flavour === 'hashicorp' ? exact(given) : given;
  const servers = roles.flatMap((role, id) => (role === 'replica' ? [id] : []));
  const { term, vote, log } = disk ?? { term: 0, vote: nobody, log: emptyLog(0) };
  const ahead = params.phase === 'zero' ? params.tick : 1 + Math.floor(port.random() * params.tick);
  const state: Server = {
    role: 'replica', params, limits: limitsOf(params), self, servers, others: servers.filter(id => id !== self && peers.includes(id)),
    opinions: servers.map(() => 'trusted'), heardOf: servers.map(() => false),
    stance: 'follower', term, vote, log, lead: nobody, lastLead: nobody, commit: log.base, votes: servers.map(() => null), office: null,
    tickAt: now + ahead, elapsed: 0, sinceBeat: 0, setBackAt: now, beatAt: now, timeout: 1, lookAt: NEVER, sendAt: NEVER,
  };
  drawTimeout(state, port);
  if (params.flavour === 'hashicorp') state.lookAt = now + state.timeout;
  return state;
}

/** Counts one tick, however late; those that fell into a stop are gone, as Go's ticker drops them. */
export function wakeServer(state: Server, now: Time, port: Outlet): void {
  if (now < deadlineOf(state)) return;
  if (state.params.flavour === 'hashicorp') return lookBack(state, now, port);
  const { tick } = state.params;
  if (tick > 0) {
    state.tickAt += (Math.floor((now - state.tickAt) / tick) + 1) * tick;
    state.elapsed++;
    state.sinceBeat++;
  }
  if (state.office) tickAsLeader(state, state.office, now, port);
  else tickAsFollower(state, now, port);
}

export function receiveAsServer(state: Server, now: Time, from: ProcessId, message: RaftMessage, port: Outlet): void {
  switch (message.kind) {
    case 'raft.write': case 'raft.read': return request(state, now, from, message as Request, port);
    case 'raft.answer': case 'raft.redirect': return; // for clients
    default: {
      const sent = message as ServerMessage;
      heard(state, from, port);
      if (isOfThisTerm(state, now, from, sent, port)) step(state, now, from, sent, port);
    }
  }
}

/** What a term says before the message is looked at. False: there is nothing more to it. */
function isOfThisTerm(state: Server, now: Time, from: ProcessId, message: ServerMessage, port: Outlet): boolean {
  const { kind, term } = message;
  if (term < state.term) {
    answerEarlier(state, from, message, port);
    return false;
  }
  const asks = kind === 'raft.vote' || kind === 'raft.preVote';
  if (term === state.term) return true;
  const { checkQuorum, flavour } = state.params;
  // whoever knows a leader keeps to it until it has looked back
  const elapsed = flavour === 'hashicorp' ? 0 : elapsedBy(state, now);
  if (asks && ignoresCampaign({ checkQuorum, leaderKnown: state.lead !== nobody, elapsed, election: state.limits.election })) return false;
  const leads = kind === 'raft.append' || kind === 'raft.heartbeat';
  const keepsTerm = kind === 'raft.preVote' || (kind === 'raft.preVoted' && message.granted);
  if (!keepsTerm) becomeFollower(state, now, term, leads ? from : nobody, port);
  return true;
}

/** A leader of an earlier term is told of this one: so a server whose term ran ahead, alone, brings about an election that frees it. */
function answerEarlier(state: Server, from: ProcessId, message: ServerMessage, port: Outlet): void {
  const { checkQuorum, preVote } = state.params;
  const leads = message.kind === 'raft.append' || message.kind === 'raft.heartbeat';
  if (leads && (checkQuorum || preVote)) {
    port.send(from, { kind: 'raft.appended', term: state.term, sentAt: message.sentAt, agrees: false, end: 0 });
  } else if (message.kind === 'raft.preVote') port.send(from, { kind: 'raft.preVoted', term: state.term, granted: false });
}

function step(state: Server, now: Time, from: ProcessId, message: ServerMessage, port: Outlet): void {
  const { office } = state;
  switch (message.kind) {
    case 'raft.preVote': case 'raft.vote': return receiveCampaign(state, now, from, message, port);
    case 'raft.preVoted': case 'raft.voted': return receiveBallot(state, now, from, message, port);
    case 'raft.heartbeat':
      heed(state, now, from, port);
      return receiveHeartbeat(state, from, message, port);
    case 'raft.append':
      heed(state, now, from, port);
      return receiveAppend(state, from, message, port);
    case 'raft.heard':
      if (!office) return;
      answered(state, office, now, from, message.sentAt, port);
      return remind(state, office, now, from, port);
    case 'raft.appended':
      if (!office) return;
      answered(state, office, now, from, message.sentAt, port);
      appended(state, office, now, from, message, port);
  }
}
