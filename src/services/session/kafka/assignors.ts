/** Who gets which partition. Pure. */
import type { ProcessId } from '../../../contract.ts';

/** RangeAssignor, of one topic: consecutive ones, the first members one more. */
export function rangeOf(partitions: number, members: readonly ProcessId[], member: ProcessId): number[] {
  const sorted = [...members].sort((a, b) => a - b);
  const [place, count] = [sorted.indexOf(member), sorted.length];
  const [each, more] = [Math.floor(partitions / count), partitions % count];
  const from = each * place + Math.min(place, more);
  return Array.from({ length: each + (place < more ? 1 : 0) }, (_, i) => from + i);
}

/** UniformAssignor, in its intent: balanced to one, and nothing moves that need not. Owners by partition. */
export function sticky(owners: readonly ProcessId[], members: readonly ProcessId[]): ProcessId[] {
  const target = [...owners];
  if (members.length === 0) return target.map(() => -1);
  const count = (member: ProcessId): number => target.filter(owner => owner === member).length;
  const least = (): ProcessId => members.reduce((best, each) => (count(each) < count(best) ? each : best));
  const most = (): ProcessId => members.reduce((best, each) => (count(each) > count(best) ? each : best));
  for (const [partition, owner] of target.entries()) if (!members.includes(owner)) target[partition] = least();
  while (count(most()) - count(least()) > 1) target[target.lastIndexOf(most())] = least();
  return target;
}
