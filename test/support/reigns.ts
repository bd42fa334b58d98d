/** When real processes acted, by what they noted: MEASURES.md, "A group: leadership and writes". */
import type { Member } from './udpFleet.ts';

export interface Reign { readonly of: number; readonly from: number; readonly to: number }
/** While it was stopped, by the clock of the notes: it acts no more then, whatever it may hold. */
export interface Stop { readonly from: number; readonly to: number }

/** From each `acts` until what it held ends, a later `acts`, it yields, or `end`: of a process that was killed, when it cannot have run longer. */
export function reigns({ notes }: Member, of: number, end = Infinity, stops: readonly Stop[] = []): Reign[] {
  const authority = notes.filter(({ note }) => note.kind === 'acts' || note.kind === 'yields');
  const held = authority.flatMap(({ at, note }, i): Reign[] =>
    note.kind === 'acts' ? [{ of, from: at, to: Math.min(note.until, authority[i + 1]?.at ?? Infinity, end) }] : []);
  return stops.reduce((all, stop) => all.flatMap(reign => without(reign, stop)), held).filter(({ from, to }) => from < to);
}

const without = (reign: Reign, { from, to }: Stop): Reign[] => [{ ...reign, to: Math.min(reign.to, from) }, { ...reign, from: Math.max(reign.from, to) }]
  .filter(one => one.from < one.to);

/** Whenever two acted. */
export const rivals = (all: readonly Reign[]): Reign[][] =>
  all.flatMap(a => all.filter(b => a.of < b.of && a.from < b.to && b.from < a.to).map(b => [a, b]));
