/** Looking for peers, for a master among them, and for a quorum (PeerFinder at 02828392d056). */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import type { PeersTold } from './messages.ts';
import { electionDelay, isQuorum } from './rules.ts';
import { isSick, nobody, type Discovery, type Node, type Outlet, type Peer } from './state.ts';
import { ensureTerm, voteOf } from './voting.ts';

export const foundBy = ({ peers }: Discovery): ProcessId[] => peers.filter(({ standing }) => standing === 'found').map(({ id }) => id);

/** Every `find_peers_interval`: who was found is asked for the master again, and who was not is probed. */
export function wakeDiscovery(state: Node, discovery: Discovery, now: Time, port: Outlet): void {
  if (now < discovery.wakeAt) return;
  const { findPeers, probeTimeout } = state.params;
  discovery.begun = true;
  discovery.wakeAt = now + findPeers;
  for (const peer of discovery.peers) {
    const isLost = peer.standing === 'found' ? !peer.connected : peer.standing === 'probed' && now >= peer.since + probeTimeout;
    if (isLost) peer.standing = 'unknown';
    if (peer.standing === 'found') askPeer(state, peer, now, port);
    else probe(peer, now, port);
  }
  countFound(state, discovery, now, port);
}

function probe(peer: Peer, now: Time, port: Outlet): void {
  if (peer.standing !== 'unknown') return;
  Object.assign(peer, { standing: 'probed', since: now, askedAt: null, connected: true });
  port.send(peer.id, { kind: 'masterFollowers.probe' });
}

function askPeer({ params }: Node, peer: Peer, now: Time, port: Outlet): void {
  if (peer.askedAt !== null && now < peer.askedAt + params.peersTimeout) return;
  peer.askedAt = now;
  port.send(peer.id, { kind: 'masterFollowers.peers' });
}

const peerOf = ({ discovery }: Node, id: ProcessId): Peer | undefined => discovery?.peers.find(peer => peer.id === id);

/** Who looks for peers is probed in turn; not before this node has begun to look itself. */
export function receivePeers(state: Node, now: Time, from: ProcessId, port: Outlet): void {
  const peer = peerOf(state, from);
  if (peer && state.discovery!.begun) probe(peer, now, port);
  port.send(from, { kind: 'masterFollowers.peersTold', leader: state.mode === 'candidate' ? nobody : state.master, term: state.term });
}

export function receiveProbed(state: Node, now: Time, from: ProcessId, port: Outlet): void {
  const peer = peerOf(state, from);
  if (!state.discovery || peer?.standing !== 'probed') return;
  peer.standing = 'found';
  askPeer(state, peer, now, port);
  countFound(state, state.discovery, now, port);
}

/** It is a master itself: join it. If another is, that one is known already. */
export function receivePeersTold(state: Node, now: Time, from: ProcessId, { leader, term }: PeersTold, port: Outlet): void {
  const peer = peerOf(state, from);
  if (!peer) return;
  peer.askedAt = null;
  if (leader !== from) return;
  ensureTerm(state, now, from, term, port);
  join(state, now, from, port);
}

/** One request in a term to each, and none from a node whose disk fails. */
export function join(state: Node, now: Time, master: ProcessId, port: Outlet): void {
  const { term, joining } = state;
  if (isSick(state, now) || (joining?.to === master && joining.term === term)) return;
  state.joining = { to: master, term };
  port.send(master, { kind: 'masterFollowers.join', term, vote: voteOf(state, master, term) });
}

/** A probe that was refused, or a connection that was lost: of the second the next wake-up takes notice. */
export function lostPeer(state: Node, id: ProcessId): void {
  if (state.joining?.to === id) state.joining = null;
  const peer = peerOf(state, id);
  if (!peer) return;
  if (peer.standing === 'probed') peer.standing = 'unknown';
  Object.assign(peer, { connected: false, askedAt: null });
}

/** With a quorum found, elections are tried at random times, further and further apart; without one they are not. */
function countFound(state: Node, discovery: Discovery, now: Time, port: Outlet): void {
  const found = isQuorum(state.accepted.voting, [state.self, ...foundBy(discovery)]);
  if (!found) Object.assign(discovery, { electionAt: NEVER, attempt: 0, granted: null });
  else if (discovery.attempt === 0 && state.eligible.includes(state.self)) scheduleElection(state, discovery, now, port);
}

export function scheduleElection({ electionLimits }: Node, discovery: Discovery, now: Time, port: Outlet): void {
  discovery.electionAt = now + electionDelay(electionLimits, ++discovery.attempt, port.random());
}
