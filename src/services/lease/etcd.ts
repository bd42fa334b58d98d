/**
 * An election over etcd's leases (client/v3/lease.go and concurrency/election.go at 084a0ff2dcdf, server/lease/lessor.go at
 * 023e3409e91b): each candidate puts a key under a lease of its own, and the oldest key leads. A keepalive goes out when a
 * third of the time to live has passed since the last answer, and every 500 ms until the next; the server looks for
 * expired leases every 500 ms, the client for its own every second, counted from the answer and not from the request: so
 * for an instant both may be wrong at once, by a round trip and those ticks.
 */
import { NEVER, sec, type Time } from '../../time.ts';
import { ask, observe, tend, type Flavour } from './asking.ts';
import type { Acquired, Record, Renewed } from './messages.ts';
import { leaveOffice, prolong, takeOffice } from './office.ts';
import { etcdDeadlineTick, etcdRenewal, etcdTick } from './rules.ts';
import { BEFORE, nextTick, type Candidate, type Outlet } from './state.ts';

/** In place of a watch, which stays: the question is asked again that often. */
export const waitTime = 15 * sec;
/** A question that is not answered by then is asked again: only by datagrams. */
const callRetry = 5 * sec;

/** Its own lease has run out at the first look after the deadline. */
const endOf = ({ tickAt, answeredAt, params }: Candidate): Time =>
  (answeredAt === BEFORE ? NEVER : nextTick(tickAt, etcdDeadlineTick, answeredAt + params.duration));

function renew(state: Candidate, now: Time, port: Outlet): void {
  tend(state, port);
  state.renewAt = now + etcdTick;
}

function renewed(state: Candidate, now: Time, { ok }: Renewed, port: Outlet): void {
  if (!ok) return begin(state, now, port);
  const isNew = state.answeredAt === BEFORE;
  state.answeredAt = now;
  // the next of its half seconds after a third of the time to live
  state.renewAt = nextTick(state.tickAt, etcdTick, now + etcdRenewal(state.params.duration));
  if (state.office) prolong(state.office, now, endOf(state), port);
  if (isNew) campaign(state, now, port);
}

function begin(state: Candidate, now: Time, port: Outlet): void {
  leaveOffice(state, port);
  Object.assign(state, { call: null, callAt: NEVER, answeredAt: BEFORE });
  state.session++;
  renew(state, now, port);
}

function campaign(state: Candidate, now: Time, port: Outlet): void {
  state.call = ask(state, 'acquire', now + callRetry, { kind: 'lease.acquire', session: state.session }, port);
}

function watch(state: Candidate, now: Time, port: Outlet): void {
  state.call = ask(state, 'watch', now + waitTime + callRetry, { kind: 'lease.look', beyond: state.revision }, port);
}

function acquired(state: Candidate, now: Time, { ok, revision, epoch }: Acquired, port: Outlet): void {
  state.call = null;
  if (ok) {
    Object.assign(state, { revision, holder: state.self });
    if (!state.office) takeOffice(state, now, epoch, endOf(state), port);
  }
  watch(state, now, port);
}

/** Nobody older is left: it leads. A record without it tells that its lease is gone. */
function told(state: Candidate, now: Time, record: Record, port: Outlet): void {
  observe(state, now, record, port);
  const isMine = record.holder === state.self && record.session === state.session;
  if (state.office && !isMine) return begin(state, now, port);
  if (isMine && !state.office) takeOffice(state, now, record.epoch, endOf(state), port);
  watch(state, now, port);
}

export const etcd: Flavour = {
  start(state, now, port) {
    state.tickAt = now + 1 + Math.floor(port.random() * etcdDeadlineTick);
    state.renewAt = state.tickAt;
  },
  wake(state, now, port) {
    if (now >= endOf(state)) begin(state, now, port);
    else if (now >= state.renewAt) renew(state, now, port);
    if (!state.call || now < state.call.until) return;
    if (state.call.step === 'acquire') campaign(state, now, port);
    else watch(state, now, port);
  },
  hear(state, now, message, port) {
    if (message.kind === 'lease.renewed') {
      if (message.session === state.session) renewed(state, now, message, port);
    } else if (message.asked !== state.call?.asked) return;
    else if (message.kind === 'lease.record') told(state, now, message, port);
    else if (message.kind === 'lease.acquired') acquired(state, now, message, port);
  },
  /** The stream is opened again at the next tick; the lease lasts on. */
  lose(state, now) {
    if (state.call) state.call = { ...state.call, until: Math.min(state.call.until, now + callRetry) };
  },
  deadline: state => Math.min(endOf(state), state.renewAt, state.call ? state.call.until : NEVER),
};
