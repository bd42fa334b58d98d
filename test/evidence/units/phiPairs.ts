import { normalPhi } from '../../../src/normal.ts';
import { mean, push, slidingWindow, variance } from '../../../src/window.ts';
import type { Units } from '../vector.ts';
import { akkaDetector, type AkkaConfig } from './akkaDetector.ts';
import { exactLogistic } from './phiAkka.ts';
import { arrivalWindow } from './phiCassandra.ts';

interface Pair { readonly arrivals: readonly number[]; readonly elapsed: number; readonly akkaConfig: AkkaConfig }

function byAkka({ arrivals, elapsed, akkaConfig }: Pair) {
  const detector = akkaDetector(akkaConfig);
  for (const at of arrivals) detector.heartbeat(at);
  const at = arrivals.at(-1)! + elapsed;
  const { windowSize, mean: centre, std } = detector.statistics(at);
  const pause = 'pause' in akkaConfig ? akkaConfig.pause : akkaConfig.acceptableHeartbeatPause;
  const y = (elapsed - centre - pause) / std;
  return {
    windowSize, mean: centre, std_after_floor: std, available: detector.isAvailable(at),
    phi_double: detector.phi(at), phi_exact_logistic: exactLogistic(y), phi_exact_normal: normalPhi(y),
  };
}

function byCassandra({ arrivals, elapsed }: Pair) {
  const window = arrivalWindow({ size: 1_000, initialMs: 2_000, maxIntervalMs: 2_000 });
  for (const at of arrivals) window.add(at);
  const at = arrivals.at(-1)! + elapsed;
  return {
    windowSize: window.samples(at), mean_ms: window.mean(at), phi_unscaled: window.phi(at), phi_scaled: window.scaled(at),
    'convict@8': window.convicts(at, 8),
  };
}

/** From the raw intervals alone, as the paper has it: undefined while they do not vary. */
function byHayashibara({ arrivals, elapsed }: Pair) {
  const intervals = arrivals.slice(1).map((at, i) => at - arrivals[i]!);
  if (intervals.length === 0) return {};
  const window = slidingWindow(1_000);
  for (const interval of intervals) push(window, interval);
  const [centre, deviation] = [mean(window), Math.sqrt(variance(window))];
  return { n: intervals.length, mean: centre, population_sd: deviation, phi_normal_exact: normalPhi((elapsed - centre) / deviation) };
}

export const phiPairs: Units = {
  'phi-pairs/suspicion-after-elapsed-ms-without-a': (pair: Pair) =>
    ({ akka: byAkka(pair), cassandra: byCassandra(pair), hayashibara: byHayashibara(pair) }),
};
