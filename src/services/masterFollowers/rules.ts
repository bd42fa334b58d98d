/**
 * The rules of Elasticsearch's cluster coordination (server/src/main/java/org/elasticsearch/cluster/coordination), each a
 * function of its inputs alone: LeaderChecker at 003af09894ba, FollowersChecker at 01ca585aaf6e, ElectionSchedulerFactory at
 * 002f6ba458bd, Reconfigurator at 0567b49cb130. OpenSearch has the same.
 */
import type { Duration, ProcessId, Time } from '../../contract.ts';
import { ms } from '../../time.ts';

export interface CheckLimits {
  readonly interval: Duration;
  readonly timeout: Duration;
  readonly retries: number;
  /** After a failure too the next check waits for the interval; before 7.0 it was sent at once. */
  readonly pauses: boolean;
}

/** What becomes of one check. */
export type Outcome = 'passed' | 'timedOut' | 'refused' | 'unhealthy' | 'disconnected';
/** Why the one that is checked has failed. */
export type Reason = 'disconnected' | 'unhealthy' | 'retries';

/** Of one node by another: a request at a time, and a pause between the end of one and the next. */
export interface Check {
  readonly peer: ProcessId;
  /** Of the newest request: an answer to another counts for nothing. */
  number: number;
  /** null: none is under way, and the next begins at `nextAt`. */
  sentAt: Time | null;
  nextAt: Time;
  /** In a row; together they are held against `retries`. */
  timeouts: number;
  refusals: number;
}

export const newCheck = (peer: ProcessId, now: Time): Check => ({ peer, number: 0, sentAt: null, nextAt: now, timeouts: 0, refusals: 0 });

export function ask(check: Check, now: Time): number {
  check.sentAt = now;
  return ++check.number;
}

export const checkDeadline = ({ sentAt, nextAt }: Check, { timeout }: CheckLimits): Time => (sentAt === null ? nextAt : sentAt + timeout);

/** The check under way has ended so. Null, and the next is set, as long as the one that is checked has not failed. */
export function conclude(check: Check, now: Time, outcome: Outcome, { interval, retries, pauses }: CheckLimits): Reason | null {
  check.sentAt = null;
  if (outcome === 'disconnected' || outcome === 'unhealthy') return outcome;
  if (outcome === 'passed') Object.assign(check, { timeouts: 0, refusals: 0 });
  else if (outcome === 'timedOut') check.timeouts++;
  else check.refusals++;
  if (check.timeouts + check.refusals >= retries) return 'retries';
  check.nextAt = outcome === 'passed' || pauses ? now + interval : now;
  return null;
}

/** How long the checks go on at least before silence alone makes them fail. */
export function patience(check: Check, now: Time, limits: CheckLimits): Duration {
  const { interval, timeout, retries, pauses } = limits;
  const further = Math.max(0, retries - check.timeouts - check.refusals - 1);
  const end = check.sentAt === null ? Math.max(now, check.nextAt) + timeout : check.sentAt + timeout;
  return Math.max(0, end - now) + further * (timeout + (pauses ? interval : 0));
}

export interface ElectionLimits { readonly initial: Duration; readonly backOff: Duration; readonly max: Duration; readonly duration: Duration }

/** The longest delay before the n-th attempt, n from 1. */
export const longestDelay = ({ initial, backOff, max }: ElectionLimits, attempt: number): Duration =>
  Math.min(max, initial + (attempt - 1) * backOff);

/** Whole milliseconds, uniform from 1 to the longest; from the second attempt on, after the time that an election may take. */
export function electionDelay(limits: ElectionLimits, attempt: number, draw: number): Duration {
  const choices = Math.max(1, Math.floor(longestDelay(limits, attempt) / ms));
  return (1 + Math.floor(draw * choices)) * ms + (attempt > 1 ? limits.duration : 0);
}

/** Who may vote: a majority of the configuration that was committed last, and of the one that was accepted last. */
export interface Voting { readonly committed: readonly ProcessId[]; readonly accepted: readonly ProcessId[] }

export function isQuorumOf(configuration: readonly ProcessId[], votes: readonly ProcessId[]): boolean {
  const given = configuration.filter(id => votes.includes(id)).length;
  return configuration.length > 0 && 2 * given > configuration.length;
}
export const isQuorum = ({ committed, accepted }: Voting, votes: readonly ProcessId[]): boolean =>
  isQuorumOf(committed, votes) && isQuorumOf(accepted, votes);

/** The newest instant such that a quorum, the master included, has promised at least as much. */
export function quorumInstant(voting: Voting, promised: (id: ProcessId) => Time): Time {
  const of = (configuration: readonly ProcessId[]): Time => {
    const instants = configuration.map(promised).sort((a, b) => b - a);
    return instants[Math.floor(instants.length / 2)]!;
  };
  return Math.min(of(voting.committed), of(voting.accepted));
}

/**
 * The best configuration with these voters in the cluster: an odd number, at least three where there were three; the master first,
 * then who is there, then who voted before. The current one where the new one would have no quorum there.
 */
export function reconfigured(
  present: readonly ProcessId[], master: ProcessId, current: readonly ProcessId[], shrinks: boolean,
): readonly ProcessId[] {
  const rank = (id: ProcessId): number => (id === master ? 0 : present.includes(id) ? (current.includes(id) ? 1 : 2) : 3);
  const candidates = [...new Set([...present, ...current])].sort((a, b) => rank(a) - rank(b) || a - b);
  const least = shrinks ? (current.length < 3 ? 1 : 3) : current.length;
  const odd = present.length - (present.length % 2 === 0 ? 1 : 0);
  const best = candidates.slice(0, Math.max(odd, least)).sort((a, b) => a - b);
  return isQuorumOf(best, present) && best.join() !== current.join() ? best : current;
}
