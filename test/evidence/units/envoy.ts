import { envoyBegins, envoyCounts, envoyHealth, type EnvoyResult } from '../../../src/detectors/riseFall/envoyHealth.ts';
import { ejectionTime, successRateThreshold } from '../../../src/detectors/riseFall/outlierEjection.ts';
import { ms } from '../../../src/time.ts';
import { counterOptions } from '../../support/counterOptions.ts';
import { Unsupported, type Units, type VectorCase } from '../vector.ts';

interface Input {
  readonly healthyThreshold: number; readonly unhealthyThreshold: number; readonly startsFailed: boolean;
  readonly intervals: { readonly interval: number; readonly unhealthy: number; readonly unhealthyEdge: number; readonly healthyEdge: number };
  readonly results: readonly string[];
}

const meaning: Readonly<Record<string, EnvoyResult>> = { ok: 'ok', timeout: 'counted', retriable: 'counted', badstatus: 'immediate' };

function session({ healthyThreshold, unhealthyThreshold, startsFailed, intervals, results }: Input): unknown[] {
  const options = counterOptions({
    rise: healthyThreshold, fall: unhealthyThreshold, interval: intervals.interval * ms, unhealthyInterval: intervals.unhealthy * ms,
    unhealthyEdgeInterval: intervals.unhealthyEdge * ms, healthyEdgeInterval: intervals.healthyEdge * ms,
  });
  const state = envoyBegins(!startsFailed);
  return results.map(result => {
    if (!meaning[result]) throw new Unsupported();
    envoyCounts(state, meaning[result], options);
    return { healthy: state.healthy, transition: state.transition, nextInterval: envoyHealth.rest(state, options) / ms };
  });
}

interface Ejection { readonly timesEjected: number; readonly baseMs: number; readonly maxMs: number | null }

const ejection = ({ timesEjected, baseMs, maxMs }: Ejection): number => ejectionTime(timesEjected, baseMs, maxMs ?? undefined);

function successRates({ rates, stdevFactor }: { rates: number[]; stdevFactor: number }): unknown {
  const { mean, deviation, threshold } = successRateThreshold(rates, stdevFactor / 1_000);
  return { mean, stdev: deviation, threshold, eject: rates.map(rate => rate < threshold) };
}

/** Said in words: the word is taken if the intervals after each result are those that it means. */
function edges(_: unknown, { expect }: VectorCase): unknown {
  const intervals = { interval: 1, unhealthy: 2, unhealthyEdge: 3, healthyEdge: 4 };
  const rested = session({ healthyThreshold: 2, unhealthyThreshold: 2, startsFailed: true, intervals, results: ['ok', 'timeout', 'timeout', 'timeout', 'ok', 'ok', 'ok'] });
  const said = rested.map(step => (step as { nextInterval: number }).nextInterval);
  // the edges follow the results that decide nothing yet: the first of two failures, the first of two successes
  return JSON.stringify(said) === '[1,3,2,2,4,1,1]' ? expect : said;
}

export const envoy: Units = {
  'envoy/when-the-edge-intervals-apply': edges,
  'envoy/active-health-check-session-traffic-seen': session,
  'envoy/ejection-time-min-base-timesejected-max': ejection,
  'envoy/base-larger-than-default-max': ejection,
  'envoy/success-rate-ejection-threshold-mean-1': successRates,
};
