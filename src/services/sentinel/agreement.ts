/** ODOWN, the questions that it rests on, and votes. */
import type { ProcessId } from '../../contract.ts';
import type { Time } from '../../time.ts';
import type { Ask, Opine } from './messages.ts';
import { askPeriod, desync, isElected, isForgotten, isObjective, retryAfter } from './rules.ts';
import { masterOf, nobody, type Instance, type Outlet, type Sentinel } from './state.ts';

/** A snapshot: what each of the others last said may be five seconds old, and they need not mean the same moment. */
export function count(state: Sentinel, master: Instance, port: Outlet): void {
  const others = state.sentinels.filter(({ agrees }) => agrees).length;
  const before = state.isObjective;
  state.isObjective = isObjective(master.isSuspected, others, state.params.quorum);
  if (state.isObjective && !before) port.note({ kind: 'reaches', milestone: 'odown', about: master.id });
}

/** Asks everybody whose last answer is a second old, at every run of the timer until it comes. */
export function askOthers(state: Sentinel, master: Instance, now: Time, isForced: boolean, port: Outlet): void {
  for (const one of state.sentinels) {
    if (isForgotten(now - one.saidAt)) Object.assign(one, { agrees: false, leader: nobody });
    if (!master.isSuspected || !one.isConnected || (!isForced && now - one.saidAt < askPeriod)) continue;
    port.send(one.id, { kind: 'sentinel.ask', master: master.id, epoch: state.epoch, candidate: state.failover ? state.self : nobody });
  }
}

/** In TILT it answers no. */
export function answer(state: Sentinel, from: ProcessId, { master, epoch, candidate }: Ask, now: Time, port: Outlet): void {
  const known = master === state.master ? masterOf(state) : undefined;
  const agrees = state.tiltedAt === null && known !== undefined && known.isSuspected;
  const asked = known !== undefined && candidate !== nobody;
  if (asked) vote(state, epoch, candidate, now);
  port.send(from, { kind: 'sentinel.opine', agrees, leader: asked ? state.leader : nobody, epoch: state.leaderEpoch });
}

export function hear(one: Instance, { agrees, leader, epoch }: Opine, now: Time): void {
  Object.assign(one, { agrees, saidAt: now });
  if (leader !== nobody) Object.assign(one, { leader, leaderEpoch: epoch });
}

/** First come, first served, once an epoch. Who voted for another gives it time before it tries itself. */
function vote(state: Sentinel, epoch: number, candidate: ProcessId, now: Time): void {
  state.epoch = Math.max(state.epoch, epoch);
  if (state.leaderEpoch >= epoch || state.epoch > epoch) return;
  Object.assign(state, { leader: candidate, leaderEpoch: state.epoch });
  if (candidate !== state.self) state.failoverAt = now + desync(state.draw);
}

/** Counts the votes of this epoch; its own goes to whoever has most so far, else to itself. */
export function elected(state: Sentinel, epoch: number, now: Time): ProcessId {
  const votes = new Map<ProcessId, number>();
  const add = (leader: ProcessId): void => { votes.set(leader, (votes.get(leader) ?? 0) + 1); };
  for (const one of state.sentinels) if (one.leader !== nobody && one.leaderEpoch === state.epoch) add(one.leader);
  const most = (): ProcessId => [...votes].reduce((best, each) => (each[1] > best[1] ? each : best), [nobody, 0])[0];
  const favourite = most();
  vote(state, epoch, favourite === nobody ? state.self : favourite, now);
  if (state.leader !== nobody && state.leaderEpoch === epoch) add(state.leader);
  const winner = most();
  return isElected(votes.get(winner) ?? 0, state.sentinels.length + 1, state.params.quorum) ? winner : nobody;
}

/** Twice the failover timeout after the last attempt that it knows of. */
export function maybeStart(state: Sentinel, now: Time, port: Outlet): boolean {
  const isTooSoon = state.failoverAt !== null && now - state.failoverAt < retryAfter(state.params.failoverTimeout);
  if (!state.isObjective || state.failover || isTooSoon) return false;
  state.epoch++;
  state.failover = { state: 'waitStart', epoch: state.epoch, changedAt: now, promoted: nobody };
  state.failoverAt = now + desync(state.draw);
  port.note({ kind: 'reaches', milestone: 'tryFailover', about: state.self });
  return true;
}
