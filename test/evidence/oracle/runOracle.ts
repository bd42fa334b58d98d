import { mean, quantile, relativeError, type Estimate } from '../../oracle/estimate.ts';
import { detectionTimes, duration, recurrence, sample, suspected, type Sums } from '../../oracle/sample.ts';
import { crashes, steady } from '../../oracle/star.ts';
import type { Outcome } from '../vectors.ts';
import { Reader, Unsupported, type OracleCase, type OracleFile } from './case.ts';
import { groups } from './groups.ts';
import { models, type Model } from './models.ts';

const units: Readonly<Record<string, number>> = { us: 1, ms: 1_000, s: 1_000_000 };

const ratios: Readonly<Record<string, (sums: Sums) => Estimate>> = { E_TMR: recurrence, E_TM: duration, one_minus_PA: suspected };

const seed = 'evidence';

const scaled = ({ value, error, count }: Estimate, unit: number): Estimate => ({ value: value / unit, error: error / unit, count });

/** Longer and longer, until every crash was noticed. */
function detections({ star, patience }: Model): number[] {
  for (let rest = patience + 60 * star.interval + star.warmUp; ; rest *= 4) {
    try {
      return detectionTimes(crashes(star, 1_000, rest), 5_000, seed);
    } catch (error) {
      if (rest > 1e13) throw error;
    }
  }
}

function estimate(model: Model, { metric, needs_for_2pct_rse: needs }: OracleCase, unit: number): Estimate {
  const own = model.own?.[metric];
  if (own) return own(seed);
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

/** Within four standard errors, at a relative standard error of 2 % or better. */
const accepted = (found: Estimate, expected: number): boolean =>
  relativeError(found) <= 0.02 && Math.abs(found.value - expected) <= 4 * found.error;

/** Undefined where nobody knows the model. */
function estimated(one: OracleCase, reader: Reader, unit: number): Estimate | undefined {
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
