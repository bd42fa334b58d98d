/**
 * What one side of a split decides by what it knows: Pekko's DowningStrategy (sbr/DowningStrategy.scala at a0113a0c6dc3), as
 * Akka had it. Each side decides for itself; that their decisions fit is what the strategies are for.
 */
import type { ProcessId } from '../../contract.ts';
import type { Status } from './membership.ts';

export const strategyNames = ['keep-majority', 'static-quorum', 'keep-oldest', 'down-all', 'lease-majority', 'auto-down', 'off'] as const;

export interface Strategy {
  readonly strategy: (typeof strategyNames)[number];
  /** Of static-quorum. */
  readonly quorumSize: number;
  /** Of keep-oldest. */
  readonly yieldIfAlone: boolean;
}

export interface Situation {
  /** In the order of addresses. */
  readonly members: readonly { readonly status: Status; readonly age: number }[];
  readonly unreachable: readonly ProcessId[];
  readonly records: readonly (readonly [observer: ProcessId, subject: ProcessId])[];
  /** Who has seen the current gossip. */
  readonly seenBy: readonly ProcessId[];
  /** Only these count, where a role is named; null: all. */
  readonly withRole: readonly ProcessId[] | null;
}

export type Decision = 'downReachable' | 'downUnreachable' | 'downAll' | 'downIndirectlyConnected' | 'acquireLease' | 'acquireLeaseIndirectly' | 'reverseIndirectly';

const entries = ({ members, withRole }: Situation) => members.map(({ status, age }, id) => ({ id, status, age }))
  .filter(({ id }) => withRole === null || withRole.includes(id));

/** Who counts. Joining members could be up on the other side already, and leaving ones exiting. */
function counted(situation: Situation, includesJoining = false, excludesLeaving = false): ProcessId[] {
  return entries(situation).filter(({ status }) => status === 'up' || (status === 'joining' && includesJoining)
    || (status === 'leaving' && !excludesLeaving)).map(({ id }) => id);
}

/** Both ends of any cycle of accusations, and of any accusation of one that has seen the current gossip: they are connected through others. */
export function indirectlyConnected({ records, seenBy }: Situation): ProcessId[] {
  const [observers, subjects] = [records.map(([observer]) => observer), records.map(([, subject]) => subject)];
  const both = observers.filter(id => subjects.includes(id));
  const seen = records.filter(([, subject]) => seenBy.includes(subject)).flat();
  return [...new Set([...both, ...seen])].sort((a, b) => a - b);
}

export function decide(strategy: Strategy, situation: Situation): Decision {
  if (strategy.strategy === 'down-all') return 'downAll';
  if (strategy.strategy === 'auto-down' || strategy.strategy === 'off') return 'downUnreachable';
  if (strategy.strategy === 'static-quorum' && counted(situation).length > 2 * strategy.quorumSize - 1) return 'downAll';
  const indirect = indirectlyConnected(situation).length > 0;
  if (strategy.strategy === 'lease-majority') return indirect ? 'acquireLeaseIndirectly' : 'acquireLease';
  if (indirect) return 'downIndirectlyConnected';
  if (strategy.strategy === 'static-quorum') return staticQuorum(strategy, situation);
  if (counted(situation).length === 0) return 'downAll';
  const [first, again] = strategy.strategy === 'keep-oldest' ? oldest(strategy, situation) : majority(situation);
  // what a change of membership at the moment of the split could turn round is decided by nobody
  return first === 'downUnreachable' && again !== first ? 'downAll' : first;
}

function sizes({ unreachable }: Situation, ids: readonly ProcessId[]): [here: number, there: number] {
  const there = ids.filter(id => unreachable.includes(id)).length;
  return [ids.length - there, there];
}

function staticQuorum({ quorumSize }: Strategy, situation: Situation): Decision {
  const [here] = sizes(situation, counted(situation));
  return here >= quorumSize ? 'downUnreachable' : 'downReachable';
}

