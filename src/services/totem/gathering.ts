/** Forming a ring (totemsrp.c): those that see each other agree on who is there, and the lowest of them sends the commit token round. */
import type { ProcessId, Time } from '../../contract.ts';
import { NEVER } from '../../time.ts';
import { install } from './installing.ts';
import type { Commit, Join, Merge } from './messages.ts';
import { multicast, send, sendAgain, type Node, type TotemPort } from './state.ts';
import { isSame, isWithin, nextOf, union, without, type Nodes } from './sets.ts';

const candidates = ({ proc, failed }: Node): Nodes => without(proc, failed);

export function sendJoin(node: Node, now: Time, port: TotemPort): void {
  const { proc, failed, ring } = node;
  multicast(node, { kind: 'totem.join', proc, failed, ringSeq: ring.seq }, port);
  node.joinAt = now + node.params.join;
  // a multicast comes back to its sender
  node.hearsItself = true;
}

/** memb_state_gather_enter. */
export function gather(node: Node, now: Time, port: TotemPort): void {
  node.discardsTokens = true;
  node.hasOriginated = false;
  node.proc = union(node.proc, [node.self]);
  node.phase = 'GATHER';
  node.agreed = [node.self];
  node.consensusAt = now + node.timing.consensus;
  node.retransmitAt = node.tokenAt = node.mergeAt = NEVER;
  sendJoin(node, now, port);
}

/** memb_state_consensus_timeout_expired: who has not agreed has failed. */
export function consensusExpired(node: Node, now: Time, port: TotemPort): void {
  node.consensusAt = NEVER;
  if (isWithin(candidates(node), node.agreed)) {
    node.agreed = [node.self];
    node.tokenAt = now + node.timing.token;
    return;
  }
  node.failed = union(node.failed, without(node.proc, node.agreed));
  gather(node, now, port);
}

/** memb_state_commit_enter: puts itself in, and passes the commit token on. */
function enterCommit(node: Node, { ring, members, index }: Commit, now: Time, port: TotemPort): void {
  node.newMembers = members;
  node.joinAt = node.consensusAt = NEVER;
  node.ring = ring;
  node.ringSeq = ring.seq;
  node.disk = { seq: ring.seq };
  node.phase = 'COMMIT';
  node.retransmitAt = now + node.timing.retransmit;
  node.tokenAt = now + node.timing.token;
  node.again = { kind: 'totem.commit', ring, members, index: index + 1 };
  sendAgain(node, port);
}

function beginCommit(node: Node, now: Time, port: TotemPort): void {
  const commit: Commit = { kind: 'totem.commit', ring: { rep: node.self, seq: node.ringSeq + 4 }, members: candidates(node), index: 0 };
  enterCommit(node, commit, now, port);
  if (commit.members.length > 1) return;
  // alone it need not wait for itself
  node.retransmitAt = node.tokenAt = NEVER;
  node.again = null;
  install(node, now, port);
}

/** memb_state_recovery_enter: all are in, and the commit token goes round once more to say so. */
function enterRecovery(node: Node, commit: Commit, now: Time, port: TotemPort): void {
  node.discardsTokens = false;
  node.tokenSeq = -1;
  node.rounds = 0;
  node.unchanged = 0;
  node.phase = 'RECOVERY';
  node.retransmitAt = now + node.timing.retransmit;
  node.tokenAt = now + node.timing.token;
  node.again = commit;
  sendAgain(node, port);
}

/** message_handler_memb_commit_token. */
export function hearCommit(node: Node, now: Time, commit: Commit, port: TotemPort): void {
  const { phase, ring, self, timing } = node;
  if (phase === 'GATHER' && isSame(commit.members, candidates(node)) && commit.ring.seq > ring.seq) enterCommit(node, commit, now, port);
  else if (phase === 'COMMIT' && commit.ring.seq === ring.seq && commit.index === commit.members.length) enterRecovery(node, commit, now, port);
  else if (phase === 'RECOVERY' && ring.rep === self && !node.hasOriginated) {
    node.hasOriginated = true;
    node.again = { kind: 'totem.token', ring, tokenSeq: 0 };
    send(node, nextOf(node.newMembers, self), node.again, port);
    node.tokenAt = now + timing.token;
    node.retransmitAt = now + timing.retransmit;
  }
}

/** What another sees and holds for failed becomes one's own, but for what it says of oneself (memb_join_process). */
function adopt(node: Node, from: ProcessId, { proc, failed }: Join): void {
  node.proc = union(node.proc, proc);
  if (failed.includes(node.self)) node.failed = union(node.failed, [from]);
  else if (node.members.includes(from)) node.failed = union(node.failed, failed);
}

/** memb_join_process. */
function consider(node: Node, now: Time, from: ProcessId, join: Join, port: TotemPort): void {
  const { proc, failed } = join;
  if (isSame(proc, node.proc) && isSame(failed, node.failed)) {
    node.agreed = union(node.agreed, [from]);
    const all = candidates(node);
    if (isWithin(all, node.agreed) && all[0] === node.self) {
      beginCommit(node, now, port);
      return;
    }
  } else if (!(isWithin(proc, node.proc) && isWithin(failed, node.failed)) && !node.failed.includes(from)) {
    adopt(node, from, join);
    gather(node, now, port);
    return;
  }
  if (node.phase === 'OPERATIONAL') gather(node, now, port);
}

/** ignore_join_under_operational: from one that holds us for failed, or that has not come as far as this ring. */
const isIgnored = ({ self, members, ring }: Node, from: ProcessId, { failed, ringSeq }: Join): boolean =>
  failed.includes(self) || (members.includes(from) && ringSeq < ring.seq);

/** message_handler_memb_join. */
export function hearJoin(node: Node, now: Time, from: ProcessId, join: Join, port: TotemPort): void {
  node.ringSeq = Math.max(node.ringSeq, join.ringSeq);
  if (node.phase === 'GATHER') consider(node, now, from, join, port);
  else if (node.phase === 'OPERATIONAL') {
    if (!isIgnored(node, from, join)) consider(node, now, from, join, port);
  } else if (node.newMembers.includes(from) && join.ringSeq >= node.ring.seq) {
    consider(node, now, from, join, port);
    gather(node, now, port);
  }
}

/** Its own join, as it comes back to it. */
export function hearItself(node: Node, now: Time, port: TotemPort): void {
  while (node.hearsItself) {
    node.hearsItself = false;
    const { proc, failed, ring, self } = node;
    if (node.phase === 'GATHER') consider(node, now, self, { kind: 'totem.join', proc, failed, ringSeq: ring.seq }, port);
  }
}

/** message_handler_memb_merge_detect: another ring is in reach. */
export function hearMerge(node: Node, now: Time, from: ProcessId, { ring }: Merge, port: TotemPort): void {
  if (ring.rep === node.ring.rep && ring.seq === node.ring.seq) return;
  const isNews = node.phase === 'OPERATIONAL' || (node.phase === 'GATHER' && !node.proc.includes(from));
  if (!isNews) return;
  node.proc = union(node.proc, [from]);
  gather(node, now, port);
}
