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

const address = 8;

/** UDP header 8, knet header 16; then what totemsrp.c packs. */
export const totemMessages: Detector<unknown, unknown, TotemMessage>['messages'] = {
  'totem.token': { purpose: 'heartbeat', bytes: 24 + 64 },
  'totem.join': { purpose: 'election', bytes: ({ proc, failed }: Join) => 24 + 32 + address * (proc.length + failed.length) },
  'totem.commit': { purpose: 'election', bytes: ({ members }: Commit) => 24 + 40 + (address + 28) * members.length },
  'totem.merge': { purpose: 'gossip', bytes: 24 + 32 },
  'totem.ping': { purpose: 'heartbeat', bytes: 8 + 32 },
  'totem.pong': { purpose: 'ack', bytes: 8 + 32 },
};
