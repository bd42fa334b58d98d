import { us } from '../../oracle/star.ts';
import type { Reader } from './case.ts';

type Part = Readonly<Record<string, unknown>>;

/** A delay as a scenario says it, with its mean in microseconds. */
export interface Delay { readonly file: Part; readonly mean: number; readonly isZero: boolean }

const makers: Readonly<Record<string, (law: Reader) => Omit<Delay, 'isZero'>>> = {
  constant(law) {
    const value = law.time('value');
    return { mean: value, file: { kind: 'constant', value: us(Math.max(1, value)) } };
  },
  exponential(law) {
    const mean = law.time('mean');
    return { mean, file: { kind: 'exponential', mean: us(mean) } };
  },
  lognormal(law) {
    const median = Math.exp(law.number('mu')) * law.unit;
    const sigma = law.number('sigma');
    return { mean: median * Math.exp(sigma * sigma / 2), file: { kind: 'lognormal', median: us(median), sigma } };
  },
  gamma(law) {
    const [shape, scale] = [law.number('shape'), law.time('scale')];
    return { mean: shape * scale, file: { kind: 'gamma', shape, scale: us(scale) } };
  },
  uniform(law) {
    const [low, high] = [law.time('lo'), law.time('hi')];
    return { mean: (low + high) / 2, file: { kind: 'uniform', low: us(low), high: us(high) } };
  },
  pareto(law) {
    const [scale, shape] = [law.time('scale'), law.number('shape')];
    return { mean: shape > 1 ? scale * shape / (shape - 1) : scale * 100, file: { kind: 'pareto', scale: us(scale), shape } };
  },
};

/** Without a law there is no delay; the world's least is a microsecond. */
export function delayOf(params: Reader): Delay {
  const law = params.part('delay');
  if (!law) return { file: { kind: 'constant', value: '1us' }, mean: 0, isZero: true };
  const made = makers[law.choice('type', Object.keys(makers), '')]!(law);
  law.done();
  return { ...made, isZero: made.mean === 0 };
}

export interface Loss { readonly file: Part; /** How many messages it takes to forget its state. */ readonly memory: number }

/** Independent by `p`, or a chain by `a`, `b`, `hG`, `hB`, stepped once per message. */
export function lossOf(params: Reader): Loss {
  if (!params.has('a')) return { file: { kind: 'independent', average: params.number('p', 0) }, memory: 0 };
  const [toBad, toGood] = [params.number('a'), params.number('b')];
  const file = { kind: 'gilbertPerMessage', toBad, toGood, lossInGood: params.number('hG', 0), lossInBad: params.number('hB', 1) };
  return { file, memory: 1 / (toBad + toGood) };
}
