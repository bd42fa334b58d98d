import type { Opinion, Port, ProcessId, Start, Time } from '../../contract.ts';
import { NEVER } from '../../time.ts';
import { isReachable, look, openLinks, type Links } from './links.ts';
import type { Commit, RingId, Token, TotemMessage } from './messages.ts';
import type { TotemParams } from './parameters.ts';
import { timingOf, type Timing } from './rules.ts';
import { nextOf, type Nodes } from './sets.ts';

export type Phase = 'OPERATIONAL' | 'GATHER' | 'COMMIT' | 'RECOVERY';
/** The number of the last ring outlives a crash, so that no two rings have one name (totemsrp's memb_ring_id_store). */
export interface TotemDisk { readonly seq: number }

/** One node, with the names of totemsrp.c where they say enough. */
export interface Node {
  readonly params: TotemParams;
  readonly timing: Timing;
  readonly self: ProcessId;
  readonly peers: Nodes;
  readonly watches: Nodes;
  readonly links: Links;
  phase: Phase;
  ring: RingId;
  /** The greatest number of a ring that it has heard of. */
  ringSeq: number;
  /** Of the ring that was installed last. */
  members: Nodes;
  /** What a new ring may consist of: those that are seen, those of them that failed, those that agree. */
  proc: Nodes;
  failed: Nodes;
  agreed: Nodes;
  newMembers: Nodes;
  /** Of the newest token that was taken. */
  tokenSeq: number;
  /** Rounds in which nothing was said. */
  unchanged: number;
  discardsTokens: boolean;
  hasOriginated: boolean;
  /** Rounds of the token in recovery. */
  rounds: number;
  /** What is sent again to the next on the ring when it does not come round. */
  again: Token | Commit | null;
  /** Its own join has come back to it, and is to be heard. */
  hearsItself: boolean;
  /** By process. */
  readonly opinions: Opinion[];
  /** The ring in which it leads with a quorum; 0 in none. */
  leads: number;
  isQuorate: boolean;
  disk: TotemDisk;
  tokenAt: Time; retransmitAt: Time; holdAt: Time; joinAt: Time; consensusAt: Time; mergeAt: Time;
}

export type TotemPort = Port<TotemMessage>;

export function startNode({ params, self, peers, watches, roles, now, durable }: Start<TotemParams>, port: TotemPort): Node {
  const timing = timingOf(peers.length + 1, params);
  const disk = (durable as TotemDisk | undefined) ?? { seq: 0 };
  const links = openLinks(peers, roles.length, { ...timing, pongCount: params.pongCount }, now + 1 + Math.floor(port.random() * look));
  return {
    params, timing, self, peers: [...peers].sort((a, b) => a - b), watches, links, phase: 'GATHER', ring: { rep: self, seq: disk.seq }, ringSeq: disk.seq,
    members: [self], proc: [self], failed: [], agreed: [self], newMembers: [self], tokenSeq: -1, unchanged: 0, discardsTokens: true, hasOriginated: false,
    rounds: 0, again: null, hearsItself: false, opinions: roles.map((_, id) => (id === self ? 'trusted' : 'failed')), leads: 0, isQuorate: false, disk,
    tokenAt: NEVER, retransmitAt: NEVER, holdAt: NEVER, joinAt: NEVER, consensusAt: NEVER, mergeAt: NEVER,
  };
}

export const nodeDeadline = (node: Node): Time => Math.min(
  node.tokenAt, node.retransmitAt, node.holdAt, node.joinAt, node.consensusAt, node.mergeAt, node.links.lookAt);

export const isRep = ({ ring, self }: Node): boolean => ring.rep === self;

/** Through a link that is up, or not at all. */
export function send({ links }: Node, to: ProcessId, message: TotemMessage, port: TotemPort): void {
  if (isReachable(links, to)) port.send(to, message);
}

export function multicast(node: Node, message: TotemMessage, port: TotemPort): void {
  for (const peer of node.peers) send(node, peer, message, port);
}

/** The token, or the commit token, once more to the next on the ring. */
export function sendAgain(node: Node, port: TotemPort): void {
  if (node.again) send(node, nextOf(node.newMembers, node.self), node.again, port);
}

/** Who is not of the ring has failed; who is, and cannot be reached, is suspected. */
export function judge({ members, links, opinions, watches }: Node, peer: ProcessId, port: TotemPort): void {
  const opinion = !members.includes(peer) ? 'failed' : isReachable(links, peer) ? 'trusted' : 'suspected';
  if (opinion === opinions[peer] || !watches.includes(peer)) return;
  opinions[peer] = opinion;
  if (opinion === 'trusted') port.trust(peer);
  else if (opinion === 'suspected') port.suspect(peer);
  else port.fail(peer);
}
