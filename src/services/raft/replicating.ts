/** How a leader's entries reach the others, and when they are committed. */
import type { Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { excerptOf, forget } from '../primaryBackup/log.ts';
import type { Appended } from './messages.ts';
import { quorumOf } from './rules.ts';
import type { Office, Outlet, Server } from './state.ts';

/** How many operations one message brings. */
const batch = 64;

const everywhereIn = ({ servers, self, log }: Server, { match }: Office): number =>
  Math.min(log.end, ...match.filter((_, place) => servers[place] !== self));

export function beat(state: Server, office: Office, now: Time, port: Outlet): void {
  const everywhere = everywhereIn(state, office);
  state.log = forget(state.log, Math.min(everywhere, state.commit));
  for (const peer of state.others) {
    const known = Math.min(office.match[state.servers.indexOf(peer)]!, state.commit);
    port.send(peer, { kind: 'raft.heartbeat', term: state.term, sentAt: now, commit: known, everywhere });
  }
}

/** Sends what is next, and counts on its arrival; if it does not arrive, the answer to what follows it tells. */
export function replicate(state: Server, office: Office, now: Time, peer: ProcessId, port: Outlet): void {
  const place = state.servers.indexOf(peer);
  const excerpt = excerptOf(state.log, office.next[place]!, batch);
  const known = Math.min(office.match[place]!, state.commit);
  office.next[place] = excerpt.at + excerpt.operations.length;
  port.send(peer, {
    kind: 'raft.append', term: state.term, sentAt: now, commit: known, everywhere: everywhereIn(state, office), runs: state.log.runs, excerpt,
  });
}

/** To everyone who has been sent all that came before. */
export function replicateNewest(state: Server, office: Office, now: Time, port: Outlet): void {
  for (const peer of state.others) {
    const sent = office.next[state.servers.indexOf(peer)]!;
    if (sent < state.log.end) replicate(state, office, now, peer, port);
  }
}

export function appended(state: Server, office: Office, now: Time, from: ProcessId, { agrees, end }: Appended, port: Outlet): void {
  const place = state.servers.indexOf(from);
  const { match, next } = office;
  if (!agrees) {
    next[place] = Math.max(match[place]!, Math.min(end, state.log.end));
    return replicate(state, office, now, from, port);
  }
  match[place] = Math.max(match[place]!, Math.min(end, state.log.end));
  next[place] = Math.max(next[place]!, match[place]);
  if (next[place] < state.log.end) replicate(state, office, now, from, port);
  commit(state, office, port);
}

/** A follower that is behind is asked again with every heartbeat that it answers. */
export function remind(state: Server, office: Office, now: Time, from: ProcessId, port: Outlet): void {
  if (office.match[state.servers.indexOf(from)]! < state.log.end) replicate(state, office, now, from, port);
}

/** Ongaro and Ousterhout 2014, section 5.4.2: only entries of the own term are counted; earlier ones come with them. */
export function commit(state: Server, office: Office, port: Outlet): void {
  const { servers, self, log } = state;
  const stored = office.match.map((match, place) => (servers[place] === self ? log.end : match)).sort((a, b) => b - a);
  const reached = stored[quorumOf(servers.length) - 1]!;
  if (reached <= office.from || reached <= state.commit) return;
  state.commit = reached;
  const waiting = office.proposals.findIndex(({ index }) => index >= reached);
  const done = office.proposals.splice(0, waiting < 0 ? office.proposals.length : waiting);
  for (const { client, operation } of done) port.send(client, { kind: 'raft.answer', operation, epoch: state.term });
}