/** The larger side; of two equal ones that with the lowest address. Then once more, with what could be so on the other side. */
function majority(situation: Situation): [Decision, Decision] {
  const larger = (here: number, there: number, lowest: ProcessId): Decision =>
    (here > there || (here === there && !situation.unreachable.includes(lowest)) ? 'downUnreachable' : 'downReachable');
  const all = counted(situation);
  const surely = counted(situation, false, true);
  const again = surely.length === 0 ? 'downAll'
    : larger(sizes(situation, surely)[0], sizes(situation, counted(situation, true))[1], surely[0]!);
  return [larger(...sizes(situation, all), all[0]!), again];
}

function oldest({ yieldIfAlone }: Strategy, situation: Situation): [Decision, Decision] {
  const { members, unreachable } = situation;
  const holds = (ids: readonly ProcessId[], [here, there]: [number, number]): Decision => {
    const eldest = ids.reduce((a, b) => (members[b]!.age < members[a]!.age ? b : a));
    const isHere = !unreachable.includes(eldest);
    const isAlone = yieldIfAlone && (isHere ? here === 1 && there >= 2 : there === 1 && here >= 2);
    return isHere !== isAlone ? 'downUnreachable' : 'downReachable';
  };
  const all = counted(situation);
  const surely = counted(situation, false, true);
  const again = surely.length === 0 ? 'downAll' : holds(surely, sizes(situation, counted(situation, yieldIfAlone, true)));
  return [holds(all, sizes(situation, all)), again];
}

/** Whether the other side may ask for the lease first. */
export function isInMinority(situation: Situation): boolean {
  const all = counted(situation);
  const [here, there] = sizes(situation, all);
  return all.length > 0 && (there > here || (there === here && situation.unreachable.includes(all[0]!)));
}

/** Whoever does not get the lease decides the other way round. */
export const reversed = (decision: Decision): Decision => (decision === 'acquireLease' ? 'downReachable' : 'reverseIndirectly');

export function doomed(strategy: Strategy, situation: Situation, decision: Decision): ProcessId[] {
  const { unreachable } = situation;
  const downable = entries({ ...situation, withRole: null }).filter(({ status }) => status === 'up' || status === 'leaving' || status === 'joining').map(({ id }) => id);
  const indirect = indirectlyConnected(situation);
  const isFar = (id: ProcessId): boolean => unreachable.includes(id);
  switch (decision) {
    case 'downAll': return downable;
    case 'downReachable': return downable.filter(id => !isFar(id));
    case 'downUnreachable': case 'acquireLease': return downable.filter(isFar);
    case 'reverseIndirectly': return downable.filter(id => indirect.includes(id) || !isFar(id));
    default: {
      const more = additional(strategy, situation, indirect, downable);
      return more === null ? downable : downable.filter(id => indirect.includes(id) || more.includes(id));
    }
  }
}

/** What is decided without the accusations among the indirectly connected: a clean split may come on top. null: that is no clearer. */
function additional(strategy: Strategy, situation: Situation, indirect: readonly ProcessId[], downable: readonly ProcessId[]): ProcessId[] | null {
  if (situation.unreachable.every(id => indirect.includes(id))) return [];
  const [observers, subjects] = [situation.records.map(([observer]) => observer), situation.records.map(([, subject]) => subject)];
  const cycle = observers.filter(id => subjects.includes(id));
  const heard = situation.records.filter(([, subject]) => situation.seenBy.includes(subject)).flat();
  const records = situation.records.filter(pair => pair.every(id => downable.includes(id))
    && !pair.every(id => cycle.includes(id)) && !pair.every(id => heard.includes(id)));
  const rest = { ...situation, records, unreachable: [...new Set(records.map(([, subject]) => subject))] };
  const decision = decide(strategy, rest);
  return decision === 'downIndirectlyConnected' || decision === 'acquireLeaseIndirectly' ? null : doomed(strategy, rest, decision);
}
