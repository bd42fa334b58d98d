/** The ring as it turns (totemsrp.c): the token goes from each to the next, and whoever misses it for too long says that it is lost. */
import type { Time } from '../../contract.ts';
import { NEVER } from '../../time.ts';
import { consensusExpired, gather, sendJoin } from './gathering.ts';
import { install } from './installing.ts';
import type { Token } from './messages.ts';
import { isRep, multicast, sendAgain, type Node, type TotemPort } from './state.ts';

/** Rounds in recovery after which all have heard that all have recovered: three, and two that confirm it, less one that is both. */
const enoughRounds = 4;

/** message_handler_orf_token. */
export function hearToken(node: Node, now: Time, { ring, tokenSeq }: Token, port: TotemPort): void {
  if (node.discardsTokens) return;
  const { params, timing } = node;
  if (node.mergeAt === NEVER) node.mergeAt = now + params.merge;
  node.unchanged++;
  // an idle ring rests at its first node
  const isHeld = isRep(node) && node.unchanged > params.seqnoUnchanged;
  const isOurs = ring.rep === node.ring.rep && ring.seq === node.ring.seq;
  if (node.phase === 'COMMIT' || !isOurs || tokenSeq <= node.tokenSeq) return;
  node.tokenSeq = tokenSeq;
  if (node.phase === 'RECOVERY' && ++node.rounds === enoughRounds) install(node, now, port);
  node.again = { kind: 'totem.token', ring, tokenSeq: tokenSeq + 1 };
  if (!isHeld) sendAgain(node, port);
  node.tokenAt = now + timing.token;
  node.retransmitAt = now + timing.retransmit;
  if (isHeld) node.holdAt = now + timing.hold;
}

/** timer_function_orf_token_timeout. */
function tokenLost(node: Node, now: Time, port: TotemPort): void {
  node.tokenAt = NEVER;
  if (node.phase === 'OPERATIONAL') port.note({ kind: 'reaches', milestone: 'tokenTimeout', about: node.self });
  if (node.phase === 'GATHER') consensusExpired(node, now, port);
  gather(node, now, port);
}

/** timer_function_merge_detect_timeout: the first node of a ring lets others know of it. A ring of one has no token to remind it. */
function seekOthers(node: Node, now: Time, port: TotemPort): void {
  node.mergeAt = NEVER;
  if (node.phase !== 'OPERATIONAL' || !isRep(node)) return;
  multicast(node, { kind: 'totem.merge', ring: node.ring }, port);
  if (node.members.length === 1) node.mergeAt = now + node.timing.hold;
}

/** Whatever is due of the ring. */
export function turn(node: Node, now: Time, port: TotemPort): void {
  if (node.holdAt <= now) {
    node.holdAt = NEVER;
    if (node.phase === 'OPERATIONAL' || node.phase === 'RECOVERY') sendAgain(node, port);
  }
  if (node.retransmitAt <= now) {
    node.retransmitAt = node.phase === 'GATHER' ? NEVER : now + node.timing.retransmit;
    if (node.phase !== 'GATHER') sendAgain(node, port);
  }
  if (node.tokenAt <= now) tokenLost(node, now, port);
  if (node.consensusAt <= now) consensusExpired(node, now, port);
  if (node.joinAt <= now) {
    if (node.phase === 'GATHER' || node.phase === 'COMMIT') sendJoin(node, now, port);
    else node.joinAt = NEVER;
  }
  if (node.mergeAt <= now) seekOthers(node, now, port);
}
