/** Who takes over: standing, voting, following. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { agreement, excerptOf, lastEpoch, type Run } from './log.ts';
import type { Canvass, Vote } from './messages.ts';
import { promote, yieldOffice } from './office.ts';
import {
  BEFORE, acts, epochAfter, leaderOf, majorityOf, newestEpoch, promiseLength, suspectsLeader, type Candidacy, type Outlet, type Replica,
} from './state.ts';
import { adopt, store } from './storing.ts';

/** Accepts that `from` leads `epoch`: whoever led or stood here before no longer does. */
export function follow(state: Replica, now: Time, from: ProcessId, epoch: number, runs: readonly Run[], port: Outlet): void {
  const isNew = epoch > state.epoch || !state.heard;
  if (epoch > state.epoch) yieldOffice(state, port);
  state.candidacy = null;
  state.epoch = epoch;
  state.heard = true;
  if (isNew) port.note({ kind: 'reaches', milestone: 'newLeader', about: from });
  if (state.adopted < epoch) adopt(state, runs, port);
  state.adopted = epoch;
  state.sparedUntil = state.suspected[state.replicas.indexOf(from)] ? now + state.params.quorumTimeout : BEFORE;
  state.considerAt = state.sparedUntil === BEFORE ? NEVER : state.sparedUntil;
}

/** There is a newer epoch, whose leader is yet to be heard. */
export function stepAside(state: Replica, now: Time, epoch: number, port: Outlet): void {
  yieldOffice(state, port);
  state.epoch = epoch;
  listen(state, now);
}

/** Waits for a leader to announce itself, and for promises to run out, before standing: in order of rank. */
export function listen(state: Replica, now: Time): void {
  state.heard = false;
  const { quorumTimeout, announceEvery } = state.params;
  state.listenUntil = Math.max(now + quorumTimeout, state.promisedUntil) + state.rank * announceEvery;
  state.considerAt = state.listenUntil;
}

/** Heeds no other for as long as the lease or the quorum that it is part of may last. */
export function promise(state: Replica, now: Time, to: ProcessId): void {
  state.promisedTo = to;
  state.promisedUntil = now + promiseLength(state.params);
}

/** An unexpired promise to another. */
export const bound = (state: Replica, now: Time, to: ProcessId): boolean => now < state.promisedUntil && state.promisedTo !== to;

/**
 * Takes over, or stands for it, when the primary is suspected and so is every replica of lower rank; where no leader was
 * heard, after listening for one.
 */
export function consider(state: Replica, now: Time, port: Outlet): void {
  if (state.office) return;
  state.considerAt = NEVER;
  if (!isVacant(state, now)) {
    state.candidacy = null;
    if (!state.heard) state.considerAt = state.listenUntil;
    else if (now < state.sparedUntil) state.considerAt = state.sparedUntil;
  } else if (bound(state, now, state.self)) state.considerAt = state.promisedUntil;
  else if (!state.params.quorum) promote(state, now, epochAfter(newestEpoch(state), state.rank, state.replicas.length), null, port);
  else state.candidacy ??= stand(state, now, newestEpoch(state), port);
}

function isVacant(state: Replica, now: Time): boolean {
  if (!state.heard) return now >= state.listenUntil;
  return suspectsLeader(state, now) && state.suspected.slice(0, state.rank).every(Boolean);
}

/** It votes for itself only when it wins: until then it may still hear the old leader and heed it again. */
function stand(state: Replica, now: Time, seen: number, port: Outlet): Candidacy {
  const count = state.replicas.length;
  const epoch = epochAfter(seen, state.rank, count);
  port.note({ kind: 'reaches', milestone: 'candidate', about: leaderOf(state, state.epoch) });
  const candidacy = { epoch, seen: epoch, votes: Array<Time>(count).fill(BEFORE), askAt: now };
  canvass(state, candidacy, now, port);
  return candidacy;
}

function canvass(state: Replica, candidacy: Candidacy, now: Time, port: Outlet): void {
  candidacy.askAt = now + state.params.announceEvery;
  const message = {
    kind: 'primaryBackup.canvass', epoch: candidacy.epoch, sentAt: now, runs: state.log.runs, end: state.log.end,
  } as const;
  for (const peer of state.others) port.send(peer, message);
}

/** Asks again: under a newer epoch, if a refusal named one. */
export function askAgain(state: Replica, candidacy: Candidacy, now: Time, port: Outlet): void {
  const seen = Math.max(candidacy.seen, newestEpoch(state));
  if (seen > candidacy.epoch) state.candidacy = stand(state, now, seen, port);
  else canvass(state, candidacy, now, port);
}

/**
 * One vote per epoch comes of itself, since an epoch has one candidate. A replica votes if it sees no leader at work
 * either, and its promises to the last one have run out.
 */
export function vote(state: Replica, now: Time, from: ProcessId, { epoch, sentAt, runs, end }: Canvass, port: Outlet): void {
  const granted = epoch >= newestEpoch(state) && epoch > state.epoch && !bound(state, now, from) && seesNone(state, now, from);
  if (granted) {
    state.voted = epoch;
    state.candidacy = null;
    if (state.office) stepAside(state, now, state.epoch, port);
    promise(state, now, from);
    state.considerAt = now + Math.max(state.params.quorumTimeout, promiseLength(state.params));
  }
  const { log } = state;
  const ours = lastEpoch(log.runs, log.end), theirs = lastEpoch(runs, end);
  const isBetter = ours > theirs || (ours === theirs && log.end > end);
  const common = Math.min(agreement(log.runs, runs, log.end), end);
  port.send(from, {
    kind: 'primaryBackup.vote', epoch, granted, sentAt, seen: newestEpoch(state), end: log.end,
    better: granted && isBetter ? { runs: log.runs, excerpt: excerptOf(log, common, log.end) } : null,
  });
}

/** Of two that stand at once, the lower rank goes on: if each voted for the other, neither would, for ever. */
function seesNone(state: Replica, now: Time, candidate: ProcessId): boolean {
  if (state.office) return !acts(state, now);
  if (state.candidacy && state.replicas.indexOf(candidate) > state.rank) return false;
  return !state.heard || leaderOf(state, state.epoch) === candidate || suspectsLeader(state, now);
}

/** Every vote may bring a longer history; with a majority the candidate knows all that a majority stored. */
export function counted(state: Replica, candidacy: Candidacy, now: Time, rank: number, answer: Vote, port: Outlet): void {
  candidacy.seen = Math.max(candidacy.seen, answer.seen);
  if (!answer.granted || answer.epoch !== candidacy.epoch) return;
  candidacy.votes[rank] = state.params.countFrom === 'send' ? answer.sentAt : now;
  if (answer.better) {
    adopt(state, answer.better.runs, port);
    store(state, answer.better.excerpt, port);
  }
  const granted = candidacy.votes.filter(at => at !== BEFORE).length;
  if (granted + 1 >= majorityOf(state.replicas.length)) promote(state, now, candidacy.epoch, candidacy.votes, port);
}
