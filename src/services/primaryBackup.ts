/**
 * A replicated database with failover: what is done about a suspicion, and what it costs when the suspicion was wrong.
 *
 * Replicas are the first processes; replica 0 leads epoch 1. A replica takes over when the inner detector suspects the
 * primary and all replicas of lower rank. What keeps two from acting at once is a choice: nothing, a `quorum` (votes, and
 * authority only while a majority answers), a `lease` (grants of a majority, ended by clocks), `fencing` tokens (stores
 * refuse an older epoch). Clients write to whoever claims to lead.
 *
 * It is not a consensus protocol to be copied: without quorum or lease it loses acknowledged writes, which is the point.
 */
import { NEVER, type Time } from '../time.ts';
import {
  overhear, type AnyDetector, type Detector, type Message, type Port, type ProcessId, type Service, type ServiceParams, type Start,
} from '../contract.ts';
import { clientDeadline, clientDisk, receiveAsClient, startClient, wakeClient, type Client, type ClientDisk } from './primaryBackup/client.ts';
import { consider } from './primaryBackup/election.ts';
import { primaryBackupMessages, type PrimaryBackupMessage } from './primaryBackup/messages.ts';
import { primaryBackupParameters, type PrimaryBackupParams } from './primaryBackup/parameters.ts';
import { receiveAsReplica, replicaDeadline, startReplica, wakeReplica, type ReplicaDisk } from './primaryBackup/replica.ts';
import { BEFORE, leaderOf, type Replica } from './primaryBackup/state.ts';

export type { PrimaryBackupParams };

interface Disk { readonly inner: unknown; readonly part: ReplicaDisk | ClientDisk | null }

export interface PrimaryBackupState {
  readonly inner: unknown;
  /** null on a process that is neither replica nor client. */
  readonly part: Replica | Client | null;
  disk: Disk;
}

type Params = ServiceParams<PrimaryBackupParams>;

/** The disk as it is now; the same object as before where nothing on it changed. */
function written(inner: AnyDetector, { inner: state, part, disk }: PrimaryBackupState): Disk {
  const within: unknown = inner.durable?.(state);
  const mine = part === null ? null : part.role === 'client' ? clientDisk(part, disk.part) : replicaDisk(part, disk.part);
  return within === disk.inner && mine === disk.part ? disk : { inner: within, part: mine };
}

function replicaDisk({ epoch, voted, log, strays }: Replica, before: Disk['part']): ReplicaDisk {
  const same = before && 'log' in before
    && before.epoch === epoch && before.voted === voted && before.log === log && before.strays === strays;
  return same ? before : { epoch, voted, log, strays };
}

/** The port for the inner detector: what it says of a replica is heard before it is passed on. */
function earFor(): (part: PrimaryBackupState['part'], port: Port) => Port {
  const overhearing = overhear();
  let listener!: Replica;
  const heard = (opinion: 'trust' | 'suspect' | 'fail', peer: ProcessId): void => {
    const rank = listener.replicas.indexOf(peer);
    if (rank < 0) return;
    listener.suspected[rank] = opinion !== 'trust';
    if (listener.suspected[rank] && peer === leaderOf(listener, listener.epoch)) listener.sparedUntil = BEFORE;
    listener.shaken = true;
  };
  return (part, port) => {
    if (part?.role !== 'replica') return port;
    listener = part;
    return overhearing.through(port, heard);
  };
}

function start(all: Start<Params>, disk: Disk['part'] | undefined, port: Port): PrimaryBackupState['part'] {
  const mine = { ...all, params: all.params.service };
  const role = all.roles[all.self];
  if (role === 'replica') return startReplica(mine, disk as ReplicaDisk | undefined, port);
  return role === 'client' ? startClient(mine, disk as ClientDisk | undefined, port) : null;
}

function receive(part: PrimaryBackupState['part'], now: Time, from: ProcessId, message: PrimaryBackupMessage, port: Port): void {
  if (part?.role === 'replica') receiveAsReplica(part, now, from, message, port);
  else if (part) receiveAsClient(part, from, message, port);
}

/** What was just heard is acted on in the same step, and what changed on the disk is on it before that step's sends. */
function settle(inner: AnyDetector, state: PrimaryBackupState, now: Time, port: Port): void {
  const { part } = state;
  if (part?.role === 'replica' && part.shaken) {
    part.shaken = false;
    consider(part, now, port);
  }
  state.disk = written(inner, state);
}

/** @throws without a detector inside: its own messages tell who leads, not who is running. */
function over(inner: AnyDetector | null): AnyDetector {
  if (!inner) throw new Error('primaryBackup takes over on suspicion, so it needs a detector');
  const ear = earFor();
  const detector: Detector<Params, PrimaryBackupState, PrimaryBackupMessage> = {
    name: `primaryBackup(${inner.name})`,
    // its own are `primaryBackup.parameters`, those inside are `inner.parameters`
    parameters: {} as Detector<Params, PrimaryBackupState, PrimaryBackupMessage>['parameters'],
    clock: params => (typeof inner.clock === 'function' ? inner.clock(params.inner) : inner.clock ?? 'monotonic'),
    messages: { ...inner.messages, ...primaryBackupMessages },
    init(all, port) {
      const disk = all.durable as Disk | undefined;
      const part = start(all, disk?.part, port);
      const within: unknown = inner.init({ ...all, params: all.params.inner, durable: disk?.inner }, ear(part, port));
      const state: PrimaryBackupState = { inner: within, part, disk: disk ?? { inner: undefined, part: null } };
      settle(inner, state, all.now, port);
      return state;
    },
    receive(state, now, from, message: PrimaryBackupMessage | Message, port) {
      if (message.kind in primaryBackupMessages) receive(state.part, now, from, message as PrimaryBackupMessage, port);
      else inner.receive(state.inner, now, from, message, ear(state.part, port));
      settle(inner, state, now, port);
    },
    wake(state, now, port) {
      const { part } = state;
      inner.wake(state.inner, now, ear(part, port));
      settle(inner, state, now, port);
      if (part?.role === 'replica') wakeReplica(part, now, port);
      else if (part) wakeClient(part, now, port);
      settle(inner, state, now, port);
    },
    deadline({ inner: within, part }) {
      const own = part === null ? NEVER : part.role === 'client' ? clientDeadline(part) : replicaDeadline(part);
      return Math.min(own, inner.deadline(within));
    },
    opinion: (state, peer) => inner.opinion(state.inner, peer),
    watch: (state, peer) => inner.watch?.(state.inner, peer),
    durable: state => state.disk,
  };
  return detector;
}

export const primaryBackup: Service<PrimaryBackupParams> = {
  name: 'primaryBackup',
  summary: 'A replicated database with failover: whoever stops hearing the primary may promote itself.',
  parameters: primaryBackupParameters,
  roles: (params, count) => [...Array<string>(count).fill('replica'), ...Array<string>(params.clients).fill('client')],
  over,
};
