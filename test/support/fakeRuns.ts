/** Runs whose law is known, without a simulator: Poisson mistakes, detection times as told, a load. */
import { parseDuration } from '../../src/parameters.ts';
import type { Measured, QualityData } from '../../sim/measures/measured.ts';
import { emptySlice } from '../../sim/measures/slices.ts';
import { Draw, hashText } from '../../sim/random.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import type { Evaluator } from '../../sim/solve/problem.ts';

export interface Truth {
  /** Mistakes per second. */
  readonly rate: number;
  /** From a uniform draw to microseconds. */
  detection(uniform: number): number;
  /** Messages per second of each process. */
  readonly load: number;
}

const second = 1_000_000;
const span = { count: 0, total: 0, longest: 0, room: 1 };
const none = { ended: [], censored: [] };

function poisson(draw: Draw, mean: number): number {
  let count = 0;
  for (let left = mean + Math.log(draw.next()); left > 0; left += Math.log(draw.next())) count++;
  return count;
}

export function fakeRun(truth: Truth, horizon: number, seed: string): Measured {
  const draw = new Draw().start(hashText(seed), 7);
  const slice = emptySlice();
  const mistakes = poisson(draw, (truth.rate * horizon) / second);
  Object.assign(slice, { exposure: horizon, wrong: mistakes * second });
  slice.mistakes[0] = mistakes;
  slice.episodes[0] = mistakes;
  const each = { crashes: 1, detected: [Math.round(truth.detection(draw.next()))], censored: [], missed: 0 };
  const data: QualityData = {
    slices: [slice], mistakeRecurrence: none, mistakeDuration: { ended: Array.from({ length: mistakes }, () => second), censored: [] }, goodPeriod: none,
    detection: { each, first: each, majority: each, last: each }, recovery: none, unheard: none, accusation: span, collective: span, pairs: noPairs,
  };
  const sent = Math.round((truth.load * horizon) / second);
  return {
    seed, digest: 'fake', usesFailed: false, suspected: data, failed: data, leadership: null,
    load: {
      span: horizon, processes: 2, messages: { heartbeat: 2 * sent }, bytes: {}, messagesByProcess: [sent, sent], bytesByProcess: [0, 0],
      busiest: null, queued: 0, queueWait: 0, drops: 0,
    },
  };
}

const empty = new Float64Array(0);
const noPairs: QualityData['pairs'] = {
  monitor: new Int32Array(0), monitored: new Int32Array(0), exposure: empty, wrong: empty, mistakes: empty, detected: empty, detectionSum: empty,
  detectionMax: empty, missed: empty, censored: empty, censoredSum: empty, censoredMax: empty,
};

/** An evaluator that knows the truth of every setting. */
export const fakeEvaluator = (truthOf: (file: ScenarioFile) => Truth): Evaluator => tasks =>
  tasks.map(({ file, seeds }) => seeds.map(seed => fakeRun(truthOf(file), parseDuration(file.horizon)!, seed)));
