/** Leading: heartbeats, the check of the quorum, and when a leader acts. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { append, type Run } from '../primaryBackup/log.ts';
import { becomeFollower, reset } from './following.ts';
import { beat, commit, replicate } from './replicating.ts';
import { authorityOf, isPast, isQuorumActive } from './rules.ts';
import { proposeEarly, serveReads } from './serving.ts';
import {
  BEFORE, answeredByQuorum, doubt, elapsedBy, emptyEntry, nobody, resource, sendLater, setBack, setBackBeat, sinceBeatBy, type Office, type Outlet, type Server,
} from './state.ts';

/** Begins its term with an empty entry: what earlier terms left is committed with it. */
export function becomeLeader(state: Server, now: Time, port: Outlet): void {
  const count = state.servers.length;
  reset(state, now, state.term, port);
  Object.assign(state, { stance: 'leader', lead: state.self, lastLead: state.self });
  const { log } = state;
  const before: Run[] = log.runs.filter(run => run.from < log.end);
  state.log = append({ ...log, runs: [...before, { epoch: state.term, from: log.end }] }, [emptyEntry]);
  state.office = {
    from: log.end, match: Array<number>(count).fill(0), next: Array<number>(count).fill(log.end),
    active: state.servers.map(id => id === state.self), answered: Array<Time>(count).fill(BEFORE), heardAt: Array<Time>(count).fill(now), until: BEFORE, proposals: [], early: [], reads: [],
  };
  if (state.params.flavour === 'hashicorp') beginLease(state, now, port);
  port.note({ kind: 'claims', resource, epoch: state.term });
  port.note({ kind: 'reaches', milestone: 'newLeader', about: state.self });
  extend(state, state.office, now, port);
  commit(state, state.office, port);
  for (const peer of state.others) replicate(state, state.office, now, peer, port);
}

function beginLease(state: Server, now: Time, port: Outlet): void {
  state.lookAt = now + state.params.lease;
  sendLater(state, now, port);
}

/** A leader's ticks. The check comes first: who steps back sends no more heartbeats. */
export function tickAsLeader(state: Server, office: Office, now: Time, port: Outlet): void {
  if (isPast(elapsedBy(state, now), state.limits.election)) {
    setBack(state, now);
    if (state.params.checkQuorum && !checkQuorum(state, office, now, port)) return;
  }
  if (!isPast(sinceBeatBy(state, now), state.limits.heartbeat)) return;
  setBackBeat(state, now);
  beat(state, office, now, port);
}

/** Every election timeout: was a quorum heard since the last time? Then all are forgotten again. */
function checkQuorum(state: Server, office: Office, now: Time, port: Outlet): boolean {
  const { active } = office;
  state.servers.forEach((server, place) => { if (!active[place]) doubt(state, server, port); });
  office.active = state.servers.map(id => id === state.self);
  if (isQuorumActive(active)) return true;
  becomeFollower(state, now, state.term, nobody, port);
  return false;
}

/** Any answer in this term. */
export function answered(state: Server, office: Office, now: Time, from: ProcessId, sentAt: Time, port: Outlet): void {
  const place = state.servers.indexOf(from);
  office.active[place] = true;
  office.heardAt[place] = now;
  office.answered[place] = Math.max(office.answered[place]!, sentAt);
  extend(state, office, now, port);
  serveReads(state, office, now, port);
}

/** Votes are no authority: a voter that has not heard the new leader yet may vote for the next one at once. */
function extend(state: Server, office: Office, now: Time, port: Outlet): void {
  const since = answeredByQuorum(state, office);
  const until = since === NEVER ? NEVER : since + authorityOf(state.params.tick, state.limits);
  if (until <= office.until) return;
  office.until = until;
  if (until <= now) return;
  port.note({ kind: 'acts', resource, epoch: state.term, until });
  proposeEarly(state, office, now, port);
}
