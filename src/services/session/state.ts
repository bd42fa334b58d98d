/** What every part of a session service has: who it is, and what it last called out about others. */
import type { Opinion, Port, ProcessId, Signal, Start } from '../../contract.ts';
import type { Duration, Time } from '../../time.ts';
import type { SessionMessage } from './messages.ts';
import type { SessionParams } from './parameters.ts';

export type Outlet = Port<SessionMessage>;
export type Received = SessionMessage | Signal;
export type Begin = Start<SessionParams>;
export const nobody: ProcessId = -1;

export interface Base {
  readonly params: SessionParams;
  readonly self: ProcessId;
  readonly incarnation: number;
  readonly processes: number;
  readonly servers: readonly ProcessId[];
  readonly members: readonly ProcessId[];
  /** nobody where nothing is stored. */
  readonly store: ProcessId;
  /** By process; undefined before it was heard of. */
  readonly opinions: (Opinion | undefined)[];
}

/** One role in one flavour: `wake` and `deadline` as in the contract; `disk` is what was there before as long as nothing on it changed. */
export interface Part<S extends Base> {
  start(all: Begin, port: Outlet): S;
  receive(state: S, now: Time, from: ProcessId, message: Received, port: Outlet): void;
  wake(state: S, now: Time, port: Outlet): void;
  deadline(state: S): Time;
  disk?(state: S, before: unknown): unknown;
}

export function baseOf({ params, self, incarnation, roles }: Begin): Base {
  const of = (role: string): ProcessId[] => roles.flatMap((each, id) => (each === role ? [id] : []));
  return {
    params, self, incarnation, processes: roles.length, servers: of('server'), members: of('member'),
    store: of('store')[0] ?? nobody, opinions: roles.map(() => undefined),
  };
}

export const phaseOf = ({ params }: Pick<Base, 'params'>, period: Duration, port: Outlet): Duration => {
  const draw = port.random();
  return params.phase === 'zero' ? 0 : Math.floor(draw * period);
};

/** Whoever is heard runs. */
export function trust({ opinions }: Base, peer: ProcessId, port: Outlet): void {
  if (opinions[peer] === 'trusted') return;
  opinions[peer] = 'trusted';
  port.trust(peer);
}

export function suspect({ opinions }: Base, peer: ProcessId, port: Outlet): void {
  if (opinions[peer] === 'suspected') return;
  opinions[peer] = 'suspected';
  port.suspect(peer);
}

export const reach = (port: Outlet, milestone: string, about: ProcessId): void => port.note({ kind: 'reaches', milestone, about });

/** The next of a row of instants `period` apart, the first of which is `at`: later than now. */
export const nextOf = (at: Time, period: Duration, now: Time): Time => at + (Math.floor((now - at) / period) + 1) * period;

export const isServer = ({ servers }: Base, id: ProcessId): boolean => servers.includes(id);
export const isMember = ({ members }: Base, id: ProcessId): boolean => members.includes(id);

/** Ends that kernels tell of. */
export const isBroken = ({ kind }: Received): boolean =>
  kind === 'transport.reset' || kind === 'transport.refused' || kind === 'transport.unreachable' || kind === 'session.closed';
