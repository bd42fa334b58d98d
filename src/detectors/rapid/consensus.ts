/**
 * Agreement on one cut: Fast Paxos without a leader (FastPaxos.java and Paxos.java at c7edd6c26d2e). Everybody votes for the cut
 * that it saw; more than three quarters of equal votes decide. Otherwise, after a while, somebody leads a classic round.
 */
import type { ProcessId } from '../../contract.ts';

export type Value = readonly ProcessId[];
/** Rounds are ordered by number, then by who leads them. The fast round is 1, led by nobody. */
export interface Rank { readonly round: number; readonly leader: ProcessId }
export const fastRank: Rank = { round: 1, leader: -1 };
const noRank: Rank = { round: 0, leader: -1 };

export interface Promise1b { readonly from: ProcessId; readonly votedAt: Rank; readonly value: Value }

export interface Ballot {
  /** The highest round that was promised or voted in. */
  promised: Rank;
  votedAt: Rank;
  value: Value;
  /** Fast votes and acceptances, by "round leader value", from whom. */
  readonly heard: Record<string, ProcessId[]>;
  /** The round that this process leads; its promises so far. */
  leading: Rank;
  promises: Promise1b[];
  asked: boolean;
}

export const freshBallot = (): Ballot =>
  ({ promised: noRank, votedAt: noRank, value: [], heard: {}, leading: noRank, promises: [], asked: false });

/** Equal votes that decide the fast round: N − ⌊(N − 1) ⁄ 4⌋. */
export const fastQuorum = (members: number): number => members - Math.floor((members - 1) / 4);
export const majority = (members: number): number => Math.floor(members / 2) + 1;

export const isAfter = (a: Rank, b: Rank): boolean => a.round > b.round || (a.round === b.round && a.leader > b.leader);
const sameRank = (a: Rank, b: Rank): boolean => a.round === b.round && a.leader === b.leader;

/** Whether that vote decides. Each voter counts once in a round. */
export function countVote(ballot: Ballot, from: ProcessId, rank: Rank, value: Value, members: number): boolean {
  const prefix = `${rank.round} ${rank.leader} `;
  const again = Object.entries(ballot.heard).some(([key, voters]) => key.startsWith(prefix) && voters.includes(from));
  const key = prefix + value.join();
  if (!again) ballot.heard[key] = [...ballot.heard[key] ?? [], from];
  const needed = sameRank(rank, fastRank) ? fastQuorum(members) : majority(members);
  return (ballot.heard[key]?.length ?? 0) >= needed;
}

/** Votes in the fast round, unless a later one was promised. */
export function voteFast(ballot: Ballot, value: Value): boolean {
  if (!isAfter(fastRank, ballot.promised)) return false;
  Object.assign(ballot, { promised: fastRank, votedAt: fastRank, value });
  return true;
}

export function promise(ballot: Ballot, rank: Rank): boolean {
  if (!isAfter(rank, ballot.promised)) return false;
  ballot.promised = rank;
  return true;
}

export function accept(ballot: Ballot, rank: Rank, value: Value): boolean {
  if (isAfter(ballot.promised, rank) || sameRank(ballot.votedAt, rank)) return false;
  Object.assign(ballot, { promised: rank, votedAt: rank, value });
  return true;
}

/** What a leader must propose, once a majority has promised: what may have been decided, else what most have seen. null: nothing yet. */
export function choice({ promises }: Ballot): Value | null {
  const latest = promises.reduce((best, { votedAt }) => (isAfter(votedAt, best) ? votedAt : best), noRank);
  const values = promises.filter(({ votedAt, value }) => value.length > 0 && sameRank(votedAt, latest)).map(({ value }) => value);
  const ranked = values.map(value => ({ value, count: values.filter(other => other.join() === value.join()).length }))
    .sort((a, b) => b.count - a.count || (a.value.join() < b.value.join() ? -1 : 1));
  // of several values of the fast round, only one that more than a quarter voted for can have been decided; without one, any will do
  return ranked[0]?.value ?? null;
}
