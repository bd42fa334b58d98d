import { NEVER, type Time } from '../../time.ts';
import type { Opinion, Port, ProcessId } from '../../contract.ts';
import type { Checked, Cluster, PatroniMessage } from './messages.ts';
import type { PatroniParams } from './parameters.ts';

export type Outlet = Port<PatroniMessage>;

/** There is one database. */
export const resource = 0;
export const nobody: ProcessId = -1;
/** Before every clock reading. */
export const BEFORE: Time = -NEVER;

/** What one member answered to the race; `unknown`: nothing in time, or nobody was there. */
export interface Reply { readonly from: ProcessId; readonly is: 'awaited' | 'unknown' | 'primary' | 'ahead' | 'behind' | 'accepts' | 'refuses' }

/** Where an agent stands in its loop. */
export type Step = 'asleep' | 'checking' | 'renewing' | 'racing' | 'taking' | 'failsafe';

/** Patroni itself, beside one PostgreSQL. */
export interface Agent {
  readonly role: 'patroni';
  readonly params: PatroniParams;
  readonly self: ProcessId;
  readonly etcd: ProcessId;
  /** Its PostgreSQL, −1 if the scenario has none for it; and the other agents, with theirs. */
  readonly postgres: ProcessId;
  readonly members: readonly ProcessId[];
  readonly agents: readonly ProcessId[];
  readonly databases: readonly ProcessId[];
  readonly opinions: (Opinion | null)[];

  /** The cluster as the store last told; null before. */
  cluster: Cluster | null;
  /** Its lease, one for each incarnation, and when it was last kept. */
  lease: number;
  keptAt: Time;
  /** Its PostgreSQL, as it was found in this loop; null: there is none. In how many loops in a row there was none. */
  database: Checked | null;
  missing: number;

  step: Step;
  /** Until when the step may take; while asleep, when the next loop begins in any case. */
  until: Time;
  /** The instant from which the next loop is counted. */
  nextRun: Time;
  /** Something happened while it was busy: the next loop begins at once. */
  isStirred: boolean;
  /** Requests are numbered; those to the store are tried again at these instants. */
  asked: number;
  again: Time[];
  replies: Reply[];
  /** Its synchronous standby, as it last decided. */
  standby: ProcessId;
  watchAt: Time;
}

export const leads = ({ cluster, self }: Agent): boolean => cluster?.leader === self;
export const databaseOf = ({ agents, databases }: Agent, agent: ProcessId): ProcessId => databases[agents.indexOf(agent)] ?? nobody;

/** Says what it thinks of another agent, once. */
export function opine(state: Agent, peer: ProcessId, opinion: 'trusted' | 'suspected', port: Outlet): void {
  if (peer === nobody || peer === state.self || state.opinions[peer] === opinion) return;
  state.opinions[peer] = opinion;
  if (opinion === 'trusted') port.trust(peer);
  else port.suspect(peer);
}
