/** Following a leader: what becomes of the own role, and of the log. */
import type { Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { agreement, append, epochAt, excerptOf, forget, truncate, type Excerpt, type Log, type Run } from '../primaryBackup/log.ts';
import type { Append, Heartbeat } from './messages.ts';
import { drawTimeout, emptyEntry, nobody, resource, setBack, setBackBeat, type Outlet, type Server } from './state.ts';

/** The beginning of each role: a vote is for one term, timers begin anew, a leader no longer leads. */
export function reset(state: Server, now: Time, term: number, port: Outlet): void {
  if (state.office) port.note({ kind: 'yields', resource, epoch: state.term });
  state.office = null;
  if (state.term !== term) state.vote = nobody;
  state.term = term;
  state.lead = nobody;
  state.votes = state.servers.map(() => null);
  setBack(state, now);
  setBackBeat(state, now);
  drawTimeout(state, port);
}

export function becomeFollower(state: Server, now: Time, term: number, lead: ProcessId, port: Outlet): void {
  reset(state, now, term, port);
  if (state.stance !== 'follower') state.lookAt = now + state.timeout;
  state.stance = 'follower';
  follow(state, lead, port);
}

function follow(state: Server, lead: ProcessId, port: Outlet): void {
  if (state.lead === lead) return;
  state.lead = lead;
  state.lastLead = lead;
  if (lead !== nobody) port.note({ kind: 'reaches', milestone: 'newLeader', about: lead });
}

/** A leader of this term was heard. */
export function heed(state: Server, now: Time, from: ProcessId, port: Outlet): void {
  if (state.stance !== 'follower') becomeFollower(state, now, state.term, from, port);
  setBack(state, now);
  follow(state, from, port);
}

export function receiveHeartbeat(state: Server, from: ProcessId, { sentAt, commit, everywhere }: Heartbeat, port: Outlet): void {
  advance(state, commit, everywhere);
  port.send(from, { kind: 'raft.heard', term: state.term, sentAt });
}

/** Invariant: commit ≤ what is known to agree with a leader ≤ end. */
function advance(state: Server, commit: number, everywhere: number): void {
  state.commit = Math.max(state.commit, Math.min(commit, state.log.end));
  state.log = forget(state.log, Math.min(everywhere, state.commit));
}

/** Refused if it begins after the place where the logs part: the answer says where that is. */
export function receiveAppend(state: Server, from: ProcessId, { sentAt, commit, everywhere, runs, excerpt }: Append, port: Outlet): void {
  const common = agreement(state.log.runs, runs, state.log.end);
  const agrees = excerpt.skips || excerpt.at <= common;
  const end = agrees ? excerpt.at + excerpt.operations.length : common;
  if (agrees) {
    state.log = merged(state.log, runs, excerpt, common, port);
    advance(state, Math.min(commit, end), everywhere);
  }
  port.send(from, { kind: 'raft.appended', term: state.term, sentAt, agrees, end });
}

function merged(log: Log, runs: readonly Run[], excerpt: Excerpt, common: number, port: Outlet): Log {
  let kept = log;
  if (common < log.end) {
    const rest = excerptOf(log, common, log.end);
    rest.operations.forEach((operation, i) => note('discards', operation, epochAt(log.runs, rest.at + i), port));
    kept = truncate(log, common);
  }
  if (excerpt.at > kept.end) kept = { base: excerpt.at, end: excerpt.at, chunks: [], runs };
  const fresh = excerpt.operations.slice(kept.end - excerpt.at);
  if (fresh.length === 0 && kept === log && runs === log.runs) return log;
  fresh.forEach((operation, i) => note('stores', operation, epochAt(runs, kept.end + i), port));
  return append({ ...kept, runs }, fresh);
}

export function note(kind: 'stores' | 'discards' | 'accepts', operation: number, epoch: number, port: Outlet): void {
  if (operation !== emptyEntry) port.note({ kind, resource, operation, epoch });
}
