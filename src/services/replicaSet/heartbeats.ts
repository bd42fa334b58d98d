/** Everyone asks everyone how they are: what becomes of that, and of silence. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { catchUp } from './leading.ts';
import type { Heard, Heartbeat } from './messages.ts';
import { copy } from './replicating.ts';
import { heartbeatPeriod, mostRetries, takeoverDelay, electionOffset } from './rules.ts';
import {
  nobody, optimeOf, peerOf, reach, seesMajority, setBackElection, setDown, setUp, touch, type Member, type Outlet, type Peer,
} from './state.ts';
import { stepBack, updateTerm } from './voting.ts';

export function wakeHeartbeats(state: Member, now: Time, port: Outlet): void {
  for (const peer of state.peers) {
    if (peer.sentAt !== null && now >= peer.startedAt + state.params.heartbeatTimeout) miss(state, peer, now, port);
    if (peer.sentAt === null && now >= peer.nextAt) ask(state, peer, now, port);
  }
  checkLiveness(state, now, port);
}

function ask(state: Member, peer: Peer, now: Time, port: Outlet): void {
  const isNew = peer.misses === 0 || peer.misses > mostRetries || now >= peer.startedAt + state.params.heartbeatTimeout;
  if (isNew) Object.assign(peer, { startedAt: now, misses: 0 });
  peer.sentAt = now;
  port.send(peer.id, { kind: 'replicaSet.heartbeat', number: ++peer.number, term: state.term, primary: state.primary });
}

/** Repeated at once, twice, as long as the timeout has not passed; then it is down, and the next comes in its turn. */
export function miss(state: Member, peer: Peer, now: Time, port: Outlet): void {
  const { heartbeatTimeout } = state.params;
  peer.sentAt = null;
  peer.misses++;
  const failed = peer.misses > mostRetries || now >= peer.startedAt + heartbeatTimeout;
  peer.nextAt = failed ? now + periodOf(state) : now;
  if (!failed) return;
  setDown(state, peer, port);
  catchUp(state, now, port);
}

function periodOf({ params, office, primary }: Member): number {
  return heartbeatPeriod(params.heartbeatInterval, params.electionTimeout, office !== null || primary !== nobody);
}

/** A primary that has had no sign of a majority for an election timeout steps down. */
function checkLiveness(state: Member, now: Time, port: Outlet): void {
  const silent = state.peers.filter(({ isStale, lastUpdate }) => !isStale && now >= lastUpdate + state.params.electionTimeout);
  for (const peer of silent) {
    peer.isStale = true;
    if (state.office) setDown(state, peer, port);
  }
  if (silent.length === 0 || !state.office) return;
  if (!seesMajority(state)) stepBack(state, now, port);
  else catchUp(state, now, port);
}

export function receiveHeartbeat(state: Member, now: Time, from: ProcessId, { number, term, primary }: Heartbeat, port: Outlet): void {
  const peer = peerOf(state, from);
  if (!peer) return;
  touch(peer, now);
  port.send(from, {
    kind: 'replicaSet.heard', number, term: state.term, isPrimary: state.office !== null, priority: state.params.priority, optime: optimeOf(state),
  });
  // a primary that is news: its own answer will say so
  if (primary === from && state.primary !== from && term >= state.term) restart(state, now, port);
}

/** All that are not under way are sent now; what they will say is news, and silence counts from now. */
export function restart(state: Member, now: Time, port: Outlet): void {
  for (const peer of state.peers) {
    if (peer.sentAt !== null) continue;
    Object.assign(peer, { nextAt: now, isFresh: false });
    touch(peer, now);
    ask(state, peer, now, port);
  }
}

export function receiveHeard(state: Member, now: Time, from: ProcessId, message: Heard, port: Outlet): void {
  const peer = peerOf(state, from);
  if (peer?.sentAt == null || peer.number !== message.number) return;
  const { term, isPrimary, optime, priority } = message;
  updateTerm(state, now, term, port);
  if (isPrimary && term === state.term && !state.office) setBackElection(state, now, port);
  Object.assign(peer, { sentAt: null, misses: 0, isPrimary, optime, priority, isFresh: true });
  touch(peer, now);
  setUp(state, peer, port);
  follow(state, peer, now, term, port);
  peer.nextAt = now + periodOf(state);
  copy(state, now, port);
  catchUp(state, now, port);
}

/** Of two that say they are primary, the one of the later term is. */
function follow(state: Member, { id, isPrimary, priority }: Peer, now: Time, term: number, port: Outlet): void {
  if (!isPrimary && state.primary === id) state.primary = nobody;
  if (!isPrimary || term < state.term || state.office) return;
  if (state.primary !== id) reach('newPrimary', id, port);
  state.primary = id;
  takeOverLater(state, now, priority, port);
}

/** From a primary of less priority: after an election timeout for each rank. */
function takeOverLater(state: Member, now: Time, theirs: number, port: Outlet): void {
  const { priority, electionTimeout, electionOffset: share } = state.params;
  if (priority <= theirs || state.takeoverAt !== NEVER) return;
  const rank = state.peers.filter(peer => peer.priority > priority).length;
  state.takeoverAt = now + takeoverDelay(electionTimeout, rank) + electionOffset(electionTimeout, share, port.random());
}
