/** The measures on small traces: told as rows, folded and pooled by the code of every report. */
import { quality as figures } from '../../../sim/figures/quality.ts';
import type { QualityData } from '../../../sim/measures/measured.ts';
import { emptySlice } from '../../../sim/measures/slices.ts';
import { quality } from '../../../sim/qos.ts';
import type { Trace } from '../../../sim/trace.ts';
import { Script } from '../../support/writeTrace.ts';
import type { Units } from '../vector.ts';

/** One unit of the vectors is a second here, so that fractions stay whole. */
const unit = 1_000_000;
type Transition = readonly [at: number, to: 'S' | 'T'];

const fold = (trace: Trace, horizon: number): QualityData =>
  quality({ watches: [[1], []], warmUp: 0, horizon: Math.round(horizon * unit) }, trace).suspected;
const inUnits = (lengths: readonly number[]): number[] => lengths.map(length => length / unit);
const mean = (list: readonly number[]): number | null => (list.length === 0 ? null : list.reduce((sum, x) => sum + x, 0) / list.length);

/** What it thought before the first transition within. */
function startOf(transitions: readonly Transition[], t0: number): 'S' | 'T' {
  const before = transitions.findLast(([at]) => at < t0);
  const first = transitions.find(([at]) => at >= t0);
  return before ? before[1] : first?.[1] === 'T' ? 'S' : 'T';
}

function observed({ transitions, t0, t1 }: { transitions: readonly Transition[]; t0: number; t1: number }): object {
  const script = new Script();
  const suspects = startOf(transitions, t0) === 'S';
  script.starts(0, 0, 1, suspects ? 'suspects' : 'trusts').trusts(0, 0, 1);
  if (suspects) script.suspects(0, 0, 1);
  for (const [at, to] of transitions.filter(([each]) => each >= t0)) {
    script[to === 'S' ? 'suspects' : 'trusts'](Math.round((at - t0) * unit), 0, 1);
  }
  const trace = script.end();
  const { mistakes, mistakeRate, queryAccuracy } = figures([fold(trace, t1 - t0)]);
  // what ends at t1 has its whole length within [t0, t1): one microsecond more sees it end
  const data = fold(trace, t1 - t0 + 1 / unit);
  const [recurrence, duration, good] = [data.mistakeRecurrence, data.mistakeDuration, data.goodPeriod].map(({ ended }) => inUnits(ended));
  return {
    'T_MR samples': recurrence, 'T_M samples': duration, 'T_G samples': good, 'mean T_MR': mean(recurrence!), 'mean T_M': mean(duration!),
    P_A: queryAccuracy.value, mistakes, 'lambda_M (count/time)': mistakeRate.total.value,
  };
}

function detectionTime({ crash, finalSuspicion }: { crash: number; finalSuspicion: number | null }): number {
  const rows: [number, (script: Script, at: number) => void][] = [[crash, (script, at) => script.crashes(at, 1)]];
  if (finalSuspicion !== null) rows.push([finalSuspicion, (script, at) => script.suspects(at, 0, 1)]);
  const script = new Script().starts(0, 0, 1).trusts(0, 0, 1);
  for (const [at, tell] of rows.sort((x, y) => x[0] - y[0])) tell(script, Math.round(at * unit));
  const { detected } = fold(script.end(), Math.max(crash, finalSuspicion ?? 0) + 1).detection.each;
  return detected.length === 0 ? Infinity : detected[0]! / unit;
}

/** One mistake in the time of one recurrence. */
function ergodic({ E_TMR, E_TM }: { E_TMR: number; E_TM: number }): object {
  const slice = Object.assign(emptySlice(), { exposure: E_TMR * unit, wrong: E_TM * unit });
  slice.mistakes[0] = slice.episodes[0] = 1;
  const { mistakeRate, queryAccuracy, goodPeriod } = figures([{ ...fold(new Script().end(), 1), slices: [slice] }]);
  return { lambda_M: mistakeRate.total.value, P_A: queryAccuracy.value, E_TG: goodPeriod.mean.value! / 1_000 };
}

export const qosMetrics: Units = {
  'qos-metrics/qos-of-an-always-alive-process': observed,
  'qos-metrics/t-d-time-from-crash-to': detectionTime,
  'qos-metrics/relations-for-an-ergodic-detector-lambda': ergodic,
};
