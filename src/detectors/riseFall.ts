import type { Detector, Message, Port, ProcessId, Signal, Start, Time } from '../contract.ts';
import { defaults } from '../parameters.ts';
import { accepted, beginChecking, checkDue, refused, reported, viaOf, type Checking } from './riseFall/checking.ts';
import { parameters, type RiseFallParams } from './riseFall/parameters.ts';

export type { RiseFallParams } from './riseFall/parameters.ts';

/** "Are you well?" */
export interface RiseFallCheck extends Message {
  readonly kind: 'riseFall.check';
  readonly number: number;
  /** The life in which it is asked. */
  readonly incarnation: number;
}

/** "I am." The check that it answers, and the life in which it is answered. */
export interface RiseFallReport extends Message {
  readonly kind: 'riseFall.report';
  readonly number: number;
  readonly asked: number;
  readonly incarnation: number;
}

export interface RiseFallState {
  readonly incarnation: number;
  readonly checking: Checking;
  /** The newest incarnation of each process that asked; −1 before. An older one has nobody left to answer to. */
  readonly askers: Float64Array;
}

type RiseFallMessage = RiseFallCheck | RiseFallReport;

function begin(start: Start<RiseFallParams>, port: Port<RiseFallMessage>): RiseFallState {
  const options = { ...defaults(parameters, start.params), ...start.params } as RiseFallParams;
  const askers = new Float64Array(start.roles.length).fill(-1);
  return { incarnation: start.incarnation, checking: beginChecking(options, start, port), askers };
}

function answer({ askers, incarnation, checking }: RiseFallState, from: ProcessId, check: RiseFallCheck, port: Port<RiseFallMessage>): void {
  if (check.incarnation < askers[from]!) return;
  askers[from] = check.incarnation;
  port.send(from, { kind: 'riseFall.report', number: check.number, asked: check.incarnation, incarnation }, viaOf(checking.options.check));
}

function receive(state: RiseFallState, now: Time, from: ProcessId, message: RiseFallMessage | Signal, port: Port<RiseFallMessage>): void {
  if (message.kind === 'riseFall.check') {
    answer(state, from, message, port);
    return;
  }
  const slot = state.checking.slots[from] ?? -1;
  if (slot < 0) return;
  if (message.kind === 'transport.opened') accepted(state.checking, slot, now, port);
  // of an earlier life than one that has asked since
  else if (message.kind === 'riseFall.report' && message.incarnation < state.askers[from]!) return;
  else if (message.kind === 'riseFall.report') reported(state.checking, slot, now, message, port);
  else refused(state.checking, slot, now, port);
}

/**
 * Health checks: a prober asks every process that it watches, one check at a time, and counts. `fall` failures in a row take
 * a process out of use, `rise` passes in a row take it back; what else there is to it differs by system, and is one file for
 * each beside this one. A process that was killed fails a check at once, since its kernel answers; one that hangs, or that
 * nothing reaches, fails when the check has timed out. Its verdict says what is routed to, not what is true: each prober has
 * its own, and no two need agree.
 */
export const riseFall: Detector<RiseFallParams, RiseFallState, RiseFallMessage> = {
  name: 'riseFall',
  summary: 'Health checks: so many failures in a row take a process out of use, so many passes take it back, as four systems count.',
  parameters,
  messages: {
    // UDP header 8, kind 1, sender 4, number 4, incarnation 4; the answer has one more incarnation
    'riseFall.check': { purpose: 'heartbeat', bytes: 21 },
    'riseFall.report': { purpose: 'ack', bytes: 25 },
  },
  init: begin,
  receive,
  wake: (state, now, port) => checkDue(state.checking, now, port),
  deadline: state => state.checking.next,
  opinion: ({ checking }, peer) => (checking.trusted[checking.slots[peer] ?? -1] === 0 ? 'suspected' : 'trusted'),
};
