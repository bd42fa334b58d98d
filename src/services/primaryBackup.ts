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
import { NEVER } from '../time.ts';
import { overhear, type AnyDetector, type Detector, type Message, type Port, type ProcessId, type Service, type ServiceParams, type Signal } from '../contract.ts';
import { clientDeadline, receiveAsClient, startClient, wakeClient, type Client, type ClientDisk } from './primaryBackup/client.ts';
import { consider } from './primaryBackup/election.ts';
import { primaryBackupMessages, type PrimaryBackupMessage } from './primaryBackup/messages.ts';
import { primaryBackupParameters, type PrimaryBackupParams } from './primaryBackup/parameters.ts';
import { receiveAsReplica, replicaDeadline, startReplica, wakeReplica, type ReplicaDisk } from './primaryBackup/replica.ts';
import type { Replica } from './primaryBackup/state.ts';

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
function written(inner: AnyDetector | null, { inner: state, part, disk }: PrimaryBackupState): Disk {
  const within: unknown = inner?.durable?.(state);
  const mine = part === null ? null : part.role === 'client' ? clientDisk(part, disk.part) : replicaDisk(part, disk.part);
  return within === disk.inner && mine === disk.part ? disk : { inner: within, part: mine };
}

function clientDisk({ issued }: Client, before: Disk['part']): ClientDisk {
  return before && 'issued' in before && before.issued === issued ? before : { issued };
}

function replicaDisk({ epoch, voted, log, strays }: Replica, before: Disk['part']): ReplicaDisk {
  const same = before && 'log' in before
    && before.epoch === epoch && before.voted === voted && before.log === log && before.strays === strays;
  return same ? before : { epoch, voted, log, strays };
}

function over(inner: AnyDetector | null): Detector<Params, PrimaryBackupState, PrimaryBackupMessage> {
  const overhearing = overhear();
  let listener!: Replica;
  /** What the inner detector says of a replica is heard before it is passed on. What it never spoke of is not suspected. */
  const heard = (opinion: 'trust' | 'suspect' | 'fail', peer: ProcessId): void => {
    const rank = listener.replicas.indexOf(peer);
    if (rank < 0) return;
    listener.suspected[rank] = opinion !== 'trust';
    listener.shaken = true;
  };
  const listening = ({ part }: Pick<PrimaryBackupState, 'part'>, port: Port): Port => {
    if (part?.role !== 'replica') return port;
    listener = part;
    return overhearing.through(port, heard);
  };
  const settle = (state: PrimaryBackupState, now: number, port: Port): void => {
    const { part } = state;
    if (part?.role === 'replica' && part.shaken) {
      part.shaken = false;
      consider(part, now, port);
    }
    state.disk = written(inner, state);
  };

  return {
    name: inner ? `primaryBackup(${inner.name})` : 'primaryBackup',
    parameters: {} as Detector<Params, PrimaryBackupState, PrimaryBackupMessage>['parameters'],
    clock: params => (typeof inner?.clock === 'function' ? inner.clock(params.inner) : inner?.clock ?? 'monotonic'),
    messages: { ...inner?.messages, ...primaryBackupMessages },

    init(start, port) {
      const disk = start.durable as Disk | undefined;
      const mine = { ...start, params: start.params.service };
      const role = start.roles[start.self];
      const part = role === 'replica' ? startReplica(mine, disk?.part as ReplicaDisk | undefined, port)
        : role === 'client' ? startClient(mine, disk?.part as ClientDisk | undefined, port) : null;
      const within = inner?.init({ ...start, params: start.params.inner, durable: disk?.inner }, listening({ part }, port));
      const state: PrimaryBackupState = { inner: within ?? null, part, disk: disk ?? { inner: undefined, part: null } };
      settle(state, start.now, port);
      return state;
    },

    receive(state, now, from, message: PrimaryBackupMessage | Message | Signal, port) {
      const { part } = state;
      if (!(message.kind in primaryBackupMessages)) {
        inner?.receive(state.inner, now, from, message, listening(state, port));
      } else if (part?.role === 'replica') receiveAsReplica(part, now, from, message as PrimaryBackupMessage, port);
      else if (part) receiveAsClient(part, now, from, message as PrimaryBackupMessage, port);
      settle(state, now, port);
    },

    wake(state, now, port) {
      const { part } = state;
      inner?.wake(state.inner, now, listening(state, port));
      settle(state, now, port);
      if (part?.role === 'replica') wakeReplica(part, now, port);
      else if (part) wakeClient(part, now, port);
      settle(state, now, port);
    },

    deadline({ inner: within, part }) {
      const own = part === null ? NEVER : part.role === 'client' ? clientDeadline(part) : replicaDeadline(part);
      return inner ? Math.min(own, inner.deadline(within)) : own;
    },
    opinion: (state, peer) => inner?.opinion(state.inner, peer) ?? 'trusted',
    watch: (state, peer) => inner?.watch?.(state.inner, peer),
    durable: state => state.disk,
  };
}

export const primaryBackup: Service<PrimaryBackupParams> = {
  name: 'primaryBackup',
  parameters: primaryBackupParameters,
  roles: (params, count) => [...Array<string>(count).fill('replica'), ...Array<string>(params.clients).fill('client')],
  over,
};
