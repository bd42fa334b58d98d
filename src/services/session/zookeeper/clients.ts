/** A server and the clients that are connected to it. */
import type { ProcessId } from '../../../contract.ts';
import type { Time } from '../../../time.ts';
import type { Beat, Join, Table, Valid } from '../messages.ts';
import { reach, suspect, trust, type Outlet } from '../state.ts';
import { requested, touch } from './ensemble.ts';
import type { Client, ZookeeperServer } from './state.ts';
import { grantsOf, rowOf, sessionOf } from './table.ts';

export function turnAway(member: ProcessId, port: Outlet): void {
  port.send(member, { kind: 'session.closed' });
  port.close(member);
}

const clientOf = ({ clients }: ZookeeperServer, member: ProcessId): Client | undefined => clients.find(each => each.member === member);

export function asked(state: ZookeeperServer, member: ProcessId, { instance, session, timeout }: Join, now: Time, port: Outlet): void {
  if (!state.isServing) return turnAway(member, port);
  trust(state, member, port);
  state.clients = [...state.clients.filter(each => each.member !== member), { member, instance, session: 0 }];
  const request = { kind: 'session.request', member, instance, session, timeout } as const;
  if (state.stance === 'leading') requested(state, state.self, request, now, port);
  else port.send(state.leader, request);
}

/** The answer to a connect request: a session, or that there is none any more. */
export function admit(state: ZookeeperServer, member: ProcessId, instance: number, session: number, isValid: boolean, port: Outlet): void {
  const client = clientOf(state, member);
  const row = rowOf(state.table, session);
  if (client?.instance !== instance) return;
  if (!isValid || !row) {
    state.clients = state.clients.filter(each => each !== client);
    return port.send(member, { kind: 'session.joined', instance, session: 0, timeout: 0, status: 'unknown' });
  }
  client.session = session;
  port.send(member, { kind: 'session.joined', instance, session, timeout: row.timeout, status: 'ok' });
  const grants = grantsOf(state.table, session);
  if (grants.length > 0) port.send(member, { kind: 'session.assigned', epoch: session, grants });
}

export const validated = (state: ZookeeperServer, { member, instance, session, isValid }: Valid, port: Outlet): void =>
  admit(state, member, instance, session, isValid, port);

/** Any packet of a client counts: at the leader at once, from a follower with the next half tick. */
export function pinged(state: ZookeeperServer, member: ProcessId, { epoch: session }: Beat, now: Time, port: Outlet): void {
  const client = clientOf(state, member);
  if (!state.isServing || client?.session !== session) return turnAway(member, port);
  trust(state, member, port);
  if (state.stance === 'leading') touch(state, session, now);
  else if (!state.touched.includes(session)) state.touched.push(session);
  // by datagrams the news of a lock may have been lost
  port.send(member, { kind: 'session.beaten', status: 'ok', epoch: session, grants: grantsOf(state.table, session) });
}

/** A transaction has become true here: new sessions are answered, the locks of closed ones have passed on. */
export function applied(state: ZookeeperServer, table: Table, port: Outlet): void {
  const before = state.table;
  state.table = table;
  for (const { id, member } of before.sessions) {
    if (rowOf(table, id)) continue;
    reach(port, 'nodeDeleted', member);
    if (!table.sessions.some(row => row.member === member)) suspect(state, member, port);
  }
  for (const client of state.clients.slice()) {
    const { member, instance, session } = client;
    const fresh = session === 0 ? sessionOf(table, member, instance) : undefined;
    if (fresh) admit(state, member, instance, fresh.id, true, port);
    else if (session !== 0) inform(state, client, before, port);
  }
}

function inform(state: ZookeeperServer, { member, session }: Client, before: Table, port: Outlet): void {
  if (!rowOf(state.table, session)) {
    state.clients = state.clients.filter(each => each.member !== member);
    return turnAway(member, port);
  }
  const [was, is] = [grantsOf(before, session), grantsOf(state.table, session)];
  if (was.length !== is.length || is.some(({ epoch }, i) => epoch !== was[i]!.epoch)) port.send(member, { kind: 'session.assigned', epoch: session, grants: is });
}
