/** What each member knows of all: its own view, made of others' by gossip. Views are immutable. */
import type { ProcessId } from '../../contract.ts';

export const statuses = ['joining', 'up', 'leaving', 'exiting', 'down', 'removed'] as const;
export type Status = (typeof statuses)[number];

export interface Member {
  readonly incarnation: number;
  readonly status: Status;
  /** Smaller is older; −1 before it is up. */
  readonly age: number;
}

/** Whom one observer holds to be unreachable. Only it changes its row, so the greater version is the newer. */
export interface Row { readonly version: number; readonly unreachable: readonly ProcessId[] }

/** By process id, which is the order of addresses. */
export interface View {
  readonly members: readonly Member[];
  readonly rows: readonly Row[];
  /** Who is known to have seen just this. */
  readonly seen: readonly boolean[];
}

/** Versions of one incarnation: a restart counts on above all that it used. */
export const lifeOfVersions = 2 ** 32;

const isLater = (a: Member, b: Member): boolean =>
  a.incarnation > b.incarnation || (a.incarnation === b.incarnation && statuses.indexOf(a.status) > statuses.indexOf(b.status));

const sameMember = (a: Member, b: Member): boolean => a.incarnation === b.incarnation && a.status === b.status;

/** Of each member and each row the later. `a` itself where `b` knows nothing more. */
export function merged(a: View, b: View, self: ProcessId): View {
  const members = a.members.map((mine, id) => (isLater(b.members[id]!, mine) ? b.members[id]! : mine));
  const rows = a.rows.map((mine, id) => (b.rows[id]!.version > mine.version ? b.rows[id]! : mine));
  const alike = { members, rows, seen: a.seen };
  const [asA, asB] = [same(a, alike), same(b, alike)];
  if (asA && asB) return { ...a, seen: a.seen.map((seen, id) => seen || b.seen[id]!) };
  if (asA) return a;
  return { members, rows, seen: a.members.map((_, id) => id === self || (asB && b.seen[id]!)) };
}

/** Whether they say the same, whoever has seen them. */
export const same = (a: View, b: View): boolean =>
  a.members.every((member, id) => sameMember(member, b.members[id]!)) && a.rows.every(({ version }, id) => version === b.rows[id]!.version);

/** Nobody else has seen this yet. */
export const changed = (view: View, self: ProcessId, part: Partial<View>): View =>
  ({ ...view, ...part, seen: view.members.map((_, id) => id === self) });

export function withMember(view: View, self: ProcessId, id: ProcessId, member: Member): View {
  return changed(view, self, { members: view.members.map((old, each) => (each === id ? member : old)) });
}

export const isGone = ({ status }: Member): boolean => status === 'down' || status === 'removed';

/** Who says of whom that it is unreachable. Rows of those that are down, and of removed subjects, count no longer. */
export function recordsOf({ members, rows }: View): readonly (readonly [observer: ProcessId, subject: ProcessId])[] {
  return rows.flatMap(({ unreachable }, observer) => (isGone(members[observer]!) ? []
    : unreachable.filter(subject => members[subject]!.status !== 'removed').map(subject => [observer, subject] as const)));
}

/** As one member sees it: whoever is unreachable to anybody, but for itself. */
export const unreachableOf = (view: View, self: ProcessId): ProcessId[] =>
  [...new Set(recordsOf(view).map(([, subject]) => subject))].filter(subject => subject !== self).sort((a, b) => a - b);

/** The lowest address among those that are up and reachable; without any, −1. */
export function leaderOf({ members }: View, unreachable: readonly ProcessId[]): ProcessId {
  return members.findIndex(({ status }, id) => (status === 'up' || status === 'leaving') && !unreachable.includes(id));
}

/** All that can be reached have seen this view: then, and only then, members come and go. */
export function hasConverged({ members, seen }: View, unreachable: readonly ProcessId[]): boolean {
  const waits = members.some((member, id) => !isGone(member) && member.status !== 'exiting' && unreachable.includes(id));
  return !waits && members.every((member, id) => isGone(member) || seen[id]!);
}
