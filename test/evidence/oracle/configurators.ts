/** Chen's configuration procedures as models: the interval that they answer, and the star of NFD-S that it would make. */
import { configureForDelay, configureForMoments, type ChenConfiguration, type WantedQuality } from '../../../src/chenConfiguration.ts';
import type { DelayTail } from '../../../src/chenQuality.ts';
import type { Estimate } from '../../oracle/estimate.ts';
import { us } from '../../oracle/star.ts';
import { Unsupported, type Reader } from './case.ts';
import { pushed, type Model } from './models.ts';

/** All in the case's own unit of time. */
const wanted = (params: Reader): WantedQuality => ({
  detectionTime: params.number('T_D_U'), mistakeRecurrence: params.number('T_MR_L'), mistakeDuration: params.number('T_M_U'), loss: params.number('p', 0),
});

const tails: Readonly<Record<string, (law: Reader) => DelayTail>> = {
  exponential(law) {
    const mean = law.number('mean');
    return { kinks: [0], beyond: x => (x <= 0 ? 1 : Math.exp(-x / mean)) };
  },
  constant(law) {
    const value = law.number('value');
    return { kinks: [value], beyond: x => (x < value ? 1 : 0) };
  },
  uniform(law) {
    const [low, high] = [law.number('lo'), law.number('hi')];
    return { kinks: [low, high], beyond: x => Math.min(1, Math.max(0, (high - x) / (high - low))) };
  },
};

/** There is no chance in it: the error is one step of the search. */
function answer(found: ChenConfiguration | null, params: Reader, loss: number, mean: number): Model {
  if (!found) throw new Unsupported('no interval keeps that promise');
  const [interval, margin] = [found.interval * params.unit, found.margin * params.unit];
  const eta = (): Estimate => ({ value: found.interval, error: found.longestInterval / 100_000, count: 1 });
  const delay = { file: { kind: 'exponential', mean: us(mean * params.unit) }, mean: mean * params.unit, isZero: false };
  const estimator = { kind: 'chen', variant: 's', interval: us(interval), margin: us(margin) };
  const model = pushed(interval, delay, { file: { kind: 'independent', average: loss }, memory: 0 }, interval + margin, estimator);
  return { ...model, own: { eta } };
}

export function configuredForDelay(params: Reader): Model {
  const law = params.part('delay');
  if (!law) throw new Unsupported('a delay of which nothing is said');
  const tail = tails[law.choice('type', Object.keys(tails), '')]!(law);
  law.done();
  const goal = wanted(params);
  const mean = law.number('mean', 0);
  return answer(configureForDelay(goal, tail), params, goal.loss, mean);
}

export function configuredForMoments(params: Reader): Model {
  const goal = wanted(params);
  const mean = params.number('E_D');
  return answer(configureForMoments(goal, { mean, variance: params.number('V_D') }), params, goal.loss, mean);
}
