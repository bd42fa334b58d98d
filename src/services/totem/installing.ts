import type { Time } from '../../contract.ts';
import { NEVER } from '../../time.ts';
import { judge, isRep, type Node, type TotemPort } from './state.ts';

/** More than half of all nodes that are configured, each with one vote (votequorum). */
const hasQuorum = ({ members, peers, params: { quorum } }: Node): boolean => !quorum || members.length > (peers.length + 1) / 2;

/** What a resource manager above would do: the first node of a ring with a quorum decides what runs where. */
function lead(node: Node, port: TotemPort): void {
  const quorate = hasQuorum(node);
  if (quorate !== node.isQuorate) {
    node.isQuorate = quorate;
    port.note({ kind: 'reaches', milestone: quorate ? 'quorate' : 'notQuorate', about: node.self });
  }
  if (node.leads > 0) port.note({ kind: 'yields', resource: 0, epoch: node.leads });
  node.leads = quorate && isRep(node) ? node.ring.seq : 0;
  if (node.leads === 0) return;
  port.note({ kind: 'claims', resource: 0, epoch: node.leads });
  port.note({ kind: 'acts', resource: 0, epoch: node.leads, until: NEVER });
}

/** memb_state_operational_enter: "a new membership was formed". */
export function install(node: Node, now: Time, port: TotemPort): void {
  node.members = node.newMembers;
  node.proc = node.newMembers;
  node.failed = [];
  node.agreed = [];
  node.hasOriginated = false;
  node.phase = 'OPERATIONAL';
  port.note({ kind: 'reaches', milestone: 'newMembership', about: node.self });
  for (const peer of node.watches) judge(node, peer, port);
  lead(node, port);
  // a ring of one has no token to wait for; it listens for others as often as an idle ring
  if (node.members.length === 1) node.mergeAt = now + node.params.merge;
}
