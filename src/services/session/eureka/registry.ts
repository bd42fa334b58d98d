/**
 * A Eureka server: AbstractInstanceRegistry and PeerAwareInstanceRegistryImpl of Netflix/eureka at 61acc83d9589. Each server has a registry
 * of its own and passes on what it hears; nothing is agreed. A lease ends when a sweep finds it lapsed, twice its length after the
 * last renewal; the sweep does nothing while too few renewals came in the last minute, and never takes more than a share at once.
 */
import type { ProcessId } from '../../../contract.ts';
import { sec, type Duration, type Time } from '../../../time.ts';
import { evictions, isLapsed, mayEvict, renewThreshold, renewedAt } from '../rules.ts';
import { baseOf, phaseOf, reach, suspect, trust, type Base, type Outlet, type Part } from '../state.ts';

interface Lease { readonly member: ProcessId; readonly length: Duration; /** As stored: a renewal lies a lease in the future. */ updatedAt: Time }

export interface Registry extends Base {
  readonly part: 'registry';
  leases: Lease[];
  /** Clients that ought to renew. */
  expected: number;
  /** Renewals in this minute, and in the last whole one. */
  renewals: number;
  lastMinute: number;
  minuteAt: Time;
  sweepAt: Time;
  /** null before the first. */
  sweptAt: Time | null;
  recountAt: Time;
  isPreserving: boolean;
}

const minute = 60 * sec;
/** renewalThresholdUpdateIntervalMs. */
const recount = 900 * sec;

const thresholdOf = ({ expected, params: { heartbeat, preservation } }: Registry): number => renewThreshold(expected, heartbeat, preservation);
const find = ({ leases }: Registry, member: ProcessId): Lease | undefined => leases.find(each => each.member === member);

function register(state: Registry, member: ProcessId, length: Duration, now: Time, port: Outlet): void {
  // one that counts nobody goes on counting nobody
  if (!find(state, member) && state.expected > 0) state.expected++;
  state.leases = [...state.leases.filter(each => each.member !== member), { member, length, updatedAt: now }];
  reach(port, 'registered', member);
  trust(state, member, port);
}

function renew(state: Registry, member: ProcessId, now: Time, port: Outlet): boolean {
  const lease = find(state, member);
  if (!lease) return false;
  state.renewals++;
  lease.updatedAt = renewedAt(now, lease.length);
  trust(state, member, port);
  return true;
}

function replicate({ servers, self }: Registry, member: ProcessId, instance: number, what: 'register' | 'renew', port: Outlet): void {
  for (const peer of servers) if (peer !== self) port.send(peer, { kind: 'session.replicated', member, instance, what });
}

/** updateRenewalThreshold counts what it fetches from a peer, which is what it has itself; a registry alone fetches nothing, and never counts anew. */
function recounted(state: Registry): void {
  const { params: { preservation, selfPreservation }, expected, leases, servers } = state;
  if (servers.length > 1 && (!selfPreservation || leases.length > preservation * expected)) state.expected = leases.length;
}

/** A sweep that comes late allows for that: leases were not renewed either while this process stood still. */
function sweep(state: Registry, now: Time, port: Outlet): void {
  const { tick, preservation, selfPreservation } = state.params;
  const compensation = state.sweptAt === null ? 0 : Math.max(0, now - state.sweptAt - tick);
  Object.assign(state, { sweptAt: now, sweepAt: now + tick });
  const lapsed = state.leases.filter(({ updatedAt, length }) => isLapsed(now, updatedAt, length, compensation));
  const isPreserving = selfPreservation && !mayEvict(state.lastMinute, thresholdOf(state));
  if (isPreserving && !state.isPreserving && lapsed.length > 0) reach(port, 'selfPreservation', state.self);
  state.isPreserving = isPreserving && lapsed.length > 0;
  if (!isPreserving) evict(state, lapsed, evictions(state.leases.length, lapsed.length, preservation), port);
}

/** In random order, so that not one application is emptied before the others. */
function evict(state: Registry, lapsed: Lease[], count: number, port: Outlet): void {
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(port.random() * (lapsed.length - i));
    [lapsed[i], lapsed[j]] = [lapsed[j]!, lapsed[i]!];
    const { member } = lapsed[i]!;
    state.leases = state.leases.filter(each => each.member !== member);
    if (state.expected > 0) state.expected--;
    reach(port, 'evicted', member);
    suspect(state, member, port);
  }
}

export const registry: Part<Registry> = {
  start(all, port) {
    const base = baseOf(all);
    const from = all.now + phaseOf(base, all.params.tick, port);
    return {
      ...base, part: 'registry', leases: [], expected: all.params.expected, renewals: 0, lastMinute: 0, minuteAt: from + minute, sweepAt: from + all.params.tick,
      sweptAt: null, recountAt: from + recount, isPreserving: false,
    };
  },
  receive(state, now, from, message, port) {
    if (message.kind === 'session.join') {
      register(state, from, message.timeout, now, port);
      replicate(state, from, message.instance, 'register', port);
      port.send(from, { kind: 'session.joined', instance: message.instance, session: 1, timeout: message.timeout, status: 'ok' });
    } else if (message.kind === 'session.beat') {
      const isKnown = renew(state, from, now, port);
      if (isKnown) replicate(state, from, message.instance, 'renew', port);
      port.send(from, { kind: 'session.beaten', status: isKnown ? 'ok' : 'unknown', epoch: message.epoch, grants: null });
    } else if (message.kind === 'session.replicated') {
      // a peer that is asked to renew what it does not have is sent it
      if (message.what === 'register' || !renew(state, message.member, now, port)) register(state, message.member, state.params.timeout, now, port);
    }
  },
  wake(state, now, port) {
    if (now >= state.minuteAt) Object.assign(state, { lastMinute: state.renewals, renewals: 0, minuteAt: now + minute });
    if (now >= state.recountAt) {
      recounted(state);
      state.recountAt = now + recount;
    }
    if (now >= state.sweepAt) sweep(state, now, port);
  },
  deadline: ({ minuteAt, sweepAt, recountAt }) => Math.min(minuteAt, sweepAt, recountAt),
};
