/**
 * Totem's single ring as Corosync 3.1.7 runs it over kronosnet (exec/totemsrp.c; Amir and others 1995): a token goes round, and
 * a node that has not seen it for the token timeout says that it is lost. Then everybody tells everybody whom it sees; who has
 * not agreed when the consensus timeout has passed is left out; and the lowest of those that have agreed sends a commit token
 * round, twice. So a loss anywhere on the ring is noticed by all, and all install one membership. Its token is the heartbeat,
 * so this takes no detector.
 *
 * Beneath it, kronosnet pings each node on a link of its own: what is suspected is a node whose link is down, and what has failed
 * is a node outside the ring. Above it, the lowest node of a ring with a quorum decides what runs where, and acts; fencing is
 * not here, so both sides of a partition act where the quorum is off, and for a moment where it is on, if the side that loses it
 * notices later.
 *
 * Not here: messages of applications (an idle ring holds its token back at the first node), more than one link between two
 * nodes, encryption, `fail_recv_const`, and the flushing of joins after a pause of one's own.
 *
 * Milestones: tokenTimeout, linkDown, linkUp, newMembership, quorate, notQuorate.
 */
import type { AnyDetector, Detector, ProcessId, Service, ServiceParams, Time } from '../contract.ts';
import { gather, hearCommit, hearItself, hearJoin, hearMerge } from './totem/gathering.ts';
import { hearPong, linkTo, lookAround, refused, type Told } from './totem/links.ts';
import { totemMessages, type TotemMessage } from './totem/messages.ts';
import { totemParameters, type TotemParams } from './totem/parameters.ts';
import { judge, nodeDeadline, startNode, type Node, type TotemPort } from './totem/state.ts';
import { hearToken, turn } from './totem/turning.ts';

export type { TotemParams } from './totem/parameters.ts';
export type TotemState = Node;

const telling = (node: Node, port: TotemPort): Told => (peer, isConnected) => {
  port.note({ kind: 'reaches', milestone: isConnected ? 'linkUp' : 'linkDown', about: peer });
  judge(node, peer, port);
};

/** What came through a link that is up. */
function hear(node: Node, now: Time, from: ProcessId, message: TotemMessage, port: TotemPort): void {
  if (message.kind === 'totem.token') hearToken(node, now, message, port);
  else if (message.kind === 'totem.join') hearJoin(node, now, from, message, port);
  else if (message.kind === 'totem.commit') hearCommit(node, now, message, port);
  else if (message.kind === 'totem.merge') hearMerge(node, now, from, message, port);
  hearItself(node, now, port);
}

const detector: Detector<ServiceParams<TotemParams>, TotemState, TotemMessage> = {
  name: 'totem',
  // they are `totem.parameters`
  parameters: {} as Detector<ServiceParams<TotemParams>, TotemState, TotemMessage>['parameters'],
  messages: totemMessages,
  init(start, port) {
    const node = startNode({ ...start, params: start.params.service }, port);
    gather(node, start.now, port);
    hearItself(node, start.now, port);
    return node;
  },
  receive(node, now, from, message, port) {
    const link = linkTo(node.links, from);
    if (!link) return;
    if (message.kind === 'transport.unreachable') refused(link);
    else if (message.kind === 'totem.ping') port.send(from, { kind: 'totem.pong', sentAt: message.sentAt });
    else if (message.kind === 'totem.pong') hearPong(node.links, link, now, message, telling(node, port));
    else if (link.isConnected && message.kind in totemMessages) hear(node, now, from, message as TotemMessage, port);
  },
  wake(node, now, port) {
    lookAround(node.links, now, port, telling(node, port));
    turn(node, now, port);
    hearItself(node, now, port);
  },
  deadline: nodeDeadline,
  opinion: ({ opinions }, peer) => opinions[peer] ?? 'trusted',
  durable: ({ disk }) => disk,
};

/** @throws with a detector inside: its token is the heartbeat. */
function over(inner: AnyDetector | null): AnyDetector {
  if (inner) throw new Error('totem has a heartbeat of its own, so it takes no detector');
  return detector;
}

export const totem: Service<TotemParams> = {
  name: 'totem',
  summary: 'Corosync\'s ring: a token goes from node to node, and when it is lost all agree on who is left.',
  parameters: totemParameters,
  inner: 'none',
  roles: (_, count) => Array<string>(count).fill('node'),
  over,
};
