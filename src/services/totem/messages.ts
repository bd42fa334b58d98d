import type { Detector, Message, ProcessId, Time } from '../../contract.ts';

/** Who formed it, and which it is: greater than any that its members knew before. */
export interface RingId { readonly rep: ProcessId; readonly seq: number }

/** Goes round: whoever has it may send. Here nobody has anything to send, so it only says that the ring is whole. */
export interface Token extends Message { readonly kind: 'totem.token'; readonly ring: RingId; readonly tokenSeq: number }
/** "I see these, and hold these of them for failed." */
export interface Join extends Message {
  readonly kind: 'totem.join'; readonly proc: readonly ProcessId[]; readonly failed: readonly ProcessId[]; readonly ringSeq: number;
}
/** Goes round twice: first everybody puts itself in, then everybody knows that all have. */
export interface Commit extends Message {
  readonly kind: 'totem.commit'; readonly ring: RingId; readonly members: readonly ProcessId[]; readonly index: number;
}
/** "We are a ring": for other rings to hear. */
export interface Merge extends Message { readonly kind: 'totem.merge'; readonly ring: RingId }
/** Of the transport below, kronosnet, on each link. The pong brings the ping's time back. */
export interface Ping extends Message { readonly kind: 'totem.ping'; readonly sentAt: Time }
export interface Pong extends Message { readonly kind: 'totem.pong'; readonly sentAt: Time }

export type TotemMessage = Token | Join | Commit | Merge | Ping | Pong;

/** UDP header 8 and knet's own 14, which a ping does not have; the lengths of a token, a merge and a ping were read off the wire. */
const below = 22;

/** What totemsrp.c packs: a header of 13, a ring's name of 12, four bytes for a node's number. */
export const totemMessages: Detector<unknown, unknown, TotemMessage>['messages'] = {
  'totem.token': { purpose: 'heartbeat', bytes: below + 57 },
  'totem.join': { purpose: 'election', bytes: ({ proc, failed }: Join) => below + 33 + 4 * (proc.length + failed.length) },
  'totem.commit': { purpose: 'election', bytes: ({ members }: Commit) => below + 41 + 28 * members.length },
  'totem.merge': { purpose: 'gossip', bytes: below + 29 },
  'totem.ping': { purpose: 'heartbeat', bytes: 8 + 26 },
  'totem.pong': { purpose: 'ack', bytes: 8 + 26 },
};
