import { pack, type Broadcast } from '../../../src/detectors/memberlist/broadcasts.ts';
import { health, healthChange, scaled } from '../../../src/detectors/memberlist/localHealth.ts';
import { profiles } from '../../../src/detectors/memberlist/profiles.ts';
import { merged, refuting, ruled, type Standing } from '../../../src/detectors/memberlist/records.ts';
import { leastSuspicion, pushPullInterval, retransmitLimit } from '../../../src/detectors/memberlist/scaling.ts';
import { confirmations, confirmed, remainingSuspicion, suspicion, suspicionBounds, suspicionLasts, type SuspicionBounds } from '../../../src/detectors/memberlist/suspicionTimeout.ts';
import { ms } from '../../../src/time.ts';
import { Unsupported, type Units } from '../vector.ts';

interface Scale { readonly mult: number; readonly n: number; readonly intervalMs: number }
type ProfileName = keyof typeof profiles;

const least = ({ mult, n, intervalMs }: Scale): number => leastSuspicion(mult, n, intervalMs * ms) / ms;
const retransmits = ({ mult, n }: Scale): number => retransmitLimit(mult, n);
const pushPull = ({ intervalMs, n }: Scale): number => pushPullInterval(intervalMs * ms, n) / ms;

function defaultsOf({ profile }: { readonly profile: ProfileName }): object {
  const chosen = profiles[profile];
  return {
    IndirectChecks: chosen.indirectChecks, RetransmitMult: chosen.retransmitMult, SuspicionMult: chosen.suspicionMult,
    SuspicionMaxTimeoutMult: chosen.suspicionMaxTimeoutMult, PushPullInterval: chosen.pushPullInterval / ms,
    ProbeTimeout: chosen.probeTimeout / ms, ProbeInterval: chosen.probeInterval / ms, AwarenessMaxMultiplier: chosen.awarenessMax,
    GossipNodes: chosen.gossipNodes, GossipInterval: chosen.gossipInterval / ms, GossipToTheDeadTime: chosen.gossipToTheFailed / ms,
    TCPTimeout: chosen.streamTimeout / ms,
  };
}

const inMs = (bounds: SuspicionBounds): object => ({
  k: bounds.confirmations, min: bounds.least / ms, max: bounds.longest / ms, startTimer: remainingSuspicion(0, bounds, 0) / ms,
});

function boundsOf({ profile, n }: { readonly profile: ProfileName; readonly n: number }): object {
  const { suspicionMult, suspicionMaxTimeoutMult, probeInterval } = profiles[profile];
  return inMs(suspicionBounds(suspicionMult, suspicionMaxTimeoutMult, n, probeInterval));
}

interface Round { readonly ack: unknown; readonly peersExpectedToNack?: number; readonly nacks?: number; readonly localSendError?: boolean }
const change = ({ ack, peersExpectedToNack = 0, nacks = 0, localSendError = false }: Round): number =>
  healthChange({ answered: ack !== null, nacksExpected: peersExpectedToNack, nacks, localError: localSendError });

/** The words of the source for what we call trusted, suspected and failed. */
const standings: Readonly<Record<string, Standing>> = { alive: 'trusted', suspect: 'suspected', dead: 'failed', left: 'left' };
const words = Object.fromEntries(Object.entries(standings).map(([word, standing]) => [standing, word]));

interface Local { readonly state: string; readonly inc: number; readonly timerFrom?: string }
interface Said { readonly type: string; readonly inc: number; readonly from?: string; readonly remoteState?: string }

function rule({ local, message }: { readonly local: Local | null; readonly message: Said }): object {
  const known = local === null ? null : standings[local.state];
  const said = message.type === 'push-pull' ? standings[message.remoteState ?? ''] : standings[message.type];
  if (known === undefined || said === undefined || (local as { subject?: string } | null)?.subject === 'self') throw new Unsupported();
  const claim = message.type === 'push-pull' ? merged(said, message.inc)
    : { standing: said as 'trusted', incarnation: message.inc, byItself: message.from === 'subject' };
  const before = local === null ? null : { standing: known as Standing, incarnation: local.inc };
  const { record, isNews } = ruled(before, claim);
  const event = !isNews || record === null ? undefined : eventOf(before?.standing, record.standing);
  return { state: record === null ? null : words[record.standing], inc: record?.incarnation, broadcast: isNews, ...(event ? { event } : {}) };
}

function eventOf(before: Standing | undefined, after: Standing): string | undefined {
  const isGone = (standing: Standing | undefined): boolean => standing === undefined || standing === 'failed' || standing === 'left';
  if (isGone(after)) return isGone(before) ? undefined : 'leave';
  return after === 'trusted' && isGone(before) ? 'join' : undefined;
}

