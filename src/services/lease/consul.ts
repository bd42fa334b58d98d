/**
 * A lock of Consul's (api/lock.go and agent/consul/session_ttl.go at 00b551337336): a session with a time to live, kept by
 * renewals at half of it and ended by the leader at twice of it. What it held is free then, but nobody may take it during
 * the lock delay. A holder watches the key by a blocking query and stops when that tells it otherwise, or fails: it has no
 * deadline of its own, so one that is cut off goes on. The index of the lock is the fence.
 */
import { NEVER, sec, type Time } from '../../time.ts';
import { ask, observe, tend, type Flavour } from './asking.ts';
import type { Acquired, Record, Renewed } from './messages.ts';
import { leaveOffice, takeOffice } from './office.ts';
import { consulRenewal } from './rules.ts';
import { BEFORE, nobody, type Candidate, type Outlet } from './state.ts';

/** A blocking query is answered after this time in any case (DefaultLockWaitTime; the store adds up to a sixteenth). */
export const waitTime = 15 * sec;
/** A renewal that failed is tried again after a second (RenewPeriodic). */
const renewRetry = 1 * sec;
/** A question that is not answered by then is asked again: only by datagrams. */
const callLimit = 5 * sec;

function renew(state: Candidate, now: Time, port: Outlet): void {
  tend(state, port);
  state.renewAt = now + renewRetry;
}

/** After a renewal that failed for the whole time to live, the client renews no more. */
function renewed(state: Candidate, now: Time, { ok }: Renewed, port: Outlet): void {
  if (!ok) return begin(state, now, port);
  const isNew = state.answeredAt === BEFORE;
  state.answeredAt = now;
  state.renewAt = now + Math.max(1, consulRenewal(state.params.duration));
  if (isNew) watch(state, now, null, port);
}

/** From the start: another session. */
function begin(state: Candidate, now: Time, port: Outlet): void {
  leaveOffice(state, port);
  Object.assign(state, { call: null, callAt: NEVER, answeredAt: BEFORE });
  state.session++;
  renew(state, now, port);
}

/** Without `beyond` at once; with it, when the record changes. Lost questions and answers are made good by asking again. */
function watch(state: Candidate, now: Time, beyond: number | null, port: Outlet): void {
  state.call = ask(state, 'watch', now + waitTime + callLimit, { kind: 'lease.look', beyond }, port);
}

function told(state: Candidate, now: Time, record: Record, port: Outlet): void {
  observe(state, now, record, port);
  const isMine = record.holder === state.self && record.session === state.session;
  if (state.office && !isMine) return begin(state, now, port);
  if (!state.office && isMine) takeOffice(state, now, record.epoch, NEVER, port);
  if (record.holder !== nobody) return watch(state, now, record.revision, port);
  state.call = ask(state, 'acquire', now + callLimit, { kind: 'lease.acquire', session: state.session }, port);
}

/** Refused while the lock delay lasts: it comes back after the retry time, and looks first. */
function acquired(state: Candidate, now: Time, { ok, revision, epoch }: Acquired, port: Outlet): void {
  state.call = null;
  if (!ok) {
    state.callAt = now + state.params.lockRetry;
    return;
  }
  Object.assign(state, { revision, holder: state.self });
  takeOffice(state, now, epoch, NEVER, port);
  watch(state, now, revision, port);
}

export const consul: Flavour = {
  start(state, now, port) {
    state.renewAt = now + 1 + Math.floor(port.random() * sec);
  },
  wake(state, now, port) {
    if (now >= state.renewAt) {
      const isLost = state.answeredAt !== BEFORE && now - state.answeredAt > state.params.duration;
      if (!isLost) renew(state, now, port);
      else if (state.office) state.renewAt = NEVER;
      else begin(state, now, port);
    }
    const isLate = state.call !== null && now >= state.call.until;
    if (isLate || (!state.call && now >= state.callAt)) {
      state.callAt = NEVER;
      watch(state, now, state.office ? state.revision : null, port);
    }
  },
  hear(state, now, message, port) {
    if (message.kind === 'lease.renewed') {
      if (message.session === state.session) renewed(state, now, message, port);
    } else if (message.asked !== state.call?.asked) return;
    else if (message.kind === 'lease.record') told(state, now, message, port);
    else if (message.kind === 'lease.acquired') acquired(state, now, message, port);
  },
  /** A monitor whose query fails gives the lock for lost. */
  lose(state, now, port) {
    if (state.office) begin(state, now, port);
    else if (state.call) {
      state.call = null;
      state.callAt = now + renewRetry;
    }
  },
  deadline: ({ call, callAt, renewAt }) => Math.min(call ? call.until : callAt, renewAt),
};
