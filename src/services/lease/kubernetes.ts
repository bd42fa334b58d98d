/**
 * client-go's leader election (tools/leaderelection/leaderelection.go at 9a8caafaa5b5), as Kubernetes' own components run it.
 *
 * A candidate reads the record every 1 to 2.2 retry periods, and takes it by compare-and-swap when it has not seen it
 * change for a lease duration: only its own clock counts, and only the rate of it. A holder renews every retry period,
 * and gives up when one renewal has failed for the renew deadline: until then it goes on, even if it reads that another
 * has the lease. A pause between two renewals puts that deadline off, so whoever wakes from one acts for as long again.
 * Having stopped it competes again as another; the real process ends and is started anew.
 */
import { NEVER, type Time } from '../../time.ts';
import { ask, observe, type Flavour } from './asking.ts';
import type { Record, Updated } from './messages.ts';
import { leaveOffice, prolong, takeOffice } from './office.ts';
import { holdsFor, requestLimit, retryWait } from './rules.ts';
import { nextTick, nobody, opine, type Candidate, type Office, type Outlet } from './state.ts';

/** One try: read the record; if it is free, stale or one's own, write it. */
function look(state: Candidate, now: Time, port: Outlet): void {
  const { renewDeadline } = state.params;
  if (state.office) begin(state, state.office, now, port);
  const end = state.begunAt === null ? NEVER : state.begunAt + renewDeadline;
  state.call = ask(state, 'look', Math.min(now + requestLimit(renewDeadline), end), { kind: 'lease.look', beyond: null }, port);
}

/** The deadline runs from here: of a renewal that begins late, after a pause, later. */
function begin(state: Candidate, office: Office, now: Time, port: Outlet): void {
  if (state.begunAt !== null) return;
  state.begunAt = now;
  prolong(office, now, now + state.params.renewDeadline, port);
}

/** A holder tries again at the next tick of its poll, which runs from the beginning of the renewal. */
function fail(state: Candidate, now: Time, port: Outlet): void {
  const { retryPeriod } = state.params;
  state.call = null;
  state.callAt = state.begunAt === null
    ? now + 1 + retryWait(retryPeriod, port.random()) : nextTick(state.begunAt, retryPeriod, now);
}

function read(state: Candidate, now: Time, record: Record, port: Outlet): void {
  observe(state, now, record, port);
  const isMine = record.holder === state.self && record.session === state.session;
  if (record.holder !== nobody && !isMine && now < state.observedAt + state.params.duration) return fail(state, now, port);
  if (!isMine) opine(state, record.holder, 'suspected', port);
  const { revision } = record;
  state.call = ask(state, 'update', state.call!.until, { kind: 'lease.update', revision, session: state.session }, port);
}

function written(state: Candidate, now: Time, { ok, revision, epoch }: Updated, port: Outlet): void {
  if (!ok) return fail(state, now, port);
  const { retryPeriod, renewDeadline } = state.params;
  Object.assign(state, { call: null, holder: state.self, revision, epoch, observedAt: now, begunAt: null, callAt: now + retryPeriod });
  const until = now + holdsFor(renewDeadline, retryPeriod);
  if (state.office) prolong(state.office, now, until, port);
  else takeOffice(state, now, epoch, until, port);
}

/** As another from now on. */
function stop(state: Candidate, now: Time, port: Outlet): void {
  leaveOffice(state, port);
  state.session++;
  state.begunAt = null;
  fail(state, now, port);
}

export const kubernetes: Flavour = {
  start(state, now, port) {
    state.callAt = now + 1 + Math.floor(port.random() * state.params.retryPeriod);
  },
  wake(state, now, port) {
    if (state.begunAt !== null && now >= state.begunAt + state.params.renewDeadline) stop(state, now, port);
    if (state.call && now >= state.call.until) fail(state, now, port);
    if (!state.call && now >= state.callAt) look(state, now, port);
  },
  hear(state, now, message, port) {
    if (message.kind === 'lease.renewed' || message.asked !== state.call?.asked) return;
    if (message.kind === 'lease.record') read(state, now, message, port);
    else if (message.kind === 'lease.updated') written(state, now, message, port);
  },
  lose(state, now, port) {
    if (state.call) fail(state, now, port);
  },
  deadline: ({ call, callAt, begunAt, params }) =>
    Math.min(call ? call.until : callAt, begunAt === null ? NEVER : begunAt + params.renewDeadline),
};
