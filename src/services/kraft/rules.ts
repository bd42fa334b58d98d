/** KRaft's timers: LeaderState, KafkaRaftClient and QuorumState of Kafka 3.7. Pure. */
import { ms, type Duration } from '../../time.ts';

/** CHECK_QUORUM_TIMEOUT_FACTOR: a leader from which no majority has fetched for so long resigns. */
export const checkQuorum = (fetchTimeout: Duration): Duration => Math.floor(1.5 * fetchTimeout);

/** Besides the leader: of three one, of four two. */
export const othersNeeded = (servers: number): number => Math.floor(servers / 2);

/** Uniform over whole milliseconds, from one election timeout to below two. */
export const electionTimeout = (election: Duration, draw: number): Duration => election + Math.floor((draw * election) / ms) * ms;

const step = 100 * ms;
/** A multiple of 100 ms below 2 to the power of `retries`: so the first retry waits 0 or 100 ms. */
export const backoff = (retries: number, max: Duration, draw: number): Duration =>
  Math.min(step * Math.floor(draw * (2 << Math.min(20, retries - 1))), max);

/** Of a leader that resigns: the first in its list stands at once, the others at doubling distances, who is not in it last. */
export function successionDelay(position: number, successors: number, max: Duration): Duration {
  if (position === 0) return 0;
  if (position < 0 || position >= successors) return max;
  const whole = Math.floor(max / ms);
  return Math.min(max, ((whole >> (successors - 1)) << (position - 1)) * ms);
}
