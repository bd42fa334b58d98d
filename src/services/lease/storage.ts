/** What the holder works on: it knows of leases only what a token tells it, and that only where it looks (`fencing`). */
import type { ProcessId, Start } from '../../contract.ts';
import { append, emptyLog, newest, recentIndexOf, type Log } from '../primaryBackup/log.ts';
import type { Fetch, LeaseMessage, Put } from './messages.ts';
import type { LeaseParams } from './parameters.ts';
import { resource, type Outlet } from './state.ts';

export interface StorageDisk { readonly log: Log; /** The newest token that it saw. */ readonly token: number }

export interface Storage {
  readonly role: 'storage';
  readonly params: LeaseParams;
  disk: StorageDisk;
}

export const startStorage = ({ params }: Start<LeaseParams>, disk: StorageDisk | undefined): Storage =>
  ({ role: 'storage', params, disk: disk ?? { log: emptyLog(0), token: 0 } });

export function receiveAsStorage(state: Storage, from: ProcessId, message: LeaseMessage, port: Outlet): void {
  if (message.kind === 'lease.put') put(state, from, message, port);
  else if (message.kind === 'lease.fetch') fetch(state, from, message, port);
}

function put(state: Storage, from: ProcessId, { operation, epoch }: Put, port: Outlet): void {
  const { log, token } = state.disk;
  const isKnown = recentIndexOf(log, operation) !== undefined;
  const ok = isKnown || !state.params.fencing || epoch >= token;
  if (!ok) port.note({ kind: 'fences', resource, operation, epoch });
  else if (!isKnown) {
    state.disk = { log: append(log, [operation]), token: Math.max(token, epoch) };
    port.note({ kind: 'stores', resource, operation, epoch });
  }
  port.send(from, { kind: 'lease.kept', operation, ok });
}

function fetch({ disk }: Storage, from: ProcessId, { operation, epoch }: Fetch, port: Outlet): void {
  port.note({ kind: 'serves', resource, operation, reflects: newest(disk.log), epoch });
  port.send(from, { kind: 'lease.kept', operation, ok: true });
}
