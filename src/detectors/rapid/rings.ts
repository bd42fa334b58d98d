/** K rings in pseudo-random order: on each, every member is observed by the one that follows it. */
import type { ProcessId } from '../../contract.ts';

function hash(id: ProcessId, ring: number): number {
  let x = Math.imul(id + 1, 0x9e3779b1) ^ Math.imul(ring + 1, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

export const ringOf = (members: readonly ProcessId[], ring: number): ProcessId[] =>
  [...members].sort((a, b) => hash(a, ring) - hash(b, ring) || a - b);

/** Who observes the subject on that ring; one that is no member as if it were. */
export function observerOn(members: readonly ProcessId[], ring: number, subject: ProcessId): ProcessId {
  const order = ringOf(members.includes(subject) ? members : [...members, subject], ring);
  return order[(order.indexOf(subject) + 1) % order.length]!;
}

export const observersOf = (members: readonly ProcessId[], k: number, subject: ProcessId): ProcessId[] =>
  Array.from({ length: k }, (_, ring) => observerOn(members, ring, subject));

/** Whom a member observes, and on which rings. */
export function subjectsOf(members: readonly ProcessId[], k: number, observer: ProcessId): Map<ProcessId, number[]> {
  const subjects = new Map<ProcessId, number[]>();
  for (let ring = 0; ring < k; ring++) {
    const order = ringOf(members, ring);
    const subject = order[(order.indexOf(observer) + order.length - 1) % order.length]!;
    if (subject !== observer) subjects.set(subject, [...subjects.get(subject) ?? [], ring]);
  }
  return subjects;
}
