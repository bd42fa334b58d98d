/** Who may take the leader's key: what a replica asks the others' REST APIs first. */
import { sec, type Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import type { Told } from './messages.ts';
import { nobody, type Agent, type Outlet, type Reply, type Step } from './state.ts';

/** fetch_node_status, call_failsafe_member: timeout 2 s. */
export const restLimit = 2 * sec;

/** Asks every other member, the last leader among them, at once. */
export function askAll(state: Agent, step: Extract<Step, 'racing' | 'failsafe'>, now: Time, port: Outlet): void {
  state.asked++;
  Object.assign(state, { step, until: now + restLimit, replies: state.members.map((from): Reply => ({ from, is: 'awaited' })) });
  const kind = step === 'racing' ? 'patroni.ask' : 'patroni.failsafe';
  for (const to of state.members) port.send(to, { kind, asked: state.asked });
}

export function answer(state: Agent, from: ProcessId, is: Reply['is']): void {
  state.replies = state.replies.map(each => (each.from === from && each.is === 'awaited' ? { from, is } : each));
}

export const isAnswered = ({ replies }: Agent): boolean => replies.every(({ is }) => is !== 'awaited');

/** Of whom nothing was heard in time, a connection is left behind. */
export function giveUp(state: Agent, port: Outlet): void {
  for (const { from, is } of state.replies) if (is === 'awaited') port.close(from);
}

/** A member that runs as a primary, or whose log is longer, stops the race; one that cannot be reached does not. */
export function judge({ database }: Agent, { isPrimary, runs, position }: Told): Reply['is'] {
  if (!runs) return 'unknown';
  if (isPrimary) return 'primary';
  return position > (database?.position ?? 0) ? 'ahead' : 'behind';
}

/** In synchronous mode only the standby that the last leader named, and that leader, may win; and the leader being ahead is no obstacle. */
export function mayRace({ params, cluster, self, database }: Agent): boolean {
  if (cluster === null || database === null) return false;
  if (database.mode === 'primary') return database.epoch >= cluster.epoch;
  return !params.synchronous || cluster.standby === nobody || cluster.standby === self;
}

export const isHealthiest = ({ replies }: Agent): boolean => replies.every(({ is }) => is !== 'primary' && is !== 'ahead');

/** All known members must say yes. */
export const mayGoOn = ({ replies }: Agent): boolean => replies.every(({ is }) => is === 'accepts');
