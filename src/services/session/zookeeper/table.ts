/** What an ensemble replicates. Immutable: each transaction makes another. */
import type { ProcessId } from '../../../contract.ts';
import type { Grant, SessionRow, Table } from '../messages.ts';

export const emptyTable = (locks: number): Table => ({ zxid: 0, sessions: [], locks: Array.from({ length: locks }, () => ({ session: 0, since: 0 })) });

/** The epoch of a leader stands above its count of transactions. */
const epochSize = 1_000_000_000;
export const epochOf = (zxid: number): number => Math.floor(zxid / epochSize);
export const nextZxid = (zxid: number, epoch: number): number => (epochOf(zxid) < epoch ? epoch * epochSize + 1 : zxid + 1);

export const rowOf = ({ sessions }: Table, session: number): SessionRow | undefined => sessions.find(({ id }) => id === session);
export const sessionOf = ({ sessions }: Table, member: ProcessId, instance: number): SessionRow | undefined =>
  sessions.find(row => row.member === member && row.instance === instance);
export const grantsOf = ({ locks }: Table, session: number): Grant[] =>
  locks.flatMap((lock, resource) => (lock.session === session ? [{ resource, epoch: lock.since }] : []));

export const created = (table: Table, zxid: number, row: Omit<SessionRow, 'id'>): Table =>
  dealt({ ...table, zxid, sessions: [...table.sessions, { id: zxid, ...row }] });

/** With the sessions go their ephemeral nodes, in the same transaction. */
export function closed(table: Table, zxid: number, gone: readonly number[]): Table {
  const locks = table.locks.map(lock => (gone.includes(lock.session) ? { session: 0, since: lock.since } : lock));
  return dealt({ zxid, sessions: table.sessions.filter(({ id }) => !gone.includes(id)), locks });
}

/** A lock that nobody has goes to the session that has waited longest among those with the fewest. */
function dealt(table: Table): Table {
  let { locks } = table;
  for (const [resource, { session }] of table.locks.entries()) {
    if (session !== 0) continue;
    const counts = table.sessions.map(({ id }) => locks.filter(lock => lock.session === id).length);
    const next = table.sessions[counts.indexOf(Math.min(...counts))];
    if (next) locks = locks.map((lock, i) => (i === resource ? { session: next.id, since: table.zxid } : lock));
  }
  return { ...table, locks };
}
