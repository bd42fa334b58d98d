import type { Counter } from './counter.ts';

export type ProbeKind = 'readiness' | 'liveness' | 'startup';
export type ProbeVerdict = 'Success' | 'Failure' | 'Unknown';

export interface ProbeWorker {
  readonly kind: ProbeKind;
  verdict: ProbeVerdict;
  /** The last result, and how many like it came in a row. */
  last: 'Success' | 'Failure' | null;
  run: number;
  /** How often a failure has asked for the container to be restarted. */
  restarts: number;
}

/** What holds before the first result: an unready container gets no traffic, a living one is not restarted. */
const initial: Readonly<Record<ProbeKind, ProbeVerdict>> = { readiness: 'Failure', liveness: 'Success', startup: 'Unknown' };

export const probeBegins = (kind: ProbeKind, verdict: ProbeVerdict = initial[kind]): ProbeWorker =>
  ({ kind, verdict, last: null, run: 0, restarts: 0 });

/**
 * The kubelet's probe worker (pkg/kubelet/prober/worker.go, doProbe, at 00421113e1c6): equal results in a row are counted, and
 * from a threshold on each sets the verdict. A failed liveness or startup probe restarts the container and counts afresh.
 * A probe that could not be made is thrown away and counts for nothing: do not report it here.
 */
export function probed(state: ProbeWorker, passed: boolean, { rise, fall }: { readonly rise: number; readonly fall: number }): void {
  const result = passed ? 'Success' : 'Failure';
  state.run = state.last === result ? state.run + 1 : 1;
  state.last = result;
  if (state.run < (passed ? rise : fall)) return;
  state.verdict = result;
  if (passed || state.kind === 'readiness') return;
  state.restarts++;
  state.run = 0;
}

/** Ticks are a period apart, whatever the results. */
export const probeWorker: Counter<ProbeWorker> = {
  begin: ({ probe }) => probeBegins(probe),
  count: (state, result, options) => probed(state, result === 'pass', options),
  trusts: state => state.verdict === 'Success',
  rest: (_, { interval }) => interval,
};
