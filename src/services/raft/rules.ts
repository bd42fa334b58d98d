/**
 * The rules of leader election as etcd-io/raft has them (raft.go at cdfbeed3149e), each a function of its inputs alone.
 * Elapsed times are in whole units: ticks, or microseconds where timers are exact.
 */
import type { Duration } from '../../time.ts';

export interface Timing { readonly tick: Duration; readonly heartbeat: Duration; readonly election: Duration; readonly spread: number }

/** `tick` 0 means exact timers. Whole ticks: a remainder is cut off, as etcd does. Invariant: election > heartbeat ≥ 1. */
export interface Limits {
  readonly heartbeat: number;
  readonly election: number;
  /** How many different timeouts there are. */
  readonly choices: number;
}

export function limitsOf({ tick, heartbeat, election, spread }: Timing): Limits {
  const unit = Math.max(1, tick);
  const beat = Math.max(1, Math.floor(heartbeat / unit));
  const patience = Math.max(beat + 1, Math.floor(election / unit));
  return { heartbeat: beat, election: patience, choices: Math.max(1, Math.round(patience * spread)) };
}

/** Uniform on the integers election … election + choices − 1: with the usual spread of 1, on [E, 2E − 1]. */
export const randomisedTimeout = ({ election, choices }: Limits, draw: number): number => election + Math.floor(draw * choices);

export const isPast = (elapsed: number, timeout: number): boolean => elapsed >= timeout;

/**
 * Leader stickiness: who heard a leader within the least election timeout ignores whoever asks for votes in a later
 * term, without an answer. That is the lease that a leader holds (Ongaro 2014, section 6.4.1).
 */
export const ignoresCampaign = (
  { checkQuorum, leaderKnown, elapsed, election }: { checkQuorum: boolean; leaderKnown: boolean; elapsed: number; election: number },
): boolean => checkQuorum && leaderKnown && elapsed < election;

/** A pre-vote for a later term binds nobody, so it may be given beside any other vote. */
export const mayVote = (
  { voted, candidate, leader, pre, later }: { voted: number; candidate: number; leader: number; pre: boolean; later: boolean },
): boolean => voted === candidate || (voted < 0 && leader < 0) || (pre && later);

/** Ongaro and Ousterhout 2014, section 5.4.1: the later last term, or the same and no shorter. */
export const isNoOlder = (theirs: { lastTerm: number; end: number }, mine: { lastTerm: number; end: number }): boolean =>
  theirs.lastTerm > mine.lastTerm || (theirs.lastTerm === mine.lastTerm && theirs.end >= mine.end);

export const quorumOf = (count: number): number => Math.floor(count / 2) + 1;

/** Lost as soon as those who have not spoken could not make up a quorum. */
export function tally(votes: readonly (boolean | null)[]): 'won' | 'lost' | 'pending' {
  const yes = votes.filter(vote => vote === true).length;
  const missing = votes.filter(vote => vote === null).length;
  const quorum = quorumOf(votes.length);
  return yes >= quorum ? 'won' : yes + missing < quorum ? 'lost' : 'pending';
}

/** Whether a quorum, the leader included, was heard since the last check. */
export const isQuorumActive = (active: readonly boolean[]): boolean => active.filter(Boolean).length >= quorumOf(active.length);

/**
 * How long an answer to a leader keeps a follower from voting for another, counted from the sending of the request: so
 * long a leader with a quorum of answers acts. Exactly the election timeout where timers are exact. A follower that
 * counts ticks counts one that came just after the message as a whole one, and after a stop one that was due before it
 * too: E − 2 whole ticks are certain. A restart forgets the promise, and a clock that runs faster shortens it.
 */
export const authorityOf = (tick: Duration, { election }: Limits): Duration => (tick === 0 ? election : Math.max(0, election - 2) * tick);

/** What etcd's server accepts: config.go at c34dc7ee0048. */
export const isAccepted = (heartbeat: Duration, election: Duration): boolean => election >= 5 * heartbeat && election <= 50_000_000;
