/**
 * What a member does with what it holds: while it believes that it holds it, it writes to the storage with its token. The belief
 * ends when it is told, when the storage refuses its token, or at an instant of its own clock.
 */
import { NEVER, type Time } from '../../time.ts';
import type { Grant, Written } from './messages.ts';
import { nextOf, nobody, phaseOf, type Base, type Outlet } from './state.ts';

interface Held extends Grant { /** Of its own clock; NEVER: until told. */ until: Time }

export interface Work {
  held: Held[];
  nextAt: Time;
  issued: number;
}
export interface Worker extends Base { readonly work: Work }

/** Operation numbers are not used twice: a process has the lowest million in its first life. */
export const startWork = (base: Base, now: Time, port: Outlet): Work => ({
  held: [], nextAt: base.params.every === NEVER ? NEVER : now + 1 + phaseOf(base, base.params.every, port), issued: base.incarnation * 1_000_000,
});

/** All that it holds from now on, and until when by its own clock. */
export function hold({ work }: Worker, grants: readonly Grant[], until: Time, port: Outlet): void {
  const kept = (each: Held): boolean => grants.some(({ resource, epoch }) => resource === each.resource && epoch === each.epoch);
  for (const { resource, epoch } of work.held.filter(each => !grants.some(grant => grant.resource === each.resource))) {
    port.note({ kind: 'yields', resource, epoch });
  }
  const before = work.held.filter(kept);
  work.held = grants.map(({ resource, epoch }) => before.find(each => each.resource === resource) ?? { resource, epoch, until });
  for (const each of work.held) {
    if (!before.includes(each)) port.note({ kind: 'claims', resource: each.resource, epoch: each.epoch });
    if (!before.includes(each) || until > each.until) port.note({ kind: 'acts', resource: each.resource, epoch: each.epoch, until });
    each.until = Math.max(each.until, until);
  }
}

/** Its session was renewed: what it holds it may hold for longer. */
export const extend = (worker: Worker, until: Time, port: Outlet): void => hold(worker, worker.work.held, until, port);

export function drop({ work }: Worker, port: Outlet, which: (held: Held) => boolean = () => true): void {
  for (const { resource, epoch } of work.held.filter(which)) port.note({ kind: 'yields', resource, epoch });
  work.held = work.held.filter(each => !which(each));
}

export function wakeWork(worker: Worker, now: Time, port: Outlet): void {
  const { work, params } = worker;
  drop(worker, port, ({ until }) => until <= now);
  if (now < work.nextAt) return;
  work.nextAt = nextOf(work.nextAt, params.every, now);
  if (worker.store !== nobody) for (const each of work.held) write(worker, each, port);
}

/** Only the storage accepts: what it takes it notes as stored. Operation numbers are dealt out in turn among all processes. */
function write({ work, self, processes, store }: Worker, { resource, epoch }: Held, port: Outlet): void {
  const operation = work.issued++ * processes + self;
  port.note({ kind: 'invokes', resource, operation, access: 'write' });
  port.send(store, { kind: 'session.write', resource, operation, epoch });
}

/** A refused token is a newer holder's. */
export function written(worker: Worker, { resource, operation, epoch, isStored }: Written, port: Outlet): void {
  if (isStored) port.note({ kind: 'acknowledged', resource, operation, access: 'write' });
  else drop(worker, port, held => held.resource === resource && held.epoch === epoch);
}

/** With nothing in its hands it need not wake to work. */
export function workDeadline({ work }: Worker): Time {
  return work.held.length === 0 ? NEVER : Math.min(work.nextAt, ...work.held.map(({ until }) => until));
}

/** What becomes of a held thing when nothing is heard: see `belief`. */
export const beliefUntil = ({ params }: Base, heardAt: Time, ends: Readonly<Record<'session' | 'connected', Time>>): Time =>
  (params.belief === 'told' ? NEVER : heardAt + ends[params.belief]);

