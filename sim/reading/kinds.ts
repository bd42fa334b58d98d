import type { Parameter } from '../../src/parameters.ts';
import { NEVER } from '../../src/time.ts';
import type { MessageParams } from '../faults/fault.ts';
import { readEstimator, readLaw, readLoss, type Context } from './choose.ts';
import type { Place, Range } from './place.ts';
import { bandwidth, bytes } from './quantity.ts';
import { readGroups, readPairs, readParts, readQuantiles, readSeries } from './lists.ts';

type Read = (place: Place, what: string, parameter: Parameter<unknown>, context: Context) => unknown;

/** One reader for each kind of option. */
const readers: Readonly<Record<Exclude<Parameter<unknown>['kind'], 'todo'>, Read>> = {
  duration: (place, what, parameter) => place.duration(what, durationRange(parameter)),
  count: (place, what, parameter) => place.count(what, parameter),
  number: (place, what, parameter) => place.number(what, parameter),
  share: (place, what, { min = 0, max = 1 }) => place.number(what, { min, max }),
  choice: (place, what, parameter) => place.choice(what, parameter.choices ?? []),
  flag: (place, what) => place.flag(what),
  text: (place, what) => place.text(what, 200),
  estimator: (place, _what, _parameter, context) => readEstimator(place, context),
  bandwidth: (place, what) => bandwidth(place, what),
  bytes: (place, what) => bytes(place, what),
  law: (place, what, _parameter, context) => readLaw(place, what, context),
  loss: (place, _what, _parameter, context) => readLoss(place, context),
  parts: (place, what, _parameter, context) => readParts(place, what, context),
  quantiles: readQuantiles,
  series: (place, what) => readSeries(place, what),
  process: (place, what, _parameter, context) => context.select!(place, what, true)[0],
  processes: (place, what, _parameter, context) => context.select!(place, what),
  groups: (place, what, _parameter, context) => readGroups(place, what, context.select!),
  pairs: (place, what, _parameter, context) => readPairs(place, what, context.select!),
};

/** JSON's null means "none" where none is the default. */
export function readOption(place: Place, key: string, parameter: Parameter<unknown>, context: Context): unknown {
  if (place.value === null && parameter.default === null) return null;
  if (parameter.kind === 'todo') return readTodo(place, key);
  return readers[parameter.kind](place, key, parameter, context);
}

/** "never" is allowed where it is the default. */
export function durationRange({ min, max, default: usual, by }: Parameter<unknown>): Range {
  const endless = usual === NEVER || Object.values(by?.defaults ?? {}).includes(NEVER);
  return { min, max: max ?? (endless ? NEVER : undefined) };
}

/** What to do with one message: `"drop"`, or `{ "delay": "2s" }`. */
function readTodo(place: Place, what: string): MessageParams['do'] {
  if (place.value === 'drop') return { drop: true, delay: 0 };
  if (typeof place.value !== 'object' || place.value === null) place.fail(`${what} must be "drop" or { "delay": "2s" }`);
  place.keys(['delay'], what);
  return { drop: false, delay: place.at('delay').duration('the delay', { min: 0 }) };
}
