/** Holding the lease: what the holder does for clients, and when it acts. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import type { Kept, Request, Waiting } from './messages.ts';
import { nobody, resource, type Candidate, type Office, type Outlet } from './state.ts';

/** From now on it holds the lease. */
export function takeOffice(state: Candidate, now: Time, epoch: number, until: Time, port: Outlet): void {
  state.office = { epoch, until, unsent: [], sendAt: NEVER };
  state.holder = state.self;
  state.epoch = epoch;
  port.note({ kind: 'claims', resource, epoch });
  port.note({ kind: 'reaches', milestone: 'lockTaken', about: state.self });
  if (until > now) port.note({ kind: 'acts', resource, epoch, until });
}

export function prolong(office: Office, now: Time, until: Time, port: Outlet): void {
  if (until <= office.until) return;
  office.until = until;
  if (until > now) port.note({ kind: 'acts', resource, epoch: office.epoch, until });
}

/** What it had accepted and not sent yet, it has decided to write: it is sent all the same. */
export function leaveOffice(state: Candidate, port: Outlet): void {
  if (!state.office) return;
  const { epoch } = state.office;
  flush(state, state.office, port);
  state.office = null;
  port.note({ kind: 'yields', resource, epoch });
  port.note({ kind: 'reaches', milestone: 'stopped', about: state.self });
}

export function request(state: Candidate, now: Time, client: ProcessId, { kind, operation }: Request, port: Outlet): void {
  const { office } = state;
  if (!office) {
    const leader = state.holder === state.self ? nobody : state.holder;
    port.send(client, { kind: 'lease.redirect', operation, leader, epoch: state.epoch });
    return;
  }
  const access = kind === 'lease.write' ? 'write' : 'read';
  const isNew = wait(state, { operation, client, access, since: now });
  if (access === 'read') port.send(state.storage, { kind: 'lease.fetch', operation, epoch: office.epoch });
  else if (isNew) write(state, office, now, operation, port);
  else if (!office.unsent.includes(operation)) port.send(state.storage, { kind: 'lease.put', operation, epoch: office.epoch });
}

/** False where it waits already. Those whose clients have given up are forgotten. */
function wait(state: Candidate, one: Waiting): boolean {
  if (state.waiting.some(({ operation }) => operation === one.operation)) return false;
  state.waiting = [...state.waiting.filter(({ since }) => since + state.params.opTimeout >= one.since), one];
  return true;
}

/** It decides now, and sends `writeTime` later, whatever has become of the lease: that is what a fence is for. */
function write(state: Candidate, office: Office, now: Time, operation: number, port: Outlet): void {
  port.note({ kind: 'accepts', resource, operation, epoch: office.epoch });
  office.unsent.push(operation);
  if (state.params.writeTime === 0) flush(state, office, port);
  else office.sendAt = Math.min(office.sendAt, now + state.params.writeTime);
}

export function flush(state: Candidate, office: Office, port: Outlet): void {
  for (const operation of office.unsent) port.send(state.storage, { kind: 'lease.put', operation, epoch: office.epoch });
  office.unsent = [];
  office.sendAt = NEVER;
}

/** The storage has it, or refuses the token. */
export function kept(state: Candidate, { operation, ok }: Kept, port: Outlet): void {
  const place = state.waiting.findIndex(each => each.operation === operation);
  if (place < 0) return;
  const [{ client }] = state.waiting.splice(place, 1) as [Waiting];
  if (ok) port.send(client, { kind: 'lease.answer', operation, epoch: state.epoch });
  else {
    port.note({ kind: 'discards', resource, operation, epoch: state.epoch });
    port.send(client, { kind: 'lease.redirect', operation, leader: nobody, epoch: state.epoch });
  }
}
