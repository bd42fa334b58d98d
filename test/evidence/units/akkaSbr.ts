import { defaults } from '../../../src/parameters.ts';
import { downing, type DowningParams } from '../../../src/services/downing.ts';
import type { Status } from '../../../src/services/downing/membership.ts';
import { decide, isInMinority, doomed, type Decision, type Situation, type Strategy } from '../../../src/services/downing/strategies.ts';
import { sec } from '../../../src/time.ts';
import type { Units } from '../vector.ts';

const usual = defaults(downing.parameters) as DowningParams;
const words: Readonly<Record<Decision, string>> = {
  downReachable: 'DownReachable', downUnreachable: 'DownUnreachable', downAll: 'DownAll', downIndirectlyConnected: 'DownIndirectlyConnected',
  acquireLease: 'AcquireLease', acquireLeaseIndirectly: 'AcquireLeaseIndirectly', reverseIndirectly: 'ReverseDownIndirectlyConnected',
};

type Side = Readonly<Record<string, Status | 'weaklyUp'>>;
interface Knowledge { readonly role?: string; readonly roles?: Readonly<Record<string, readonly string[]>>; readonly upNumber?: Readonly<Record<string, number>> }

/** What one side knows of itself and of the other. Weakly up counts as joining. */
function seenFrom(side: Side, others: readonly Side[], { role, roles = {}, upNumber = {} }: Knowledge): Situation {
  const all: Side = Object.assign({}, side, ...others);
  const names = Object.keys(all).sort();
  const far = names.flatMap((name, id) => (name in side ? [] : [id]));
  const observer = names.indexOf(Object.keys(side).sort()[0]!);
  return {
    members: names.map((name, id) => ({ status: all[name] === 'weaklyUp' ? 'joining' : all[name] as Status, age: upNumber[name] ?? id })),
    unreachable: far, records: far.map(subject => [observer, subject] as const), seenBy: names.flatMap((name, id) => (name in side ? [id] : [])),
    withRole: role === undefined ? null : names.flatMap((name, id) => (roles[name]?.includes(role) ? [id] : [])),
  };
}

interface Options { readonly quorum?: number; readonly downIfAlone?: boolean; readonly role?: string }
const strategyOf = (name: string, { quorum, downIfAlone }: Options = {}): Strategy => ({
  strategy: name as Strategy['strategy'], quorumSize: quorum ?? usual.quorumSize, yieldIfAlone: downIfAlone ?? usual.yieldIfAlone,
});

function decisionOf(strategy: Strategy, situation: Situation): string {
  const decision = decide(strategy, situation);
  return decision === 'acquireLease' ? `AcquireLease(${isInMinority(situation) ? 'minority delay' : 'delay 0'})` : words[decision];
}

interface Views { readonly side: Side; readonly other: Side }
const views = ({ side1View, side2View, strategy = 'keep-majority', options, roles, upNumber }: Record<string, any>) => {
  const decided = ({ side, other }: Views) => decisionOf(strategyOf(strategy, options), seenFrom(side, [other], { roles, upNumber, ...(options?.role && { role: options.role }) }));
  return { side1: decided(side1View), side2: decided(side2View) };
};

export const akkaSbr: Units = {
  'akka-sbr/decision-taken-independently-on-each-side': ({ strategy, sides, options, roles, upNumber }) =>
    (sides as Side[]).map((side, i) => decisionOf(strategyOf(strategy, options),
      seenFrom(side, (sides as Side[]).filter((_, j) => j !== i), { roles, upNumber, ...(options?.role && { role: options.role }) }))),
  'akka-sbr/same': views,
  'akka-sbr/membership-changed-at-the-moment-of': views,
  'akka-sbr/indirectly-connected-cycle-in-the-observer': input => {
    const names = input.members as string[];
    const records = (input['unreachability(observer->subject)'] as [string, string][]).map(pair => pair.map(name => names.indexOf(name)) as [number, number]);
    const situation: Situation = {
      members: names.map((_, age) => ({ status: 'up', age })), records, unreachable: [...new Set(records.map(([, subject]) => subject))],
      seenBy: ((input.seenBy ?? []) as string[]).map(name => names.indexOf(name)), withRole: null,
    };
    const strategy = strategyOf(input.strategy);
    return { downed: doomed(strategy, situation, decide(strategy, situation)).map(id => names[id]).sort() };
  },
  'akka-sbr/defaults': () => ({
    'active-strategy': usual.strategy, 'stable-after s': usual.stableAfter / sec,
    'down-all-when-unstable': usual.removeAllWhenUnstable === Math.max(4 * sec, 0.75 * usual.stableAfter)
      ? `on = max(4 s, 3/4 of stable-after) after stable-after, i.e. ${(usual.stableAfter + usual.removeAllWhenUnstable) / sec} s from first unreachability` : 'another',
    'lease minority delay s': usual.leaseDelay / sec, 'lease release-after s': usual.leaseReleaseAfter / sec, 'keep-oldest down-if-alone': usual.yieldIfAlone,
    'who acts': 'only the leader of the surviving side issues Down', 'downing-provider default': 'none (SBR must be enabled)',
  }),
};
