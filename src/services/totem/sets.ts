import type { ProcessId } from '../../contract.ts';

/** Nodes in the order of their numbers, which is the order of the ring. */
export type Nodes = readonly ProcessId[];

export const union = (a: Nodes, b: Nodes): Nodes => [...new Set([...a, ...b])].sort((x, y) => x - y);
export const without = (a: Nodes, b: Nodes): Nodes => a.filter(id => !b.includes(id));
export const isWithin = (a: Nodes, b: Nodes): boolean => a.every(id => b.includes(id));
export const isSame = (a: Nodes, b: Nodes): boolean => a.length === b.length && isWithin(a, b);
/** Whoever comes after it on the ring. */
export const nextOf = (ring: Nodes, self: ProcessId): ProcessId => ring[(ring.indexOf(self) + 1) % ring.length]!;
