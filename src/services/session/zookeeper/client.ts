/**
 * A ZooKeeper client: ClientCnxn.SendThread of 3.8. It looks at its idle times whenever anything wakes it. A server that is
 * silent for two thirds of the session is left for the next one, and the session goes on there if it has not expired: only a
 * server can say so, and until it does the client has no reason to think so.
 */
import type { ProcessId } from '../../../contract.ts';
import { NEVER, type Duration, type Time } from '../../../time.ts';
import type { Joined } from '../messages.ts';
import { connectTimeout, isPingDue, pingAfter, readTimeout, reconnectWithin, spin } from '../rules.ts';
import { baseOf, isBroken, reach, suspect, trust, type Outlet, type Part } from '../state.ts';
import { beliefUntil, drop, hold, startWork, wakeWork, workDeadline, written, type Worker } from '../work.ts';

export interface ZookeeperClient extends Worker {
  readonly part: 'zookeeperClient';
  stance: 'waiting' | 'connecting' | 'connected';
  /** Handles are made anew after an expiry: which one this is. */
  instance: number;
  session: number;
  timeout: Duration;
  /** Its servers in an order of its own, which of them it is at, and where the last round began. */
  readonly order: readonly ProcessId[];
  at: number;
  lastAt: number;
  sentAt: Time;
  heardAt: Time;
  /** When it tries the next server, while it waits. */
  connectAt: Time;
}

const serverOf = ({ order, at }: ZookeeperClient): ProcessId => order[at]!;

function start(all: Parameters<Part<ZookeeperClient>['start']>[0], port: Outlet): ZookeeperClient {
  const base = baseOf(all);
  const order = [...base.servers];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(port.random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const client: ZookeeperClient = {
    ...base, part: 'zookeeperClient', work: startWork(base, all.now, port), stance: 'waiting', instance: base.incarnation * 1_000_000, session: 0,
    timeout: base.params.timeout, order, at: 0, lastAt: 0, sentAt: all.now, heardAt: all.now, connectAt: all.now,
  };
  if (order.length > 0) connect(client, all.now, port);
  else client.connectAt = NEVER;
  return client;
}

function connect(state: ZookeeperClient, now: Time, port: Outlet): void {
  const { instance, session, timeout } = state;
  Object.assign(state, { stance: 'connecting', connectAt: NEVER, sentAt: now, heardAt: now });
  port.send(serverOf(state), { kind: 'session.join', instance, session, timeout });
}

/** To the next server, after up to a second, and one more when all have been tried in vain. */
function disconnect(state: ZookeeperClient, now: Time, port: Outlet): void {
  port.close(serverOf(state));
  suspect(state, serverOf(state), port);
  if (state.stance === 'connected') reach(port, 'disconnected', serverOf(state));
  state.at = (state.at + 1) % state.order.length;
  const round = state.at === state.lastAt ? spin : 0;
  Object.assign(state, { stance: 'waiting', connectAt: now + 1 + Math.floor(port.random() * reconnectWithin) + round });
}

const ends = ({ timeout }: ZookeeperClient) => ({ session: timeout, connected: readTimeout(timeout) });

function joined(state: ZookeeperClient, message: Joined, now: Time, port: Outlet): void {
  if (state.stance !== 'connecting' || message.instance !== state.instance) return;
  if (message.session === 0) return expired(state, now, port);
  Object.assign(state, { stance: 'connected', session: message.session, timeout: message.timeout, lastAt: state.at });
  trust(state, serverOf(state), port);
  reach(port, 'connected', serverOf(state));
}

/** It is told at last, drops what it held, and asks for another session at once. */
function expired(state: ZookeeperClient, now: Time, port: Outlet): void {
  reach(port, 'learnsExpired', state.self);
  drop(state, port);
  Object.assign(state, { session: 0, instance: state.instance + 1, timeout: state.params.timeout });
  connect(state, now, port);
}

/** Ping and time out, whatever the reason to look. */
function look(state: ZookeeperClient, now: Time, port: Outlet): void {
  const { stance, timeout, params } = state;
  const silence = now - state.heardAt;
  if (stance === 'connecting' && silence >= connectTimeout(timeout, state.order.length)) return disconnect(state, now, port);
  if (stance !== 'connected') return;
  if (silence >= readTimeout(timeout)) return disconnect(state, now, port);
  if (!isPingDue(now - state.sentAt, timeout, params.heartbeat)) return;
  state.sentAt = now;
  reach(port, 'ping', serverOf(state));
  port.send(serverOf(state), { kind: 'session.beat', instance: state.instance, epoch: state.session, owned: null, offset: 0, wantFence: false });
}

export const zookeeperClient: Part<ZookeeperClient> = {
  start,
  receive(state, now, from, message, port) {
    if (message.kind === 'session.written') return written(state, message, port);
    if (from !== serverOf(state) || state.stance === 'waiting') return;
    if (isBroken(message)) return disconnect(state, now, port);
    if (message.kind === 'session.joined') joined(state, message, now, port);
    if (state.stance !== 'connected' || !message.kind.startsWith('session.')) return;
    state.heardAt = now;
    const isMine = (message.kind === 'session.assigned' || message.kind === 'session.beaten') && message.epoch === state.session;
    hold(state, (isMine ? message.grants : null) ?? state.work.held, beliefUntil(state, now, ends(state)), port);
    look(state, now, port);
  },
  wake(state, now, port) {
    wakeWork(state, now, port);
    if (state.stance === 'waiting') {
      if (now >= state.connectAt) connect(state, now, port);
    } else if (now >= lookAt(state)) look(state, now, port);
  },
  deadline: state => Math.min(workDeadline(state), lookAt(state)),
};

function lookAt({ stance, connectAt, heardAt, sentAt, timeout, order, params }: ZookeeperClient): Time {
  if (stance === 'waiting') return connectAt;
  if (stance === 'connecting') return heardAt + connectTimeout(timeout, order.length);
  return Math.min(heardAt + readTimeout(timeout), sentAt + pingAfter(timeout, params.heartbeat));
}
