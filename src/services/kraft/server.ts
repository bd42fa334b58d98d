/** What a server does with each message and when it is woken. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId, Signal, Start } from '../../contract.ts';
import { emptyLog, type Log } from '../primaryBackup/log.ts';
import { drawElection, timeOut, voteAsked, voteGiven } from './electing.ts';
import { began, ended, fetch, fetchAgain, fetched } from './following.ts';
import { fetchedFrom, request, wakeLeader } from './leading.ts';
import type { KraftMessage } from './messages.ts';
import type { KraftParams } from './parameters.ts';
import { heard, nobody, type Outlet, type Server } from './state.ts';

/** What survives a crash: the log, and the file quorum-state. */
export interface ServerDisk { readonly epoch: number; readonly vote: ProcessId; readonly leader: ProcessId; readonly log: Log }

/** QuorumState.initialize: who led resigns, who followed follows on, the others wait for an election. */
export function startServer({ self, roles, peers, params, now, incarnation }: Start<KraftParams>, disk: ServerDisk | undefined, port: Outlet): Server {
  const servers = roles.flatMap((role, id) => (role === 'replica' ? [id] : []));
  const { epoch, vote, leader, log } = disk ?? { epoch: 0, vote: nobody, leader: nobody, log: emptyLog(0) };
  const state: Server = {
    role: 'replica', params, self, servers, others: servers.filter(id => id !== self && peers.includes(id)), opinions: servers.map(() => 'trusted'),
    heardOf: servers.map(() => false), stance: 'unattached', epoch, vote, leader, log, commit: log.base, votes: servers.map(() => null), retries: 0,
    isBackingOff: false, timerAt: NEVER, electionEndsAt: NEVER, fetchAt: NEVER, fetchBy: NEVER, fetchId: incarnation * 1_000_000, after: -1, office: null,
  };
  if (leader === self) Object.assign(state, { stance: 'resigned', timerAt: drawElection(state, now, port) });
  else if (leader !== nobody) Object.assign(state, { stance: 'follower', timerAt: now + params.fetchTimeout, fetchAt: now + 1 });
  else Object.assign(state, { stance: vote === nobody ? 'unattached' : 'voted', timerAt: drawElection(state, now, port) });
  state.electionEndsAt = state.timerAt;
  return state;
}

export function receiveAsServer(state: Server, now: Time, from: ProcessId, message: KraftMessage | Signal, port: Outlet): void {
  switch (message.kind) {
    case 'kraft.write': case 'kraft.read': return request(state, now, from, message, port);
    case 'kraft.answer': case 'kraft.redirect': return; // for clients
    case 'transport.reset': case 'transport.refused': case 'transport.unreachable':
      if (from === state.leader) fetchAgain(state, now);
      return;
    case 'transport.opened': return;
  }
  heard(state, from, port);
  switch (message.kind) {
    case 'kraft.vote': return voteAsked(state, from, message, now, port);
    case 'kraft.voted': return voteGiven(state, from, message, now, port);
    case 'kraft.begin': return began(state, from, message, now, port);
    case 'kraft.end': return ended(state, from, message, now, port);
    case 'kraft.fetch': return fetchedFrom(state, from, message, now, port);
    case 'kraft.fetched': return fetched(state, from, message, now, port);
  }
}

export function wakeServer(state: Server, now: Time, port: Outlet): void {
  if (state.office) wakeLeader(state, state.office, now, port);
  else if (now >= state.timerAt) timeOut(state, now, port);
  else if (now >= state.fetchBy) fetchAgain(state, now);
  else if (now >= state.fetchAt) fetch(state, now, port);
}
