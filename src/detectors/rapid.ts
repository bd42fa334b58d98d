import { NEVER, type Time } from '../time.ts';
import type { Detector, Port, ProcessId, Signal, Start } from '../contract.ts';
import { ended, hasFailed } from './rapid/edges.ts';
import { belongs, flush, heard, lead, raise, receiveInEpoch, receiveView, settle, startMember, welcome, type RapidState } from './rapid/member.ts';
import { rapidMessages, type Ack, type Probe, type RapidMessage } from './rapid/messages.ts';
import { rapidParameters, type RapidParams } from './rapid/parameters.ts';

export type { RapidParams, RapidState };

type Out = Port<RapidMessage>;

/** L ≤ H ≤ K: what is more is cut down. */
function begin(start: Start<RapidParams>, port: Out): RapidState {
  const { params } = start;
  const h = Math.min(params.h, params.k);
  return startMember({ ...start, params: { ...params, h, l: Math.min(params.l, h) } }, port);
}

/** Whoever is no member asks to be one; a member probes its subjects, and accuses where an edge has failed. */
function tick(state: RapidState, now: Time, port: Out): void {
  const { params, self, incarnation, everybody } = state;
  state.tickAt += (Math.floor((now - state.tickAt) / params.interval) + 1) * params.interval;
  if (!belongs(state)) {
    for (const id of everybody) if (id !== self) port.send(id, { kind: 'rapid.join', incarnation }, params.transport);
    return;
  }
  for (const edge of state.edges) {
    // what the probe before has come to is looked at first, so an accusation is one interval late
    if (hasFailed(edge, params)) {
      if (!edge.accused) raise(state, { subject: edge.subject, rings: edge.rings }, now);
      edge.accused = true;
      continue;
    }
    if (edge.waits) ended(edge, true, params);
    edge.waits = true;
    port.send(edge.subject, { kind: 'rapid.probe', number: ++edge.number, incarnation }, params.transport);
  }
}

function answer(state: RapidState, from: ProcessId, { number, incarnation: asked }: Probe, port: Out): void {
  const ack: Ack = { kind: 'rapid.ack', number, asked, incarnation: state.incarnation, isMember: belongs(state) };
  port.send(from, ack, state.params.transport);
}

/** One that has begun anew is no longer the member that was asked. */
function answered(state: RapidState, from: ProcessId, { number, asked, incarnation, isMember: still }: Ack, port: Out): void {
  const edge = state.edges.find(({ subject }) => subject === from);
  if (!edge || asked !== state.incarnation || number !== edge.number || !edge.waits) return;
  const isIt = still && incarnation === state.configuration.incarnations[from];
  ended(edge, !isIt, state.params);
  if (isIt) heard(state, from, port);
}

/** The kernel there answers that nobody listens. */
function unanswered(state: RapidState, from: ProcessId): void {
  const edge = state.edges.find(({ subject }) => subject === from);
  if (edge?.waits) ended(edge, true, state.params);
}

function receive(state: RapidState, now: Time, from: ProcessId, message: RapidMessage | Signal, port: Out): void {
  switch (message.kind) {
    case 'rapid.probe': return answer(state, from, message, port);
    case 'rapid.ack': return answered(state, from, message, port);
    case 'rapid.view': return receiveView(state, from, message.configuration, port);
    case 'rapid.join': return welcome(state, now, from, message.incarnation, port);
    case 'transport.opened': return;
    case 'transport.refused': case 'transport.reset': case 'transport.unreachable': return unanswered(state, from);
    default: receiveInEpoch(state, now, from, message, port);
  }
}

/**
 * Rapid (Suresh et al., USENIX ATC 2018; the code at c7edd6c26d2e): every member is probed by K observers on K rings, whose
 * accusations are never taken back. Who is accused by L to H − 1 of them is in doubt, and as long as anybody is, nobody is
 * removed; then all who are accused by H or more are removed as one, by a vote that needs more than three quarters, or a majority
 * in a second round. So a member that one neighbour cannot hear stays, and those that crash together go together.
 *
 * All members must agree on the membership, so everybody must watch everybody. Suspected is who is accused by L observers, or by
 * oneself; failed is who was removed. One that was removed, or has begun anew, asks to join each interval, and is taken in by the
 * same rule. A minority decides nothing, and thinks what it thought. Nor is anything decided where so many crash at once that one
 * of them was observed by hardly anybody else: too few accuse it, and those in doubt hold up the rest.
 *
 * Unlike the code, a classic round may begin more than once, those that join need no seed, and a message of another
 * configuration is answered with one's own.
 */
export const rapid: Detector<RapidParams, RapidState, RapidMessage> = {
  name: 'rapid',
  summary: 'Many observers accuse on many rings; all who are surely gone are removed as one, by a vote.',
  parameters: rapidParameters,
  messages: rapidMessages,
  init: begin,
  receive(state, now, from, message, port) {
    receive(state, now, from, message, port);
    settle(state, port);
  },
  wake(state, now, port) {
    if (now >= state.batchAt) flush(state, now, port);
    if (now >= state.fallbackAt) lead(state, now, port);
    if (now >= state.tickAt) tick(state, now, port);
    settle(state, port);
  },
  deadline: ({ tickAt, batchAt, fallbackAt }) => Math.min(tickAt, batchAt, fallbackAt, NEVER),
  opinion: ({ opinions }, peer) => opinions[peer] ?? 'trusted',
};
