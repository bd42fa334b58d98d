/** A client: asks whomever it believes to lead, at a steady rate, whether or not earlier operations were answered. */
import { NEVER, type Time } from '../../time.ts';
import type { Message, Port, ProcessId, Start } from '../../contract.ts';
import type { Answer, Lead, Redirect } from './messages.ts';
import type { PrimaryBackupParams } from './parameters.ts';
import { resource } from './state.ts';

/** What a client needs to know: any service whose requests and answers have the shape of this one's may have it. */
export type ClientParams = Pick<PrimaryBackupParams, 'every' | 'readShare' | 'retryAfter' | 'opTimeout'>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the kinds are the owner's
type Outlet = Port<any>;

interface Operation {
  readonly operation: number;
  readonly access: 'read' | 'write';
  readonly expiresAt: Time;
  to: ProcessId;
  retryAt: Time;
  redirects: number;
}

/** What survives a crash of a client: operation numbers are not used twice. */
export interface ClientDisk { readonly issued: number }

/** The disk of a client as it is now; the same object as before where nothing on it changed. */
export function clientDisk({ issued }: Client, before: unknown): ClientDisk {
  const old = before as Partial<ClientDisk> | null | undefined;
  return old?.issued === issued ? old as ClientDisk : { issued };
}

export interface Client {
  readonly role: 'client';
  /** Whose messages it speaks: their kinds begin with it. */
  readonly owner: string;
  readonly params: ClientParams;
  readonly self: ProcessId;
  readonly processes: number;
  readonly replicas: readonly ProcessId[];
  /** Whom it believes to lead, since which epoch; in doubt after silence, when it believes any who claims it. */
  leader: ProcessId;
  epoch: number;
  doubts: boolean;
  /** The newest epoch that it ever saw: its fencing token. */
  token: number;
  issued: number;
  nextAt: Time;
  readonly outstanding: Operation[];
  /** No later than the first retry or giving up. */
  checkAt: Time;
}

export function startClient(
  { self, roles, params, now }: Start<ClientParams>, disk: ClientDisk | undefined, port: Outlet, owner = 'primaryBackup',
): Client {
  const replicas = roles.flatMap((role, id) => (role === 'replica' ? [id] : []));
  return {
    role: 'client', owner, params, self, processes: roles.length, replicas, leader: replicas[0]!, epoch: 1, doubts: false, token: 1,
    issued: disk?.issued ?? 0, nextAt: now + 1 + Math.floor(port.random() * params.every), outstanding: [], checkAt: NEVER,
  };
}

export function receiveAsClient(state: Client, from: ProcessId, message: Message, port: Outlet): void {
  const name = message.kind.slice(state.owner.length + 1);
  if (name === 'lead') believe(state, from, (message as Lead).epoch, port);
  else if (name === 'redirect') redirected(state, from, message as Redirect, port);
  else if (name === 'answer') answered(state, from, message as Answer, port);
}

function believe(state: Client, leader: ProcessId, epoch: number, port: Outlet): void {
  state.token = Math.max(state.token, epoch);
  if (epoch < state.epoch && !state.doubts) return;
  if (epoch !== state.epoch) port.note({ kind: 'reaches', milestone: 'routed', about: leader });
  Object.assign(state, { leader, epoch, doubts: false });
}

function answered(state: Client, from: ProcessId, { operation, epoch }: Answer, port: Outlet): void {
  believe(state, from, epoch, port);
  const place = state.outstanding.findIndex(waiting => waiting.operation === operation);
  if (place < 0) return;
  const [{ access }] = state.outstanding.splice(place, 1) as [Operation];
  port.note({ kind: 'acknowledged', resource, operation, access });
}

/** Follows once per replica; after that the retry has to find somebody. */
function redirected(state: Client, from: ProcessId, { operation, leader, epoch }: Redirect, port: Outlet): void {
  state.token = Math.max(state.token, epoch);
  const waiting = state.outstanding.find(each => each.operation === operation && each.to === from);
  if (!waiting || leader < 0) return;
  if (leader === from || epoch > state.epoch || state.doubts) believe(state, leader, epoch, port);
  if (waiting.redirects++ >= state.replicas.length) return;
  waiting.to = leader;
  ask(state, waiting, port);
}

function ask(state: Client, { operation, access, to }: Operation, port: Outlet): void {
  port.send(to, { kind: `${state.owner}.${access}`, operation, epoch: state.token });
}

export function wakeClient(state: Client, now: Time, port: Outlet): void {
  if (now >= state.checkAt) check(state, now, port);
  if (now < state.nextAt) return;
  invoke(state, now, port);
  state.nextAt += (Math.floor((now - state.nextAt) / state.params.every) + 1) * state.params.every;
}

/** Operation numbers are dealt out in turn among all processes. */
function invoke(state: Client, now: Time, port: Outlet): void {
  const { params } = state;
  const operation = state.issued++ * state.processes + state.self;
  const access = port.random() < params.readShare ? 'read' : 'write';
  const waiting: Operation = {
    operation, access, expiresAt: now + params.opTimeout, to: state.leader, retryAt: now + params.retryAfter, redirects: 0,
  };
  state.outstanding.push(waiting);
  state.checkAt = Math.min(state.checkAt, waiting.retryAt, waiting.expiresAt);
  port.note({ kind: 'invokes', resource, operation, access });
  ask(state, waiting, port);
}

function check(state: Client, now: Time, port: Outlet): void {
  state.checkAt = NEVER;
  const kept = state.outstanding.filter(({ expiresAt }) => now < expiresAt);
  state.outstanding.splice(0, state.outstanding.length, ...kept);
  for (const waiting of kept) {
    if (now >= waiting.retryAt) retry(state, waiting, now, port);
    state.checkAt = Math.min(state.checkAt, waiting.retryAt, waiting.expiresAt);
  }
}

/** Nobody answered: the next replica is tried, unless another operation already found that out. */
function retry(state: Client, waiting: Operation, now: Time, port: Outlet): void {
  if (waiting.to === state.leader) {
    state.leader = state.replicas[(state.replicas.indexOf(waiting.to) + 1) % state.replicas.length]!;
    state.doubts = true;
  }
  waiting.to = state.leader;
  waiting.retryAt = now + state.params.retryAfter;
  waiting.redirects = 0;
  ask(state, waiting, port);
}

export const clientDeadline = ({ nextAt, checkAt }: Client): Time => Math.min(nextAt, checkAt);
