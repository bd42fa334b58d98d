/** A candidate: it competes for the key by the rule of its flavour, and serves clients while it holds it. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId, Signal, Start } from '../../contract.ts';
import type { Flavour } from './asking.ts';
import { consul } from './consul.ts';
import { etcd } from './etcd.ts';
import { kubernetes } from './kubernetes.ts';
import type { LeaseMessage } from './messages.ts';
import { flush, kept, request } from './office.ts';
import type { LeaseParams } from './parameters.ts';
import { BEFORE, nobody, type Candidate, type Outlet } from './state.ts';

const flavours: Readonly<Record<LeaseParams['flavour'], Flavour>> = { kubernetes, consul, etcd };
const flavourOf = ({ params }: Candidate): Flavour => flavours[params.flavour];

/** An incarnation has so many sessions to itself. */
const sessionsEach = 1_000_000;

export function startCandidate({ self, roles, params, incarnation, now }: Start<LeaseParams>, port: Outlet): Candidate {
  const state: Candidate = {
    role: 'candidate', params, self, store: roles.indexOf('store'), storage: roles.indexOf('storage'), opinions: roles.map(() => null),
    holder: nobody, revision: -1, epoch: 0, observedAt: now, session: incarnation * sessionsEach, answeredAt: BEFORE,
    asked: incarnation * sessionsEach, call: null, callAt: NEVER, renewAt: NEVER, begunAt: null, tickAt: now, office: null, waiting: [],
  };
  if (state.store >= 0) flavourOf(state).start(state, now, port);
  return state;
}

export function receiveAsCandidate(state: Candidate, now: Time, from: ProcessId, message: LeaseMessage | Signal, port: Outlet): void {
  switch (message.kind) {
    case 'lease.record': case 'lease.updated': case 'lease.renewed': case 'lease.acquired':
      return flavourOf(state).hear(state, now, message, port);
    case 'lease.write': case 'lease.read': return request(state, now, from, message, port);
    case 'lease.kept': return kept(state, message, port);
    case 'transport.refused': case 'transport.reset': case 'transport.unreachable':
      if (from === state.store) flavourOf(state).lose(state, now, port);
      return;
    default: // for others
  }
}

export function wakeCandidate(state: Candidate, now: Time, port: Outlet): void {
  if (state.office && now >= state.office.sendAt) flush(state, state.office, port);
  if (now >= flavourOf(state).deadline(state)) flavourOf(state).wake(state, now, port);
}

export const candidateDeadline = (state: Candidate): Time =>
  Math.min(state.office?.sendAt ?? NEVER, state.store < 0 ? NEVER : flavourOf(state).deadline(state));
