import { probeBegins, probed, type ProbeKind, type ProbeVerdict } from '../../../src/detectors/riseFall/probeWorker.ts';
import { riseFall } from '../../../src/detectors/riseFall.ts';
import { defaults } from '../../../src/parameters.ts';
import { sec } from '../../../src/time.ts';
import { isSilent, type Health } from '../../../src/services/nodeLifecycle/monitoring.ts';
import { nodeLifecycleParameters, type NodeLifecycleParams } from '../../../src/services/nodeLifecycle/parameters.ts';
import { rateOf, renewEvery, unknownWindow, zoneState, type ZoneState } from '../../../src/services/nodeLifecycle/rules.ts';
import { kubernetesNode } from '../../../scenarios/systems/kubernetesNode.ts';
import { defaultIn } from '../../../scenarios/systems/options.ts';
import type { Units } from '../vector.ts';

interface Input {
  readonly type: ProbeKind; readonly initial: ProbeVerdict; readonly failureThreshold: number; readonly successThreshold: number;
  readonly results: readonly ('ok' | 'fail' | 'error')[];
}

/** A probe that could not be made reaches no counter. */
function worker({ type, initial, failureThreshold, successThreshold, results }: Input): string[] {
  const state = probeBegins(type, initial);
  return results.map(result => {
    const before = state.restarts;
    if (result !== 'error') probed(state, result === 'ok', { rise: successThreshold, fall: failureThreshold });
    return state.restarts > before ? `${state.verdict}+restart` : state.verdict;
  });
}

function probeDefaults() {
  const { interval, timeout, rise, fall } = defaults(riseFall.parameters, { flavour: 'kubernetes' });
  const initial = (kind: ProbeKind): ProbeVerdict => probeBegins(kind).verdict;
  return {
    periodSeconds: interval! / sec, timeoutSeconds: timeout! / sec, failureThreshold: fall, successThreshold: rise, initialDelaySeconds: 0,
    'initial liveness': initial('liveness'), 'initial readiness': initial('readiness'), 'initial startup': initial('startup'),
  };
}

const usual = defaults(nodeLifecycleParameters) as NodeLifecycleParams;

/** Under the system's own names; the same as the service's, which the mapping is tested to pass on. */
function nodeDefaults() {
  const value = (key: string, release?: string): number => defaultIn(kubernetesNode.options[key]!, release) as number;
  const seconds = (key: string, release?: string): number => value(key, release) / sec;
  const grace = 'node-monitor-grace-period';
  return {
    'kubelet nodeLeaseDurationSeconds': seconds('nodeLeaseDurationSeconds'), 'lease renew interval s': renewEvery(value('nodeLeaseDurationSeconds')) / sec,
    'nodeStatusUpdateFrequency s': seconds('nodeStatusUpdateFrequency'), 'nodeStatusReportFrequency s': seconds('nodeStatusReportFrequency'),
    'node-monitor-period s': seconds('node-monitor-period'), 'node-startup-grace-period s': seconds('node-startup-grace-period'),
    'node-monitor-grace-period s': `${seconds(grace, '1.31')} up to v1.31, ${seconds(grace, '1.32')} from v1.32`,
    'default tolerationSeconds not-ready/unreachable': seconds('default-not-ready-toleration-seconds'),
    'node-eviction-rate': usual.evictionRate, 'secondary-node-eviction-rate': usual.secondaryEvictionRate,
    'unhealthy-zone-threshold': usual.unhealthyZone, 'large-cluster-size-threshold': usual.largeClusterSize,
  };
}

interface Eviction { readonly zoneState: ZoneState; readonly zoneSize: number; readonly allZonesFullyDisrupted: boolean }
interface Window { readonly graceS: number; readonly renewS: number; readonly monitorS: number }

function window({ graceS, renewS, monitorS }: Window) {
  const [minS, maxS] = unknownWindow({ grace: graceS, renew: renewS, monitor: monitorS });
  const tolerated = usual.unreachableToleration / sec;
  return { minS, maxS, podEvictionStartsMinS: minS + tolerated, podEvictionStartsMaxS: maxS + tolerated };
}

/** A kubelet whose clock is that far off, for five minutes of renewals: nobody takes it for silent, and then everybody does. */
function isJudgedAlike({ renewTimeSkewS }: { readonly renewTimeSkewS: number }): boolean {
  const health = new Map<number, Health>();
  const silent = Array.from({ length: 120 }, (_, pass) => pass * usual.monitorEvery).filter(now => isSilent(health, {
    id: 0, version: 1, createdAt: 0, ready: 'True', heartbeatAt: 0, taint: 'none', renewTime: Math.floor(Math.min(now, 300 * sec) / (10 * sec)) * 10 * sec + renewTimeSkewS * sec,
  }, now, usual));
  return silent[0] === 300 * sec + usual.grace + usual.monitorEvery;
}

export const kubernetes: Units = {
  'kubernetes/kubelet-prober-worker': worker, 'kubernetes/probe-defaults': probeDefaults, 'kubernetes/defaults': nodeDefaults,
  'kubernetes/zone-state-from-ready-notready-counts': ({ ready, notReady }: { ready: number; notReady: number }) => zoneState(ready, notReady, usual.unhealthyZone),
  'kubernetes/taint-eviction-rate-limit-of-a': ({ zoneState: state, zoneSize, allZonesFullyDisrupted }: Eviction) => rateOf(state, zoneSize, allZonesFullyDisrupted, usual),
  'kubernetes/time-from-kubelet-crash-to-ready': window,
  'kubernetes/lease-renewtime-far-in-the-past': isJudgedAlike,
};
