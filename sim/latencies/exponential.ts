import ln from '@stdlib/math-base-special-ln';
import { sec, type Duration } from '../../src/time.ts';
import { standardExponential } from '../standardExponential.ts';
import type { Latency } from './latency.ts';
import { whole } from './whole.ts';

export interface Exponential { readonly mean: Duration; readonly floor: Duration }

/** `floor` plus an exponential delay of that mean: the whole law's mean is floor + mean, its deviation is mean. */
export const exponential: Latency<Exponential> = {
  name: 'exponential',
  summary: 'A floor, and on top of it delays that are mostly short and sometimes long.',
  parameters: {
    mean: {
      default: undefined, kind: 'duration', min: 0,
      low: 'The delay is almost constant.', high: 'One message in a hundred takes 4.6 times this, one in a thousand 6.9 times.',
    },
    floor: {
      default: 0, kind: 'duration', min: 0,
      low: 'Some messages arrive almost at once, as on no real path.', high: 'Every detection is late by at least this much.',
    },
  },
  sample: ({ mean, floor }, draw) => floor + whole(mean * standardExponential(draw, mean > sec)),
  beyond: ({ mean, floor }, share) => floor + whole(-mean * ln(share)),
};
