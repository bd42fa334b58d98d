/**
 * The arithmetic of Redis Sentinel, as src/sentinel.c of 7.0 has it: every comparison here is strict or not as there.
 * Read in the source, and checked against the reference vectors.
 */
import { ms, sec, type Duration } from '../../time.ts';

/** How often an instance is asked, at most. */
export const pingPeriod = 1 * sec;
export const infoPeriod = 10 * sec;
/** While the master is objectively gone or failing over, or a replica has lost its link. */
export const infoPeriodInTrouble = 1 * sec;
export const askPeriod = 1 * sec;
export const helloPeriod = 2 * sec;
export const tiltTrigger = 2 * sec;
export const tiltPeriod = 30 * sec;
export const electionTimeout = 10 * sec;
/** Start times are spread over this, exclusive, in whole milliseconds. */
export const maxDesync = 1_000 * ms;
/** A link younger than this is not closed for a hanging ping. */
export const linkGrace = 15 * sec;
/** A replica that was told of its new master, and shows no sign of it, is taken for done. */
export const reconfigureTimeout = 10 * sec;

export const pingEvery = (suspectAfter: Duration): Duration => Math.min(pingPeriod, suspectAfter);

/** A server that loads its data, or a replica that lost its master, is there; BUSY in a script is not. */
export const isAvailable = (reply: string): boolean => ['PONG', 'LOADING', 'MASTERDOWN'].some(word => reply.startsWith(word));

/** `elapsed`: since the oldest unanswered ping or, where the link is gone and no ping is out, since the last good reply. */
export const isSuspect = (elapsed: Duration, suspectAfter: Duration): boolean => elapsed > suspectAfter;

/** A master that calls itself a replica for so long is none. */
export const isMisreporting = (reportedFor: Duration, suspectAfter: Duration): boolean => reportedFor > suspectAfter + 2 * infoPeriod;

/** Not an agreement: a count of what was last heard from each. */
export const isObjective = (selfAgrees: boolean, others: number, quorum: number): boolean => selfAgrees && 1 + others >= quorum;

export const isForgotten = (age: Duration, period: Duration = askPeriod): boolean => age > 5 * period;

/** `voters`: all sentinels ever known, the unreachable ones too, and oneself. */
export const isElected = (votes: number, voters: number, quorum: number): boolean =>
  votes >= Math.floor(voters / 2) + 1 && votes >= quorum;

/** A candidate gives up later than this after its start. */
export const electionLimit = (failoverTimeout: Duration): Duration => Math.min(electionTimeout, failoverTimeout);

/** From the (desynchronised) start of one attempt, own or voted for, to the next. */
export const retryAfter = (failoverTimeout: Duration): Duration => 2 * failoverTimeout;

/** Of the time between two runs of the timer. */
export const isTilting = (delta: Duration): boolean => delta < 0 || delta > tiltTrigger;

/** 0 … 999 ms for a draw in [0, 1). */
export const desync = (draw: number): Duration => Math.floor(draw * maxDesync / ms) * ms;

/** The timer draws its next frequency from 10 … 19 Hz at each run, and waits whole milliseconds. */
export const tickAfter = (draw: number): Duration => Math.floor(1_000 / (10 + Math.floor(draw * 10))) * ms;
/** Without that draw: 10 Hz. */
export const steadyTick = 100 * ms;

export interface Prospect {
  readonly id: number;
  readonly isSuspected: boolean;
  readonly isConnected: boolean;
  readonly priority: number;
  readonly offset: number;
  /** Since its last good reply to a ping, and its last INFO. */
  readonly silentFor: Duration;
  readonly infoAge: Duration;
  readonly linkLostFor: Duration;
}

/** `suspectedFor`: since the master's SDOWN; null where it is not suspected. */
export function isEligible(one: Prospect, suspectAfter: Duration, suspectedFor: Duration | null): boolean {
  const infoValidity = suspectedFor === null ? 3 * infoPeriod : 5 * pingPeriod;
  return !one.isSuspected && one.isConnected && one.silentFor <= 5 * pingPeriod && one.priority > 0
    && one.infoAge <= infoValidity && one.linkLostFor <= (suspectedFor ?? 0) + 10 * suspectAfter;
}

/** Lowest priority, then the longest log, then the lowest run id: here the process. */
export function bestOf(prospects: readonly Prospect[]): number | undefined {
  return [...prospects].sort((a, b) => a.priority - b.priority || b.offset - a.offset || a.id - b.id)[0]?.id;
}
