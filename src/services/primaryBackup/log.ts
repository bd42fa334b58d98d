/**
 * A replica's log: which operations it stored, in order. Immutable, because it is what survives a crash.
 *
 * The epoch of each entry is kept as runs. One epoch has one leader, which only appends; and a replica takes entries
 * from its leader only, after the place where their runs part. So two logs that hold the same epoch at one index are
 * equal up to there (the log matching property: Ongaro and Ousterhout 2014, section 5.3), and runs alone tell where
 * two logs part.
 */

/** From index `from` on, until the next run, entries were written by `epoch`. */
export interface Run { readonly epoch: number; readonly from: number }

export interface Log {
  /** Entries before it are forgotten: every replica has them, or there were too many. */
  readonly base: number;
  readonly end: number;
  /** Operations base … end − 1. All chunks but the last are full: appending copies one chunk, whatever the length. */
  readonly chunks: readonly (readonly number[])[];
  /** Rising. May name epochs that begin at or after `end`: where the leader is already further. */
  readonly runs: readonly Run[];
}

/** Operations from index `at` on. `skips`: what is before `at` comes unseen, as a snapshot would bring it. */
export interface Excerpt { readonly at: number; readonly operations: readonly number[]; readonly skips: boolean }

const chunkLength = 256;
/** Discards beyond this many entries go unnoted: the price of bounded memory. */
const retainedChunks = 128;

export const emptyLog = (epoch: number): Log => ({ base: 0, end: 0, chunks: [], runs: [{ epoch, from: 0 }] });

export function epochAt(runs: readonly Run[], index: number): number {
  let i = runs.length - 1;
  while (i > 0 && runs[i]!.from > index) i--;
  return runs[i]!.epoch;
}

/** The epoch of the last entry; 0 of an empty log. */
export const lastEpoch = (runs: readonly Run[], end: number): number => (end === 0 ? 0 : epochAt(runs, end - 1));

/** How many entries of a log of length `end` two histories share. What lies before either's first run is everywhere. */
export function agreement(mine: readonly Run[], theirs: readonly Run[], end: number): number {
  const known = Math.max(mine[0]!.from, theirs[0]!.from);
  let parting = end;
  for (const runs of [mine, theirs]) {
    for (const { from } of runs) {
      const index = Math.max(from, known);
      if (index < parting && epochAt(mine, index) !== epochAt(theirs, index)) parting = index;
    }
  }
  return parting;
}

export function append(log: Log, operations: readonly number[]): Log {
  const chunks = [...log.chunks];
  for (let taken = 0; taken < operations.length;) {
    const last = chunks.at(-1);
    const open = last !== undefined && last.length < chunkLength ? last : undefined;
    const part = operations.slice(taken, taken + chunkLength - (open?.length ?? 0));
    if (open) chunks[chunks.length - 1] = [...open, ...part];
    else chunks.push(part);
    taken += part.length;
  }
  return dropChunks({ ...log, end: log.end + operations.length, chunks }, chunks.length - retainedChunks);
}

/** The first `length` entries. */
export function truncate(log: Log, length: number): Log {
  if (length >= log.end) return log;
  const kept = Math.max(0, length - log.base);
  const whole = Math.floor(kept / chunkLength);
  const rest = log.chunks[whole]?.slice(0, kept % chunkLength) ?? [];
  return { ...log, base: Math.min(log.base, length), end: length, chunks: [...log.chunks.slice(0, whole), ...(rest.length > 0 ? [rest] : [])] };
}

/** Operations from index `from` on, at most `limit`; a skip where they are forgotten. */
export function excerptOf(log: Log, from: number, limit: number): Excerpt {
  const at = Math.max(from, log.base);
  const operations: number[] = [];
  for (let i = at; i < log.end && operations.length < limit; i++) operations.push(operationAt(log, i));
  return { at, operations, skips: at > from };
}

export function operationAt(log: Log, index: number): number {
  const place = index - log.base;
  return log.chunks[Math.floor(place / chunkLength)]![place % chunkLength]!;
}

/** The newest operation; −1 of an empty log, and of one that came as a snapshot with nothing after it. */
export const newest = (log: Log): number => log.chunks.at(-1)?.at(-1) ?? -1;

/** The index of an operation among the newest few hundred: a repeated request is not an old one. */
export function recentIndexOf(log: Log, operation: number): number | undefined {
  for (let c = log.chunks.length - 1, end = log.end; c >= Math.max(0, log.chunks.length - 2); c--) {
    const chunk = log.chunks[c]!;
    const place = chunk.lastIndexOf(operation);
    if (place >= 0) return end - chunk.length + place;
    end -= chunk.length;
  }
  return undefined;
}

/** Forgets what every replica has stored, keeping the newest chunk. */
export function forget(log: Log, everywhere: number): Log {
  const chunks = Math.min(Math.floor((everywhere - log.base) / chunkLength), log.chunks.length - 1);
  const trimmed = dropChunks(log, chunks);
  let first = 0;
  while (first + 1 < log.runs.length && log.runs[first + 1]!.from <= everywhere) first++;
  return first === 0 ? trimmed : { ...trimmed, runs: log.runs.slice(first) };
}

function dropChunks(log: Log, count: number): Log {
  return count <= 0 ? log : { ...log, base: log.base + count * chunkLength, chunks: log.chunks.slice(count) };
}
