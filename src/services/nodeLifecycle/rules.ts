/**
 * The arithmetic of the node lifecycle controller, as pkg/controller/nodelifecycle of Kubernetes 1.32 has it, and of the
 * loops that feed it: every comparison is strict or not as there. Read in the source, and checked against the reference vectors.
 */
import { ms, sec, type Duration } from '../../time.ts';

export type ZoneState = 'Initial' | 'Normal' | 'PartialDisruption' | 'FullDisruption';

/** ComputeZoneState: no ready node at all; or more than two not ready, and at least that share, in single precision. */
export function zoneState(ready: number, notReady: number, threshold: number): ZoneState {
  if (ready === 0 && notReady > 0) return 'FullDisruption';
  const share = Math.fround(Math.fround(notReady) / Math.fround(notReady + ready));
  return notReady > 2 && share >= Math.fround(threshold) ? 'PartialDisruption' : 'Normal';
}

export interface Rates {
  readonly evictionRate: number;
  readonly secondaryEvictionRate: number;
  readonly largeClusterSize: number;
}

/**
 * Nodes tainted a second in a zone. A zone that is wholly lost is taken for a fault of its own, and evicted at the usual
 * rate, unless every zone is: then the fault is more likely the controller's.
 */
export function rateOf(state: ZoneState, size: number, allAreLost: boolean, { evictionRate, secondaryEvictionRate, largeClusterSize }: Rates): number {
  if (state === 'FullDisruption' && allAreLost) return 0;
  if (state !== 'PartialDisruption') return evictionRate;
  return size > largeClusterSize ? secondaryEvictionRate : 0;
}

/** nodeLeaseRenewIntervalFraction. */
export const renewEvery = (leaseDuration: Duration): Duration => Math.floor(leaseDuration / 4);

/** wait.JitterUntil(…, 0.04, sliding): from the end of one run to the beginning of the next. */
export const jittered = (period: Duration, draw: number): Duration => period + Math.floor(draw * 0.04 * period);

/** Of the kubelet's heartbeat client: the smaller of the two. */
export const requestTimeout = (statusEvery: Duration, leaseDuration: Duration): Duration => Math.min(statusEvery, leaseDuration);

/** maxUpdateRetries and nodeStatusUpdateRetry: at once, one after the other. */
export const attempts = 5;
/** backoffEnsureLease: 200 ms first, doubling. */
export const firstSleep = 100 * ms;
export const longestSleep = 7 * sec;

/** NodeEvictionPeriod: how often the queues of nodes to taint are looked at. */
export const taintEvery = 100 * ms;
/** Of an update of a Node that met a conflict: NodeHealthUpdateRetry. */
export const conflicts = 5;
/** Of a deletion that failed. */
export const deleteAgain = 10 * ms;

/** client-go's reflector: from 800 ms, doubling to 30 s, each stretched by up to itself; as new after 2 minutes without trouble. */
export const firstRelist = 800 * ms;
export const longestRelist = 30 * sec;
export const relistForgets = 120 * sec;

/** Of the dialer in client-go. */
export const dialTimeout = 30 * sec;

export interface Heartbeats { readonly grace: Duration; readonly renew: Duration; readonly monitor: Duration }

/**
 * From the end of a kubelet to Ready = Unknown. Soonest: it ends just before a renewal, and the last was seen at once.
 * Latest: it ends just after one, which is seen a monitor period late, and the end of the grace another late. Without the
 * jitter of renewals, which makes the soonest up to 4 % of `renew` sooner, and without the network.
 */
export const unknownWindow = ({ grace, renew, monitor }: Heartbeats): readonly [least: Duration, most: Duration] => [grace - renew, grace + 2 * monitor];
