/**
 * Bidirectional Forwarding Detection, asynchronous mode (RFC 5880): two routers exchange packets that say how often each will
 * send and can receive, and the slower of the two decides. The detection time is the *other's* multiplier times that
 * interval, so each side tells the other how patient to be. Slower timers hold only after a poll was answered.
 *
 * A session is symmetrical: whoever watches, or is watched, keeps one. Both ends know that both directions work, since a side
 * that hears nothing says so, and the other goes down with it. There is no third opinion and no memory: down is suspected.
 *
 * BIRD 2.0.12 (proto/bfd) differs in its jitter, in timers of whole milliseconds, and in that it hears a restarted neighbour
 * only after the old session has timed out. Not here: demand mode, the echo function, authentication, BIRD's passive
 * role, and changes of the options of a running session.
 *
 * Milestones: up, down.
 */
import type { Detector, ProcessId, Start, Time } from '../contract.ts';
import { defaults } from '../parameters.ts';
import { NEVER } from '../time.ts';
import { bfdParameters, type BfdParams } from './bfd/parameters.ts';
import { hear, openSession, runTimers, wakeOf, type BfdControl, type Session } from './bfd/session.ts';

export type { BfdParams } from './bfd/parameters.ts';
export type { BfdControl } from './bfd/session.ts';

export interface BfdState {
  readonly params: BfdParams;
  /** Unlike that of any earlier life, and never 0. */
  readonly discriminator: number;
  readonly sessions: readonly Session[];
  /** The session with each process, −1 where there is none. */
  readonly slots: Int32Array;
  /** ≤ the wake of every session; exact after each wake. */
  next: Time;
}

type BfdPort = Parameters<typeof openSession>[3]['port'];

function begin(start: Start<BfdParams>, port: BfdPort): BfdState {
  const params = { ...defaults(bfdParameters, start.params), ...start.params } as BfdParams;
  const discriminator = start.incarnation + 1;
  const neighbours = [...new Set([...start.watches, ...start.watchedBy])];
  const slots = new Int32Array(start.roles.length).fill(-1);
  neighbours.forEach((peer, slot) => { slots[peer] = slot; });
  const sessions = neighbours.map(peer => openSession(peer, start.watches.includes(peer), start.now, { params, discriminator, port }));
  return { params, discriminator, sessions, slots, next: sessions.length > 0 ? start.now : NEVER };
}

const sessionWith = ({ sessions, slots }: BfdState, peer: ProcessId): Session | undefined => sessions[slots[peer] ?? -1];

export const bfd: Detector<BfdParams, BfdState, BfdControl> = {
  name: 'bfd',
  summary: 'BFD between routers: both ends send at a negotiated pace, and some packets missed in a row take the session down.',
  parameters: bfdParameters,
  // UDP header 8, mandatory section 24
  messages: { 'bfd.control': { purpose: 'heartbeat', bytes: 32 } },
  init: begin,
  receive(state, now, from, message, port) {
    const session = sessionWith(state, from);
    if (message.kind !== 'bfd.control' || !session) return;
    hear(session, message, now, { params: state.params, discriminator: state.discriminator, port });
    state.next = Math.min(state.next, wakeOf(session, state.params));
  },
  wake(state, now, port) {
    if (now < state.next) return;
    const end = { params: state.params, discriminator: state.discriminator, port };
    state.next = NEVER;
    for (const session of state.sessions) {
      runTimers(session, now, end);
      state.next = Math.min(state.next, wakeOf(session, state.params));
    }
  },
  deadline: state => state.next,
  opinion: (state, peer) => (sessionWith(state, peer)?.local === 'Up' ? 'trusted' : 'suspected'),
};
