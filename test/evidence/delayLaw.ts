/** Laws of delay as the vectors say them. */
import type { DelayTail } from '../../src/chenQuality.ts';
import { Unsupported } from './vector.ts';

export interface DelayLaw { readonly type: string; readonly [parameter: string]: string | number }

export function tailOf(law: DelayLaw): DelayTail {
  const of = (name: string): number => Number(law[name]);
  switch (law.type) {
    case 'exponential': return { kinks: [0], beyond: x => (x <= 0 ? 1 : Math.exp(-x / of('mean'))) };
    case 'constant': return { kinks: [of('value')], beyond: x => (x < of('value') ? 1 : 0) };
    case 'uniform': {
      const [low, high] = [Number(law['a'] ?? law['lo']), Number(law['b'] ?? law['hi'])];
      return { kinks: [low, high], beyond: x => Math.min(1, Math.max(0, (high - x) / (high - low))) };
    }
    default: throw new Unsupported(`delay law ${law.type}`);
  }
}
