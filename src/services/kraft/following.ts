/** A follower: it has one fetch out at its leader, always; every answer sets its timer back, and brings the next fetch. */
import { NEVER, ms, type Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { append, epochAt, excerptOf, forget, truncate, type Excerpt, type Run } from '../primaryBackup/log.ts';
import { follow, unattach } from './electing.ts';
import type { Begin, End, Fetched } from './messages.ts';
import { successionDelay } from './rules.ts';
import { emptyEntry, nobody, resource, type Outlet, type Server } from './state.ts';

/** controller.quorum.retry.backoff.ms. */
const retry = 20 * ms;

export function fetch(state: Server, now: Time, port: Outlet): void {
  const { epoch, log, params, leader, after } = state;
  const id = ++state.fetchId;
  // the request timeout is 2 s too, by default; a follower that waits so long stands for election anyway
  Object.assign(state, { fetchAt: NEVER, fetchBy: now + params.fetchTimeout });
  port.send(leader, { kind: 'kraft.fetch', id, epoch, end: log.end, runs: log.runs, after });
}

export function fetchAgain(state: Server, now: Time): void {
  if (state.stance === 'follower') Object.assign(state, { fetchAt: now + retry, fetchBy: NEVER });
}

export function began(state: Server, from: ProcessId, { epoch }: Begin, now: Time, port: Outlet): void {
  if (epoch < state.epoch || (epoch === state.epoch && (state.stance === 'leader' || state.stance === 'resigned'))) return;
  follow(state, epoch, from, now, port);
}

/** Its leader has resigned: how long it waits before it stands depends on its place in the list. */
export function ended(state: Server, from: ProcessId, { epoch, successors }: End, now: Time, port: Outlet): void {
  if (epoch < state.epoch || state.stance === 'leader') return;
  if (epoch > state.epoch) follow(state, epoch, from, now, port);
  if (state.stance !== 'follower' || state.leader !== from) return;
  state.timerAt = now + 1 + successionDelay(successors.indexOf(state.self), successors.length, state.params.backoffMax);
}

export function fetched(state: Server, from: ProcessId, message: Fetched, now: Time, port: Outlet): void {
  const { id, epoch, leader, excerpt, sentAt, commit, everywhere, runs } = message;
  if (epoch < state.epoch || (epoch === state.epoch && id !== state.fetchId)) return;
  if (leader === nobody || leader === state.self) {
    if (epoch > state.epoch) unattach(state, epoch, now, port);
    else fetchAgain(state, now);
    return;
  }
  if (state.stance !== 'leader') follow(state, epoch, leader, now, port);
  if (state.stance !== 'follower' || from !== state.leader || !excerpt || state.fetchBy === NEVER) return;
  take(state, excerpt, runs, port);
  state.commit = Math.max(state.commit, Math.min(commit, state.log.end));
  state.log = forget(state.log, Math.min(everywhere, state.commit));
  Object.assign(state, { after: sentAt, timerAt: now + state.params.fetchTimeout });
  fetch(state, now, port);
}

/** What is beyond the place where the logs part was never the leader's. */
function take(state: Server, { at, operations, skips }: Excerpt, runs: readonly Run[], port: Outlet): void {
  const { log } = state;
  let kept = log;
  if (at < log.end) {
    const rest = excerptOf(log, at, log.end);
    rest.operations.forEach((operation, i) => note('discards', operation, epochAt(log.runs, rest.at + i), port));
    kept = truncate(log, at);
  }
  if (skips && at > kept.end) kept = { base: at, end: at, chunks: [], runs };
  if (operations.length === 0 && kept === log) return;
  operations.forEach((operation, i) => note('stores', operation, epochAt(runs, at + i), port));
  state.log = append({ ...kept, runs }, operations);
}

export function note(kind: 'stores' | 'discards' | 'accepts', operation: number, epoch: number, port: Outlet): void {
  if (operation !== emptyEntry) port.note({ kind, resource, operation, epoch });
}
