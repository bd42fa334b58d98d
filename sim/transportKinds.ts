/** The kinds that kernels make: nobody's `messages` table lists them. */

/** What a process may hear. All but the first are packets too, or come of a timer. */
export const signalKinds = ['transport.opened', 'transport.refused', 'transport.reset', 'transport.unreachable'] as const;

/** What only kernels hear. */
export const kernelKinds = ['transport.open', 'transport.accept', 'transport.ack', 'transport.probe'] as const;

/** No packet of its own: a segment that leaves again is one of its message's kind, and counted as this. */
export const retransmission = 'transport.retransmission';

/** What can be on its way, and so lost or late. */
export const isKernelPacket = (kind: string): boolean => [...signalKinds.slice(1), ...kernelKinds].some(each => each === kind);
