/** The rules of MongoDB's election protocol (pv1), each a function of its inputs: src/mongo/db/repl/topology_coordinator.cpp at 0178cdf27e7e. */
import type { Duration } from '../../contract.ts';
import { ms } from '../../time.ts';
import type { OpTime } from './messages.ts';

/** A heartbeat that fails is repeated at once so often, within its timeout. */
export const mostRetries = 2;

/** Whole milliseconds, below that share of the timeout. */
export const electionOffset = (timeout: Duration, share: number, draw: number): Duration => Math.floor(draw * Math.floor(timeout * share / ms)) * ms;

/** A member without a source to copy from asks around four times as often, to find one sooner. */
export const heartbeatPeriod = (interval: Duration, electionTimeout: Duration, hasSource: boolean): Duration =>
  (hasSource ? interval : Math.max(1, Math.min(Math.floor(electionTimeout / 2), Math.floor(interval / 4))));

/** How long a fetch waits for something new. */
export const awaitTimeout = (electionTimeout: Duration): Duration => Math.max(1, Math.min(5_000 * ms, Math.floor(electionTimeout / 2)));

export const isBefore = (a: OpTime, b: OpTime): boolean => a.term < b.term || (a.term === b.term && a.end < b.end);

export const isMajority = (count: number, voters: number): boolean => 2 * count > voters;

export interface Ballot { readonly term: number; readonly dryRun: boolean; readonly optime: OpTime }

interface Voter { readonly term: number; readonly votedIn: number; readonly optime: OpTime }

/** A healthy primary is no reason to refuse: a candidate that only it cannot reach deposes it. */
export function mayVote({ term, dryRun, optime }: Ballot, own: Voter): boolean {
  if (term < own.term || isBefore(optime, own.optime)) return false;
  return dryRun || own.votedIn !== term;
}

/** The more members have a higher priority, the longer one waits before it takes over. */
export const takeoverDelay = (electionTimeout: Duration, rank: number): Duration => (rank + 1) * electionTimeout;
