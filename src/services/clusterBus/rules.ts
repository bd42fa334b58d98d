/**
 * The arithmetic of Redis Cluster, as src/cluster.c of 7.0 has it: every comparison here is strict or not as there. Read in
 * the source, and checked against the reference vectors.
 */
import { ms, sec, type Duration } from '../../time.ts';

/** clusterCron: 10 Hz. */
export const cronEvery = 100 * ms;
/** From one run to the next, never less: the event loop waits whole milliseconds, rounded up (src/ae.c, src/ae_epoll.c). */
export const cronAfter = (draw: number): Duration => cronEvery + 1 + Math.floor(draw * ms);
/** One node in so many runs of it is pinged at random, and replicas acknowledge. */
export const runsPerSecond = 10;
/** Of so many draws, the node that answered longest ago is pinged. */
export const randomCandidates = 5;
/** What another says of a pong may lie so far in the future of the own clock. */
export const clockTolerance = 500 * ms;
/** After its start a master serves nothing for so long. */
export const writableDelay = 2 * sec;
export const fixedElectionDelay = 500 * ms;
export const randomElectionDelay = 500 * ms;
export const delayPerRank = 1 * sec;
export const migrationDelay = 5 * sec;

/** One that answered longer ago is pinged at once; a link silent for longer, with a ping out, is made anew. */
export const halfTimeout = (nodeTimeout: Duration): Duration => nodeTimeout / 2;

/** `pingDelay`: since the unanswered ping, null for none. Anything that comes from the node counts for it. */
export const isPossiblyFailing = (pingDelay: Duration | null, dataDelay: Duration, nodeTimeout: Duration): boolean =>
  pingDelay !== null && Math.min(pingDelay, dataDelay) > nodeTimeout;

/** `size`: masters with slots, the failing one too. */
export const majority = (size: number): number => Math.floor(size / 2) + 1;

/** A weak agreement: the reports need not mean the same moment. Only masters report, and count themselves. */
export const isFailing = (size: number, reports: number, isMaster: boolean): boolean => reports + (isMaster ? 1 : 0) >= majority(size);

export const isReportValid = (age: Duration, nodeTimeout: Duration): boolean => age <= 2 * nodeTimeout;

/** A master that is back, and that nobody replaced for so long, is no longer failing. */
export const failureUndo = (nodeTimeout: Duration): Duration => 2 * nodeTimeout;

/** `known`: all nodes, oneself too. Those that may be failing come on top of it. */
export const gossipWanted = (known: number): number => Math.max(0, Math.min(Math.max(3, Math.floor(known / 10)), known - 2));

/** For a draw in [0, 1): whole milliseconds, random() % 500. */
export const electionDelay = (rank: number, draw: number): Duration =>
  fixedElectionDelay + Math.floor(draw * randomElectionDelay / ms) * ms + rank * delayPerRank;

/** How long a candidate waits for votes, and from one attempt to the next. */
export const voteTimeout = (nodeTimeout: Duration): Duration => Math.max(2 * nodeTimeout, 2 * sec);
export const voteRetry = (nodeTimeout: Duration): Duration => 2 * voteTimeout(nodeTimeout);
/** A master votes for no two replicas of one master within it. */
export const voteSpacing = (nodeTimeout: Duration): Duration => 2 * nodeTimeout;

/** A replica that was cut off from its master for longer does not stand. `validityFactor` 0: however long. */
export function isTooOld(dataAge: Duration, nodeTimeout: Duration, validityFactor: number, pingReplicas: Duration): boolean {
  const age = dataAge > nodeTimeout ? dataAge - nodeTimeout : dataAge;
  return validityFactor !== 0 && age > pingReplicas + nodeTimeout * validityFactor;
}

/** A master that was among a minority serves again so long after it last was. */
export const rejoinDelay = (nodeTimeout: Duration): Duration => Math.min(Math.max(nodeTimeout, 500 * ms), 5 * sec);

/** Gossip and replication count in whole seconds of the clock. */
export const wholeSeconds = (at: number): number => Math.floor(at / sec) * sec;
