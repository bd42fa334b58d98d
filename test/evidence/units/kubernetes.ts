import { probeBegins, probed, type ProbeKind, type ProbeVerdict } from '../../../src/detectors/riseFall/probeWorker.ts';
import { riseFall } from '../../../src/detectors/riseFall.ts';
import { defaults } from '../../../src/parameters.ts';
import { sec } from '../../../src/time.ts';
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

/** Of the probes; zones and evictions are the node controller's. */
export const kubernetes: Units = { 'kubernetes/kubelet-prober-worker': worker, 'kubernetes/probe-defaults': probeDefaults };