/** The queue of the source's own test: four updates of 18 bytes among ten members. */
function packed({ retransmitMult, calls }: { readonly retransmitMult: number; readonly calls: readonly (readonly [number, number])[] }): number[] {
  let queue: readonly Broadcast[] = [0, 1, 2, 3].map(order => ({ about: order, bytes: 18, sent: 0, order }));
  return calls.map(([overhead, room]) => {
    const { packed: sent, queue: left } = pack(queue, overhead, room, retransmitLimit(retransmitMult, 10));
    queue = left;
    return sent.length;
  });
}

interface Remaining { readonly n: number; readonly k: number; readonly elapsed: number; readonly min: number; readonly max: number }
const remaining = ({ n, k, elapsed, min, max }: Remaining): number =>
  remainingSuspicion(n, { confirmations: k, least: min * ms, longest: max * ms }, elapsed * ms) / ms;

interface Timer { readonly from: string; readonly k: number; readonly min: number; readonly max: number; readonly confirm: readonly string[]; readonly confirmAt?: readonly number[] }

/** Names become numbers in the order in which they are met. */
function timer({ from, k, min, max, confirm, confirmAt }: Timer): object {
  const names = [...new Set([from, ...confirm])];
  let one = suspicion(names.indexOf(from), { confirmations: k, least: min * ms, longest: max * ms });
  const newInfo = confirm.map((name, i) => {
    const isLate = confirmAt !== undefined && confirmAt[i]! * ms >= suspicionLasts(one);
    const next = isLate ? one : confirmed(one, names.indexOf(name));
    const isNews = next !== one;
    one = next;
    return isNews;
  });
  const latest = confirmAt === undefined ? 0 : Math.max(0, ...confirmAt.filter((_, i) => newInfo[i]));
  const firesAt = Math.max(latest, suspicionLasts(one) / ms);
  return { newInfo, confirmations: confirmations(one), firesAt, firesAtExact: firesAt };
}

function dogpile({ clusterSizeIncludingSelf: n, extraConfirmations }: { readonly clusterSizeIncludingSelf: number; readonly extraConfirmations: number }): object {
  const bounds = suspicionBounds(5, 2, n, 100 * ms);
  let one = suspicion(-1, bounds);
  for (let accuser = 0; accuser < extraConfirmations; accuser++) one = confirmed(one, accuser);
  const firesAt = suspicionLasts(one) / ms;
  return { ...inMs(bounds), firesAt, firesAtExact: firesAt };
}

export const memberlist: Units = {
  'memberlist-scaling/suspiciontimeout-3-n-1s-3': (input: Scale) => Math.trunc(least(input) / 3),
  'memberlist-scaling/suspiciontimeout-mult-n-interval-mult-trunc': least,
  'memberlist-scaling/retransmitlimit-mult-ceil-log10-n-1': retransmits,
  'memberlist-scaling/retransmitlimit': retransmits,
  'memberlist-scaling/pushpullscale': pushPull,
  'memberlist-scaling/pushpullscale-interval-ceil-log2-n-5': pushPull,
  'memberlist-scaling/default-configuration': defaultsOf,
  'memberlist-scaling/suspicion-k-min-max-for-a': boundsOf,
  'memberlist-scaling/awareness-delta-applied-at-the-end': change,
  'memberlist-scaling/score-after-refuting-a-suspicion-about': ({ score }: { score: number }) => health(score, 1, profiles.lan.awarenessMax),
  'memberlist-scaling/which-timeouts-the-health-score-scales': () => ({
    'ProbeInterval (whole round deadline)': scaled(7, 3) === 28 ? 'x(score+1)' : 'not scaled',
    'ProbeTimeout (direct ack wait before ping-req)': 'not scaled',
    'suspicion min/max': 'not scaled in memberlist code (only k-confirmation decay)',
  }),
  'memberlist-scaling/new-incarnation-when-refuting': ({ localCounter, accusedInc }: { localCounter: number; accusedInc: number }) => refuting(localCounter, accusedInc),
  'memberlist-scaling/message-vs-local-record-resulting-state': rule,
  'memberlist-scaling/transmitlimitedqueue-getbroadcasts-overhead-limit-with-4': packed,
  'memberlist-suspicion/remainingsuspiciontime-n-k-elapsed-min-max': remaining,
  'memberlist-suspicion/suspicion-timer-total-time-from-start': timer,
  'memberlist-suspicion/suspect-state-duration-for-probeinterval-100': dogpile,
};
