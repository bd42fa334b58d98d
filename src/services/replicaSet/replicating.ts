/** The oplog: members copy it from the primary, and roll back what it does not have. */
import type { Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { agreement, append, epochAt, excerptOf, forget, lastEpoch, truncate, type Run } from '../primaryBackup/log.ts';
import type { Batch, Fetch } from './messages.ts';
import { awaitTimeout, isBefore } from './rules.ts';
import {
  emptyEntry, fetchLimit, nobody, optimeOf, peerOf, placeOf, resource, setBackElection, touch, type Member, type Office, type Outlet,
} from './state.ts';

const batchLength = 256;

/** A member that follows a primary always has a fetch under way. */
export function copy(state: Member, now: Time, port: Outlet): void {
  if (!state.office && !state.fetch && state.primary !== nobody) fetchFrom(state, state.primary, now, port);
}

export function fetchFrom(state: Member, from: ProcessId, now: Time, port: Outlet): void {
  state.fetch = { from, at: now };
  port.send(from, { kind: 'replicaSet.fetch', term: state.term, end: state.log.end, runs: state.log.runs });
}

/** It waits for something new, but for half an election timeout at the most: the answer keeps the election away. */
export function receiveFetch(state: Member, now: Time, from: ProcessId, { end, runs }: Fetch, port: Outlet): void {
  const peer = peerOf(state, from);
  if (!peer) return;
  touch(peer, now);
  const until = now + awaitTimeout(state.params.electionTimeout);
  state.fetches = [...state.fetches.filter(({ by }) => by !== from), { by: from, until, end, runs, commit: state.commit }];
  const { office } = state;
  if (office?.isOpen && commonWith(state, end, runs) === end) {
    office.match[placeOf(state, from)] = end;
    advanceCommit(state, office, port);
  }
  release(state, port);
}

const commonWith = ({ log }: Member, end: number, runs: readonly Run[]): number => agreement(runs, log.runs, Math.min(end, log.end));

/** To those who wait for what is new now, or have waited long enough. Who has more than this member learns nothing here. */
export function release(state: Member, port: Outlet, now: Time = -1): void {
  const own = optimeOf(state);
  for (const held of state.fetches) {
    const { by, end, runs, commit, until } = held;
    const theirs = { term: lastEpoch(runs, end), end };
    const isNews = isBefore(theirs, own) || (commit < state.commit && !isBefore(own, theirs));
    if (!isNews && until > now) continue;
    state.fetches = state.fetches.filter(one => one !== held);
    if (!isBefore(own, theirs)) reply(state, by, commonWith(state, end, runs), port);
  }
}

function reply({ term, office, commit, log }: Member, to: ProcessId, from: number, port: Outlet): void {
  port.send(to, { kind: 'replicaSet.batch', term, isPrimary: office !== null, commit, runs: log.runs, excerpt: excerptOf(log, from, batchLength) });
}

export function receiveBatch(state: Member, now: Time, from: ProcessId, message: Batch, port: Outlet): void {
  if (state.fetch?.from !== from) return;
  state.fetch = null;
  if (message.term < state.term && !state.office) return;
  if (message.isPrimary && message.term === state.term && !state.office) setBackElection(state, now, port);
  take(state, message, port);
  const { end } = state.log;
  state.commit = Math.max(state.commit, Math.min(message.commit, end));
  copy(state, now, port);
}

/** What the source does not have is rolled back. */
function take(state: Member, { excerpt, runs }: Batch, port: Outlet): void {
  const { log } = state;
  if (excerpt.at > log.end && !excerpt.skips) return;
  if (excerpt.at < log.end) {
    const rest = excerptOf(log, excerpt.at, log.end);
    rest.operations.forEach((operation, i) => note('discards', operation, epochAt(log.runs, rest.at + i), port));
    state.log = truncate(log, excerpt.at);
  }
  if (excerpt.at > state.log.end) state.log = { base: excerpt.at, end: excerpt.at, chunks: [], runs };
  excerpt.operations.forEach((operation, i) => note('stores', operation, epochAt(runs, excerpt.at + i), port));
  state.log = append({ ...state.log, runs }, excerpt.operations);
}

function note(kind: 'stores' | 'discards', operation: number, epoch: number, port: Outlet): void {
  if (operation !== emptyEntry) port.note({ kind, resource, operation, epoch });
}

/** By a majority of the voters, and only with an entry of the own term. */
export function advanceCommit(state: Member, office: Office, port: Outlet): void {
  const { voters, self, log } = state;
  const stored = voters.map(id => (id === self ? log.end : office.match[placeOf(state, id)]!)).sort((a, b) => b - a);
  const reached = stored[Math.floor(voters.length / 2)]!;
  if (!office.isOpen || reached <= office.from || reached <= state.commit) return;
  state.commit = reached;
  const everywhere = Math.min(log.end, ...office.match.filter((_, place) => state.members[place] !== self));
  state.log = forget(log, Math.min(everywhere, reached));
  const done = office.waiting.filter(({ index }) => index < reached);
  office.waiting = office.waiting.filter(({ index }) => index >= reached);
  for (const { client, operation } of done) port.send(client, { kind: 'replicaSet.answer', operation, epoch: state.term });
  release(state, port);
}

/** Its source has not answered, or is gone. */
export function wakeFetch(state: Member, now: Time, port: Outlet): void {
  if (state.fetch && now >= state.fetch.at + fetchLimit(state.params.electionTimeout)) state.fetch = null;
  release(state, port, now);
}
