import type { Detector, Port, ProcessId, Signal, Start, Time } from '../contract.ts';
import { defaults } from '../parameters.ts';
import { NEVER, sec } from '../time.ts';
import { lineWakes, lost, received, type KeepaliveMessage, type KeepaliveState } from './keepalive/connection.ts';
import { lineDue, newLine, type Line } from './keepalive/line.ts';
import { parameters, type KeepaliveParams } from './keepalive/parameters.ts';

export type { KeepaliveMessage, KeepaliveState } from './keepalive/connection.ts';
export type { KeepaliveParams } from './keepalive/parameters.ts';

/** Of two that watch each other the first one dials. */
function dialling({ dials }: KeepaliveParams, { self, watches, watchedBy }: Start<unknown>, peer: ProcessId): boolean {
  const [watched, watcher] = [watchedBy.includes(peer), watches.includes(peer)];
  return watched && watcher ? self < peer : dials === 'watched' ? watched : watcher;
}

function begin(start: Start<KeepaliveParams>, port: Port<KeepaliveMessage>): KeepaliveState {
  const { watches, watchedBy, roles, now, incarnation } = start;
  const options = { ...defaults(parameters, start.params), ...start.params } as KeepaliveParams;
  const phase = port.random();
  const peers = [...new Set([...watches, ...watchedBy])].sort((a, b) => a - b);
  const slots = new Int32Array(peers.length > 0 ? roles.length : 0).fill(-1);
  const lines = peers.map((peer, slot): Line => {
    slots[peer] = slot;
    const line = newLine(peer, watches.includes(peer), dialling(options, start, peer), port.random());
    // not all at once
    if (line.dials) line.dialAt = now + Math.floor(line.phase * Math.min(options.redial, sec));
    if (line.isWatched) line.doubtAt = now + options.setup;
    return line;
  });
  return { options, incarnation, origin: now, phase, slots, lines, next: dueOf(lines) };
}

const dueOf = (lines: readonly Line[]): Time => lines.reduce((least, line) => Math.min(least, lineDue(line)), NEVER);

const lineOf = ({ slots, lines }: KeepaliveState, peer: ProcessId): Line | undefined => lines[slots[peer] ?? -1];

function receive(state: KeepaliveState, now: Time, from: ProcessId, message: KeepaliveMessage | Signal, port: Port<KeepaliveMessage>): void {
  const line = lineOf(state, from);
  if (!line || message.kind === 'transport.opened') return;
  if (message.kind.startsWith('transport.')) lost(state, line, now, port);
  else received(state, line, message as KeepaliveMessage, now, port);
}

function wake(state: KeepaliveState, now: Time, port: Port<KeepaliveMessage>): void {
  if (now < state.next) return;
  state.next = NEVER;
  for (const line of state.lines) if (lineDue(line) <= now) lineWakes(state, line, now, port);
  state.next = dueOf(state.lines);
}

/**
 * The heartbeat of a connection, where anything that is read is evidence and an explicit heartbeat only fills the silence:
 * one end or both ask or tell, each by the rule of its system, one file for each beside this one; `data` is the traffic that
 * hides them. An end whose rule is broken gives the connection up, suspects the peer if it watches it, and trusts it again when
 * the two are connected anew: one of them dials, the other waits. Ends may differ: a PostgreSQL primary is a `walSender` and
 * its standby a `walReceiver`, by the params of each process.
 *
 * By stream, as all these systems are, a killed peer's kernel resets the connection and no rule is needed; a peer that hangs
 * has a kernel that acknowledges everything, so that only the rule notices; and what neither answers is noticed by whichever
 * is sooner, the rule or TCP.
 *
 * Milestones: connected, ping (it asks), pong (it was answered), closed, and before closed the reason, in the system's word:
 * staleConnection, netTickTimeout, heartbeatTimeout, keepaliveTimeout, tooManyPings (at both ends), senderTimeout, receiverTimeout.
 */
export const keepalive: Detector<KeepaliveParams, KeepaliveState, KeepaliveMessage> = {
  name: 'keepalive',
  summary: 'Connections on which any traffic counts as a heartbeat, and explicit ones fill the silence: NATS, Erlang, AMQP, gRPC, PostgreSQL.',
  parameters,
  messages: {
    // without the header of TCP: a frame of 8 bytes, or the names of the connection
    'keepalive.hello': { purpose: 'heartbeat', bytes: 21 }, 'keepalive.welcome': { purpose: 'ack', bytes: 21 },
    'keepalive.ping': { purpose: 'heartbeat', bytes: 8 }, 'keepalive.pong': { purpose: 'ack', bytes: 8 },
    'keepalive.beat': { purpose: 'heartbeat', bytes: 8 },
    'keepalive.data': { purpose: 'application', bytes: 100 }, 'keepalive.answer': { purpose: 'application', bytes: 40 },
    'keepalive.goaway': { purpose: 'ack', bytes: 30 }, 'keepalive.gone': { purpose: 'ack', bytes: 8 },
  },
  init: begin,
  receive,
  wake,
  deadline: state => state.next,
  opinion: (state, peer) => (lineOf(state, peer)?.trusted === false ? 'suspected' : 'trusted'),
};
