import { mean, quantile, relativeError, type Estimate } from '../../oracle/estimate.ts';
import { detectionTimes, duration, recurrence, sample, suspected, type Sums } from '../../oracle/sample.ts';
import { crashes, steady } from '../../oracle/star.ts';
import type { Outcome } from '../vectors.ts';
import { Reader, Unsupported, type OracleCase, type OracleFile } from './case.ts';
import { groups } from './groups.ts';
import { models, type Figure, type Model, type Pairs } from './models.ts';

const units: Readonly<Record<string, number>> = { us: 1, ms: 1_000, s: 1_000_000 };

const ratios: Readonly<Record<string, (sums: Sums) => Estimate>> = { E_TMR: recurrence, E_TM: duration, one_minus_PA: suspected };

const seed = 'evidence';

const scaled = ({ value, error, count }: Estimate, unit: number): Estimate => ({ value: value / unit, error: error / unit, count });

/** Longer and longer, until every crash was noticed. */
function detections({ star, patience }: Pairs): number[] {
  for (let rest = patience + 60 * star.interval + star.warmUp; ; rest *= 4) {
    try {
      return detectionTimes(crashes(star, 1_000, rest), 5_000, seed);
    } catch (error) {
      if (rest > 1e13) throw error;
    }
  }
}

function estimate(model: Model, { metric, needs_for_2pct_rse: needs }: OracleCase, unit: number): Figure {
  const own = model.own?.[metric];
  if (own) return own(seed);
  if (!('star' in model)) throw new Unsupported(`does not know the metric ${metric}`);
  const most = Math.max(40_000_000, 4 * (needs?.about_messages ?? 0));
  const figure = ratios[metric];
  if (figure) {
    const sums = sample(steady(model.star, 100, 1_000), { of: [figure], relative: 0.015, most, seed });
    return metric === 'one_minus_PA' ? figure(sums) : scaled(figure(sums), unit);
  }
  if (metric === 'E_TD') return scaled(mean(detections(model)), unit);
  const q = /^TD_q(0?\.\d+)$/.exec(metric);
  if (q) return scaled(quantile(detections(model), Number(q[1])), unit);
  throw new Unsupported(`does not know the metric ${metric}`);
}

/** Within four standard errors, at a relative standard error of 2 % or better. A bound is kept, and reached. */
export function accepted(found: Figure, expected: number): boolean {
  const { value, error, over, under } = found;
  // a millionth more: whole ticks, divided by the unit, are not whole
  const keeps = (by: number, limit: number): boolean => by <= limit * (1 + 1e-6);
  if (over !== undefined && under !== undefined) return keeps(value - expected, over) && keeps(expected - value, under);
  if (value === 0 && error === 0) return expected === 0;
  return relativeError(found) <= 0.02 && Math.abs(value - expected) <= 4 * error;
}

/** Undefined where nobody knows the model. */
function estimated(one: OracleCase, reader: Reader, unit: number): Figure | undefined {
  const [make, makeGroup] = [models[one.model], groups[one.model]];
  if (makeGroup) {
    const figure = makeGroup(reader)[one.metric];
    reader.done();
    if (!figure) throw new Unsupported(`does not know the metric ${one.metric}`);
    return figure(seed);
  }
  const model = make?.(reader);
  reader.done();
  return model && estimate(model, one, unit);
}

/** One case, simulated until it is known to 2 %. */
export function runOracleCase(one: OracleCase): Outcome {
  const { id, params, time_unit: unitName, expected } = one;
  try {
    const unit = units[unitName];
    const isKnown = Object.hasOwn(models, one.model) || Object.hasOwn(groups, one.model);
    if (!isKnown || unit === undefined) return { id, status: 'unsupported' };
    const found = estimated(one, new Reader(params, unit), unit)!;
    return { id, status: accepted(found, expected) ? 'pass' : 'fail', measured: found.value, expected, standardError: found.error };
  } catch (error) {
    if (error instanceof Unsupported) return { id, status: 'unsupported', measured: error.message };
    return { id, status: 'fail', measured: String(error), expected };
  }
}

export function* runOracle({ cases }: OracleFile): Generator<Outcome> {
  for (const one of cases) yield runOracleCase(one);
}
